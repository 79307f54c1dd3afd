"""Sets of people, date by date: what together, apart and backup share."""

from collections.abc import Iterator, Sequence
from typing import Annotated, TypeVar

from pydantic import Field

from shared.domain import Rule, ShiftKind
from shared.model import Record
from shared.rules.context import Context
from shared.rules.params import LIST_MAX, ShiftSet, StaffRef
from shared.rules.port import DayRule
from shared.rules.terms import Grid
from shared.rules.words import listed, person_words, shift_words

Members = tuple[int, ...]
"""The people of a set, in its order."""


class StaffSet(Record):
    """A pair, or more people."""

    staff: Annotated[tuple[StaffRef, ...], Field(min_length=2, max_length=LIST_MAX)] = Field(title="Who")


class SetParams(ShiftSet):
    """No set named: all the scope's people are one. Else only people of the scope count in them. Nothing named: every shift worked."""

    sets: Annotated[tuple[StaffSet, ...], Field(max_length=LIST_MAX)] = Field(default=(), title="Pairs or sets of people")


SetT = TypeVar("SetT", bound=SetParams)


class SetRule(DayRule[SetT]):
    """A rule over the shifts of a set's people on one date.

    On each date a set has those of its people who are in the scope and employed then; with fewer than two of them it doesn't count.
    A set named twice counts twice. Open cells are not working [SV1].
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: SetT) -> None:
        super().__init__(context, rule, index, params)
        self.shifts = params.picked(context, ShiftKind.WORK)
        self.is_counted = tuple(map(bool, context.table(self.shifts)))
        named = tuple(tuple(context.person_index.get(staff_id, -1) for staff_id in each.staff) for each in params.sets)
        there = {day: frozenset(person for person in self.people_on[day] if context.is_employed(person, day)) for day in self.days}
        found = {people: tuple(_sets_of(named, people)) for people in set(there.values())}
        self.sets = {day: found[people] for day, people in there.items()}
        members = {people: frozenset(person for each in found[people] for person in each) for people in found}
        self._is_member = {day: members[people] for day, people in there.items()}

    def touched(self, person: int, day: int) -> Sequence[int]:
        return (day,) if person in self._is_member.get(day, ()) else ()

    def who(self, members: Members, day: int, grid: Grid) -> str:
        """`Ana Early and Bo Off`."""
        context = self.context
        return listed([f"{person_words(context, person)} {shift_words(context, grid[person][day])}" for person in members])


def _sets_of(named: tuple[Members, ...], there: frozenset[int]) -> Iterator[Members]:
    """Those of each set who are there; of all who are, where no set is named."""
    for people in named or (tuple(sorted(there)),):
        members = tuple(dict.fromkeys(person for person in people if person in there))
        if len(members) > 1:
            yield members
