"""One connection to the servers from its first probe to its end: whatever goes wrong with any of it ends all of it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Final, Protocol

from hub.clock import Clock
from hub.fanout.channels import Channels
from hub.fanout.following import Following
from hub.fanout.link import WIRE_ERRORS, LinkError
from hub.fanout.outgoing import Outgoing
from hub.fanout.probe import Probing
from hub.fanout.servers import Links
from hub.fanout.words import word_of
from hub.tasks import Tasks

PROBE_EVERY_S: Final = 1.0
PROBE_BACK_S: Final = 0.5
STRIKES: Final = 2
"""Probes in a row that don't come back end the connection; at the first one already nothing is trusted."""
SOON_S: Final = 0.05
READY_S: Final = 2.0
END_S: Final = 1.0
PROBE_CHANNELS_TRIED: Final = 10_000  # a shard of 1/1,000 of the slots is missed once in 20,000 times


class Trust(Protocol):
    """Who is told whether words arrive."""

    def proved(self) -> None:
        """A probe came back, and every channel is confirmed."""
        ...

    def doubted(self) -> None:
        """A probe didn't come back in time, or the connection is at its end."""
        ...


class Session:
    """Says what waits, subscribes to what is wanted, and probes. `replica` hears itself on channels of its own, one a link."""

    def __init__(
        self,
        links: Links,
        *,
        replica: str,
        channels: Channels,
        following: Following,
        outgoing: Outgoing,
        probing: Probing,
        trust: Trust,
        said: Callable[[int], None],
        clock: Clock,
        tasks: Tasks,
    ) -> None:
        self._links = links
        self._replica = replica
        self._channels = channels
        self._following = following
        self._outgoing = outgoing
        self._probing = probing
        self._trust = trust
        self._said = said
        self._clock = clock
        self._tasks = tasks
        self.probe_channels = _probe_channels(links, channels, replica)
        self._unready = set(self.probe_channels)
        self._is_ready = asyncio.Event()

    def subscribed(self, channel: bytes) -> bool:
        """Note the server's answer to a subscription; returns whether it was one to a probe's channel."""
        if channel not in self.probe_channels:
            return False
        self._unready.discard(channel)
        if not self._unready:
            self._is_ready.set()
        return True

    async def run(self) -> str:
        """Live until something breaks; returns what."""
        self._following.begin()
        works: list[tuple[str, Coroutine[None, None, None]]] = [
            ("say", self._say()),
            ("follow", self._follow()),
            ("probe", self._probe()),
        ]
        for link in self._links.by_name.values():
            works += [("listen", link.listen()), ("replies", link.watch_replies())]
        running = [self._tasks.start(f"fanout.{name}", _end_of(work)) for name, work in works]
        try:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._trust.doubted()
            for task in running:
                task.cancel()
        await asyncio.wait(running, timeout=END_S)  # so that none of them speaks for the next connection
        ended = done.pop()
        return "a fault of ours" if ended.exception() else str(ended.result())

    async def _say(self) -> None:
        while True:
            await self._outgoing.wait()
            batch, probe = self._outgoing.take()
            words: dict[str, list[tuple[bytes, bytes]]] = {}
            for one in batch:
                channel = self._channels.of(one.document_id)
                words.setdefault(self._links.name_of(channel), []).append((channel, word_of(one, self._replica)))
            if probe is not None:
                for channel, name in self.probe_channels.items():
                    words.setdefault(name, []).append((channel, word_of(probe, self._replica)))
            for name, ones in words.items():
                await self._links.by_name[name].say(ones)
            self._said(len(batch))

    async def _follow(self) -> None:
        is_first = True
        while True:
            await self._following.wait_for_change()
            asks, drops = self._following.take_changes()
            asked = self._by_link(self._channels.of(document_id) for document_id in asks)
            dropped = self._by_link(self._channels.of(document_id) for document_id in drops)
            for name, link in self._links.by_name.items():
                await link.subscribe(asked.get(name, []))
                await link.unsubscribe(dropped.get(name, []))
            if is_first:  # in order: once these are confirmed, all of the first ones are
                is_first = False
                for channel, name in self.probe_channels.items():
                    await self._links.by_name[name].subscribe([channel])

    def _by_link(self, channels: Iterable[bytes]) -> Mapping[str, list[bytes]]:
        found: dict[str, list[bytes]] = {}
        for channel in channels:
            found.setdefault(self._links.name_of(channel), []).append(channel)
        return found

    async def _probe(self) -> None:
        try:
            async with asyncio.timeout(READY_S):
                await self._is_ready.wait()
        except TimeoutError:
            raise LinkError("subscriptions are not confirmed") from None
        strikes = 0
        while strikes < STRIKES:
            self._outgoing.probe(self._probing.send(self._links.by_name))
            if not await self._probing.is_back(PROBE_BACK_S):
                strikes += 1
                self._trust.doubted()
            elif self._following.is_whole:
                strikes = 0
                self._trust.proved()
                await self._clock.sleep(PROBE_EVERY_S)
            else:
                strikes = 0
                await self._clock.sleep(SOON_S)
        raise LinkError("a probe didn't come back")


async def _end_of(work: Coroutine[None, None, None]) -> str:
    """Run what never ends well, and return why it ended."""
    try:
        await work
    except (LinkError, *WIRE_ERRORS) as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError("nothing here ends by itself")


def _probe_channels(links: Links, channels: Channels, replica: str) -> dict[bytes, str]:
    """Return for each link a channel that belongs to it, and the link's name. Raises LinkError where a link has none."""
    found: dict[str, bytes] = {}
    for number in range(PROBE_CHANNELS_TRIED):
        channel = channels.probe(replica, number)
        found.setdefault(links.name_of(channel), channel)
        if len(found) == len(links.by_name):
            return {channel: name for name, channel in found.items()}
    raise LinkError("a server of the cluster has too few slots to be probed")
