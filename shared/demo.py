"""The demo workspace: a restaurant of 15 people and 60 days, as plain data."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Literal

from shared.domain import Rule, RuleScope, ShiftKind, ShiftType, StaffMember, StaffScope, WorkspaceSettings
from shared.entities import PeriodFields
from shared.problem import FixedCell, Problem
from shared.rules.words import month_name

NAME = "Hoshi Restaurant"
DAY_COUNT = 60
DEFAULT_START = date(2026, 12, 1)

_NAMESPACE = uuid.UUID("b2d0a3d4-6a5f-5c58-9a0e-5f1d8f0f6f5e")  # any fixed one: ids depend on it and on the seed alone

_STAFF = (
    ("aiko", "Aiko Tanaka", "Kitchen", "Head chef"),
    ("ben", "Ben Okafor", "Kitchen", "Sous"),
    ("carla", "Carla Silva", "Kitchen", "Line"),
    ("dmitri", "Dmitri Novak", "Kitchen", "Line"),
    ("elena", "Elena Haas", "Kitchen", "Pastry"),
    ("farid", "Farid Rahman", "Kitchen", "Line"),
    ("grace", "Grace Lind", "Floor", "Lead"),
    ("hiro", "Hiro Mori", "Floor", "Server"),
    ("ines", "Ines Costa", "Floor", "Server"),
    ("jonas", "Jonas Berg", "Floor", "Server"),
    ("kaya", "Kaya Aydin", "Floor", "Runner"),
    ("luca", "Luca Ricci", "Bar", "Lead"),
    ("mina", "Mina Park", "Bar", "Bar"),
    ("noah", "Noah Weiss", "Bar", "Bar"),
    ("olga", "Olga Orlova", "Bar", "Bar"),
)

_COVER = (
    # name, group, shift, at least, must
    ("Kitchen opens", "Kitchen", "e", 1, True),
    ("Kitchen closes", "Kitchen", "l", 1, True),
    ("Floor closes", "Floor", "l", 1, True),
    ("Bar closes", "Bar", "l", 1, True),
    ("Early cover", None, "e", 3, False),
    ("Day cover", None, "d", 3, False),
    ("Late cover", None, "l", 4, False),
)

_TEAMS = (
    # who must not be away together; a day off counts 2, an early shift (gone by evening) 1, and a team has 2 a day
    ("Chef and sous", ("aiko", "ben")),
    ("Sous and pastry", ("ben", "elena")),
    ("Grill", ("carla", "dmitri")),
    ("Fish", ("dmitri", "farid")),
    ("Floor leads", ("grace", "hiro")),
    ("Servers", ("ines", "jonas", "kaya")),
    ("Bar keys", ("luca", "mina")),
    ("Bar closers", ("noah", "olga")),
)

_AWAY = (
    # days of the period (from 0) on which people are away, and why
    ("elena", range(8, 13), "Holiday"),
    ("mina", range(16, 18), "Holiday"),
    ("carla", range(23, 26), "Family"),
    ("noah", range(30, 33), "New year"),
    ("hiro", range(40, 42), "School"),
    ("aiko", range(51, 54), "Holiday"),
)

_WISHES = (
    ("hiro", (11,), "on", "l"),
    ("kaya", (18, 19), "off", None),
    ("ines", (3, 24), "off", None),
    ("jonas", (6, 13, 20, 27), "avoid", "e"),
    ("grace", (25,), "off", None),
    ("ben", (12, 33), "off", None),
    ("dmitri", (5, 19, 47), "off", None),
    ("farid", (14, 15), "on", "e"),
    ("luca", (31,), "on", "l"),
    ("olga", (10, 38), "off", None),
    ("mina", (24, 44), "avoid", "l"),
    ("aiko", (4, 35), "off", None),
)

_PREFILLED = (
    # what the manager has entered already, from the first day on
    ("aiko", 0, "ee"),
    ("ben", 0, "d"),
    ("carla", 0, "ed"),
    ("grace", 0, "l"),
    ("hiro", 0, "dd"),
    ("luca", 0, "dd"),
    ("olga", 0, "ll"),
)

_LOCKED_SHIFTS = (
    ("luca", 31, "l", "New year's party"),
    ("grace", 31, "l", "New year's party"),
    ("aiko", 14, "d", "Supplier's visit"),
    ("ines", 21, "d", "Training"),
    ("jonas", 21, "d", "Training"),
)


@dataclass(frozen=True, slots=True)
class DemoCell:
    """A cell of the demo's grid; every cell that isn't listed is open."""

    staff_id: str
    date: date
    shift: str
    locked: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DemoWorkspace:
    """Everything that the hub writes for the demo."""

    settings: WorkspaceSettings
    staff: tuple[StaffMember, ...]
    shift_types: tuple[ShiftType, ...]
    rules: tuple[Rule, ...]
    period: PeriodFields
    cells: tuple[DemoCell, ...]

    def problem(self) -> Problem:
        """Return what Generate sends to the solver at first: locked cells are fixed, the others stand in the reference grid."""
        shifts = {(cell.staff_id, cell.date): cell.shift for cell in self.cells}
        days = [self.period.start_date + timedelta(days=day) for day in range(DAY_COUNT)]
        return Problem(
            staff=self.staff,
            shift_types=self.shift_types,
            start_date=self.period.start_date,
            end_date=self.period.end_date,
            rules=self.rules,
            fixed=tuple(FixedCell(staff_id=cell.staff_id, date=cell.date, shift=cell.shift) for cell in self.cells if cell.locked),
            reference=tuple(tuple(shifts.get((member.id, day)) for day in days) for member in self.staff),
        )


def demo(start_date: date = DEFAULT_START, seed: str = "demo") -> DemoWorkspace:
    """Return the demo from `start_date` on. Ids are made from `seed`: the same seed and date give the same demo."""
    return _Demo(start_date, seed).workspace()


class _Demo:
    def __init__(self, start_date: date, seed: str) -> None:
        self._start = start_date
        self._seed = seed

    def workspace(self) -> DemoWorkspace:
        staff = tuple(
            StaffMember(id=self._staff_id(code), code=code, name=name, group=group, position=position)
            for code, name, group, position in _STAFF
        )
        end_date = self._day(DAY_COUNT - 1)
        period = PeriodFields(
            id=self._id("period", "first"),
            name=f"{month_name(self._start)} – {month_name(end_date)}",
            start_date=self._start,
            end_date=end_date,
            staff=tuple(member.id for member in staff),
        )
        return DemoWorkspace(WorkspaceSettings(name=NAME), staff, self._shift_types(), self._rules(), period, self._cells())

    def _shift_types(self) -> tuple[ShiftType, ...]:
        def of(code: str, symbol: str, name: str, colour: Literal["early", "day", "late"], start: int) -> ShiftType:
            return ShiftType(
                id=self._id("shift", code),
                code=code,
                symbol=symbol,
                keys=code,
                name=name,
                start=time(start),
                end=time(start + 8),
                paid_minutes=480,
                colour=colour,
            )

        off = ShiftType(id=self._id("shift", "x"), code="x", symbol="×", keys="x", name="Off", kind=ShiftKind.OFF, colour="off")
        return (off, of("e", "△", "Early", "early", 6), of("d", "D", "Day", "day", 10), of("l", "◇", "Late", "late", 15))

    def _rules(self) -> tuple[Rule, ...]:
        return (
            *(self._cover(*row) for row in _COVER),
            self._rule("Late, then early", "succession", {"pairs": [{"before": ["l"], "after": ["e"]}]}, must=True),
            self._rule("Time off", "time_off", {"absences": [self._absence(code, days) for code, days, _ in _AWAY]}, must=True),
            self._rule("No six days in a row", "consecutive", {"kinds": ["work"], "max": 5}, weight=200),
            *(self._team(name, people) for name, people in _TEAMS),
            self._rule("Days off a month", "window_count", {"kinds": ["off"], "min": 8, "max": 10, "window": "month"}, weight=80),
            self._rule("People off a day", "daily_limit", {"kinds": ["off"], "min": 3, "max": 4}, weight=50),
            self._rule("Wishes", "request", {"requests": [self._wish(*row) for row in _WISHES]}, weight=10),
        )

    def _cover(self, name: str, group: str | None, shift: str, least: int, must: bool) -> Rule:  # noqa: FBT001  # a row of the table above
        staff = StaffScope() if group is None else StaffScope(groups=(group,))
        return self._rule(name, "coverage", {"shifts": [shift], "min": least}, must=must, weight=1 if must else 60, staff=staff)

    def _team(self, name: str, people: tuple[str, ...]) -> Rule:
        staff = StaffScope(ids=tuple(self._staff_id(code) for code in people))
        return self._rule(name, "group_limit", {"points": {"x": 2, "e": 1}, "max": 2}, weight=100, staff=staff)

    def _absence(self, code: str, days: Iterable[int]) -> dict[str, Any]:
        found = [self._day(day) for day in days]
        return {"staff": self._staff_id(code), "when": {"from": str(found[0]), "to": str(found[-1])}}

    def _wish(self, code: str, days: tuple[int, ...], kind: str, shift: str | None) -> dict[str, Any]:
        dates = [str(self._day(day)) for day in days]
        return {"staff": self._staff_id(code), "when": {"dates": dates}, "kind": kind, "shifts": [] if shift is None else [shift]}

    def _rule(
        self, name: str, rule_type: str, params: dict[str, Any], *, must: bool = False, weight: int = 1, staff: StaffScope | None = None
    ) -> Rule:
        return Rule(
            id=self._id("rule", name),
            type=rule_type,
            name=name,
            enforcement="hard" if must else "soft",
            weight=weight,
            scope=RuleScope(staff=staff or StaffScope()),
            params=params,
        )

    def _cells(self) -> tuple[DemoCell, ...]:
        away = ((code, day, "x", True, note) for code, days, note in _AWAY for day in days)
        entered = ((code, first + offset, shift, False, None) for code, first, shifts in _PREFILLED for offset, shift in enumerate(shifts))
        locked = ((code, day, shift, True, note) for code, day, shift, note in _LOCKED_SHIFTS)
        return tuple(
            DemoCell(self._staff_id(code), self._day(day), shift, is_locked, note)
            for code, day, shift, is_locked, note in (*away, *entered, *locked)
        )

    def _day(self, day: int) -> date:
        return self._start + timedelta(days=day)

    def _staff_id(self, code: str) -> str:
        return self._id("staff", code)

    def _id(self, kind: str, name: str) -> str:
        return str(uuid.uuid5(_NAMESPACE, f"{self._seed}/{kind}/{name}"))
