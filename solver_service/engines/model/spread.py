"""`Spread` as the highest and the lowest of several totals, or as each total's distance from their mean."""

from collections.abc import Iterable, Sequence
from typing import Literal

from shared.rules.terms import Hinge, Member, Price, Spread
from solver_service.engines.model.charge import Charge
from solver_service.engines.model.counter import total_of_blocks
from solver_service.engines.model.grid import GridModel, Total, Var


def add(term: Spread, charge: Charge) -> None:
    """The price of each unit that the members' totals lie apart beyond the tolerance."""
    totals = [_total_of(term, member, charge.model) for member in term.members]
    price = Price(over=(Hinge(term.tolerance, term.price),))
    for apart in _ranges(totals, charge.model) if term.measure == "range" else _deviations(totals, charge.model):
        charge.total(apart, price)


def _total_of(term: Spread, member: Member, model: GridModel) -> Total:
    total = total_of_blocks(member.person, term.blocks, term.points, model)
    total.constant += member.base
    return _quotient(total.times(member.times), member.per, model)


def _ranges(totals: Sequence[Total], model: GridModel) -> Iterable[Total]:
    """The one range: its ends lie no nearer than the highest and the lowest, and nothing wants them farther apart."""
    yield _end(totals, 1, model).plus(_end(totals, -1, model))


def _end(totals: Sequence[Total], sign: Literal[1, -1], model: GridModel) -> Total:
    """Return the highest of sign·total."""
    signed = [total.times(sign) for total in totals]
    free = [total for total in signed if total.variables]
    known = max((total.constant for total in signed if not total.variables), default=None)
    if not free and known is not None:
        return Total(known)
    lowest, highest = max(total.least for total in signed), max(total.most for total in signed)
    variable = model.helper(lowest, highest, lambda: max(total.value(model) for total in signed))
    for total in free:
        model.at_most(total.with_variable(variable, -1), 0)
    return _alone(variable, lowest, highest)


def _deviations(totals: Sequence[Total], model: GridModel) -> Iterable[Total]:
    """What each total lies over the mean rounded up, and under the mean rounded down: never both."""
    count, whole = len(totals), Total()
    for total in totals:
        whole = whole.plus(total)
    down, up = _quotient(whole, count, model), _quotient(whole.plus(Total(count - 1)), count, model)
    for total in totals:
        yield total.plus(up, -1)
        yield down.plus(total, -1)


def _quotient(total: Total, by: int, model: GridModel) -> Total:
    """Return ⌊total / by⌋, exactly."""
    if by == 1:
        return total
    if not total.variables:
        return Total(total.constant // by)
    lowest, highest = total.least // by, total.most // by
    variable = model.helper(lowest, highest, lambda: total.value(model) // by)
    model.at_most(total.times(-1).with_variable(variable, by), 0)
    model.at_most(total.with_variable(variable, -by), by - 1)
    return _alone(variable, lowest, highest)


def _alone(variable: Var, lowest: int, highest: int) -> Total:
    total = Total()
    total.add_variable(variable, 1, lowest, highest)
    return total
