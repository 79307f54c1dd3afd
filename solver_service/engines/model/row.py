"""`Row` as a priced sum over several people."""

from shared.rules.terms import Row
from solver_service.engines.model import counter
from solver_service.engines.model.charge import Charge
from solver_service.engines.model.grid import Total


def add(term: Row, charge: Charge) -> None:
    """The price of the base, the points of every cell of its parts, and what its counters cost."""
    total = Total(term.base)
    for part in term.parts:
        charge.model.add_all_points(total, part.people, part.days, part.points)
    inner = Charge(charge.model, forbids=False)  # its variables are at least the true costs, and nothing wants them higher
    for counted in term.counters:
        counter.add(counted, inner)
    charge.total(total.plus(inner.cost), term.price)
