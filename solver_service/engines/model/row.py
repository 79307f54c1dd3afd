"""`Row` as a priced sum over several people."""

from shared.rules.terms import Row
from solver_service.engines.model.charge import Charge
from solver_service.engines.model.grid import Total


def add(term: Row, charge: Charge) -> None:
    """The price of the base and the points of every cell of its parts."""
    total = Total(term.base)
    for part in term.parts:
        charge.model.add_all_points(total, part.people, part.days, part.points)
    charge.total(total, term.price)
