"""How many operations may wait for the lane: as many as it commits in a moment, by what its last statements took; pure."""

from typing import Final

WAIT_S: Final = 0.08
"""What waits is at most so much of the lane's work; two statements and the telling come on top. Less refuses short bursts."""
BURST: Final = 4
"""So many times as much may wait behind a statement that isn't large itself: it was held up once, and the next one takes them all."""
WAITING_MIN: Final = 64
"""So many may always wait: one statement takes them, however slow the last ones were."""
PER_S_AT_FIRST: Final = 10_000.0
TELLING: Final = 32
"""Statements of fewer operations tell nothing of what the lane can do: their time is the flush's."""
GAIN: Final = 0.1
"""What one statement moves the figure: ten of them, less than a second under load, and one that was held up weighs little."""


class Pace:
    """What the lane has in hand, and what it commits a second.

    `waiting_max` follows the hardware, the database and the size of operations by itself; a queue that is longer than that only makes
    everybody wait, the ones who came first too.
    """

    __slots__ = ("_per_s", "in_hand")

    def __init__(self) -> None:
        self._per_s = PER_S_AT_FIRST
        self.in_hand = 0
        """Operations of the statement that is under way."""

    @property
    def waiting_max(self) -> int:
        """How many operations may wait beside those in hand."""
        return max(WAITING_MIN, int(self._per_s * WAIT_S))

    def refuses(self, waiting: int) -> bool:
        """Whether one more than `waiting` would wait too long: behind a large statement the queue is the load's, not a moment's."""
        most = self.waiting_max
        return waiting >= most and (2 * self.in_hand >= most or waiting >= BURST * most)

    def begin(self, operations: int) -> None:
        """Note that a statement of so many is sent."""
        self.in_hand = operations

    def end(self, seconds: float | None) -> None:
        """Note that it took so long; None: it failed, which tells nothing."""
        if seconds is not None and seconds > 0 and self.in_hand >= TELLING:
            self._per_s += GAIN * (self.in_hand / seconds - self._per_s)
        self.in_hand = 0
