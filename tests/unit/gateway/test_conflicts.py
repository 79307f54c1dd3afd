"""Pending conflicts at the gateway: shown to their author alone, ended by CONFLICT_RESOLVE [CF4]."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec import structs

from hub.documents.judging import conflict_id_of
from hub.documents.record import Applied, Author, Conflicted, ConflictField, PendingConflict
from hub.gateway import wire
from hub.gateway.conflicts import BYTES_MAX, ConflictBook
from shared.domain import Role, StrategyName
from shared.ids import ClientId, OperationId, UserId
from shared.operations import ConflictResolve
from shared.protocol.limits import MESSAGE_BYTES_MAX
from tests.support.gateway import BOTH_CODECS, House, a_principal, a_sync

CHOICE = StrategyName.USER_CHOICE
THEM = Author(UserId("cy"), "Cy", ClientId("c9"), OperationId("o9"))


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()


def a_conflict(house: House, user: str = "ana", operation: str = "7", note: str = "mine") -> PendingConflict:
    author = Author(UserId(user), user.title(), ClientId("c1"), OperationId(operation))
    field = ConflictField("cell", "s1/2026-11-23", "note", "base", "theirs", 4, THEM, note)
    return PendingConflict(conflict_id_of(house.period.document_id, author), author, 3, "CELL_UPDATE", {}, (field,))


async def context_of(house: House, user: str, **codec: Any) -> dict[str, Any]:
    link, _ = house.connect(user, **codec)
    link.says(a_sync())
    await house.settled()
    (context,) = [message["payload"] for message in link.hears() if message["type"] == "SYNC_CONTEXT"]
    return context  # type: ignore[no-any-return]  # as it was decoded


@pytest.mark.parametrize("codec", BOTH_CODECS, ids=["json", "msgpack"])
async def test_CF4_an_author_is_shown_their_own_conflicts_and_nobody_elses(house: House, codec: Any) -> None:
    kept = a_conflict(house)
    house.sequencer.kept[house.period.document_id] = [kept, a_conflict(house, "bo")]
    context = await context_of(house, "ana", codec=codec)
    assert context["conflicts"] == [
        {
            "conflict_id": kept.id,
            "operation_id": "7",
            "strategy": "user_choice",
            "outcome": "pending",
            "document": "period",
            "period_id": "p1",
            "reason": "changed",
            "fields": [
                {
                    "entity": "cell",
                    "id": "s1/2026-11-23",
                    "field": "note",
                    "base": "base",
                    "theirs": {"value": "theirs", "version": 4, "actor": {"id": "cy", "name": "Cy"}},
                    "mine": "mine",
                }
            ],
        }
    ]
    assert (await context_of(house, "cy", codec=codec))["conflicts"] == []


async def test_who_has_no_conflicts_joins_at_once_after_the_first(house: House) -> None:
    await context_of(house, "ana")
    reads = house.sequencer.conflict_reads
    assert (await context_of(house, "bo"))["conflicts"] == []
    assert house.sequencer.conflict_reads == reads


async def test_CF4_a_conflict_that_was_kept_elsewhere_meanwhile_is_seen_by_who_joins_now(house: House) -> None:
    house.period.strategy = CHOICE
    await context_of(house, "ana")
    house.sequencer.kept[house.period.document_id] = [a_conflict(house)]
    assert len((await context_of(house, "ana"))["conflicts"]) == 1
    house.period.strategy = StrategyName.LAST_WRITER_WINS
    house.sequencer.kept[house.period.document_id] = []
    assert (await context_of(house, "ana"))["conflicts"] == [], "who had one is looked up again"


async def test_a_crowd_that_joins_at_once_reads_the_conflicts_once_or_twice(house: House) -> None:
    house.period.strategy = CHOICE
    house.sequencer.kept[house.period.document_id] = [a_conflict(house, "u7")]
    links = [house.connect(f"u{number}")[0] for number in range(100)]
    for link in links:
        link.says(a_sync())
    for _ in links:  # they go through the lock one after the other
        await house.settled()
    contexts = [message["payload"] for link in links for message in link.hears() if message["type"] == "SYNC_CONTEXT"]
    assert [len(context["conflicts"]) for context in contexts] == [int(number == 7) for number in range(100)]
    assert house.sequencer.conflict_reads <= 2


async def test_who_joins_does_not_wait_for_a_database_that_is_away(house: House) -> None:
    house.sequencer.conflicts_away = True
    assert (await context_of(house, "ana"))["conflicts"] == []


async def test_a_read_that_began_before_is_not_taken_for_a_later_one(house: House) -> None:
    book, begun, release = ConflictBook(), asyncio.Event(), asyncio.Event()
    reads = 0

    class Slow:
        async def conflicts(self, _live: object) -> list[PendingConflict]:
            nonlocal reads
            reads += 1
            begun.set()
            await release.wait()
            return []

    async def bring_up() -> None:
        await book.bring_up(house.period, Slow(), house.clock, asked=book.moment)  # type: ignore[arg-type]  # all that it is asked for

    first = asyncio.ensure_future(bring_up())
    await begun.wait()
    later = [asyncio.ensure_future(bring_up()) for _ in range(5)]
    release.set()
    await asyncio.gather(first, *later)
    assert reads == 2


async def test_CF4_conflict_resolve_goes_to_the_document_of_the_conflict_with_the_base_that_its_author_saw(house: House) -> None:
    kept = a_conflict(house)
    link, _ = await house.joined()
    link.says(
        {"type": "CONFLICT_RESOLVE", "id": "r", "version": 4, "payload": {"conflict_id": kept.id, "choice": "custom", "set": {"note": "x"}}}
    )
    await house.settled()
    ((live, submission),) = house.sequencer.pending
    assert live is house.period
    assert submission.operation == ConflictResolve(kept.id, "custom", {"note": "x"})
    assert (submission.base, submission.author.operation_id) == (4, "r")
    house.sequencer.commit(Applied(5))
    (answer,) = link.hears()
    assert (answer["type"], answer["id"], answer["version"], answer["payload"]) == ("ACK", "r", 5, {"outcome": "applied"})


async def test_CF4_a_conflict_can_be_ended_by_who_does_not_follow_its_document(house: House) -> None:
    link, _ = house.connect()
    link.hears()
    link.says({"type": "CONFLICT_RESOLVE", "id": "r", "payload": {"conflict_id": a_conflict(house).id, "choice": "theirs"}})
    await house.settled()
    holds = house.period.holds
    house.sequencer.commit(Conflicted("pending", CHOICE, 4, (), conflict_id=a_conflict(house).id))
    (answer,) = link.hears()
    assert (answer["type"], answer["payload"]["outcome"], answer["payload"]["conflict_id"]) == ("CONFLICT", "pending", a_conflict(house).id)
    assert house.period.holds == holds - 1


async def test_a_viewer_may_not_end_a_conflict(house: House) -> None:
    link, _ = house.connect(principal=a_principal("vi", role=Role.VIEWER))
    link.says({"type": "CONFLICT_RESOLVE", "id": "r", "payload": {"conflict_id": a_conflict(house).id, "choice": "mine"}})
    await house.settled()
    assert link.hears()[-1]["payload"]["code"] == "forbidden"


async def test_another_workspaces_conflict_is_not_found(house: House) -> None:
    link, _ = house.connect(principal=a_principal(workspace="w2"))
    link.hears()
    link.says({"type": "CONFLICT_RESOLVE", "id": "r", "payload": {"conflict_id": a_conflict(house).id, "choice": "mine"}})
    await house.settled()
    assert link.hears()[-1]["payload"]["code"] == "not_found"


def fields(count: int, text: str) -> tuple[ConflictField, ...]:
    return tuple(ConflictField("cell", f"s{number}/2026-11-23", "note", text, text, 4, THEM, text) for number in range(count))


@pytest.mark.parametrize(("count", "text"), [(16, "\x01" * 2000), (17, "\x01" * 2000), (2000, "x" * 200), (2000, "早" * 2000), (2000, "")])
def test_DC6_a_conflict_of_many_long_fields_fits_into_a_frame(count: int, text: str) -> None:
    message = wire.conflict(Conflicted("rejected", StrategyName.FIRST_WRITER_WINS, 5, fields(count, text)), "7", "period", "p1")
    for codec in BOTH_CODECS:
        assert len(codec.encode(message)) <= MESSAGE_BYTES_MAX
    shown = message["payload"]["fields"]
    assert 16 <= len(shown) <= count


async def test_DC6_the_largest_conflict_that_there_can_be_is_shown(house: House) -> None:
    kept = structs.replace(a_conflict(house), fields=fields(2000, "\x01" * 2000))
    house.sequencer.kept[house.period.document_id] = [kept, a_conflict(house, operation="8")]
    shown = (await context_of(house, "ana"))["conflicts"]
    assert [one["operation_id"] for one in shown] == ["7", "8"]
    assert len(BOTH_CODECS[0].encode(shown)) <= BYTES_MAX


async def test_DC6_the_conflicts_of_a_context_fit_into_a_frame(house: House) -> None:
    house.sequencer.kept[house.period.document_id] = [a_conflict(house, operation=str(number), note="早" * 2000) for number in range(200)]
    shown = (await context_of(house, "ana"))["conflicts"]
    assert 0 < len(shown) < 200
    assert len(BOTH_CODECS[0].encode(shown)) <= BYTES_MAX
