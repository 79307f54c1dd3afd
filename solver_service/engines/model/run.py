"""`Run` as clauses over windows of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from shared.rules.terms import OPEN, Run
from solver_service.engines.model.charge import Charge
from solver_service.engines.model.grid import Fact


def add(term: Run, charge: Charge) -> None:
    """The price of each day over the longest run, and of each day under the shortest."""
    facts = [charge.model.holds(term.person, day, term.shifts) for day in range(term.first_day, term.last_day + 1)]
    if term.maximum is not None and term.long_price:
        _add_long(term, term.maximum, facts, charge)
    if term.minimum is not None and term.minimum > 1 and term.short_price:
        _add_short(term, term.minimum, facts, charge)


def _add_long(term: Run, maximum: int, facts: list[Fact], charge: Charge) -> None:
    """A run of length L holds L − maximum windows of maximum + 1 days; those that end before the first day cost nothing."""
    for end in range(len(facts)):
        start = end - maximum
        if start >= -term.history:
            charge.all_of(facts[max(0, start) : end + 1], term.long_price)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """Where a run may begin: the index of its first day in the range, its days before the range, the facts that make it begin here."""

    start: int
    past: int
    facts: list[Fact]


def _add_short(term: Run, minimum: int, facts: list[Fact], charge: Charge) -> None:
    for beginning in _beginnings(term, facts, charge):
        _add_short_from(beginning, minimum, facts, term, charge)


def _beginnings(term: Run, facts: list[Fact], charge: Charge) -> Iterator[_Beginning]:
    if not term.lenient:
        yield _Beginning(0, term.history, [] if term.history else facts[:1])
    for start, (before, first) in enumerate(pairwise(facts), start=1):
        if first is not False and before is not True and not _is_open(term, start - 1, charge):
            yield _Beginning(start, 0, [_negated(before), first])


def _add_short_from(beginning: _Beginning, minimum: int, facts: list[Fact], term: Run, charge: Charge) -> None:
    """A run that ends with k days costs once for each length k … minimum − 1.

    So one penalty for each length, "ended with this length or less", and each is carried on to the next.
    """
    ended: Fact = False
    for length in range(max(beginning.past, 1), minimum):
        end = beginning.start + length - beginning.past  # the first day after a run of this length
        if end >= len(facts) or _is_open(term, end, charge):
            # from here on it may go on: no longer run is surely too short
            charge.fact(ended, term.short_price * (minimum - length))
            return
        ended = _ended(ended, [*beginning.facts, _negated(facts[end])], charge)
        charge.fact(ended, term.short_price)


def _ended(earlier: Fact, facts: list[Fact], charge: Charge) -> Fact:
    """Return a fact that is true where `earlier` is, or where all of `facts` are."""
    model = charge.model
    literals = [fact for fact in facts if not isinstance(fact, bool)]
    if earlier is True or any(fact is False for fact in facts):
        return earlier
    if not literals:
        return True
    if charge.forbids:
        model.cp.add_bool_or([literal.negated() for literal in literals])
        return earlier
    broken = model.helper(0, 1, lambda: max(model.value(earlier), min(map(model.value, literals))))
    model.cp.add_bool_or([*(literal.negated() for literal in literals), broken])
    if not isinstance(earlier, bool):
        model.cp.add_implication(earlier, broken)
    return broken


def _is_open(term: Run, index: int, charge: Charge) -> bool:
    day = term.first_day + index
    return not charge.model.is_free(term.person, day) and charge.model.constant(term.person, day) == OPEN


def _negated(fact: Fact) -> Fact:
    return not fact if isinstance(fact, bool) else fact.negated()
