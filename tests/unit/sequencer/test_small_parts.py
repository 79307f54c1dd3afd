"""Back-off, memory of repeats, idle documents, and the bell."""

import asyncio
from random import Random

from hub.documents.record import Change, Effect, LogEntry
from hub.fanout.local import Bell, LocalFanout
from hub.fanout.port import Announcement
from hub.sequencer.backoff import LONGEST_S, delay_s
from hub.sequencer.live import LiveDocument, LiveDocuments, Load
from hub.sequencer.remembered import REMEMBERED_MAX, Remembered
from hub.store.port import LoadedDocument, Logged
from hub.store.rows import operation_key
from shared.ids import DocumentId
from tests.support.documents import a_period
from tests.support.stores import an_author


def test_pauses_double_up_to_a_second_and_are_half_random() -> None:
    pauses = [[delay_s(failures, Random(seed)) for seed in range(50)] for failures in (1, 2, 3, 20, 2_000)]
    assert [max(of_one) <= 2 * min(of_one) for of_one in pauses] == [True] * 5
    assert max(pauses[0]) < min(pauses[2]) < max(pauses[3]) <= max(pauses[4]) <= LONGEST_S


def test_EN3_a_repeat_is_remembered_within_its_epoch_and_not_for_ever() -> None:
    remembered, state = Remembered(), a_period()
    state.version = 3
    first = an_author()
    remembered.note(state, [LogEntry(Change(3, None, first, "CELL_UPDATE", Effect(), Effect()), "at")])
    assert remembered.find(state, operation_key(first)) == Logged(3, "applied")
    state.epoch = "another"
    assert remembered.find(state, operation_key(first)) is None
    state.epoch = "e1"
    others = (LogEntry(Change(3, None, an_author(), "CELL_UPDATE", Effect(), Effect()), "at") for _ in range(REMEMBERED_MAX))
    remembered.note(state, others)
    assert remembered.find(state, operation_key(first)) is None


def test_idle_documents_are_let_go_after_a_while_or_when_there_are_too_many() -> None:
    documents = LiveDocuments()
    made = []
    for number in range(4):
        state = a_period()
        key = state.key._replace(id=f"p{number}")
        loaded = LoadedDocument(DocumentId(number), key, "e", 1, 0, {}, {})
        document = LiveDocument(loaded, load=Load(), let_go=lambda idle, number=number: documents.note_idle(idle, number))  # type: ignore[misc]
        documents.add(document)
        document.hold()
        document.release()
        made.append(document)
    assert documents.to_let_go(before=1, idle_max=10) == made[:2]
    assert documents.to_let_go(before=-1, idle_max=1) == made[:3]
    made[0].hold()
    assert documents.to_let_go(before=9, idle_max=10) == made[1:]
    assert made[1].turn.try_take()
    assert documents.to_let_go(before=9, idle_max=10) == made[2:]


async def test_the_bell_rings_for_everyone_else() -> None:
    bell, heard = Bell(), []
    fanouts = [LocalFanout(bell) for _ in range(3)]
    document_id = DocumentId(1)
    for number, fanout in enumerate(fanouts):
        await fanout.subscribe(document_id, lambda announcement, number=number: heard.append((number, announcement.version)))  # type: ignore[misc]
    await fanouts[2].unsubscribe(document_id)
    fanouts[0].announce(Announcement(document_id, "e", 7))
    await asyncio.sleep(0)
    assert heard == [(1, 7)]
