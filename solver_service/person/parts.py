"""How each part of a contract goes on from one day to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.rules.terms import OPEN
from solver_service.person.contract import Chain, Follow, Length
from solver_service.person.counted import Blocks
from solver_service.person.rolling import Rolling

Shape = tuple[tuple[int, ...], tuple[Blocks, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a class looks to every part: the lengths and rolling windows it is in, its sides of the follows, chain sets (bits), its units."""

    is_open: bool
    members: tuple[bool, ...]
    befores: tuple[bool, ...]
    afters: tuple[bool, ...]
    held: tuple[int, ...]
    counted: tuple[bool, ...]
    points: tuple[int, ...]


def stretch_flag(length: Length, day: int, day_count: int) -> tuple[int, int]:
    """Return (0, 0) outside of all stretches; else what begins and what ends.

    The first number: 1 + the run's state where a stretch begins with this day, 0 elsewhere. The second: 1 where one ends with it and
    days follow, else 2. What follows must not look like day 0, or runs without end would seem possible (`Moves.reach`).
    """
    for stretch in length.stretches:
        if stretch.first_day <= day <= stretch.last_day:
            begins = 0 if day != stretch.first_day or day == 0 else 1 + run_state(length, stretch.history, began=not stretch.lenient)
            return begins, 1 if day == stretch.last_day and day < day_count - 1 else 2
    return 0, 0


def run_state(length: Length, days: int, *, began: bool) -> int:
    """Two numbers as one: the days so far, as far as they matter, and whether the run surely began."""
    most = max(length.minimum, length.maximum or 0)
    days = min(days, most)
    return 2 * days + int(began or not length.minimum or days >= length.minimum)


def run_move(length: Length, flag: tuple[int, int], state: int, *, is_member: bool, is_open: bool) -> tuple[int, float]:
    """Return a run's state after a day, and what the day costs."""
    begins, where = flag
    if not where:
        return 0, 0.0
    days, began = divmod(begins - 1 if begins else state, 2)
    price = 0.0
    if is_member:
        if length.maximum is not None and days >= length.maximum:
            price = length.long
        days += 1
    else:
        if days and began and not is_open and days < length.minimum:
            price = length.short * (length.minimum - days)
        days, began = 0, int(not is_open)
    return (0 if where == 1 else run_state(length, days, began=bool(began))), price


def chain_move(chain: Chain, mask: int, *, starts: bool, held: int) -> tuple[int, float]:
    """Bit i of `mask`: the last i + 1 cells fit the first sets; bit i of `held`: the class is in set i."""
    grown = ((mask << 1) | int(starts)) & held
    done = 1 << (len(chain.sets) - 1)
    return (grown & ~done), chain.price if grown & done else 0.0


def block_flags(segments: tuple[Blocks, ...]) -> dict[int, int]:
    """By day: 1 its points count, 2 an unfinished block goes on after it, 4 it is in a block of several days, 8 not its first."""
    flags = {}
    for blocks in segments:
        for block in blocks:
            several = len(block) > 1
            for day in range(block[0], block[-1] + 1):
                flags[day] = int(day in block) | 2 * (day < block[-1]) | 4 * several | 8 * (several and day > block[0])
    return flags


def block_move(flag: int, had: int, points: int) -> tuple[int, int]:
    """Return what a day's points add to the total, and what its block has then, if that goes on."""
    counted = points if flag & 1 else 0
    if not flag & 4:
        return counted, 0
    best = max(had, counted)
    return best - had, best if flag & 2 else 0


def kinds_of(
    symbols: Sequence[int],
    follows: Sequence[Follow],
    lengths: Sequence[Length],
    chains: Sequence[Chain],
    rollings: Sequence[Rolling],
    shapes: Sequence[Shape],
) -> list[Kind]:
    """Return for each symbol how it looks to every part."""
    return [
        Kind(
            symbol == OPEN,
            tuple(symbol in length.shifts for length in lengths),
            tuple(symbol in follow.before for follow in follows),
            tuple(symbol in follow.after for follow in follows),
            tuple(sum(1 << i for i, shifts in enumerate(chain.sets) if symbol in shifts) for chain in chains),
            tuple(symbol in rolling.shifts for rolling in rollings),
            tuple(shape[0][index] for shape in shapes),
        )
        for index, symbol in enumerate(symbols)
    ]
