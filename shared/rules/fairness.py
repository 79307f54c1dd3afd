"""Rule `fairness`: work is shared out evenly."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import gcd
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from shared.domain import Rule, ShiftKind
from shared.model import Record
from shared.protocol.limits import STAFF_MAX
from shared.rules.context import Context
from shared.rules.params import Count, Factor, Points, ShiftSet, StaffRef
from shared.rules.port import BoundRule, Breach, Changed, Followed, RuleType
from shared.rules.terms import Grid, Measure, Member, Spread, Table, Term
from shared.rules.words import counted, days_words, minutes_words, person_words


class Share(Record):
    """What is different for one person: a smaller share, or what was done before the period (days, weekends, points or minutes)."""

    staff: StaffRef = Field(title="Who")
    percent: Annotated[int, Field(ge=1, le=100)] = Field(default=100, title="Percent of a full share")
    before: Count = Field(default=0, title="Done before")


class Params(ShiftSet):
    """What is shared out: days with the shifts and kinds (none named: every shift worked) or with points, weekends, or paid minutes.

    A weekend counts once, with its highest points. `unit`: so many minutes count as one, and what is left over as none.
    """

    what: Literal["shifts", "weekends", "minutes"] = Field(default="shifts", title="Shared out")
    points: Points = Field(default={}, title="Points")
    measure: Measure = Field(
        default="range",
        title="Measured",
        description="Between the highest and the lowest, or for each person from the mean.",
    )
    tolerance: Count = Field(default=1, title="Difference that is free")
    unit: Factor = Field(default=60, title="Minutes that count as one")
    weekend: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(default=(5, 6), title="Weekend", min_length=1, max_length=6)
    shares: tuple[Share, ...] = Field(default=(), title="Single people", max_length=STAFF_MAX)

    @model_validator(mode="after")
    def _has_no_points_for_minutes(self) -> "Params":
        if self.points and self.what == "minutes":
            msg = "minutes are shared out as they are: they have no points"
            raise ValueError(msg)
        return self

    @field_validator("shares")
    @classmethod
    def _names_each_once(cls, shares: tuple[Share, ...]) -> tuple[Share, ...]:
        if len({share.staff for share in shares}) != len(shares):
            msg = "a person has one share"
            raise ValueError(msg)
        return shares


class Fairness(BoundRule[Params], Followed[tuple[int, ...]]):
    """A unit is one between the highest and the lowest total beyond the tolerance, or one that a total lies off the mean beyond it.

    From the mean: what a total lies over the mean rounded up, or under the mean rounded down, so that an even grid costs nothing.
    Totals of people with a smaller share, or employed on a part of the dates only, are scaled up to a full one, and rounded down;
    who isn't employed on any of them has no part in it. Open cells count nothing [SV1].
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        days = context.days_in(rule.scope.dates)
        self._table = self._points_table()
        self._blocks = tuple(self._weekends(days)) if params.what == "weekends" else tuple((day,) for day in days)
        self._days = frozenset(day for block in self._blocks for day in block)
        own = {share.staff: share for share in params.shares}
        found = ((person, own.get(context.staff[person].id)) for person in context.people_in(rule.scope.staff))
        self._members = {person: member for person, share in found if (member := self._member(person, share, days)) is not None}
        self._places = {person: place for place, person in enumerate(self._members)}

    @property
    def parts(self) -> Sequence[int]:
        return (0,) if self._is_shared else ()

    def touched(self, person: int, day: int) -> Sequence[int]:
        return (0,) if self._is_shared and day in self._days and person in self._members else ()

    def tells_apart(self, old: int, new: int) -> bool:
        return self._table[old] != self._table[new]

    def amount(self, part: int, grid: Grid) -> int:
        return self.amount_at(part, self.figure(part, grid))

    def figure(self, part: int, grid: Grid) -> tuple[int, ...]:
        """The totals of the members, in their order."""
        del part
        return tuple([self._total(member, grid[person]) for person, member in self._members.items()])

    def followed(self, part: int, figure: tuple[int, ...], changed: Changed, grid: Grid) -> tuple[int, ...]:
        del part
        place = self._places[changed.person]
        return (*figure[:place], self._total(self._members[changed.person], grid[changed.person]), *figure[place + 1 :])

    def amount_at(self, part: int, figure: tuple[int, ...]) -> int:
        del part
        if self.params.measure == "range":
            return max(0, max(figure) - min(figure) - self.params.tolerance)
        least, most = self._fair(figure)
        return sum([max(0, least - total, total - most) for total in figure])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        totals = dict(zip(self._members, self.figure(part, grid), strict=True))
        if self.params.measure == "range":
            yield from self._range_breach(totals, grid)
            return
        least, most = self._fair([*totals.values()])
        for person, total in totals.items():
            off = max(0, least - total, total - most)
            if off:
                fair = str(most) if least == most else f"{max(0, least)} to {most}"
                words = f"{self._words(person, total)}; a fair share is {fair}"
                yield Breach(off, words, self._cells(person, grid) if total > most else (), person)

    def terms(self) -> Iterator[Term]:
        if self._is_shared:
            members, params = tuple(self._members.values()), self.params
            yield Spread(self.index, self.is_hard, params.measure, members, self._blocks, self._table, params.tolerance, self.rule.weight)

    @property
    def _is_shared(self) -> bool:
        return len(self._members) > 1 and bool(self._blocks)

    def _range_breach(self, totals: dict[int, int], grid: Grid) -> Iterator[Breach]:
        highest, lowest = max(totals, key=totals.__getitem__), min(totals, key=totals.__getitem__)
        apart = totals[highest] - totals[lowest]
        if apart > self.params.tolerance:
            blamed = (person for person, total in totals.items() if total == totals[highest])
            cells = tuple(cell for person in blamed for cell in self._cells(person, grid))
            words = f"{self._words(highest, totals[highest])}, {self._words(lowest, totals[lowest])}"
            yield Breach(apart - self.params.tolerance, f"{words}: {self._count(self.params.tolerance)} apart at most", cells)

    def _total(self, member: Member, row: Sequence[int]) -> int:
        table = self._table
        if self.params.what == "weekends":
            found = sum([max([table[row[day]] for day in block]) for block in self._blocks])
        else:
            cells = row if len(self._days) == self.context.day_count else [row[day] for day in self._days]
            found = sum([table[cell] for cell in cells])
        return (member.base + found) * member.times // member.per

    def _fair(self, totals: Sequence[int]) -> tuple[int, int]:
        """The least and the most that is a fair share."""
        whole, count = sum(totals), len(totals)
        return whole // count - self.params.tolerance, -(-whole // count) + self.params.tolerance

    def _words(self, person: int, total: int) -> str:
        note = " (in proportion)" if self._members[person].times > 1 else ""
        return f"{person_words(self.context, person)} has {self._count(total)}{note}"

    def _count(self, total: int) -> str:
        if self.params.what == "minutes":
            return minutes_words(total * self.params.unit)
        if not set(self._table) <= {0, 1}:
            return counted(total, "point")
        if self.params.what == "weekends":
            return counted(total, "weekend")
        return days_words(self.context, total, [shift for shift, points in enumerate(self._table[:-1]) if points])

    def _cells(self, person: int, grid: Grid) -> tuple[tuple[int, int], ...]:
        return tuple((person, day) for day in sorted(self._days) if self._table[grid[person][day]])

    def _points_table(self) -> Table:
        params, context = self.params, self.context
        picked = params.picked(context, *(() if params.points else (ShiftKind.WORK,)))
        if params.what == "minutes":
            return (*(shift.paid_minutes if index in picked else 0 for index, shift in enumerate(context.shift_types)), 0)
        table = list(context.table(picked))
        for code, points in params.points.items():
            for shift in context.shifts_of((code,)):
                table[shift] = points
        return tuple(table)

    def _weekends(self, days: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """The days that belong to a weekend, those that are next to each other together."""
        found = [day for day in days if self.context.dates[day].weekday() in self.params.weekend]
        for _, group in groupby(enumerate(found), key=lambda pair: pair[1] - pair[0]):
            yield tuple(day for _, day in group)

    def _member(self, person: int, share: Share | None, days: tuple[int, ...]) -> Member | None:
        employed = sum(self.context.is_employed(person, day) for day in days)
        if not employed:
            return None
        times, part = 100 * len(days), (share.percent if share else 100) * employed
        common = gcd(times, part)
        unit = self.params.unit if self.params.what == "minutes" else 1
        return Member(person, share.before if share else 0, times // common, part // common * unit)


RULE: RuleType[Params] = RuleType(
    name="fairness",
    title="Fairness",
    help=(
        "Shifts, nights, weekends, working time or points are shared out evenly among people. "
        "Who has a smaller share, or is employed for a part of the dates, counts in proportion."
    ),
    unit="one between the highest and the lowest beyond the tolerance, or one off the mean, per person",
    params=Params,
    bound=Fairness,
    example={"shifts": ["N"], "tolerance": 1},
)
