"""Holds the writers still while they are gone through."""

from collections.abc import Callable
from types import TracebackType

from hub.gateway.peer import Peer


class FanOut:
    """The block in which everybody is written to: who gets congested meanwhile steps out at its end. Blocks are not nested."""

    def __init__(self, step_out: Callable[[Peer], None]) -> None:
        self._step_out = step_out
        self._is_open = False
        self._congested: list[Peer] = []

    def __enter__(self) -> None:
        self._is_open = True

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_open = False
        if self._congested:
            congested, self._congested = self._congested, []
            for peer in congested:
                self._step_out(peer)

    def puts_off(self, peer: Peer) -> bool:
        """Note a congested peer for the block's end; False outside of one."""
        if self._is_open:
            self._congested.append(peer)
        return self._is_open
