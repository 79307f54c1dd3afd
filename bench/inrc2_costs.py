"""What a solution of INRC-II costs, counted from the problem description alone: nothing here knows the project's rules."""

from collections import Counter
from collections.abc import Sequence

from shared.formats.inrc2 import OFF_CODE, Instance, Span, Week

HARD = ("H2", "H3", "H4")
SOFT = ("S1", "S2", "S3", "S4", "S5", "S6", "S7")


def costs(instance: Instance, grid: Sequence[Sequence[str]]) -> Counter[str]:
    """Return the points of `SOFT` and the occurrences of `HARD` for shift codes like `Early:Nurse`, a row a nurse."""
    found: Counter[str] = Counter()
    cells = [[None if code == OFF_CODE else tuple(code.split(":")) for code in row] for row in grid]
    for index, week in enumerate(instance.weeks):
        _demand(found, week, [row[7 * index : 7 * index + 7] for row in cells])
    asked = [(7 * index, request) for index, week in enumerate(instance.weeks) for request in week.requests]
    for nurse, past, row in zip(instance.scenario.nurses, instance.history.nurses, cells, strict=True):
        contract = instance.scenario.contracts[nurse.contract]
        shifts = [None if cell is None else cell[0] for cell in row]
        found["H4"] += sum(cell is not None and cell[1] not in nurse.skills for cell in row)
        never = {shift.name: shift.never_next for shift in instance.scenario.shifts}
        found["H3"] += sum(
            before is not None and after in never[before] for before, after in zip([past.last, *shifts], shifts, strict=False)
        )
        for shift in instance.scenario.shifts:
            found["S2"] += 15 * _runs([cell == shift.name for cell in shifts], shift.run, past.run if past.last == shift.name else 0)
        found["S2"] += 30 * _runs([cell is not None for cell in shifts], contract.work, past.work)
        found["S3"] += 30 * _runs([cell is None for cell in shifts], contract.free, past.free)
        for first_day, request in asked:
            if request.nurse == nurse.name and shifts[first_day + request.day] is not None:
                found["S4"] += 10 * (request.shift in (None, shifts[first_day + request.day]))
        weekends = [(shifts[day], shifts[day + 1]) for day in range(5, len(shifts), 7)]
        if contract.is_complete_weekend:
            found["S5"] += 30 * sum((saturday is None) != (sunday is None) for saturday, sunday in weekends)
        total = past.total + sum(shift is not None for shift in shifts)
        found["S6"] += 20 * (max(0, contract.total.least - total) + max(0, total - contract.total.most))
        worked = past.weekends + sum(saturday is not None or sunday is not None for saturday, sunday in weekends)
        found["S7"] += 30 * max(0, worked - contract.weekends_most)
    return found


def _demand(found: Counter[str], week: Week, rows: list[list[tuple[str, ...] | None]]) -> None:
    for need, spans in week.needs.items():
        for day, span in enumerate(spans):
            there = sum(row[day] == need for row in rows)
            found["H2"] += max(0, span.least - there)
            found["S1"] += 30 * max(0, span.most - there)


def _runs(marks: list[bool], limits: Span, brought: int) -> int:
    units, length = 0, brought
    for mark in marks:
        if mark:
            length += 1
            units += length > limits.most
        else:
            units += max(0, limits.least - length) if length else 0
            length = 0
    return units
