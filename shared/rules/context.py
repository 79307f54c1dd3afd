"""A problem in indices: what rules and engines look people, days and shifts up in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from shared.domain import DateScope, ShiftKind, ShiftType, StaffMember, StaffScope
from shared.problem import Problem
from shared.rules.terms import OPEN


@dataclass(frozen=True)
class Context:
    """The indices of a problem that was found valid (shared/rules/compiled.py makes it so). Indices count from 0."""

    problem: Problem

    @property
    def staff(self) -> tuple[StaffMember, ...]:
        return self.problem.staff

    @property
    def shift_types(self) -> tuple[ShiftType, ...]:
        return self.problem.shift_types

    @cached_property
    def dates(self) -> tuple[date, ...]:
        first = self.problem.start_date
        return tuple(first + timedelta(days=offset) for offset in range((self.problem.end_date - first).days + 1))

    @property
    def day_count(self) -> int:
        return len(self.dates)

    @cached_property
    def person_index(self) -> dict[str, int]:
        """By staff id."""
        return {member.id: index for index, member in enumerate(self.staff)}

    @cached_property
    def shift_index(self) -> dict[str, int]:
        """By shift code."""
        return {shift.code: index for index, shift in enumerate(self.shift_types)}

    @cached_property
    def day_index(self) -> dict[date, int]:
        return {day: index for index, day in enumerate(self.dates)}

    @cached_property
    def history(self) -> tuple[tuple[int, ...], ...]:
        """For each person the shifts just before day 0, oldest first (`history[p][-1]` is day −1); empty where none is given."""
        index = self.shift_index
        given = self.problem.history
        return tuple(tuple(OPEN if code is None else index[code] for code in given.get(member.id, ())) for member in self.staff)

    @cached_property
    def working(self) -> tuple[int, ...]:
        """The shift types that are work."""
        return self.of_kinds(ShiftKind.WORK)

    @cached_property
    def free(self) -> tuple[int, ...]:
        """The shift types that are a day off or leave."""
        return self.of_kinds(ShiftKind.OFF, ShiftKind.LEAVE)

    def of_kinds(self, *kinds: ShiftKind) -> tuple[int, ...]:
        found = self._of_kinds.get(kinds)
        if found is None:  # asked anew for the words of each breach
            found = self._of_kinds[kinds] = tuple(index for index, shift in enumerate(self.shift_types) if shift.kind in kinds)
        return found

    @cached_property
    def _of_kinds(self) -> dict[tuple[ShiftKind, ...], tuple[int, ...]]:
        return {}

    def shifts_of(self, codes: tuple[str, ...]) -> tuple[int, ...]:
        """The indices of these codes, in order and once each; codes that are not part of this problem are left out."""
        return tuple(sorted({self.shift_index[code] for code in codes if code in self.shift_index}))

    def knows_shift(self, code: str) -> bool:
        return code in self.shift_index or code in self._absent_codes

    def knows_staff(self, staff_id: str) -> bool:
        return staff_id in self.person_index or staff_id in self._absent_staff

    @cached_property
    def _absent_codes(self) -> frozenset[str]:
        return frozenset(self.problem.absent_codes)

    @cached_property
    def _absent_staff(self) -> frozenset[str]:
        return frozenset(self.problem.absent_staff)

    def people_in(self, scope: StaffScope, day: int = 0) -> tuple[int, ...]:
        """The people of a scope whose skills are valid on `day` (day 0: on some day of the period)."""
        on = self.dates[day]
        ids = None if scope.ids is None else frozenset(scope.ids)
        return tuple(index for index, member in enumerate(self.staff) if (ids is None or member.id in ids) and _is_in(member, scope, on))

    def days_in(self, scope: DateScope) -> tuple[int, ...]:
        """The days of the period that a scope picks, in order."""
        if scope.dates is not None:
            found = sorted({self.day_index[day] for day in scope.dates if day in self.day_index})
            return tuple(index for index in found if is_dated(self.dates[index], scope))
        return tuple(index for index, day in enumerate(self.dates) if is_dated(day, scope))

    def date_of(self, day: int) -> date:
        """The date of a day that may lie before the period (day < 0)."""
        return self.problem.start_date + timedelta(days=day)

    def cell(self, person: int, day: int) -> int:
        """The shift of a day before the period (day < 0); `OPEN` where no history is given."""
        history = self.history[person]
        return history[day] if -len(history) <= day < 0 else OPEN

    def skills_on(self, person: int, day: int) -> frozenset[str]:
        """The skills that the person has on this day."""
        return frozenset(_skills(self.staff[person], self.dates[day]))

    def at_site(self, shifts: tuple[int, ...], site: str | None) -> tuple[int, ...]:
        """Those of `shifts` that are at this site; all where none is named."""
        return shifts if site is None else tuple(shift for shift in shifts if self.shift_types[shift].site == site)

    def is_employed(self, person: int, day: int) -> bool:
        member, on = self.staff[person], self.dates[day]
        return not (member.first_day and on < member.first_day) and not (member.last_day and on > member.last_day)

    def table(self, shifts: tuple[int, ...]) -> tuple[int, ...]:
        """1 for each of these shifts, else 0; 0 for an open cell."""
        marked = [0] * (len(self.shift_types) + 1)
        for shift in shifts:
            marked[shift] = 1
        return tuple(marked)


def is_dated(day: date, scope: DateScope) -> bool:
    """Whether `scope` picks this date."""
    return (
        (scope.from_date is None or day >= scope.from_date)
        and (scope.to_date is None or day <= scope.to_date)
        and (scope.weekdays is None or day.weekday() in scope.weekdays)
        and (scope.dates is None or day in scope.dates)
    )


def _is_in(member: StaffMember, scope: StaffScope, on: date) -> bool:
    return (
        (scope.groups is None or member.group in scope.groups)
        and (scope.positions is None or member.position in scope.positions)
        and (scope.employment is None or member.employment in scope.employment)
        and (scope.skills is None or not set(scope.skills).isdisjoint(_skills(member, on)))
    )


def _skills(member: StaffMember, on: date) -> Iterator[str]:
    return (skill.name for skill in member.skills if skill.until is None or skill.until >= on)
