import asyncio

import pytest

from hub.fanout.counts import Counts
from hub.fanout.outgoing import ANNOUNCEMENTS_MAX, BATCH_MAX, BODIES_BYTES_MAX, WHISPERS_MAX, Outgoing
from hub.fanout.port import Announcement, Whisper
from hub.fanout.words import WORD_BYTES_MAX, Probe
from shared.ids import DocumentId


def news(document: int, version: int = 1) -> Announcement:
    return Announcement(DocumentId(document), "e", version)


def a_whisper(size: int = 1) -> Whisper:
    return Whisper(DocumentId(1), "r", "presence", bytes(size))


def taken(outgoing: Outgoing) -> list[Announcement | Whisper]:
    found: list[Announcement | Whisper] = []
    while len(outgoing):
        found += outgoing.take()[0]
    return found


def test_of_one_document_only_the_latest_announcement_waits() -> None:
    outgoing = Outgoing(Counts())
    for version in range(1, 1_000):
        outgoing.announce(news(1, version))
        outgoing.announce(news(2, version))
    assert taken(outgoing) == [news(1, 999), news(2, 999)]


def test_what_has_no_room_is_dropped_and_counted() -> None:
    counts = Counts()
    outgoing = Outgoing(counts)
    for document in range(ANNOUNCEMENTS_MAX + 3):
        outgoing.announce(news(document))
    for _ in range(WHISPERS_MAX + 4):
        outgoing.whisper(a_whisper())
    assert (len(outgoing), counts.dropped) == (ANNOUNCEMENTS_MAX + WHISPERS_MAX, 7)
    outgoing.announce(news(0, 2))  # it has a place
    assert counts.dropped == 7


def test_whispers_are_bounded_in_bytes_too() -> None:
    counts = Counts()
    outgoing = Outgoing(counts)
    size = WORD_BYTES_MAX // 2
    for _ in range(BODIES_BYTES_MAX // size + 1):
        outgoing.whisper(a_whisper(size))
    assert counts.dropped == 1
    assert len(taken(outgoing)) == BODIES_BYTES_MAX // size
    outgoing.whisper(a_whisper(size))
    outgoing.whisper(a_whisper(size + 1))
    assert (len(outgoing), counts.dropped) == (1, 2)


def test_batches_are_bounded_and_nothing_is_taken_twice() -> None:
    outgoing = Outgoing(Counts())
    for document in range(BATCH_MAX + 1):
        outgoing.announce(news(document))
    outgoing.whisper(a_whisper())
    assert [len(outgoing.take()[0]), len(outgoing.take()[0]), len(outgoing.take()[0])] == [BATCH_MAX, 2, 0]


def test_a_probe_goes_with_the_next_batch_once() -> None:
    outgoing = Outgoing(Counts())
    outgoing.probe(Probe("r", 1))
    outgoing.probe(Probe("r", 2))
    assert [outgoing.take(), outgoing.take()] == [([], Probe("r", 2)), ([], None)]


def test_whispers_are_good_for_their_moment_only() -> None:
    counts = Counts()
    outgoing = Outgoing(counts)
    outgoing.announce(news(1))
    outgoing.whisper(a_whisper())
    outgoing.forget_whispers()
    assert (taken(outgoing), counts.dropped) == ([news(1)], 1)


async def test_who_says_waits_while_there_is_nothing() -> None:
    outgoing = Outgoing(Counts())
    outgoing.announce(news(1))
    await outgoing.wait()
    outgoing.take()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(outgoing.wait(), 0)
