"""What a request asks, in indices."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain import ShiftKind
from shared.invalid import InvalidProblemError, ProblemFault
from shared.live import Move
from shared.rules.compiled import Compiled
from shared.rules.context import Context
from shared.rules.terms import OPEN
from shared.suggestion import SuggestRequest


@dataclass(frozen=True, slots=True)
class CellQuestion:
    """Which shifts this cell could hold."""

    person: int
    day: int


@dataclass(frozen=True, slots=True)
class ShiftQuestion:
    """Who could have this shift on this day; not `but`, who leaves it."""

    shift: int
    day: int
    but: int | None = None


@dataclass(frozen=True, slots=True)
class AwayQuestion:
    """Who takes over from a person whose cells hold `shift` on `days`: `OPEN` where the problem has no day off."""

    person: int
    days: tuple[int, ...]
    shift: int

    @property
    def moves(self) -> tuple[Move, ...]:
        """What the absence itself does to the grid."""
        return tuple((self.person, day, self.shift) for day in self.days)


SingleQuestion = CellQuestion | ShiftQuestion
Question = SingleQuestion | AwayQuestion


def question_of(request: SuggestRequest, compiled: Compiled) -> Question | None:
    """Return what is asked, None where only a repair is. Raises InvalidProblemError, which names every field."""
    if faults := [*_faults(request, compiled.context)]:
        raise InvalidProblemError(faults)
    context = compiled.context
    if (cell := request.cell) is not None:
        return CellQuestion(context.person_index[cell.staff_id], context.day_index[cell.date])
    if (wanted := request.open_shift) is not None:
        return ShiftQuestion(context.shift_index[wanted.shift], context.day_index[wanted.date])
    if (away := request.absence) is not None:
        days = tuple(sorted({context.day_index[date] for date in away.dates}))
        shift = _absent(context) if away.shift is None else context.shift_index[away.shift]
        return AwayQuestion(context.person_index[away.staff_id], days, shift)
    return None


def _absent(context: Context) -> int:
    """What an absent person's cells hold where nobody says it: leave, else a day off, else nothing."""
    return next(iter((*context.of_kinds(ShiftKind.LEAVE), *context.of_kinds(ShiftKind.OFF))), OPEN)


def _faults(request: SuggestRequest, context: Context) -> Iterator[ProblemFault]:
    asked = [name for name in ("cell", "open_shift", "absence") if getattr(request, name) is not None]
    if len(asked) > 1:
        yield ProblemFault(asked[1], f"{asked[0]} is asked about already: one of cell, open_shift and absence")
    if not asked and not request.repair:
        yield ProblemFault("cell", "one of cell, open_shift, absence or repair is wanted")
    if request.cell is not None:
        yield from _staff_faults("cell.staff_id", request.cell.staff_id, context)
        yield from _date_faults("cell.date", request.cell.date, context)
    if request.open_shift is not None:
        yield from _shift_faults("open_shift.shift", request.open_shift.shift, context)
        yield from _date_faults("open_shift.date", request.open_shift.date, context)
    if request.absence is not None:
        yield from _staff_faults("absence.staff_id", request.absence.staff_id, context)
        for index, date in enumerate(request.absence.dates):
            yield from _date_faults(f"absence.dates[{index}]", date, context)
        if request.absence.shift is not None:
            yield from _shift_faults("absence.shift", request.absence.shift, context)


def _staff_faults(where: str, staff_id: str, context: Context) -> Iterator[ProblemFault]:
    if staff_id not in context.person_index:
        yield ProblemFault(where, f"there is no staff member {staff_id!r}")


def _date_faults(where: str, date: datetime.date, context: Context) -> Iterator[ProblemFault]:
    if date not in context.day_index:
        yield ProblemFault(where, f"{date} is not a date of the period")


def _shift_faults(where: str, code: str, context: Context) -> Iterator[ProblemFault]:
    if code not in context.shift_index:
        yield ProblemFault(where, f"there is no shift type {code!r}")
