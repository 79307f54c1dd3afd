"""The text format of the Curtois–Qu shift scheduling instances."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import gcd
from typing import Any

from shared.domain import Colour, Rule, RuleScope, ShiftKind, ShiftType, StaffMember, StaffScope
from shared.formats.unreadable import UnreadableFileError, text_of
from shared.problem import Problem
from shared.protocol.limits import DAYS_MAX, STAFF_MAX

FIRST_DAY = date(2024, 1, 1)
"""The files have no dates, and begin on a Monday: this one."""

DAY_OFF_CODES = ("-", "off", "x", "day-off")
"""The day off is the first of these that no shift of the file is called; `-` is what published rosters write."""

SECTIONS = ("HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER")
NUMBER_MAX = 10**6
SHIFTS_MAX = 100
MINUTES_MAX = 2880
CODE_LENGTH_MAX = 32

_COLOURS: tuple[Colour, ...] = ("early", "day", "late", "night", "swing", "on-call")


def is_curtois_qu(text: str) -> bool:
    """Whether this looks like such a file: its first line that isn't blank or a comment opens a section."""
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    return next((line for line in lines if line and not line.startswith("#")), "").startswith("SECTION_")


def problem_of(content: bytes, file: str) -> Problem:
    """Read an instance as published; the problem's soft score is the published objective, exactly [solver.md, "Files"].

    Staff and shift ids of the file are codes, and ids too. Raises UnreadableFileError (FILE:LINE: reason).
    """
    return _Instance(text_of(content, file), file).problem()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a section, cut at its commas."""

    number: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shift:
    minutes: int
    forbidden_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Contract:
    """A person's limits, in the order of the file."""

    shifts: dict[str, int]
    max_minutes: int
    min_minutes: int
    max_consecutive: int
    min_consecutive: int
    min_days_off: int
    max_weekends: int


@dataclass
class _Groups:
    """The people who share a limit, so that one rule says it for all of them."""

    people: dict[tuple[Any, ...], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, limit: tuple[Any, ...], person: str) -> None:
        self.people[limit].append(person)


class _Instance:
    """One file, read section by section, in order."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.sections = self._sections(text)
        self.day_count = self._horizon()
        self.shifts = dict(self._shifts())
        self.staff = dict(self._staff())
        for line, forbidden in ((line, line.fields[2]) for line in self.sections["SHIFTS"]):
            for shift in _split(forbidden):
                self._known(line, shift, self.shifts, "shift")

    def problem(self) -> Problem:
        day_off = next((code for code in DAY_OFF_CODES if code not in self.shifts), None)
        if day_off is None:
            raise self._wrong(self.sections["SHIFTS"][0], "has no code left for a day off")
        return Problem(
            staff=tuple(StaffMember(id=person, code=person) for person in self.staff),
            shift_types=(_day_off(day_off), *self._shift_types()),
            start_date=FIRST_DAY,
            end_date=self._date(self.day_count - 1),
            rules=tuple(self._rules()),
        )

    def _shift_types(self) -> Iterator[ShiftType]:
        for index, (code, shift) in enumerate(self.shifts.items()):
            colour = _COLOURS[index % len(_COLOURS)]
            yield ShiftType(id=code, code=code, symbol=code[:8], keys=_keys(code), name=code, paid_minutes=shift.minutes, colour=colour)

    def _rules(self) -> Iterator[Rule]:
        yield from self._time_off()
        yield from self._succession()
        yield from self._contracts()
        yield from self._requests()
        yield from self._coverage()

    def _time_off(self) -> Iterator[Rule]:
        absences = []
        for line in self.sections["DAYS_OFF"]:
            person = self._known(line, line.fields[0], self.staff, "staff member")
            days = [self._day(line, day) for day in line.fields[1:] if day]
            if days:
                absences.append({"staff": person, "when": {"dates": sorted({str(self._date(day)) for day in days})}})
        if absences:
            yield _hard("time_off", "time-off", "Days off", {"absences": absences})

    def _succession(self) -> Iterator[Rule]:
        pairs = [{"before": [code], "after": list(shift.forbidden_after)} for code, shift in self.shifts.items() if shift.forbidden_after]
        if pairs:
            yield _hard("succession", "succession", "Shifts that cannot follow", {"pairs": pairs})

    def _contracts(self) -> Iterator[Rule]:
        counts, minutes, work, free, weekends = _Groups(), _Groups(), _Groups(), _Groups(), _Groups()
        for person, contract in self.staff.items():
            for code, most in contract.shifts.items():
                if most < self.day_count:
                    counts.add((code, most), person)
            minutes.add((contract.min_minutes, contract.max_minutes), person)
            work.add((contract.min_consecutive, contract.max_consecutive), person)
            free.add((contract.min_days_off,), person)
            weekends.add((contract.max_weekends,), person)
        step = gcd(*(shift.minutes for shift in self.shifts.values())) or 1
        for (code, most), people in counts.people.items():
            yield _hard("window_count", f"most-{code}-{most}", f"{code} at most {most} times", {"shifts": [code], "max": most}, people)
        for (least, most), people in minutes.people.items():
            yield _hard("work_minutes", f"minutes-{least}-{most}", "Working time", {"min": least, "max": most, "step": step}, people)
        for (least, most), people in work.people.items():
            limits = {"kinds": ["work"], "min": least, "max": most}
            yield _hard("consecutive", f"work-{least}-{most}", f"{least} to {most} shifts in a row", limits, people)
        for (least,), people in free.people.items():
            yield _hard("consecutive", f"off-{least}", f"At least {least} days off in a row", {"kinds": ["off"], "min": least}, people)
        for (most,), people in weekends.people.items():
            yield _hard("weekends", f"weekends-{most}", f"At most {most} weekends", {"max_worked": most}, people)

    def _requests(self) -> Iterator[Rule]:
        requests = [
            {
                "staff": self._known(line, line.fields[0], self.staff, "staff member"),
                "when": {"dates": [str(self._date(self._day(line, line.fields[1])))]},
                "shifts": [self._known(line, line.fields[2], self.shifts, "shift")],
                "kind": kind,
                "weight": self._number(line, line.fields[3]),
            }
            for section, kind in (("SHIFT_ON_REQUESTS", "on"), ("SHIFT_OFF_REQUESTS", "avoid"))
            for line in self._lines(section, 4)
        ]
        asked = [wish for wish in requests if wish["weight"]]
        if asked:
            yield _soft("request", "requests", "Requests", {"requests": asked})

    def _coverage(self) -> Iterator[Rule]:
        needs: dict[tuple[str, int, int], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        seen: set[tuple[int, str]] = set()
        for line in self._lines("COVER", 5):
            day, code = self._day(line, line.fields[0]), self._known(line, line.fields[1], self.shifts, "shift")
            if (day, code) in seen:
                raise self._wrong(line, f"day {day} has a requirement for {code!r} already")
            seen.add((day, code))
            need, under, over = (self._number(line, number) for number in line.fields[2:])
            needs[code, under, over][need].append(str(self._date(day)))
        for (code, under, over), by_need in needs.items():
            exceptions = [
                {"min": need if under else None, "max": need if over else None, "dates": dates} for need, dates in by_need.items()
            ]
            weights = {"under_weight": max(1, under), "over_weight": max(1, over)}
            params = {"shifts": [code], **weights, "exceptions": exceptions}
            yield _soft("coverage", f"cover-{code}-{under}-{over}", f"People on {code}", params)

    def _horizon(self) -> int:
        lines = self._lines("HORIZON", 1)
        if len(lines) != 1:
            raise UnreadableFileError(self.file, lines[1].number if lines else 1, "the horizon is one number")
        days = self._number(lines[0], lines[0].fields[0])
        if not 1 <= days <= DAYS_MAX:
            raise self._wrong(lines[0], f"has {days} days; 1 to {DAYS_MAX} are taken")
        return days

    def _shifts(self) -> Iterator[tuple[str, _Shift]]:
        seen: set[str] = set()
        for line in self._lines("SHIFTS", 3):
            code, minutes, forbidden = line.fields
            self._new(line, code, seen, "shift", SHIFTS_MAX)
            length = self._number(line, minutes)
            if length > MINUTES_MAX:
                raise self._wrong(line, f"a shift of {length} minutes; {MINUTES_MAX} at most")
            yield code, _Shift(length, tuple(_split(forbidden)))
        if not seen:
            raise UnreadableFileError(self.file, 1, "has no shifts")

    def _staff(self) -> Iterator[tuple[str, _Contract]]:
        seen: set[str] = set()
        for line in self._lines("STAFF", 8):
            person, most, *numbers = line.fields
            self._new(line, person, seen, "staff member", STAFF_MAX)
            limits = {}
            for part in _split(most):
                code, equals, count = part.partition("=")
                if not equals:
                    raise self._wrong(line, f"{part!r} is no limit like E=14")
                limits[self._known(line, code, self.shifts, "shift")] = self._number(line, count)
            max_minutes, min_minutes, max_run, min_run, min_off, weekends = (self._number(line, number) for number in numbers)
            for least, most_of, what in ((min_minutes, max_minutes, "minutes"), (min_run, max_run, "consecutive shifts")):
                if least > most_of:
                    raise self._wrong(line, f"{person!r} has at least {least} and at most {most_of} {what}")
            yield person, _Contract(limits, max_minutes, min_minutes, max_run, min_run, min_off, weekends)
        if not seen:
            raise UnreadableFileError(self.file, 1, "has no staff")

    def _sections(self, text: str) -> dict[str, list[_Line]]:
        found: dict[str, list[_Line]] = {}
        current: list[_Line] | None = None
        number = 0
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("SECTION_"):
                name = line.removeprefix("SECTION_")
                if name not in SECTIONS or name in found:
                    fault = "there already" if name in found else "no section of this format"
                    raise UnreadableFileError(self.file, number, f"{line!r} is {fault}")
                current = found[name] = []
            elif current is None:
                raise UnreadableFileError(self.file, number, "stands before the first section")
            else:
                current.append(_Line(number, tuple(part.strip() for part in line.split(","))))
        if missing := next((name for name in SECTIONS if name not in found), None):
            raise UnreadableFileError(self.file, max(1, number), f"SECTION_{missing} is missing")
        return found

    def _lines(self, section: str, field_count: int) -> list[_Line]:
        lines = self.sections[section]
        for line in lines:
            if len(line.fields) != field_count:
                raise self._wrong(line, f"has {len(line.fields)} fields; SECTION_{section} has {field_count}")
        return lines

    def _number(self, line: _Line, text: str) -> int:
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > NUMBER_MAX:
            raise self._wrong(line, f"{text[:20]!r} is no number from 0 to {NUMBER_MAX}")
        return int(text)

    def _day(self, line: _Line, text: str) -> int:
        day = self._number(line, text)
        if day >= self.day_count:
            raise self._wrong(line, f"day {day} is outside the horizon of {self.day_count} days")
        return day

    def _known(self, line: _Line, code: str, known: Iterable[str], what: str) -> str:
        if code not in known:
            raise self._wrong(line, f"there is no {what} {code[:CODE_LENGTH_MAX]!r}")
        return code

    def _new(self, line: _Line, code: str, seen: set[str], what: str, most: int) -> None:
        if not 1 <= len(code) <= CODE_LENGTH_MAX:
            raise self._wrong(line, f"the id of a {what} has 1 to {CODE_LENGTH_MAX} characters")
        if code in seen:
            raise self._wrong(line, f"{what} {code!r} is there already")
        seen.add(code)
        if len(seen) > most:
            raise self._wrong(line, f"more than {most}: too many")

    def _wrong(self, line: _Line, reason: str) -> UnreadableFileError:
        return UnreadableFileError(self.file, line.number, reason)

    def _date(self, day: int) -> date:
        return FIRST_DAY + timedelta(days=day)


def _day_off(code: str) -> ShiftType:
    return ShiftType(id=code, code=code, symbol="×", name="Off", kind=ShiftKind.OFF, colour="off")


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _keys(code: str) -> str:
    lowered = code.lower()
    return lowered if lowered.isascii() and lowered.isalnum() and len(lowered) <= 3 else ""


def _hard(rule_type: str, rule_id: str, name: str, params: dict[str, Any], people: list[str] | None = None) -> Rule:
    scope = RuleScope() if people is None else RuleScope(staff=StaffScope(ids=tuple(people)))
    return Rule(id=rule_id, type=rule_type, name=name, enforcement="hard", weight=1, scope=scope, params=params)


def _soft(rule_type: str, rule_id: str, name: str, params: dict[str, Any]) -> Rule:
    return Rule(id=rule_id, type=rule_type, name=name, enforcement="soft", weight=1, params=params)
