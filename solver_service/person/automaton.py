"""The deterministic automaton of what a person's contract asks from one day to the next.

After a day the state holds all that later prices depend on: which `before` sets of follows yesterday's cell was in, each
length's run so far (capped where more makes no difference) and whether it surely began there, how far each chain has come, and
the points that an unfinished block of several days has already. It reads *classes*: symbols that all of these treat alike. Days
on which the same parts are active in the same way have one *type* and share a table of transitions; states are found by
reachability from the starts, so that what excludes each other (a run of work, a run of days off) adds up and doesn't multiply.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from solver_service.person.contract import Chain, Follow, Length
from solver_service.person.parts import Kind, Shape, block_flags, block_move, chain_move, run_move, run_state, stretch_flag
from solver_service.person.rolling import Ending, Rolling, rolling_move

State = tuple[int, ...]
STATES_MAX = 1_500
"""An automaton with more is given up: its tables would not stay in a processor's cache."""


class TooManyStatesError(Exception):
    """The contract's parts multiply beyond `STATES_MAX` states."""


@dataclass(frozen=True, slots=True)
class Spec:
    """All that an automaton is made from; people with equal ones share it. The last of `shapes` is the inner dimension's."""

    day_count: int
    follows: tuple[Follow, ...]
    lengths: tuple[Length, ...]
    chains: tuple[Chain, ...]
    rollings: tuple[Rolling, ...]
    shapes: tuple[Shape, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class DayType:
    """What is active on a day: the price of each follow, each length's stretch, the chains that may start, the windows that end, blocks."""

    follows: tuple[float, ...]
    stretches: tuple[tuple[int, int], ...]
    starts: tuple[bool, ...]
    endings: tuple[tuple[Ending, ...], ...]
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """The transitions as arrays [day type, place, class], and the most that a day can gain.

    `place[state]`: states that never stand before the same day share a place (after a Saturday, work in a weekend that counts
    already; after other days, work).
    `target`: the place it leads to (−1: none), at `price`; `gain`: units of the inner dimension; `gains`: the row of `others` that is
    added to the outer ones. `most[type, k]`: what dimension k gains at most on such a day, a block of several days at its first;
    `most_first[type, k]`: the same where the search begins with this day, maybe inside of a block. `reach[n]`: what the inner dimension
    gains at most in n days in a row, from whatever state and whatever types of days they are.
    """

    place: NDArray[np.int32]
    target: NDArray[np.int32]
    price: NDArray[np.float64]
    gain: NDArray[np.int32]
    gains: NDArray[np.int32]
    others: NDArray[np.int32]
    most: NDArray[np.int32]
    most_first: NDArray[np.int32]
    reach: NDArray[np.int32]


class Automaton:
    """States are numbered as they are found; numbers stay when another start adds more."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._number: dict[State, int] = {}
        self._states: list[State] = []
        self._befores: dict[tuple[bool, ...], int] = {(False,) * len(spec.follows): 0}
        for kind in spec.kinds:
            self._befores.setdefault(kind.befores, len(self._befores))
        self._before_of = list(self._befores)
        numbers: dict[DayType, int] = {}
        self.day_types = np.array([numbers.setdefault(flags, len(numbers)) for flags in self._flags()], dtype=np.int32)
        self._types = list(numbers)
        self._moves: dict[tuple[int, int], list[tuple[int, float, tuple[int, ...]]]] = {}
        self._starts: set[int] = set()
        self._last: set[int] = set()
        self._arrays: Moves | None = None

    @property
    def moves(self) -> Moves:
        if self._arrays is None:
            self._arrays = self._made()
        return self._arrays

    def start(self, lengths: Sequence[tuple[int, bool]]) -> int:
        """Return the state before day 0; `lengths`: for each length the days of its run so far, and whether it surely began."""
        runs = [
            0 if length.stretches[0].first_day else run_state(length, days, began=began)
            for length, (days, began) in zip(self.spec.lengths, lengths, strict=True)
        ]
        number = self._numbered((0, *runs, *[0] * len(self.spec.chains), *[0] * len(self.spec.rollings), *[0] * len(self.spec.shapes)))
        if number not in self._starts:
            self._reach(number)
            self._starts.add(number)
        return number

    def _flags(self) -> Iterator[DayType]:
        spec = self.spec
        followed = [frozenset(follow.days) for follow in spec.follows]
        starting = [frozenset(chain.days) for chain in spec.chains]
        ending = [dict(zip(rolling.days, rolling.endings, strict=True)) for rolling in spec.rollings]
        blocks = [block_flags(segments) for _, segments in spec.shapes]
        for day in range(spec.day_count):
            yield DayType(
                tuple(follow.price if day in days else 0.0 for follow, days in zip(spec.follows, followed, strict=True)),
                tuple(stretch_flag(length, day, spec.day_count) for length in spec.lengths),
                tuple(day in days for days in starting),
                tuple(endings.get(day, ()) for endings in ending),
                tuple(flags.get(day, 0) for flags in blocks),
            )

    def _numbered(self, state: State) -> int:
        number = self._number.get(state)
        if number is None:
            number = self._number[state] = len(self._states)
            self._states.append(state)
            if number >= STATES_MAX:
                raise TooManyStatesError
        return number

    def _reach(self, start: int) -> None:
        """Find every state that can be reached from `start`, and its transitions."""
        follow_up: dict[tuple[frozenset[int], int], frozenset[int]] = {}
        here = frozenset([start])
        for day_type in self.day_types.tolist():
            there = follow_up.get((here, day_type))
            if there is None:
                found: set[int] = set()
                for state in here:
                    moves = self._moves.get((day_type, state))
                    if moves is None:
                        moves = self._moves[day_type, state] = self._moved(self._types[day_type], self._states[state])
                        self._arrays = None
                    found.update(target for target, _, _ in moves if target >= 0)
                there = follow_up[here, day_type] = frozenset(found)
            here = there
        self._last.update(here)

    def _moved(self, flags: DayType, state: State) -> list[tuple[int, float, tuple[int, ...]]]:
        """For each class where it leads from this state, at what price and with which gains."""
        spec = self.spec
        before = self._before_of[state[0]]
        first_chain = 1 + len(spec.lengths)
        first_rolling = first_chain + len(spec.chains)
        first_block = first_rolling + len(spec.rollings)
        runs = [
            [run_move(length, flag, had, is_member=member, is_open=is_open) for member, is_open in _RUN_CASES]
            for length, flag, had in zip(spec.lengths, flags.stretches, state[1:first_chain], strict=True)
        ]
        found = []
        for kind in spec.kinds:
            price = sum([cost for cost, was, now in zip(flags.follows, before, kind.afters, strict=True) if was and now])
            after = [self._befores[kind.befores]]
            for moves, member in zip(runs, kind.members, strict=True):
                run, cost = moves[2 if kind.is_open else int(not member)]
                after.append(run)
                price += cost
            for chain, mask, starts, held in zip(spec.chains, state[first_chain:first_rolling], flags.starts, kind.held, strict=True):
                grown, cost = chain_move(chain, mask, starts=starts, held=held)
                after.append(grown)
                price += cost
            for rolling, ends, mask, counted in zip(
                spec.rollings, flags.endings, state[first_rolling:first_block], kind.counted, strict=True
            ):
                grown, cost = rolling_move(rolling, ends, mask, is_counted=counted)
                after.append(grown)
                price += cost
            gains = []
            for flag, had, points in zip(flags.blocks, state[first_block:], kind.points, strict=True):
                gain, kept = block_move(flag, had, points)
                gains.append(gain)
                after.append(kept)
            found.append((-1 if price == inf else self._numbered(tuple(after)), float(price), tuple(gains)))
        return found

    def _made(self) -> Moves:
        spec = self.spec
        place = self._places()
        shape = (len(self._types), int(place.max()) + 1, len(spec.kinds))
        target = np.full(shape, -1, dtype=np.int32)
        price = np.zeros(shape)
        gain = np.zeros(shape, dtype=np.int32)
        gains = np.zeros(shape, dtype=np.int32)
        numbers: dict[tuple[int, ...], int] = {(0,) * (len(spec.shapes) - 1): 0}
        for (day_type, state), moves in self._moves.items():
            at = day_type, place[state]
            target[at] = [-1 if to < 0 else place[to] for to, _, _ in moves]
            price[at] = [cost for _, cost, _ in moves]
            gain[at] = [gained[-1] for _, _, gained in moves]
            gains[at] = [numbers.setdefault(gained[:-1], len(numbers)) for _, _, gained in moves]
        highest = [max(points) for points, _ in spec.shapes]
        most_first = np.array([[high * (flag & 1) for high, flag in zip(highest, flags.blocks, strict=True)] for flags in self._types])
        most = np.array([[high * (flag & 9 == 1) for high, flag in zip(highest, flags.blocks, strict=True)] for flags in self._types])
        others = np.array(list(numbers)).reshape(len(numbers), len(spec.shapes) - 1)
        return Moves(
            place, target, price, gain, gains, others.astype(np.int32), most.astype(np.int32), most_first.astype(np.int32), self._reached()
        )

    def _reached(self) -> NDArray[np.int32]:
        states = np.array([state for _, state in self._moves])
        targets = np.array([[to for to, _, _ in moves] for moves in self._moves.values()])
        gained = np.array([[gains[-1] for _, _, gains in moves] for moves in self._moves.values()])
        best = np.zeros(len(self._states), dtype=np.int64)
        reach = [0]
        for _ in range(len(self.day_types)):
            ways = np.where(targets >= 0, gained + best[targets], _NEVER).max(axis=1)
            best = np.full(len(self._states), _NEVER)
            np.maximum.at(best, states, ways)
            reach.append(max(int(best.max()), 0))
        return np.array(reach, dtype=np.int32)

    def _places(self) -> NDArray[np.int32]:
        """A place for each state: the first that no state has which may stand before a day of the same type."""
        before: list[set[int]] = [set() for _ in self._states]
        for day_type, state in self._moves:
            before[state].add(day_type)
        for state in self._last:
            before[state].add(len(self._types))
        taken: list[set[int]] = [set() for _ in range(len(self._types) + 1)]
        places = []
        for types in before:
            used = set().union(*(taken[day_type] for day_type in types))
            place = next(number for number in range(len(used) + 1) if number not in used)
            places.append(place)
            for day_type in types:
                taken[day_type].add(place)
        return np.array(places, dtype=np.int32)


_NEVER = -(2**40)
_RUN_CASES = ((True, False), (False, False), (False, True))
"""Is the cell of the run's shifts, is it open."""
