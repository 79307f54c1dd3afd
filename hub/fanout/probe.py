"""Whether what is said is heard: a word to oneself, out by one connection and in by the other."""

import asyncio
from collections.abc import Iterable

from hub.fanout.words import Probe


class Probing:
    """One probe at a time, through every link; only the last one counts."""

    def __init__(self, replica: str) -> None:
        self._replica = replica
        self._number = 0
        self._away: set[str] = set()
        self._all_back = asyncio.Event()

    def send(self, links: Iterable[str]) -> Probe:
        """Return the word to send by all of `links`."""
        self._number += 1
        self._away = set(links)
        self._all_back.clear()
        return Probe(self._replica, self._number)

    def heard(self, probe: Probe, link: str | None) -> None:
        """Note that a probe came back, by a link or by a channel that is none's."""
        if probe.number == self._number and link is not None:
            self._away.discard(link)
            if not self._away:
                self._all_back.set()

    async def is_back(self, limit_s: float) -> bool:
        """Wait until it came back by every link, at most `limit_s`."""
        try:
            async with asyncio.timeout(limit_s):
                await self._all_back.wait()
        except TimeoutError:
            return self._all_back.is_set()
        return True
