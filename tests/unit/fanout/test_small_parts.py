from random import Random

import pytest

from hub.clock import SystemClock
from hub.fanout.backoff import FIRST_S, LONGEST_S, delay_s
from hub.fanout.port import Announcement, Whisper
from hub.fanout.probe import Probing
from hub.fanout.redis import RedisFanout
from hub.fanout.words import Probe
from shared.ids import DocumentId


def test_pauses_double_up_to_the_longest_and_are_half_random() -> None:
    random = Random(1)
    for failures in range(1, 40):
        longest = min(LONGEST_S, FIRST_S * 2 ** (failures - 1))
        pauses = [delay_s(failures, random) for _ in range(50)]
        assert longest / 2 <= min(pauses) < max(pauses) <= longest


async def test_a_probe_is_back_when_every_link_brought_it() -> None:
    probing = Probing("r")
    probe = probing.send(["a", "b"])
    probing.heard(probe, "a")
    probing.heard(probe, None)
    assert not await probing.is_back(0)
    probing.heard(probe, "b")
    assert await probing.is_back(0)


async def test_an_earlier_probe_that_comes_late_says_nothing() -> None:
    probing = Probing("r")
    first = probing.send(["a"])
    assert probing.send(["a"]) == Probe("r", 2)
    probing.heard(first, "a")
    assert not await probing.is_back(0)


@pytest.mark.parametrize(
    "url",
    ["redis://h:port", "redis://:a/b@h", "http://h", "redis://h?nonsense=1", "redis://h?socket_timeout=soon"],
)
def test_an_address_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        a_fanout(url)


@pytest.mark.parametrize(
    "url", ["redis://h", "redis://u:p@h:7000/3?protocol=3&decode_responses=1", "rediss://h?ssl_cert_reqs=none", "unix:///run/v.sock?db=1"]
)
async def test_nothing_waits_for_a_server_that_is_not_there(url: str) -> None:
    fanout = a_fanout(url)
    await fanout.subscribe(DocumentId(1), lambda _: None)
    fanout.announce(Announcement(DocumentId(1), "e", 1))
    fanout.whisper(Whisper(DocumentId(1), "r", "presence", b""))
    assert (fanout.degraded, fanout.gaps, fanout.counts.subscriptions) == (True, 0, 1)
    await fanout.unsubscribe(DocumentId(1))
    assert fanout.counts.subscriptions == 0
    await fanout.close()


def a_fanout(url: str) -> RedisFanout:
    return RedisFanout(url, database="d", replica="r", clock=SystemClock(), random=Random(1))
