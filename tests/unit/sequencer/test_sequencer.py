"""The sequencer over the memory store: one replica, then two."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import cast

import pytest
from structlog.testing import capture_logs

from hub.clock import Clock
from hub.documents.record import Applied, DocumentKey, Duplicate, OperationKey, Refused, Unchanged
from hub.fanout.local import Bell, LocalFanout
from hub.sequencer.live import LiveDocument
from hub.sequencer.pace import Pace
from hub.sequencer.port import Live
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.store.port import CommitPart, DocumentStore, Logged, NothingWrittenError, OutcomeUnknownError, Verdict
from shared.ids import DocumentId, UserId
from shared.operations import CellEdit, CellUpdate, EntityCreate, EntityUpdate, Operation, Redo, Undo
from shared.protocol.errors import (
    ForbiddenError,
    NotFoundError,
    OverloadedError,
    UnavailableError,
    ValidationFailedError,
    VersionAheadError,
)
from tests.support.sequencing import (
    PERIOD,
    PERIOD_KEY,
    WORKSPACE,
    WORKSPACE_KEY,
    Ear,
    Replica,
    a_cell,
    a_memory,
    a_submission,
    eventually,
)
from tests.support.simulated_time import SimulatedClock, simulate


class FaultyStore:
    """A memory store whose next commits fail as a test says: before they are written, or after."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.faults: list[tuple[str, type[Exception]]] = []
        self.commits: list[tuple[Sequence[CommitPart], bool]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.before_find: Callable[[], Awaitable[object]] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        self.commits.append((parts, waiting))
        await asyncio.sleep(0)
        await self.gate.wait()
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None and fault[0] == "before":
            raise fault[1]("planted")
        verdicts = await self._store.commit(parts, waiting=waiting)
        if fault is not None:
            raise fault[1]("planted")
        return verdicts

    async def find(self, document_id: DocumentId, keys: Sequence[OperationKey]) -> Mapping[OperationKey, Logged]:
        if self.before_find is not None:
            await self.before_find()
        return await self._store.find(document_id, keys)


class World:
    def __init__(self, clock: Clock | None = None) -> None:
        self.database = MemoryDatabase()
        self.store = FaultyStore(a_memory(self.database))
        self.replica = Replica(cast("DocumentStore", self.store), clock=clock)
        self._others: list[Replica] = []

    def another_replica(self, bell: Bell | None = None) -> Replica:
        self._others.append(Replica(a_memory(self.database), LocalFanout(bell)))
        return self._others[-1]

    async def founded(self) -> Live:
        await self.store._store.found_workspace(WORKSPACE)
        return await self.replica.founded()

    async def close(self) -> None:
        self.store.gate.set()
        for replica in (self.replica, *self._others):
            await replica.sequencer.close()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    yield made
    await made.close()


async def test_an_operation_becomes_a_version_and_is_told_before_its_answer(world: World) -> None:
    live = await world.founded()
    assert await world.replica.done(live, a_cell("D")) == [Applied(2)]
    assert live.state.cells["s1", "2026-12-01"]["shift"].value == "D"
    told = world.replica.listener.tolds[-1]
    assert [entry.change.version for entry in told.entries] == [2]
    assert [outcome for _, outcome in told.answers] == [Applied(2)]


async def test_what_comes_during_a_commit_is_the_next_batch(world: World) -> None:
    live = await world.founded()
    world.store.gate.clear()
    ear = Ear()
    submissions = [a_submission(a_cell("D", day=day), ear=ear) for day in range(1, 11)]
    world.replica.sequencer.submit(live, submissions[0])
    before = len(world.store.commits)
    await eventually(lambda: len(world.store.commits) > before)
    for submission in submissions[1:]:
        world.replica.sequencer.submit(live, submission)
    world.store.gate.set()
    await asyncio.gather(*(ear.hears(submission.author.operation_id) for submission in submissions))
    assert [len(parts[0].changes) for parts, _ in world.store.commits[-2:]] == [1, 9]
    assert world.replica.listener.versions() == list(range(2, 12))


async def test_EN3_a_repeat_is_answered_duplicate_with_the_first_version(world: World) -> None:
    live = await world.founded()
    await world.replica.done(live, a_cell("D"), operation_id="x")
    await world.replica.done(live, a_cell("E"))
    assert await world.replica.done(live, a_cell("D"), operation_id="x", retry=True) == [Duplicate(2, "applied")]
    other = await world.another_replica().sequencer.open(PERIOD_KEY)
    assert other.state.version == 3
    assert await world._others[0].done(other, a_cell("D"), operation_id="x", retry=True) == [Duplicate(2, "applied")]


async def test_EN3_an_unmarked_repeat_on_another_replica_is_found_by_the_index_and_the_others_are_committed(world: World) -> None:
    live = await world.founded()
    await world.replica.done(live, a_cell("D"), operation_id="x")
    replica = world.another_replica()
    other = await replica.sequencer.open(PERIOD_KEY)
    ear = Ear()
    for name, shift in (("y", "E"), ("x", "D"), ("z", "L")):
        replica.sequencer.submit(other, a_submission(a_cell(shift), ear=ear, operation_id=name))
    assert [await ear.hears(name) for name in ("y", "x", "z")] == [Applied(3), Duplicate(2, "applied"), Applied(4)]


async def test_AN1_what_is_found_in_the_log_is_answered_after_its_version_was_told(world: World) -> None:
    live = await world.founded()
    await world.replica.done(live, a_cell("D"), operation_id="x")
    store = FaultyStore(a_memory(world.database))
    late = Replica(cast("DocumentStore", store))
    behind = await late.sequencer.open(PERIOD_KEY)
    store.before_find = lambda: world.replica.done(live, a_cell("E"), operation_id="y")  # between the commit's verdict and the look-up
    ear = Ear()
    for name, shift in (("x", "D"), ("y", "E")):
        late.sequencer.submit(behind, a_submission(a_cell(shift), ear=ear, operation_id=name, retry=True))
    assert [await ear.hears(name) for name in ("x", "y")] == [Duplicate(2, "applied"), Duplicate(3, "applied")]
    first = late.listener.tolds[0]
    assert [entry.change.version for entry in first.entries] == [3]
    assert [submission.author.operation_id for submission, _ in first.answers] == ["y"]
    await late.sequencer.close()


async def test_an_overtaken_replica_reads_the_log_and_resolves_again(world: World) -> None:
    live = await world.founded()
    replica = world.another_replica()
    other = await replica.sequencer.open(PERIOD_KEY)
    await world.replica.done(live, a_cell("D"), a_cell("E", day=2))
    assert other.state.version == 1
    assert await replica.done(other, a_cell("L", day=3)) == [Applied(4)]
    assert replica.listener.versions() == [2, 3, 4]
    assert other.state.hash == live.state.hash or await world.replica.sequencer.at_least(live, 4)


async def test_two_replicas_hear_of_each_other_by_the_bell(world: World) -> None:
    live = await world.founded()
    bell = Bell()
    first, second = world.another_replica(bell), world.another_replica(bell)
    here, there = await first.sequencer.open(PERIOD_KEY), await second.sequencer.open(PERIOD_KEY)
    await first.done(here, a_cell("D"))
    await eventually(lambda: there.state.version == 2)
    await eventually(lambda: live.state.version == 2)  # this one by its poll
    assert here.state == there.state == live.state


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_commit_that_was_cut_off_is_tried_again_until_the_log_answers(world: World, moment: str) -> None:
    live = await world.founded()
    world.store.faults = [(moment, OutcomeUnknownError), ("before", NothingWrittenError)]
    assert await world.replica.done(live, a_cell("D"), operation_id="x") == [Applied(2)]
    assert world.replica.listener.versions() == [2]
    assert [entry.change.author.operation_id for entry in world.database.documents[live.document_id].log][1:] == ["x"]


def test_a_waiting_operation_is_told_unavailable_after_3_s_and_a_repeat_joins_it() -> None:
    async def main(clock: SimulatedClock) -> None:
        world = World(clock)
        live = await world.founded()
        world.store.gate.clear()
        begin = clock.monotonic()
        (outcome,) = await world.replica.done(live, a_cell("D"), operation_id="x")
        assert isinstance(outcome, Refused)
        assert isinstance(outcome.error, UnavailableError)
        assert 3 <= clock.monotonic() - begin <= 3.3
        ear = Ear()
        world.replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear, operation_id="x", retry=True))
        world.store.gate.set()
        assert await ear.hears("x") == Duplicate(2, "applied")
        await world.close()

    simulate(main)


async def test_a_busy_row_is_waited_for_beside_the_lane(world: World) -> None:
    live = await world.founded()
    workspace = await world.replica.sequencer.open(WORKSPACE_KEY)
    world.database.held.add(live.document_id)
    ear = Ear()
    world.replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear, operation_id="x"))
    await eventually(lambda: any(waiting for _, waiting in world.store.commits))
    assert await world.replica.done(workspace, EntityUpdate("staff", "s1", {"name": "Ann"})) == [Applied(8)]
    world.database.held.clear()
    assert await ear.hears("x") == Applied(2)


async def test_CN6_nothing_by_rights_that_changed_is_committed_and_others_are(world: World) -> None:
    live = await world.founded()
    world.database.members[WORKSPACE, UserId("bo")] = (2, True)
    ear = Ear()
    for name, user in (("x", "bo"), ("y", "ana")):
        world.replica.sequencer.submit(live, a_submission(a_cell("D", day=2 if user == "bo" else 3), ear=ear, operation_id=name, user=user))
    refused = await ear.hears("x")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, ForbiddenError)
    assert await ear.hears("y") == Applied(2)


async def test_a_poisoned_operation_is_hunted_down_and_the_others_are_committed(world: World) -> None:
    live = await world.founded()
    workspace = await world.replica.sequencer.open(WORKSPACE_KEY)
    world.store.gate.clear()
    ear = Ear()
    await world.replica.sequencer.at_least(live, 1)
    for name, operation in (("a", a_cell("D")), ("bad", a_cell("D", day=2, note="\x00")), ("c", a_cell("D", day=3))):
        world.replica.sequencer.submit(live, a_submission(operation, ear=ear, operation_id=name))
    world.replica.sequencer.submit(workspace, a_submission(EntityUpdate("staff", "s1", {"name": "Ann"}), ear=ear, operation_id="d"))
    world.store.gate.set()
    outcomes = [await ear.hears(name) for name in ("a", "bad", "c", "d")]
    assert outcomes[0] == Applied(2)
    assert isinstance(outcomes[1], Refused)
    assert outcomes[1].error.code == "internal"
    assert outcomes[2:] == [Applied(3), Applied(8)]


async def test_a_shift_type_that_another_replica_made_is_known_at_once(world: World) -> None:
    live = await world.founded()
    replica = world.another_replica()
    workspace = await replica.sequencer.open(WORKSPACE_KEY)
    await replica.done(workspace, EntityCreate("shift_type", "t-N", {"code": "N"}))
    assert await world.replica.done(live, a_cell("N")) == [Applied(2)]
    (outcome,) = await world.replica.done(live, a_cell("?"))
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.error, ValidationFailedError)


async def test_a_base_from_the_future_is_refused_only_after_the_log_was_read(world: World) -> None:
    live = await world.founded()
    replica = world.another_replica()
    other = await replica.sequencer.open(PERIOD_KEY)
    await replica.done(other, a_cell("D"))
    assert await world.replica.done(live, a_cell("E"), base=2, user="bo") == [Applied(3)]
    (outcome,) = await world.replica.done(live, a_cell("E"), base=9)
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.error, VersionAheadError)


async def test_UN1_undo_reads_the_authors_stacks_and_keeps_them_moved(world: World) -> None:
    live = await world.founded()
    await world.replica.done(live, a_cell("D"), a_cell("E"))
    replica = world.another_replica()
    other = await replica.sequencer.open(PERIOD_KEY)
    outcomes = await replica.done(other, Undo("period", PERIOD), Undo("period", PERIOD), Redo("period", PERIOD), a_cell("L", day=2))
    assert outcomes == [Applied(4), Applied(5), Applied(6), Applied(7)]
    assert other.state.cells["s1", "2026-12-01"]["shift"].value == "D"
    stacks = await replica.sequencer.undo_stacks(other, UserId("ana"))
    assert stacks == await a_memory(world.database).undo_stacks(other.document_id, UserId("ana"), up_to=7)
    await world.replica.done(live, a_cell("E", day=3))
    await replica.sequencer.at_least(other, 8)
    assert await replica.sequencer.undo_stacks(other, UserId("ana")) == await a_memory(world.database).undo_stacks(
        other.document_id, UserId("ana"), up_to=8
    )


async def test_UN1_an_undo_in_one_document_takes_nothing_back_in_another(world: World) -> None:
    live = await world.founded()
    workspace = await world.replica.sequencer.open(WORKSPACE_KEY)
    await world.replica.done(live, a_cell("D"))
    await world.replica.done(workspace, EntityUpdate("staff", "s1", {"name": "Ann"}))
    (outcome,) = await world.replica.done(live, Undo("period", PERIOD))
    assert outcome == Applied(3)
    (outcome,) = await world.replica.done(live, Undo("period", PERIOD))
    assert isinstance(outcome, Refused)
    assert outcome.error.code == "nothing_to_undo"
    assert workspace.state.entities["staff", "s1"]["name"].value == "Ann"


async def test_another_epoch_drops_the_document_and_resets_its_subscribers(world: World) -> None:
    live = await world.founded()
    await world.replica.done(live, a_cell("D"))
    for document in world.database.documents.values():
        document.epoch = "other"
    assert await world.replica.done(live, a_cell("E")) == [Applied(3)]
    assert live.state.epoch == "other"
    assert [told.reset for told in world.replica.listener.tolds if told.live is live][-2:] == [True, False]


async def test_an_operation_larger_than_a_statement_goes_alone_on_the_second_connection(world: World) -> None:
    live = await world.founded()
    note = "x" * 20_000
    large = CellUpdate(PERIOD, tuple(CellEdit("s1", f"2026-12-{day:02}", {"note": note}) for day in range(1, 32)))
    assert await world.replica.done(live, large) == [Applied(2)]
    (parts, waiting) = world.store.commits[-1]
    assert (len(parts), waiting) == (1, True)


async def test_a_large_queue_is_cut_into_statements(world: World) -> None:
    live = await world.founded()
    note = "x" * 60_000
    outcomes = await world.replica.done(live, *(a_cell("D", day=day, note=note) for day in range(1, 31)))
    assert outcomes == [Applied(version) for version in range(2, 32)]
    assert {len(parts[0].changes) for parts, _ in world.store.commits[-4:]} <= {8, 6}


def test_documents_are_loaded_once_and_let_go_when_nobody_needed_them_for_a_while() -> None:
    async def main(clock: SimulatedClock) -> None:
        world = World(clock)
        live = await world.founded()
        opened = await asyncio.gather(*(world.replica.sequencer.open(PERIOD_KEY) for _ in range(3)))
        assert {id(again) for again in opened} == {id(live)}
        for again in (live, *opened):
            again.release()
        await clock.sleep(30)
        assert await world.replica.sequencer.open(PERIOD_KEY) is live
        live.release()
        await clock.sleep(70)
        assert await world.replica.sequencer.open(PERIOD_KEY) is not live
        await world.close()

    simulate(main)


async def test_what_is_not_there_is_not_found(world: World) -> None:
    await world.founded()
    with pytest.raises(NotFoundError):
        await world.replica.sequencer.open(DocumentKey(WORKSPACE, "period", "nothing"))


async def test_closing_settles_what_waits(world: World) -> None:
    live = await world.founded()
    ear = Ear()
    world.replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear, operation_id="x"))
    await world.replica.sequencer.close()
    assert ear.outcomes["x"] == Applied(2)
    world.replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear, operation_id="late"))
    await eventually(lambda: "late" in ear.outcomes)


def test_a_fault_of_ours_costs_the_guilty_operation_only() -> None:
    async def main(clock: SimulatedClock) -> None:
        world = World(clock)
        live = await world.founded()
        unheard_of = cast("Operation", object())  # resolve fails on it, which it must not
        ear = Ear()
        for name, operation in (("a", a_cell("D")), ("bad", unheard_of), ("c", a_cell("D", day=3))):
            world.replica.sequencer.submit(live, a_submission(operation, ear=ear, operation_id=name))
        outcomes = [await ear.hears(name) for name in ("a", "bad", "c")]
        assert [outcomes[0], outcomes[2]] == [Applied(2), Applied(3)]
        assert isinstance(outcomes[1], Refused)
        assert outcomes[1].error.code == "internal"
        await world.close()

    with capture_logs() as logs:
        simulate(main)
    assert {entry["event"] for entry in logs} >= {"lane.failed", "operation.refused_by_database"}


async def test_more_than_the_lane_commits_in_a_moment_is_refused_at_once(world: World) -> None:
    live = await world.founded()
    world.store.gate.clear()
    ear, before = Ear(), len(world.store.commits)
    for _ in range(Pace().waiting_max):
        world.replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear))
    await eventually(lambda: len(world.store.commits) > before)
    submissions = [a_submission(a_cell("D"), ear=ear) for _ in range(Pace().waiting_max + 1)]
    for submission in submissions:
        world.replica.sequencer.submit(live, submission)
    outcome = await ear.hears(submissions[-1].author.operation_id)
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.error, OverloadedError)
    assert outcome.error.retry_after_ms
    world.store.gate.set()
    await ear.hears(submissions[-2].author.operation_id)


async def test_what_is_in_the_lanes_hand_leaves_room_for_as_many_again(world: World) -> None:
    live = await world.founded()
    world.store.gate.clear()
    ear, before = Ear(), len(world.store.commits)
    for _ in range(Pace().waiting_max):
        world.replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear))
    await eventually(lambda: len(world.store.commits) > before)
    for _ in range(Pace().waiting_max):
        world.replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear))
    await asyncio.sleep(0)
    assert ear.outcomes == {}
    world.store.gate.set()


async def test_a_document_that_waits_for_its_row_keeps_the_others_from_nothing(world: World) -> None:
    live = await world.founded()
    other = await world.replica.sequencer.open(WORKSPACE_KEY)
    document = cast("LiveDocument", live)
    await document.turn.take()  # as aside.py has it
    document.step_aside()
    ear = Ear()
    for _ in range(Pace().waiting_max + 50):
        world.replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear))
    rule = EntityCreate("rule", "r1", {"type": "coverage", "params": {"shifts": ["D"], "min": 1}})
    assert [type(outcome) for outcome in await world.replica.done(other, rule)] == [Applied]
    assert ear.outcomes == {}
    document.step_back()
    document.turn.give_back()


def test_what_a_cut_off_commit_left_unchanged_is_not_resolved_again_on_top_of_what_followed() -> None:
    """The first operation changed nothing, the second did, and the answer was lost: the second is what stands."""

    async def main(clock: SimulatedClock) -> None:
        world = World(clock)
        live = await world.founded()
        await world.replica.done(live, a_cell("D"))
        world.store.gate.clear()
        ear = Ear()
        for name, shift in (("same", "D"), ("then", "E")):
            world.replica.sequencer.submit(live, a_submission(a_cell(shift), ear=ear, operation_id=name))
        world.store.faults = [("after", OutcomeUnknownError)]
        world.store.gate.set()
        assert [await ear.hears(name) for name in ("same", "then")] == [Unchanged(2), Applied(3)]
        assert live.state.cells["s1", "2026-12-01"]["shift"].value == "E"
        await world.close()

    simulate(main)
