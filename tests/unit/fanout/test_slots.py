import pytest
from redis.crc import key_slot

from hub.fanout.slots import SLOT_COUNT, Node, slots_of

A, B = Node("one.example", 7000), Node("asked.example", 7001)
REPLY = [
    [0, 8_191, [b"one.example", 7000, b"id-a", []], [b"three.example", 7000, b"a replica of it", []]],
    [8_192, SLOT_COUNT - 1, [b"", 7001, b"id-b", []]],
]


def test_a_channel_belongs_to_the_primary_of_its_slot() -> None:
    slots = slots_of(REPLY, asked="asked.example")
    assert (set(slots.nodes), slots.is_whole) == ({A, B}, True)
    for channel in (b"rosterhub/1", b"rosterhub/2", b"rosterhub/3", b"rosterhub/4"):
        assert slots.of(channel) == (A if key_slot(channel) < 8_192 else B)


@pytest.mark.parametrize("reply", [None, b"OK", [], [[0]], REPLY[:1], [[0, "x", [b"h", 1]], *REPLY[1:]]])
def test_a_cluster_that_lacks_slots_is_not_whole(reply: object) -> None:
    assert not slots_of(reply, asked="h").is_whole
