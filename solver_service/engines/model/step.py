"""`Step` as clauses over two days."""

from shared.rules.terms import Step
from solver_service.engines.model.charge import Charge


def add(term: Step, charge: Charge) -> None:
    """The price of each of the days whose cell holds one of `after` while the day before holds one of `before`."""
    for day in term.days:
        _add_day(term, day, charge)


def _add_day(term: Step, day: int, charge: Charge) -> None:
    model = charge.model
    if charge.forbids:
        before = model.holds_each(term.person, day - 1, term.before)
        after = model.holds_each(term.person, day, term.after)
        if not any(isinstance(fact, bool) for fact in (*before, *after)):
            # one clique says more to the linear relaxation than a clause for each pair
            model.cp.add_at_most_one([*before, *after])
            return
    charge.all_of([model.holds(term.person, day - 1, term.before), model.holds(term.person, day, term.after)], term.price)
