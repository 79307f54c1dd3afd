"""`Sequence` as clauses over some days in a row."""

from shared.rules.terms import Sequence
from solver_service.engines.model.charge import Charge


def add(term: Sequence, charge: Charge) -> None:
    """The price of each of the days from which on each cell holds one of its set."""
    model = charge.model
    for day in term.days:
        charge.all_of([model.holds(term.person, day + offset, shifts) for offset, shifts in enumerate(term.sets)], term.price)
