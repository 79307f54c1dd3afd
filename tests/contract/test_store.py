"""What every document store promises (hub/store/port.py), on every adapter."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from msgspec import structs

from hub.documents.record import CellEffect, DocumentKey, Effect, FieldValue, NewPeriod
from hub.store.port import (
    Barred,
    Busy,
    CommitPart,
    Kept,
    Known,
    Logged,
    Missing,
    NothingWrittenError,
    Overtaken,
    PoisonError,
    Position,
    Won,
)
from shared.ids import ConflictId, DocumentId, WorkspaceId
from tests.support.stores import (
    ANA,
    BO,
    WORKSPACE,
    WORKSPACE_KEY,
    MemoryWorld,
    World,
    a_cell_change,
    a_conflict,
    a_part,
    a_workspace,
    an_author,
    an_entity_change,
    commit_one,
    postgres_world,
    reloaded,
    rights,
    the_key,
)

PERIOD_KEY = DocumentKey(WORKSPACE, "period", "p1")


@pytest.fixture
def memory() -> World:
    return MemoryWorld()


@pytest_asyncio.fixture
async def postgres(database: str) -> AsyncIterator[World]:
    async with postgres_world(database) as found:
        yield found


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest) -> World:
    found: World = request.getfixturevalue(request.param)
    return found


async def unwritten(world: World, part: CommitPart) -> None:
    """Nothing of `part` is there."""
    stands = await reloaded(world)
    assert (stands.version, dict(stands.cells)) == (part.expected, {})
    log = await world.store.log(part.document_id, after=part.expected, limit=10)
    assert log is not None
    assert log.entries == ()


async def test_a_document_that_nobody_made_is_not_there(world: World) -> None:
    assert await world.store.load(WORKSPACE_KEY) is None


async def test_a_workspace_begins_at_version_0_and_is_made_once(world: World) -> None:
    first = await a_workspace(world)
    again = await a_workspace(world)

    assert (first.version, first.hash, first.cells, first.entities) == (0, 0, {}, {})
    assert again == first


async def test_a_commit_moves_the_version_and_what_it_wrote_is_read_back_whole(world: World) -> None:
    document = await a_workspace(world)
    ana, bo = an_author(ANA), an_author(BO)
    part = a_part(document, a_cell_change(1, author=ana), a_cell_change(2, author=bo, shift="N", date="2026-01-02"))

    verdict = await commit_one(world, part)

    stands = await reloaded(world)
    assert isinstance(verdict, Won)
    assert (stands.version, stands.hash, stands.epoch) == (2, part.hash, document.epoch)
    assert stands.cells == {
        ("s1", "2026-01-01"): {"shift": FieldValue("D", 1, ana)},
        ("s1", "2026-01-02"): {"shift": FieldValue("N", 2, bo)},
    }


async def test_the_log_gives_back_the_changes_as_they_were_with_the_moment_that_the_author_was_told(world: World) -> None:
    document = await a_workspace(world)
    changes = (a_cell_change(1, undo_group="g", outcome="merged"), a_cell_change(2, undoes=1, run_id="r1"))

    verdict = await commit_one(world, a_part(document, *changes))
    log = await world.store.log(document.document_id, after=0, limit=10)

    assert isinstance(verdict, Won)
    assert log is not None
    assert [entry.change for entry in log.entries] == list(changes)
    assert {entry.at for entry in log.entries} == {verdict.at}
    assert (log.epoch, log.version, log.log_from) == (document.epoch, 2, 1)


async def test_every_kind_of_entity_keeps_its_fields_in_order_with_the_version_of_each(world: World) -> None:
    document = await a_workspace(world)
    fields = {"code": "A", "name": "Zoë △ ×", "params": {"b": 1, "a": [1.5, None, True]}, "big": 2**53}
    changes = [an_entity_change(n, kind, "x", fields) for n, kind in enumerate(("staff", "shift_type", "rule", "period", "settings"), 1)]

    await commit_one(world, a_part(document, *changes))

    stands = await reloaded(world)
    for change in changes:
        kept = stands.entities[change.effect.entity.kind, "x"] if change.effect.entity else {}
        assert [(name, field.value) for name, field in kept.items()] == list(fields.items())
        assert list(kept["params"].value) == ["b", "a"]
        assert {field.version for field in kept.values()} == {change.version}
        assert {field.author for field in kept.values()} == {change.author}


async def test_a_later_commit_replaces_some_fields_and_leaves_the_others(world: World) -> None:
    document = await a_workspace(world)
    one, two, three, four = an_author(ANA), an_author(ANA), an_author(BO), an_author(BO)
    await commit_one(
        world, a_part(document, a_cell_change(1, author=one), an_entity_change(2, "staff", "s1", {"code": "1", "name": "A"}, two))
    )
    note = structs.replace(
        a_cell_change(3, author=three), effect=Effect(cells=(CellEffect("s1", "2026-01-01", {"note": "late", "locked": True}),))
    )

    await commit_one(world, a_part(await reloaded(world), note, an_entity_change(4, "staff", "s1", {"name": "B"}, four)))

    stands = await reloaded(world)
    assert stands.cells["s1", "2026-01-01"] == {
        "shift": FieldValue("D", 1, one), "locked": FieldValue(True, 3, three), "note": FieldValue("late", 3, three),
    }  # fmt: skip
    assert stands.entities["staff", "s1"] == {"code": FieldValue("1", 2, two), "name": FieldValue("B", 4, four)}


async def test_a_cleared_field_keeps_the_version_that_cleared_it(world: World) -> None:
    document = await a_workspace(world)
    await commit_one(world, a_part(document, a_cell_change(1)))
    author = an_author(BO)

    await commit_one(world, a_part(await reloaded(world), a_cell_change(2, author=author, shift=None)))

    assert (await reloaded(world)).cells["s1", "2026-01-01"]["shift"] == FieldValue(None, 2, author)


async def test_of_two_replicas_at_one_version_one_wins_and_the_other_is_told_where_the_document_is(world: World) -> None:
    document = await a_workspace(world)
    won, lost = a_part(document, a_cell_change(1)), a_part(document, a_cell_change(1, shift="N"))

    await world.store.commit([won])
    verdicts = await world.other.commit([lost])

    assert verdicts == [Overtaken(document.epoch, 1)]
    assert (await reloaded(world)).cells["s1", "2026-01-01"]["shift"].value == "D"


async def test_each_document_of_a_commit_wins_or_loses_for_itself(world: World) -> None:
    mine = await a_workspace(world)
    theirs = await a_workspace(world, DocumentKey(WorkspaceId("w2"), "workspace", "w2"))
    await commit_one(world, a_part(theirs, a_cell_change(1)))

    verdicts = await world.store.commit([a_part(theirs, a_cell_change(1)), a_part(mine, a_cell_change(1))])

    assert verdicts[0] == Overtaken(theirs.epoch, 1)
    assert isinstance(verdicts[1], Won)


async def test_another_epoch_overtakes(world: World) -> None:
    document = await a_workspace(world)
    await world.set_epoch("another")
    part = a_part(document, a_cell_change(1))

    assert await commit_one(world, part) == Overtaken("another", 0)
    await unwritten(world, part)


async def test_a_document_that_is_gone_is_missing(world: World) -> None:
    document = await a_workspace(world)

    assert await commit_one(world, structs.replace(a_part(document, a_cell_change(1)), document_id=DocumentId(999))) == Missing()


async def test_a_held_row_is_skipped_and_holds_up_no_other(world: World) -> None:
    held = await a_workspace(world)
    free = await a_workspace(world, DocumentKey(WorkspaceId("w2"), "workspace", "w2"))
    part = a_part(held, a_cell_change(1))

    async with world.held(held.document_id):
        verdicts = await world.store.commit([part, a_part(free, a_cell_change(1))])

    assert verdicts[0] == Busy()
    assert isinstance(verdicts[1], Won)
    await unwritten(world, part)


async def test_waiting_for_a_held_row_ends_within_its_limit_and_nothing_is_written(world: World) -> None:
    document = await a_workspace(world)
    part = a_part(document, a_cell_change(1))

    async with world.held(document.document_id):
        with pytest.raises(NothingWrittenError):
            await world.store.commit([part], waiting=True)

    await unwritten(world, part)
    assert isinstance((await world.store.commit([part], waiting=True))[0], Won)


async def test_an_operation_that_is_in_the_log_is_known_when_it_is_looked_up_en3(world: World) -> None:
    document = await a_workspace(world)
    author = an_author()
    await commit_one(world, a_part(document, a_cell_change(1, author=author)))
    stands = await reloaded(world)

    verdict = await commit_one(world, a_part(stands, a_cell_change(2, author=author), lookups=(the_key(an_author()), the_key(author))))

    assert verdict == Known()
    assert (await reloaded(world)).version == 1


async def test_the_same_id_of_another_user_client_or_document_is_another_operation_en3(world: World) -> None:
    document = await a_workspace(world)
    elsewhere = await a_workspace(world, DocumentKey(WorkspaceId("w2"), "workspace", "w2"))
    author = an_author(ANA, "one", "c1")
    await commit_one(world, a_part(document, a_cell_change(1, author=author)))
    stands = await reloaded(world)
    others = (an_author(BO, "one", "c1"), an_author(ANA, "one", "c2"))
    changes = [a_cell_change(version, author=other) for version, other in enumerate(others, 2)]

    verdicts = await world.store.commit([
        a_part(stands, *changes, lookups=tuple(the_key(other) for other in others)),
        a_part(elsewhere, a_cell_change(1, author=author), lookups=(the_key(author),)),
    ])  # fmt: skip

    assert all(isinstance(verdict, Won) for verdict in verdicts)


async def test_a_repeat_that_was_not_looked_up_is_poison_and_undoes_the_whole_commit(world: World) -> None:
    document = await a_workspace(world)
    innocent = await a_workspace(world, DocumentKey(WorkspaceId("w2"), "workspace", "w2"))
    author = an_author()
    await commit_one(world, a_part(document, a_cell_change(1, author=author)))
    stands = await reloaded(world)

    with pytest.raises(PoisonError):
        await world.store.commit([a_part(innocent, a_cell_change(1)), a_part(stands, a_cell_change(2, author=author))])

    assert (await reloaded(world, innocent.key)).version == 0
    assert (await reloaded(world)).version == 1


@pytest.mark.parametrize(("version", "active"), [(2, True), (1, False)])
async def test_an_author_whose_rights_changed_or_ended_is_barred_cn6(world: World, version: int, active: bool) -> None:
    document = await a_workspace(world)
    await world.set_member(ANA, version=1)
    await world.set_member(BO, version=1)
    part = a_part(document, a_cell_change(1), rights=(rights(1, BO), rights(1, ANA)))
    await world.set_member(ANA, version=version, active=active)

    assert await commit_one(world, part) == Barred()
    await unwritten(world, part)


async def test_a_stranger_is_barred_and_a_member_is_not_cn6(world: World) -> None:
    document = await a_workspace(world)
    await world.set_member(ANA, version=3)

    assert await commit_one(world, a_part(document, a_cell_change(1), rights=(rights(3, BO),))) == Barred()
    assert isinstance(await commit_one(world, a_part(document, a_cell_change(1), rights=(rights(3),))), Won)


async def test_a_part_without_a_version_checks_and_writes_nothing(world: World) -> None:
    document = await a_workspace(world)
    await world.set_member(ANA, version=1)
    author = an_author()
    await commit_one(world, a_part(document, a_cell_change(1, author=author)))
    stands = await reloaded(world)

    assert isinstance(await commit_one(world, a_part(stands, hash=0, rights=(rights(1),))), Won)
    assert await commit_one(world, a_part(stands, rights=(rights(2),))) == Barred()
    assert await commit_one(world, a_part(stands, lookups=(the_key(author),))) == Known()
    assert await commit_one(world, a_part(document)) == Overtaken(document.epoch, 1)
    assert await reloaded(world) == stands


async def test_a_period_is_founded_with_the_change_that_lists_it(world: World) -> None:
    document = await a_workspace(world)
    author = an_author()
    first = an_entity_change(1, "period", "p1", {"name": "May"}, author)
    period = NewPeriod(PERIOD_KEY, first, {"name": FieldValue("May", 1, author)}, hash=2**63 + 5)

    await commit_one(world, a_part(document, an_entity_change(1, "period", "p1", {"listed": True}, author), new_periods=(period,)))

    founded = await reloaded(world, PERIOD_KEY)
    assert (founded.version, founded.hash, founded.entities) == (1, 2**63 + 5, {("period", "p1"): {"name": FieldValue("May", 1, author)}})
    log = await world.store.log(founded.document_id, after=0, limit=5)
    assert log is not None
    assert [entry.change for entry in log.entries] == [first]
    assert isinstance(await commit_one(world, a_part(founded, a_cell_change(2))), Won)


async def test_a_period_that_loses_is_not_founded(world: World) -> None:
    document = await a_workspace(world)
    author = an_author()
    period = NewPeriod(PERIOD_KEY, an_entity_change(1, "period", "p1", {}, author), {}, hash=0)

    await commit_one(world, a_part(document, a_cell_change(1), expected=5, next=6, new_periods=(period,)))

    assert await world.store.load(PERIOD_KEY) is None


async def test_a_document_is_not_found_in_another_workspace(world: World) -> None:
    await a_workspace(world)

    assert await world.store.load(DocumentKey(WorkspaceId("w2"), "workspace", WORKSPACE)) is None


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
async def test_text_that_a_database_cannot_hold_is_poison(world: World, text: str) -> None:
    document = await a_workspace(world)
    note = structs.replace(a_cell_change(1), effect=Effect(cells=(CellEffect("s1", "2026-01-01", {"note": text}),)))

    with pytest.raises(PoisonError):
        await commit_one(world, a_part(document, note))

    assert (await reloaded(world)).version == 0
    assert isinstance(await commit_one(world, a_part(document, a_cell_change(1))), Won)


async def test_a_code_is_taken_once_in_a_workspace(world: World) -> None:
    document = await a_workspace(world)
    await commit_one(world, a_part(document, an_entity_change(1, "staff", "s1", {"code": "1"})))

    with pytest.raises(PoisonError):
        await commit_one(world, a_part(await reloaded(world), an_entity_change(2, "staff", "s2", {"code": "1"})))


async def test_the_log_is_read_in_pieces(world: World) -> None:
    document = await a_workspace(world)
    await commit_one(world, a_part(document, *(a_cell_change(version) for version in range(1, 6))))

    piece = await world.other.log(document.document_id, after=1, limit=3)

    assert piece is not None
    assert [entry.change.version for entry in piece.entries] == [2, 3, 4]
    assert piece.version == 5


async def test_a_log_that_does_not_reach_back_gives_nothing_rather_than_a_gap(world: World) -> None:
    document = await a_workspace(world)
    await commit_one(world, a_part(document, *(a_cell_change(version) for version in range(1, 6))))
    await world.truncate_log(document.document_id, before=4)

    short = await world.store.log(document.document_id, after=1, limit=10)
    enough = await world.store.log(document.document_id, after=3, limit=10)

    assert short is not None
    assert enough is not None
    assert (short.log_from, short.entries) == (4, ())
    assert [entry.change.version for entry in enough.entries] == [4, 5]


async def test_a_document_outlives_the_beginning_of_its_log(world: World) -> None:
    document = await a_workspace(world)
    await commit_one(world, a_part(document, a_cell_change(1), a_cell_change(2, date="2026-01-02")))
    await world.truncate_log(document.document_id, before=2)

    stands = await reloaded(world)

    assert {key: fields["shift"].value for key, fields in stands.cells.items()} == {("s1", "2026-01-01"): "D", ("s1", "2026-01-02"): "D"}
    assert stands.log_from == 2
    assert (await world.store.positions([document.document_id]))[document.document_id].log_from == 2


async def test_a_log_of_no_document_is_none(world: World) -> None:
    assert await world.store.log(DocumentId(999), after=0, limit=1) is None


async def test_operations_are_found_with_their_version_and_first_outcome_en3(world: World) -> None:
    document = await a_workspace(world)
    here, merged, gone = an_author(), an_author(), an_author()
    await commit_one(world, a_part(document, a_cell_change(1, author=here), a_cell_change(2, author=merged, outcome="merged")))

    found = await world.store.find(document.document_id, [the_key(here), the_key(gone), the_key(merged)])

    assert found == {the_key(here): Logged(1, "applied"), the_key(merged): Logged(2, "merged")}
    assert await world.store.find(document.document_id, []) == {}


async def test_positions_tell_where_documents_stand(world: World) -> None:
    document = await a_workspace(world)
    await commit_one(world, a_part(document, a_cell_change(1)))

    assert await world.other.positions([document.document_id, DocumentId(999)]) == {document.document_id: Position(document.epoch, 1)}


async def test_rights_are_read_of_active_members_only(world: World) -> None:
    await world.set_member(ANA, version=7)
    await world.set_member(BO, version=2, active=False)

    assert await world.store.rights([(WORKSPACE, ANA), (WORKSPACE, BO), ("w2", ANA)]) == {
        (WORKSPACE, ANA): 7, (WORKSPACE, BO): None, ("w2", ANA): None,
    }  # fmt: skip


async def test_undo_stacks_hold_ones_own_changes_that_stand_and_what_they_replaced_un1(world: World) -> None:
    document = await a_workspace(world)
    changes = [
        a_cell_change(1), a_cell_change(2, author=an_author(BO)), a_cell_change(3, undo_group="g"), a_cell_change(4),
        structs.replace(a_cell_change(5, undoes=4), type="UNDO"),
    ]  # fmt: skip
    await commit_one(world, a_part(document, *changes))

    stacks = await world.store.undo_stacks(document.document_id, ANA, up_to=5)
    earlier = await world.store.undo_stacks(document.document_id, ANA, up_to=4)

    assert [(entry.version, entry.undo_group, entry.inverse) for entry in stacks.undo] == [
        (1, None, changes[0].inverse), (3, "g", changes[2].inverse),
    ]  # fmt: skip
    assert [entry.version for entry in stacks.redo] == [4]
    assert ([entry.version for entry in earlier.undo], earlier.redo) == ([1, 3, 4], ())


async def test_pending_conflicts_are_kept_without_a_version_and_found_by_any_replica_cf4(world: World) -> None:
    document = await a_workspace(world)
    anas, bos = a_conflict("k1"), a_conflict("k2", an_author(BO))

    verdict = await commit_one(world, a_part(document, conflicts=(anas, bos)))

    assert isinstance(verdict, Won)
    assert (await reloaded(world)).version == 0
    assert await world.other.pending_conflicts(document.document_id) == [anas, bos]
    assert await world.other.kept(document.document_id, ANA, anas.id) == Kept(anas, 0)
    assert await world.other.kept(document.document_id, ANA, bos.id) == Kept(None, 1)
    assert await world.other.kept(document.document_id, BO, ConflictId("nothing")) == Kept(None, 1)
    assert await world.other.kept(DocumentId(999), ANA, anas.id) == Kept(None, 0)


async def test_a_conflict_kept_again_takes_its_own_place_cf4(world: World) -> None:
    document = await a_workspace(world)
    author, again = an_author(operation="one"), an_author(operation="two")
    await commit_one(world, a_part(document, conflicts=(a_conflict("k1", author), a_conflict("k1", an_author(BO)))))

    await commit_one(world, a_part(document, conflicts=(a_conflict("k1", again, base=7),)))

    assert (await world.store.kept(document.document_id, ANA, ConflictId("k1"))).conflict == a_conflict("k1", again, base=7)
    assert len(await world.store.pending_conflicts(document.document_id)) == 2


async def test_a_conflict_goes_with_the_commit_that_decides_it_cf4(world: World) -> None:
    document = await a_workspace(world)
    await commit_one(world, a_part(document, conflicts=(a_conflict("k1"), a_conflict("k2"), a_conflict("k1", an_author(BO)))))

    lost = await commit_one(world, a_part(document, a_cell_change(1), expected=5, next=6, resolved=((ANA, ConflictId("k1")),)))
    assert isinstance(lost, Overtaken)
    assert await world.conflict_ids() == ["k1", "k1", "k2"]
    await commit_one(world, a_part(document, a_cell_change(1), resolved=((ANA, ConflictId("k1")), (ANA, ConflictId("gone")))))
    assert await world.conflict_ids() == ["k1", "k2"]
    await commit_one(world, a_part(await reloaded(world), resolved=((ANA, ConflictId("k2")),)))
    assert await world.conflict_ids() == ["k1"]
    assert (await world.store.pending_conflicts(document.document_id))[0].author.user_id == BO


async def test_a_conflict_of_another_document_is_not_touched_cf4(world: World) -> None:
    document = await a_workspace(world)
    elsewhere = await a_workspace(world, DocumentKey(WorkspaceId("w2"), "workspace", "w2"))
    await commit_one(world, a_part(elsewhere, conflicts=(a_conflict("k1"),)))
    await commit_one(world, a_part(document, resolved=((ANA, ConflictId("k1")),)))
    assert await world.store.pending_conflicts(document.document_id) == []
    assert await world.conflict_ids() == ["k1"]


async def test_at_most_200_conflicts_of_a_user_are_read_and_all_are_counted_cf4(world: World) -> None:
    document = await a_workspace(world)
    many = tuple(a_conflict(f"k{number:03}") for number in range(203))
    await commit_one(world, a_part(document, conflicts=(*many, a_conflict("b", an_author(BO)))))
    found = await world.store.pending_conflicts(document.document_id)
    assert [conflict.id for conflict in found if conflict.author.user_id == ANA] == [f"k{number:03}" for number in range(200)]
    assert len(found) == 201
    assert (await world.store.kept(document.document_id, ANA, ConflictId("new"))).others == 203


async def test_conflicts_are_gone_after_30_days_and_deleted_some_time_later_cf4(world: World) -> None:
    document = await a_workspace(world)
    await commit_one(world, a_part(document, conflicts=(a_conflict("old"),)))
    await world.age_conflicts(29)
    assert len(await world.store.pending_conflicts(document.document_id)) == 1
    await world.age_conflicts(2)
    await commit_one(world, a_part(document, conflicts=(a_conflict("new"),)))

    assert [conflict.id for conflict in await world.store.pending_conflicts(document.document_id)] == ["new"]
    assert await world.store.kept(document.document_id, ANA, ConflictId("old")) == Kept(None, 1)
    assert await world.conflict_ids() == ["new", "old"]
    await world.store.forget_conflicts()
    assert await world.conflict_ids() == ["new"]


async def test_an_archived_periods_conflicts_are_deleted_cf4(world: World) -> None:
    document = await a_workspace(world)
    for number, period_id in enumerate(("p1", "p2"), 1):
        author = an_author()
        first = an_entity_change(1, "period", period_id, {"name": period_id}, author)
        key = DocumentKey(WORKSPACE, "period", period_id)
        founded = NewPeriod(key, first, {"name": FieldValue(period_id, 1, author)}, hash=1)
        listed = an_entity_change(number, "period", period_id, {"listed": True}, author)
        await commit_one(world, a_part(await reloaded(world), listed, new_periods=(founded,)))
        await commit_one(world, a_part(await reloaded(world, key), conflicts=(a_conflict(f"of {period_id}"),)))
    await commit_one(world, a_part(document, expected=2, next=2, conflicts=(a_conflict("of w1"),)))

    await commit_one(world, a_part(await reloaded(world), an_entity_change(3, "period", "p1", {"archived": True})))
    await world.store.forget_conflicts()

    assert await world.conflict_ids() == ["of p2", "of w1"]


async def test_a_document_is_named_within_its_workspace_only(world: World) -> None:
    document = await a_workspace(world)
    assert await world.store.key_of(document.document_id, WORKSPACE) == WORKSPACE_KEY
    assert await world.store.key_of(document.document_id, WorkspaceId("w2")) is None
    assert await world.store.key_of(DocumentId(999), WORKSPACE) is None


async def test_a_commit_of_nothing_is_nothing(world: World) -> None:
    assert list(await world.store.commit([])) == []
