"""Moves in words: what they break and what they mend."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from shared.live import LiveScore, PartOf
from shared.problem import Score, Violation
from shared.rules.context import Context
from shared.rules.port import Breach
from shared.rules.terms import OPEN
from shared.suggestion import Candidate, CellChange
from solver_service.suggest.moves import Moves

Breaches = tuple[Breach, ...]


class Wording:
    """Puts moves in a grid that stands still meanwhile into words."""

    def __init__(self, live: LiveScore) -> None:
        self.live = live
        self._before: dict[PartOf, Breaches] = {}

    def candidate(self, moves: Moves) -> Candidate:
        """Return what `moves` do; the grid stands as before. Each cell is named once at most."""
        live = self.live
        rise = live.rise(moves)
        stood = tuple((person, day, live.grid[person][day]) for person, day, _shift in moves)
        before = [self._breaches_before(part) for part in rise.parts]
        lay(live, moves)
        after = [live.breaches_of(part) for part in rise.parts]
        lay(live, stood)
        told = [(part, *difference(*states)) for part, *states in zip(rise.parts, before, after, strict=True)]
        return Candidate(
            changes=tuple(change_of(live.scorer.context, old, new) for old, new in zip(stood, moves, strict=True)),
            rise=Score(hard=rise.hard, soft=rise.soft),
            breaks=_violations(live, ((part, breach) for part, breaks, _mends in told for breach in breaks)),
            mends=_violations(live, ((part, breach) for part, _breaks, mends in told for breach in mends)),
        )

    def _breaches_before(self, part: PartOf) -> Breaches:
        found = self._before.get(part)
        if found is None:
            found = self._before[part] = self.live.breaches_of(part)
        return found


def lay(live: LiveScore, moves: Moves) -> None:
    """Put all of `moves`."""
    for person, day, shift in moves:
        live.put(person, day, shift)


def change_of(context: Context, old: tuple[int, int, int], new: tuple[int, int, int]) -> CellChange:
    """Return a move in codes."""
    person, day, shift = new
    before, after = (None if found == OPEN else context.shift_types[found].code for found in (old[2], shift))
    return CellChange(staff_id=context.staff[person].id, date=context.dates[day], before=before, after=after)


def difference(before: Breaches, after: Breaches) -> tuple[Breaches, Breaches]:
    """Return what one part of a rule breaks, and what it mends.

    Breaches of the same person and day are one that grew or shrank: its amount is the difference, its words those of the worse state.
    """
    gone = list((Counter(before) - Counter(after)).elements())
    breaks, mends = [], []
    for found in (Counter(after) - Counter(before)).elements():
        earlier = next((one for one in gone if (one.person, one.day) == (found.person, found.day)), None)
        if earlier is None:
            breaks.append(found)
            continue
        gone.remove(earlier)
        if found.amount > earlier.amount:
            breaks.append(replace(found, amount=found.amount - earlier.amount))
        elif found.amount < earlier.amount:
            mends.append(replace(earlier, amount=earlier.amount - found.amount))
    return tuple(breaks), (*mends, *gone)


def _violations(live: LiveScore, found: Iterable[tuple[PartOf, Breach]]) -> tuple[Violation, ...]:
    """In words, must-rules first."""
    rules = live.scorer.compiled.rules
    told = [live.scorer.violation(rules[part[0]], breach) for part, breach in found]
    return tuple(sorted(told, key=lambda violation: violation.enforcement != "hard"))
