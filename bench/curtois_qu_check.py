"""What a roster of a Curtois–Qu instance costs, counted from the file alone: independent of `shared/rules` and of its reader.

The rules are those of T. Curtois and R. Qu, "Computational results on new staff scheduling benchmark instances" (2014).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

Roster = Mapping[str, Sequence[str]]
"""By staff id the cells of the days, in order; what is no shift of the file is a day off."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A hard rule that a roster breaks. `detail` is its day, or for `minutes` and `maxW` the count, for `maxS` the shift."""

    staff: str
    rule: str
    detail: str


@dataclass(slots=True)
class Instance:
    """The sections of a file."""

    days: int = 0
    minutes: dict[str, int] = field(default_factory=dict)
    forbidden: dict[str, set[str]] = field(default_factory=dict)
    staff: dict[str, list[str]] = field(default_factory=dict)
    days_off: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    wishes: list[tuple[bool, str, int, str, int]] = field(default_factory=list)
    cover: list[tuple[int, str, int, int, int]] = field(default_factory=list)


def read(path: Path) -> Instance:
    """Read a file as published."""
    found = Instance()
    section = ""
    for raw in path.read_text(encoding="ascii").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("SECTION_"):
            section = line.removeprefix("SECTION_")
            continue
        _take(found, section, line.split(","))
    return found


def _take(found: Instance, section: str, fields: list[str]) -> None:
    match section:
        case "HORIZON":
            found.days = int(fields[0])
        case "SHIFTS":
            found.minutes[fields[0]] = int(fields[1])
            found.forbidden[fields[0]] = set(filter(None, fields[2].split("|")))
        case "STAFF":
            found.staff[fields[0]] = fields[1:]
        case "DAYS_OFF":
            found.days_off[fields[0]] |= set(map(int, fields[1:]))
        case "SHIFT_ON_REQUESTS" | "SHIFT_OFF_REQUESTS":
            found.wishes.append((section == "SHIFT_ON_REQUESTS", fields[0], int(fields[1]), fields[2], int(fields[3])))
        case "COVER":
            found.cover.append((int(fields[0]), fields[1], int(fields[2]), int(fields[3]), int(fields[4])))
        case _:
            raise ValueError(f"a section that is not known: {section}")


def cost(instance: Instance, roster: Roster) -> int:
    """Return the objective: wishes that aren't met and cover that is missed, by their weights."""
    total = 0
    for wants_it, staff, day, shift, weight in instance.wishes:
        if (roster[staff][day] == shift) != wants_it:
            total += weight
    for day, shift, wanted, under, over in instance.cover:
        there = sum(row[day] == shift for row in roster.values())
        total += under * max(0, wanted - there) + over * max(0, there - wanted)
    return total


def broken(instance: Instance, roster: Roster) -> list[Broken]:
    """Return every hard rule that is broken, person by person."""
    if set(roster) != set(instance.staff) or any(len(row) != instance.days for row in roster.values()):
        raise ValueError("a roster of other people or days")
    return [Broken(staff, rule, detail) for staff in instance.staff for rule, detail in _broken_by(instance, staff, roster[staff])]


def _broken_by(instance: Instance, staff: str, row: Sequence[str]) -> Iterator[tuple[str, str]]:
    limits, *numbers = instance.staff[staff]
    most_minutes, least_minutes, longest, shortest, shortest_off, most_weekends = map(int, numbers)
    works = [cell in instance.minutes for cell in row]
    for day in sorted(instance.days_off[staff]):
        if works[day]:
            yield "dayoff", str(day)
    for day in range(instance.days - 1):
        if works[day] and row[day + 1] in instance.forbidden[row[day]]:
            yield "rot", str(day)
    for limit in filter(None, limits.split("|")):
        shift, most = limit.split("=")
        if sum(cell == shift for cell in row) > int(most):
            yield "maxS", shift
    minutes = sum(instance.minutes[cell] for cell in row if cell in instance.minutes)
    if not least_minutes <= minutes <= most_minutes:
        yield "minutes", str(minutes)
    yield from _broken_runs(works, longest, shortest, shortest_off)
    weekends = sum(works[day] or works[day + 1] for day in range(5, instance.days, 7))
    if weekends > most_weekends:
        yield "maxW", str(weekends)


def _broken_runs(works: Sequence[bool], longest: int, shortest: int, shortest_off: int) -> Iterator[tuple[str, str]]:
    """Runs that touch a border may go on beyond it, so they are never too short."""
    start = 0
    for at_work, run in groupby(works):
        length = len(list(run))
        is_inside = start > 0 and start + length < len(works)
        if at_work and length > longest:
            yield "maxC", str(start)
        if at_work and is_inside and length < shortest:
            yield "minC", str(start)
        if not at_work and is_inside and length < shortest_off:
            yield "minO", str(start)
        start += length
