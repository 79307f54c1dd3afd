"""Windows of days: the calendar's months and weeks, the period, rolling days, with limits prorated where the period cuts them [SV2]."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from shared.domain import DateScope
from shared.rules.context import Context, is_dated
from shared.rules.params import Windowed
from shared.rules.words import day_words, month_words

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A window as it counts for one person: which days before the period count (day < 0), and the limits that hold.

    `note` says how limits were prorated; empty where they were not.
    """

    past: tuple[int, ...]
    minimum: int | None
    maximum: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Window:
    """One window. `days` lie inside the period, `before` (< 0) just before it, `after_count` days after it."""

    words: str
    days: tuple[int, ...]
    before: tuple[int, ...]
    after_count: int
    is_rolling: bool

    def reckoned(self, limits: Windowed, history_days: int) -> Reckoning | None:
        """Return how it counts for a person with so many days of history; None: it doesn't.

        The days before the period count where the history has all of them. Days that don't count make the limits smaller in
        proportion, the minimum rounded down, the maximum up [SV2]; a rolling window without all its days isn't counted.
        """
        is_told = not self.before or -self.before[0] <= history_days
        if self.is_rolling and not is_told:
            return None
        past = self.before if is_told else ()
        counting = len(self.days) + len(past)
        total = len(self.days) + len(self.before) + self.after_count
        if counting == total:
            return Reckoning(past, limits.min, limits.max, "")
        return Reckoning(
            past,
            None if limits.min is None else limits.min * counting // total,
            None if limits.max is None else -(-limits.max * counting // total),
            f" (limits in proportion: {counting} of its {total} days count)",
        )


def windows(context: Context, windowed: Windowed, scope: DateScope) -> tuple[Window, ...]:
    """Return the windows that hold a day of `scope` inside the period, in order; only days of `scope` count in them."""
    match windowed.window:
        case "period":
            spans: Iterator[tuple[str, date, date]] = iter((("the period", context.dates[0], context.dates[-1]),))
        case "month":
            spans = _months(context)
        case "week":
            spans = _weeks(context)
        case "rolling":
            return tuple(_rolling(context, windowed.window_days or 1, scope))
        case _:
            assert_never(windowed.window)
    found = (_window(context, words, first, last, scope) for words, first, last in spans)
    return tuple(window for window in found if window.days)


def _months(context: Context) -> Iterator[tuple[str, date, date]]:
    first = context.dates[0].replace(day=1)
    while first <= context.dates[-1]:
        following = (first + timedelta(days=31)).replace(day=1)
        yield month_words(first), first, following - ONE_DAY
        first = following


def _weeks(context: Context) -> Iterator[tuple[str, date, date]]:
    first = context.dates[0] - timedelta(days=context.dates[0].weekday())
    while first <= context.dates[-1]:
        yield f"the week of {day_words(first)}", first, first + timedelta(days=6)
        first += timedelta(days=7)


def _window(context: Context, words: str, first: date, last: date, scope: DateScope) -> Window:
    start = context.dates[0]
    every = [(first + timedelta(days=offset)) for offset in range((last - first).days + 1)]
    counting = [(day - start).days for day in every if is_dated(day, scope)]
    return Window(
        words=words,
        days=tuple(day for day in counting if 0 <= day < context.day_count),
        before=tuple(day for day in counting if day < 0),
        after_count=sum(day >= context.day_count for day in counting),
        is_rolling=False,
    )


def _rolling(context: Context, length: int, scope: DateScope) -> Iterator[Window]:
    """Every window that ends inside the period. One that begins before it counts only for people whose history reaches back to it."""
    is_counted = [is_dated(context.date_of(day), scope) for day in range(1 - length, context.day_count)]
    for first in range(1 - length, context.day_count - length + 1):
        days = [day for day in range(first, first + length) if is_counted[day + length - 1]]
        inside = tuple(day for day in days if day >= 0)
        if inside:
            words = f"the {length} days from {day_words(context.date_of(first))}"
            yield Window(words, inside, tuple(day for day in days if day < 0), 0, is_rolling=True)
