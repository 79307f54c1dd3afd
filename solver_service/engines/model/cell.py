"""`Cell` as costs."""

from shared.rules.terms import Cell
from solver_service.engines.model.charge import Charge


def add(term: Cell, charge: Charge) -> None:
    """The price of each of the days whose cell holds one of the shifts."""
    for day in term.days:
        for fact in charge.model.holds_each(term.person, day, term.shifts):
            charge.fact(fact, term.price)
