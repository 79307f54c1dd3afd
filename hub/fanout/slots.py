"""Which server of a cluster has which channels: pure."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from redis.crc import key_slot

SLOT_COUNT: Final = 16_384


class Node(NamedTuple):
    """Where a server of a cluster listens."""

    host: str
    port: int


@dataclass(frozen=True)
class Slots:
    """The primaries of a cluster, by slot. A slot that nobody has is left out."""

    primaries: dict[int, Node]

    @property
    def is_whole(self) -> bool:
        """Whether every slot has a primary."""
        return len(self.primaries) == SLOT_COUNT

    @property
    def nodes(self) -> list[Node]:
        """The primaries, in order."""
        return sorted(set(self.primaries.values()))

    def of(self, channel: bytes) -> Node:
        """Return the primary of a channel. Raises KeyError where nobody has its slot."""
        return self.primaries[key_slot(channel)]


def slots_of(reply: object, *, asked: str) -> Slots:
    """Read the answer to CLUSTER SLOTS; `asked` is the host that gave it (a server that doesn't know its own name says nothing)."""
    primaries: dict[int, Node] = {}
    if not isinstance(reply, list):
        return Slots(primaries)
    for one in reply:
        match one:
            case [int(first), int(last), [host, int(port), *_], *_]:
                node = Node(host.decode() if isinstance(host, bytes) and host else asked, port)
                primaries |= dict.fromkeys(range(first, last + 1), node)
            case _:
                continue
    return Slots(primaries)
