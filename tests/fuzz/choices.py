"""Decisions drawn from bytes: the same bytes always decide the same, and where they end every choice is the first."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """What a fuzzer's input decides, byte by byte, so that a small change of the input is a small change of the story."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def are_left(self) -> bool:
        """Whether there are bytes that have decided nothing yet."""
        return self._at < len(self._data)

    def below(self, count: int) -> int:
        """Return a number from 0 to `count - 1`."""
        size = 1 if count <= 256 else 2 if count <= 65_536 else 4
        drawn = self.take(size)
        return int.from_bytes(drawn.ljust(size, b"\0"), "big") % count

    def one_in(self, count: int) -> bool:
        """Return True once in `count` times; False when nothing is left."""
        return self.below(count) == count - 1

    def of(self, things: Sequence[T]) -> T:
        """Return one of `things`, which are not empty."""
        return things[self.below(len(things))]

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer at the end."""
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken

    def rest(self) -> bytes:
        """Return all that is left."""
        return self.take(len(self._data))
