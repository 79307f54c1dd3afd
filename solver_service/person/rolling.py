"""Counters over windows that overlap, as one part of an automaton that remembers the last days."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from shared.rules.terms import Counter

DAYS_MAX = 8
"""Of a window: the automaton remembers one day less, each of them counted or not, 128 states at most."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A window that ends with a day: its number of days, and what each number of counted days among them costs."""

    length: int
    fees: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Rolling:
    """Windows of days in a row that count the same `shifts`; `endings[i]` end with `days[i]`. `memory`: the days to remember."""

    shifts: tuple[int, ...]
    memory: int
    days: tuple[int, ...]
    endings: tuple[tuple[Ending, ...], ...]


def rolling_of(counters: Sequence[Counter], hard_weight: float) -> tuple[list[Rolling], list[Counter]]:
    """Return the overlapping windows among `counters` as parts, and the counters that are none, or are too long."""
    families: dict[tuple[int, ...], list[Counter]] = {}
    others = []
    for counter in counters:
        if _is_short_window(counter):
            families.setdefault(counter.points, []).append(counter)
        else:
            others.append(counter)
    found = []
    for family in families.values():
        family.sort(key=_last_day)
        if all(_last_day(one) < other.blocks[0][0] for one, other in pairwise(family)):
            others.extend(family)
        else:
            found.append(_rolling(family, hard_weight))
    return found, others


def _is_short_window(counter: Counter) -> bool:
    """Whether it counts one and the same number on days in a row, few enough to remember."""
    days = [block[0] for block in counter.blocks]
    is_row = all(len(block) == 1 for block in counter.blocks) and days == [*range(days[0], days[0] + len(days))] if days else False
    return is_row and len(days) <= DAYS_MAX and len({*counter.points, 0}) == 2 and min(counter.points) >= 0


def _rolling(family: Sequence[Counter], hard_weight: float) -> Rolling:
    points = family[0].points
    ending: dict[int, list[Ending]] = {}
    for counter in family:
        unit, length = max(points), len(counter.blocks)
        fees = tuple(_fee(counter, count * unit, hard_weight) for count in range(length + 1))
        ending.setdefault(_last_day(counter), []).append(Ending(length, fees))
    shifts = tuple(shift for shift, point in enumerate(points) if point)
    memory = max(len(counter.blocks) for counter in family) - 1
    return Rolling(shifts, memory, tuple(ending), tuple(tuple(found) for found in ending.values()))


def _fee(counter: Counter, total: int, hard_weight: float) -> float:
    points = counter.price.at(counter.base + total)
    if not counter.hard or not points:
        return float(points)
    return inf if hard_weight == inf else points * hard_weight


def _last_day(counter: Counter) -> int:
    return counter.blocks[-1][0]


def rolling_move(rolling: Rolling, endings: tuple[Ending, ...], mask: int, *, is_counted: bool) -> tuple[int, float]:
    """Return the last days after a day (bit 0: that day), and what the windows that end with it cost."""
    grown = (mask << 1) | int(is_counted)
    price = sum(ending.fees[(grown & ((1 << ending.length) - 1)).bit_count()] for ending in endings)
    return grown & ((1 << rolling.memory) - 1), price
