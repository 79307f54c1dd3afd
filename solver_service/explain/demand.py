"""Must-rules taken apart into the smallest demands that can be named by themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TypeVar, assert_never

from shared.rules.terms import Cell, Counter, Price, Row, Run, Sequence, Spread, Step, Term

CellAt = tuple[int, int]
"""A (person, day)."""

SummedT = TypeVar("SummedT", Counter, Row)


@dataclass(frozen=True)
class Demand:
    """A term of a must-rule that holds (costs nothing) or doesn't. `cells`: the cells that it looks at."""

    term: Term

    @property
    def rule(self) -> int:
        """The index in `Problem.rules`."""
        return self.term.rule

    @cached_property
    def cells(self) -> frozenset[CellAt]:
        return frozenset(cells_of(self.term))

    @cached_property
    def people(self) -> tuple[int, ...]:
        return tuple(sorted({person for person, _day in self.cells}))

    @cached_property
    def days(self) -> tuple[int, ...]:
        return tuple(sorted({day for _person, day in self.cells}))


def demands_of(terms: Iterable[Term]) -> Iterator[Demand]:
    """Yield the demands of the hard terms: a term costs nothing exactly where all its demands cost nothing.

    A date of a `Cell`, `Step` or `Sequence`, a window of a `Run` that can be too long or too short by itself, the least and the
    most of a sum are demands of their own. So an explanation names the day, and not the month.
    """
    for term in terms:
        if term.hard:
            yield from (Demand(part) for part in _parts(term))


def cells_of(term: Term) -> Iterator[CellAt]:
    """Yield the cells that a term looks at, some perhaps twice."""
    match term:
        case Cell():
            yield from ((term.person, day) for day in term.days)
        case Step():
            yield from ((term.person, day - back) for day in term.days for back in (1, 0))
        case Sequence():
            yield from ((term.person, day + index) for day in term.days for index in range(len(term.sets)))
        case Run():
            yield from ((term.person, day) for day in range(term.first_day, term.last_day + 1))
        case Counter():
            yield from ((term.person, day) for block in term.blocks for day in block)
        case Row():
            for part in term.parts:
                yield from product(part.people, part.days)
            for counter in term.counters:
                yield from cells_of(counter)
        case Spread():
            yield from ((member.person, day) for member in term.members for block in term.blocks for day in block)
        case _:
            assert_never(term)


def _parts(term: Term) -> Iterator[Term]:
    match term:
        case Cell() | Step() | Sequence():
            yield from (replace(term, days=(day,)) for day in term.days)
        case Run():
            yield from _too_long(term)
            yield from _too_short(term)
        case Counter():
            yield from _sides(term)
        case Row():
            yield from _sides(term)
        case Spread():
            yield term
        case _:
            assert_never(term)


def _sides(term: SummedT) -> Iterator[SummedT]:
    """The least and the most of a sum, where no hinge takes back what another adds."""
    price = term.price
    if not (price.under and price.over and price.is_convex):
        yield term
        return
    yield replace(term, price=Price(under=price.under, step=price.step))
    yield replace(term, price=Price(over=price.over, step=price.step))


def _too_long(term: Run) -> Iterator[Run]:
    """Every `maximum` + 1 days in a row, those with days before the first among them."""
    if term.maximum is None or not term.long_price:
        return
    for last in range(term.first_day, term.last_day + 1):
        first = last - term.maximum
        past = max(0, term.first_day - first)
        if past <= term.history:
            yield replace(term, first_day=max(first, term.first_day), last_day=last, minimum=None, history=past, lenient=True)


def _too_short(term: Run) -> Iterator[Run]:
    """For each day on which a run may begin, the days up to the one on which it is long enough."""
    if term.minimum is None or term.minimum <= 1 or not term.short_price:
        return
    alone = replace(term, maximum=None)
    if not term.lenient and term.history < term.minimum:
        yield replace(alone, last_day=min(term.last_day, term.first_day + term.minimum - 1))
    for before in range(term.first_day, term.last_day - 1):
        yield replace(alone, first_day=before, last_day=min(term.last_day, before + term.minimum), history=0, lenient=True)
