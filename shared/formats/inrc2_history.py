"""What a week of INRC-II passes on to the next, and how a problem is told of it."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from shared.formats.inrc2 import OFF_CODE, History, Past, Scenario, symbol
from shared.formats.inrc2_reading import RUN_DAYS_MAX
from shared.problem import Row


def last_days(scenario: Scenario, past: Past) -> Row:
    """Return shifts of the days before that say the same as `past`: the runs that reach the first day, and the day that began them.

    Empty where nothing is told. The skills are the scenario's first: no rule asks for those of days that are over.
    """
    codes = {shift.name: symbol(shift.name, scenario.skills[0]) for shift in scenario.shifts}
    if past.last is None:
        return (next(iter(codes.values())), *[OFF_CODE] * min(past.free, RUN_DAYS_MAX)) if past.free else ()
    run, work = min(past.run, RUN_DAYS_MAX), min(past.work, RUN_DAYS_MAX)
    others = [code for name, code in codes.items() if name != past.last] or [OFF_CODE]
    return (OFF_CODE, *others[:1] * (work - run), *[codes[past.last]] * run)


def after_week(scenario: Scenario, history: History, rows: Iterable[Row]) -> History:
    """Return how the nurses stand after a week of these shifts, one row of seven a nurse."""
    pasts = (_after(scenario, past, row) for past, row in zip(history.nurses, rows, strict=True))
    return History(history.week_index + 1, tuple(pasts))


def _after(scenario: Scenario, past: Past, row: Row) -> Past:
    week = [_shift_of(code) for code in row]
    days = [*(_shift_of(code) for code in last_days(scenario, past)), *week]
    is_work = [shift is not None for shift in days]
    return Past(
        total=past.total + sum(is_work[-len(week) :]),
        weekends=past.weekends + any(is_work[-2:]),
        last=days[-1],
        run=_run_at_end([shift is not None and shift == days[-1] for shift in days]),
        work=_run_at_end(is_work),
        free=_run_at_end([not mark for mark in is_work]),
    )


def _shift_of(code: str | None) -> str | None:
    """The shift type of a cell; None on a day off."""
    return None if code in (None, OFF_CODE) else str(code).partition(":")[0]


def _run_at_end(marks: Sequence[bool]) -> int:
    return sum(takewhile(bool, reversed(marks)))
