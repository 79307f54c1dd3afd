"""`Counter` as a priced sum over one person's days."""

from itertools import pairwise

from shared.rules.terms import Counter, Table
from solver_service.engines.model.charge import Charge
from solver_service.engines.model.grid import Fact, GridModel, Total


def add(term: Counter, charge: Charge) -> None:
    """The price of the base and, of each block, the highest points among its days."""
    total = total_of_blocks(term.person, term.blocks, term.points, charge.model)
    total.constant += term.base
    charge.total(total, term.price)


def total_of_blocks(person: int, blocks: tuple[tuple[int, ...], ...], points: Table, model: GridModel) -> Total:
    """Return the sum over the blocks of the highest points among each one's days."""
    total = Total()
    for block in blocks:
        if len(block) == 1:
            model.add_points(total, person, block[0], points)
        else:
            _add_highest(total, person, block, points, model)
    return total


def _add_highest(total: Total, person: int, block: tuple[int, ...], points: Table, model: GridModel) -> None:
    """Add the highest points of a block: its lowest level, and the rise to each level that some day reaches."""
    levels = sorted(set(points))
    total.constant += levels[0]
    for lower, level in pairwise(levels):
        reaching = [shift for shift in range(len(points) - 1) if points[shift] >= level]
        if points[-1] >= level:
            reaching.append(-1)
        total.add_fact(_any_of([model.holds(person, day, reaching) for day in block], model), level - lower)


def _any_of(facts: list[Fact], model: GridModel) -> Fact:
    """Return a fact that is true exactly where one of `facts` is: a price may want the total high or low."""
    literals = [fact for fact in facts if not isinstance(fact, bool)]
    if any(fact is True for fact in facts):
        return True
    if not literals:
        return False
    if len(literals) == 1:
        return literals[0]
    reached = model.helper(0, 1, lambda: max(map(model.value, literals)))
    model.cp.add_bool_or([*literals, reached.negated()])
    for literal in literals:
        model.cp.add_implication(literal, reached)
    return reached
