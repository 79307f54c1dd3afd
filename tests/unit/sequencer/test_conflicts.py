"""Conflicts that wait for their author's choice: kept on one replica, ended on another, through lost answers [CF4]."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import pytest

from hub.clock import Clock
from hub.documents.past import Past
from hub.documents.record import Applied, Conflicted, Duplicate, Merged, Outcome, PendingConflict, Refused, Unchanged
from hub.sequencer import evidence
from hub.sequencer.live import LiveDocument
from hub.sequencer.port import Live
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.store.port import CommitPart, DocumentStore, OutcomeUnknownError, Slice, Verdict
from shared.ids import DocumentId, OperationId
from shared.operations import ConflictResolve, EntityArchive, EntityUpdate, Operation, Redo, Undo
from tests.support.sequencing import PERIOD, PERIOD_KEY, WORKSPACE, WORKSPACE_KEY, Ear, Replica, a_cell, a_memory, a_submission
from tests.support.simulated_time import simulate


class Watched:
    """A memory store that counts what is read, and cuts off the answer of the next commit when a test says so."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.logs = 0
        self.lookups = 0
        self.cuts = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        verdicts = await self._store.commit(parts, waiting=waiting)
        if self.cuts:
            self.cuts -= 1
            raise OutcomeUnknownError("planted")
        return verdicts

    async def log(self, document_id: DocumentId, *, after: int, limit: int) -> Slice | None:
        self.logs += 1
        return await self._store.log(document_id, after=after, limit=limit)

    async def kept(self, *place: Any) -> Any:
        self.lookups += 1
        return await self._store.kept(*place)


class World:
    """Two replicas of one database; Ana works on the first, Bo on the second."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.database = MemoryDatabase()
        self.stores = [Watched(a_memory(self.database)) for _ in range(2)]
        self.replicas = [Replica(cast("DocumentStore", store), clock=clock) for store in self.stores]
        self.lives: list[Live] = []

    async def founded(self, strategy: str) -> None:
        await self.stores[0]._store.found_workspace(WORKSPACE)
        self.lives = [await self.replicas[0].founded()]
        self.lives.append(await self.replicas[1].sequencer.open(PERIOD_KEY))
        await self.does(0, EntityUpdate("period", PERIOD, {"strategy": strategy}), user="cy")

    async def does(self, replica: int, operation: Operation, *, user: str, base: int | None = None, **more: Any) -> Outcome:
        """Do one operation at a replica, which is brought up first to what its author saw."""
        if base is not None:
            await self.replicas[replica].sequencer.at_least(self.lives[replica], base)
        (outcome,) = await self.replicas[replica].done(self.lives[replica], operation, user=user, base=base, **more)
        return outcome

    def shift(self, replica: int = 0, day: int = 1, name: str = "shift") -> object:
        field = self.lives[replica].state.cells.get(("s1", f"2026-12-{day:02}"), {}).get(name)
        return None if field is None else field.value

    async def pending(self, replica: int = 0) -> list[PendingConflict]:
        return list(await self.replicas[replica].sequencer.conflicts(self.lives[replica]))

    async def level(self) -> None:
        """Bring both replicas to the log's end."""
        version = max(document.version for document in self.database.documents.values() if document.key == PERIOD_KEY)
        for replica, live in zip(self.replicas, self.lives, strict=True):
            await replica.sequencer.at_least(live, version)


def played(play: Callable[[World], Awaitable[None]], strategy: str = "user_choice") -> None:
    """Play a scene in a world of its own."""

    async def scene(clock: Clock) -> None:
        world = World(clock)
        await world.founded(strategy)
        try:
            await play(world)
        finally:
            for replica in world.replicas:
                await replica.sequencer.close()

    simulate(scene)


async def a_kept_one(world: World) -> Conflicted:
    """Ana sets E on version 2, then Bo L on the same version, at the other replica."""
    assert await world.does(0, a_cell("E"), user="ana", base=2) == Applied(3)
    outcome = await world.does(1, a_cell("L"), user="bo", base=2, operation_id="bos")
    assert isinstance(outcome, Conflicted)
    assert (outcome.outcome, outcome.version) == ("pending", 3)
    return outcome


def test_CF4_a_conflict_kept_on_one_replica_is_ended_on_another() -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        assert [conflict.id for conflict in await world.pending(0)] == [kept.conflict_id]
        choice = ConflictResolve(kept.conflict_id or "", "mine")
        assert await world.does(0, choice, user="bo", base=3) == Applied(4)
        assert await world.pending(1) == []
        await world.level()
        assert world.shift(0) == world.shift(1) == "L"

    played(play)


def test_CF4_only_its_author_can_end_it() -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        outcome = await world.does(0, ConflictResolve(kept.conflict_id or "", "theirs"), user="ana", base=3)
        assert isinstance(outcome, Refused)
        assert outcome.error.code == "not_found"
        assert len(await world.pending()) == 1

    played(play)


def test_EN3_a_kept_operation_that_is_sent_again_is_kept_once_and_told_the_same() -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        again = await world.does(0, a_cell("L"), user="bo", base=2, operation_id="bos", retry=True)
        assert again == kept
        assert len(await world.pending()) == 1

    played(play)


def test_EN3_a_kept_operation_that_is_sent_again_and_judged_otherwise_is_kept_no_more() -> None:
    async def play(world: World) -> None:
        await a_kept_one(world)
        await world.does(0, EntityUpdate("period", PERIOD, {"strategy": "last_writer_wins"}), user="cy")
        await world.level()
        again = await world.does(0, a_cell("L"), user="bo", base=2, operation_id="bos", retry=True)
        assert isinstance(again, Applied)
        assert await world.pending() == []

    played(play)


def test_EN3_a_choice_that_is_sent_again_is_a_duplicate() -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        choice = ConflictResolve(kept.conflict_id or "", "mine")
        assert await world.does(0, choice, user="bo", base=3, operation_id="c") == Applied(4)
        for replica in (0, 1):
            assert await world.does(replica, choice, user="bo", base=3, operation_id="c", retry=True) == Duplicate(4, "applied")
        fresh = Replica(a_memory(world.database), clock=world.clock)  # nothing is remembered here
        live = await fresh.sequencer.open(PERIOD_KEY)
        unmarked = await fresh.done(live, choice, user="bo", base=3, operation_id="c")
        assert unmarked == [Duplicate(4, "applied")], "the conflict is gone, so it is looked up all the same"
        live.release()
        await fresh.sequencer.close()

    played(play)


@pytest.mark.parametrize(("choice", "first"), [("mine", Applied(4)), ("theirs", Unchanged(3))])
def test_a_choice_whose_commit_was_cut_off_is_told_its_first_outcome(choice: Any, first: Outcome) -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        world.stores[0].cuts = 1
        assert await world.does(0, ConflictResolve(kept.conflict_id or "", choice), user="bo", base=3) == first
        assert await world.pending() == []

    played(play)


def test_a_kept_operation_whose_commit_was_cut_off_is_kept_once() -> None:
    async def play(world: World) -> None:
        await world.does(0, a_cell("E"), user="ana", base=2)
        world.stores[1].cuts = 2
        outcome = await world.does(1, a_cell("L"), user="bo", base=2)
        assert isinstance(outcome, Conflicted)
        assert [conflict.id for conflict in await world.pending()] == [outcome.conflict_id]

    played(play)


def test_CF4_a_choice_that_others_overtook_on_another_replica_is_kept_anew() -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        await world.does(0, a_cell("D"), user="ana", base=3)
        outcome = await world.does(1, ConflictResolve(kept.conflict_id or "", "mine"), user="bo", base=3)
        assert isinstance(outcome, Conflicted)
        assert (outcome.outcome, outcome.conflict_id) == ("pending", kept.conflict_id)
        (conflict,) = await world.pending(0)
        assert (conflict.base, conflict.fields[0].theirs) == (3, "D")

    played(play)


def test_two_choices_about_one_conflict_at_the_same_time_end_it_once() -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        ear = Ear()
        for number, choice in enumerate(("mine", "theirs")):
            operation = ConflictResolve(kept.conflict_id or "", choice)  # type: ignore[arg-type]  # one of them
            submission = a_submission(operation, ear=ear, user="bo", client=f"tab {number}", base=3, operation_id=str(number))
            world.replicas[0].sequencer.submit(world.lives[0], submission)
        assert await ear.hears("0") == Applied(4)
        second = await ear.hears("1")
        assert isinstance(second, Refused)
        assert second.error.code == "not_found"

    played(play)


def test_a_choice_that_waits_for_the_row_is_judged_by_what_is_there_when_it_gets_it() -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        ear, row = Ear(), world.lives[0].document_id
        looked_up = world.stores[0].lookups
        world.database.held.add(row)  # another transaction holds it
        mine = a_submission(ConflictResolve(kept.conflict_id or "", "mine"), ear=ear, user="bo", base=3, operation_id="mine")
        world.replicas[0].sequencer.submit(world.lives[0], mine)
        while world.stores[0].lookups == looked_up:
            await world.clock.sleep(0.001)
        (document,) = [one for one in world.database.documents.values() if one.document_id == row]
        document.conflicts.clear()  # ended by the same user at another replica
        world.database.held.clear()
        outcome = await ear.hears("mine")
        assert isinstance(outcome, Refused)
        assert outcome.error.code == "not_found"
        assert world.shift() == "E"

    played(play)


def test_a_conflict_in_a_batch_that_goes_alone_is_looked_up_as_well() -> None:
    async def play(world: World) -> None:
        await world.does(0, a_cell("E"), user="ana", base=2)
        cast("LiveDocument", world.lives[0]).is_suspect = True
        outcome = await world.does(0, a_cell("L"), user="bo", base=2)
        assert isinstance(outcome, Conflicted)
        assert outcome.outcome == "pending"

    played(play)


def test_evidence_says_what_stood_in_every_place_that_is_set() -> None:
    async def play(world: World) -> None:
        await world.does(0, a_cell("E", note="a"), user="ana", base=2)
        await world.does(0, a_cell("D"), user="ana", base=3)
        store, state = cast("DocumentStore", world.stores[0]), world.lives[0].state
        submission = a_submission(a_cell("L", note="b", locked=True), user="bo", base=3)
        for past in (state.past, Past()):
            state.past = past
            found = await evidence.evidence_for(store, state, submission)
            assert {place[2]: value for place, value in found.bases.items()} == {"shift": "E", "note": "a", "locked": None}

    played(play)


def test_CF4_a_user_has_at_most_200_pending_and_one_more_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.documents.judging.PENDING_MAX", 3)

    async def play(world: World) -> None:
        for day in range(1, 6):
            await world.does(0, a_cell("E", day=day), user="ana", base=2)
        outcomes = [await world.does(day % 2, a_cell("L", day=day), user="bo", base=2) for day in range(1, 6)]
        assert [outcome.outcome for outcome in outcomes if isinstance(outcome, Conflicted)] == ["pending"] * 3 + ["rejected"] * 2
        first = cast("Conflicted", outcomes[0])
        await world.does(0, ConflictResolve(first.conflict_id or "", "theirs"), user="bo", base=7)
        last = await world.does(0, a_cell("L", day=5), user="bo", base=2)
        assert isinstance(last, Conflicted)
        assert last.outcome == "pending"

    played(play)


def test_CF4_an_archived_period_shows_no_conflicts() -> None:
    async def play(world: World) -> None:
        await a_kept_one(world)
        workspace = await world.replicas[0].sequencer.open(WORKSPACE_KEY)
        await world.replicas[0].done(workspace, EntityArchive("period", PERIOD))
        assert await world.pending(0) == []
        workspace.release()

    played(play)


@pytest.mark.parametrize("has_memory", [True, False])
def test_a_merge_finds_its_base_in_memory_or_else_in_the_log(has_memory: bool) -> None:
    async def play(world: World) -> None:
        await world.does(0, a_cell("E", note="Bring keys"), user="ana", base=2)
        await world.does(0, a_cell("E", note="Bring keys at"), user="ana", base=3)
        await world.does(0, a_cell("E", note="Bring keys at 8"), user="ana", base=4)
        for day in range(2, 6):
            await world.does(0, a_cell("E", day=day), user="ana")
        if has_memory:
            replica, live = world.replicas[0], world.lives[0]
        else:
            replica = Replica(cast("DocumentStore", world.stores[0]), clock=world.clock)
            live = await replica.sequencer.open(PERIOD_KEY)
        read = world.stores[0].logs
        (outcome,) = await replica.done(live, a_cell("E", note="Bring the keys"), user="bo", base=3)
        assert outcome == Merged(10)
        assert live.state.cells["s1", "2026-12-01"]["note"].value == "Bring the keys at 8"
        assert (world.stores[0].logs > read) == (not has_memory)
        if not has_memory:
            live.release()
            await replica.sequencer.close()

    played(play, "merge")


def test_a_base_further_back_than_the_log_is_read_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "ENTRIES_MAX", 2)

    async def play(world: World) -> None:
        await world.does(0, a_cell("E", note="a"), user="ana", base=2)
        await world.does(0, a_cell("E", note="a b"), user="ana", base=3)
        for day in range(2, 4):
            await world.does(0, a_cell("E", day=day), user="ana")
        replica = Replica(a_memory(world.database), clock=world.clock)
        live = await replica.sequencer.open(PERIOD_KEY)
        (outcome,) = await replica.done(live, a_cell("E", note="z a"), user="bo", base=3)
        assert isinstance(outcome, Conflicted)
        assert (outcome.outcome, outcome.is_empty, outcome.fields[0].base) == ("merged", True, None)
        live.release()
        await replica.sequencer.close()

    played(play, "merge")


@pytest.mark.parametrize("strategy", ["last_writer_wins", "first_writer_wins", "merge", "user_choice"])
def test_an_edit_without_a_conflict_reads_nothing(strategy: str) -> None:
    async def play(world: World) -> None:
        await world.does(0, a_cell("E"), user="ana", base=2)
        before = world.stores[0].logs, world.stores[0].lookups
        for day in range(1, 5):
            await world.does(0, a_cell("D", day=day, note="n"), user="ana", base=2)
            await world.does(0, a_cell("D", staff="s2", day=day), user="bo", base=2)
        assert (world.stores[0].logs, world.stores[0].lookups) == before

    played(play, strategy)


@pytest.mark.parametrize("strategy", ["last_writer_wins", "first_writer_wins"])
def test_under_the_plain_strategies_a_conflict_reads_nothing_either(strategy: str) -> None:
    async def play(world: World) -> None:
        await world.does(0, a_cell("E"), user="ana", base=2)
        before = world.stores[0].logs, world.stores[0].lookups
        await world.does(0, a_cell("L"), user="bo", base=2)
        assert (world.stores[0].logs, world.stores[0].lookups) == before

    played(play, strategy)


def test_UN1_a_hundred_deep_over_two_replicas_and_sessions() -> None:
    async def play(world: World) -> None:
        begun = world.lives[0].state.version
        for number in range(120):
            shift = "DEL"[number % 3]
            outcome = await world.does(number % 2, a_cell(shift, day=number % 28 + 1), user="ana", client=f"c{number % 5}")
            assert isinstance(outcome, Applied)
        for number in range(100):
            outcome = await world.does(number % 2, Undo("period", PERIOD), user="ana", client=f"d{number % 3}")
            assert isinstance(outcome, Applied), number
        exhausted = await world.does(0, Undo("period", PERIOD), user="ana")
        assert isinstance(exhausted, Refused)
        await world.level()
        shown = {day: world.shift(0, day) for day in range(1, 29)}
        assert shown == {day: ("DEL"[(day - 1) % 3] if day <= 20 else None) for day in range(1, 29)}
        for number in range(100):
            assert isinstance(await world.does(number % 2, Redo("period", PERIOD), user="ana"), Applied)
        await world.level()
        assert world.lives[0].state.version == begun + 320
        assert world.shift(0, 8) == world.shift(1, 8) == "DEL"[119 % 3]

    played(play, "last_writer_wins")


def test_the_ids_of_conflicts_find_their_document_in_their_workspace_only() -> None:
    async def play(world: World) -> None:
        kept = await a_kept_one(world)
        sequencer = world.replicas[0].sequencer
        assert await sequencer.document_of_conflict(WORKSPACE, kept.conflict_id or "") == PERIOD_KEY
        assert await sequencer.document_of_conflict(WORKSPACE_KEY.workspace_id, "made up") is None
        assert await sequencer.document_of_conflict(cast("Any", "w2"), kept.conflict_id or "") is None

    played(play)


def test_an_operation_behind_one_that_was_looked_up_is_judged_after_it() -> None:
    async def play(world: World) -> None:
        await world.does(0, a_cell("E"), user="ana", base=2)
        ear = Ear()
        ids = [OperationId(str(number)) for number in range(4)]
        edits = [a_cell("D", day=9), a_cell("L"), a_cell("L", day=10), a_cell("L", day=11)]
        for operation_id, edit in zip(ids, edits, strict=True):
            world.replicas[0].sequencer.submit(world.lives[0], a_submission(edit, ear=ear, user="bo", base=2, operation_id=operation_id))
        outcomes = [await ear.hears(operation_id) for operation_id in ids]
        assert [type(outcome) for outcome in outcomes] == [Applied, Conflicted, Applied, Applied]
        assert [getattr(outcome, "version", None) for outcome in outcomes] == [4, 4, 5, 6]

    played(play)
