"""Where words go: one server, or the primaries of a cluster."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from redis.asyncio.connection import AbstractConnection, Connection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from hub.fanout.link import WIRE_ERRORS, Ear, Link, LinkError
from hub.fanout.slots import Node, Slots, slots_of

_OURS: Final[dict[str, Any]] = {
    "db": 0,  # channels know no database numbers
    "protocol": 2,  # of a message it makes a list and nothing more
    "decode_responses": False,
    "socket_timeout": None,  # the probe judges the server, and it alone
    "health_check_interval": 0,
    "client_name": "rosterhub",
}
CONNECT_S: Final = 2.0
"""For one address: connections to all servers, signed in."""


@dataclass(frozen=True)
class Links:
    """The links of one connection to the server or cluster, by name, and which of them a channel belongs to."""

    by_name: Mapping[str, Link]
    name_of: Callable[[bytes], str]

    async def close(self) -> None:
        """Close them all, within a limit."""
        for link in self.by_name.values():
            await link.close()


class Servers:
    """What `REDIS_URL` names: whether it is a cluster shows when it is opened."""

    def __init__(self, url: str) -> None:
        """Raise ValueError where the address can't be read."""
        options: dict[str, Any] = dict(parse_url(url))
        self._connection: Callable[..., AbstractConnection] = options.pop("connection_class", Connection)
        self._options = options | _OURS
        self._nodes: list[Node] = []  # of the cluster, as last seen: the one that the address names may be gone
        try:
            _ = self._make(None)
        except TypeError as error:
            raise ValueError(str(error)) from error

    async def open(self, ear: Ear) -> Links:
        """Open a link to every server, within limits. Raises LinkError, or one of WIRE_ERRORS."""
        for node in [*self._nodes, None]:
            try:
                async with asyncio.timeout(CONNECT_S):
                    return await self._open_by(node, ear)
            except (LinkError, *WIRE_ERRORS):
                if node is None:
                    raise
        raise AssertionError("the address itself comes last")

    async def _open_by(self, node: Node | None, ear: Ear) -> Links:
        link = Link(partial(self._make, node), ear, is_sharded=False)
        try:
            await link.open()
            about = await link.ask("INFO", "cluster")
            if not isinstance(about, bytes) or b"cluster_enabled:1" not in about:
                return Links({"": link}, lambda _: "")
            asked = node.host if node else str(self._options.get("host", "localhost"))
            slots = slots_of(await link.ask("CLUSTER", "SLOTS"), asked=asked)
        except BaseException:
            await link.close()
            raise
        await link.close()
        return await self._open_cluster(slots, ear)

    async def _open_cluster(self, slots: Slots, ear: Ear) -> Links:
        if not slots.is_whole:
            raise LinkError("some slots of the cluster have no primary")
        self._nodes = slots.nodes
        links = Links(
            {str(node): Link(partial(self._make, node), ear, is_sharded=True) for node in slots.nodes},
            lambda channel: str(slots.of(channel)),
        )
        try:
            for link in links.by_name.values():
                await link.open()
        except BaseException:
            await links.close()
            raise
        return links

    def _make(self, node: Node | None) -> AbstractConnection:
        """Return a connection that isn't open, to the address itself or to a server of its cluster."""
        options = dict(self._options)
        make = self._connection
        if node is not None:
            options |= {"host": node.host, "port": node.port}
            if options.pop("path", None) is not None:
                make = Connection
        return make(**options, retry=Retry(NoBackoff(), 0))
