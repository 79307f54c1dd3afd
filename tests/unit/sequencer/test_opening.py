"""Documents that come back while they go, that go while they are written, and whose database fails."""

import asyncio
from collections.abc import Sequence
from typing import cast

import pytest

from hub.documents.record import Applied, Refused
from hub.fanout.local import Bell, LocalFanout
from hub.sequencer.opening import IDLE_S, STEP_S
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.store.port import CommitPart, DocumentStore, NothingWrittenError, Verdict
from shared.ids import DocumentId
from shared.protocol.errors import UnavailableError
from tests.support.sequencing import PERIOD_KEY, WORKSPACE, WORKSPACE_KEY, Ear, Replica, a_cell, a_memory, a_submission, eventually
from tests.support.simulated_time import SimulatedClock, simulate

LET_GO_S = 2 * (IDLE_S + STEP_S)  # first the period, then the workspace that it holds


class SlowFanout(LocalFanout):
    """One that takes its time to let go."""

    def __init__(self, bell: Bell) -> None:
        super().__init__(bell)
        self.may_let_go = asyncio.Event()
        self.is_letting_go = False

    async def unsubscribe(self, document_id: DocumentId) -> None:
        self.is_letting_go = True
        await self.may_let_go.wait()
        await super().unsubscribe(document_id)


class FailingStore:
    """A memory store of which one question isn't answered, and whose commits wait at a gate."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.fails = ""
        self.commits = 0
        self.gate = asyncio.Event()
        self.gate.set()

    def __getattr__(self, name: str) -> object:
        return _not_answered if name == self.fails else getattr(self._store, name)

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        self.commits += 1
        await self.gate.wait()
        return await self._store.commit(parts, waiting=waiting)


async def _not_answered(*_: object, **__: object) -> None:
    raise NothingWrittenError("planted")


def listened_for(bell: Bell) -> int:
    return sum(map(len, bell.heard_by.values()))


def test_who_comes_back_while_a_document_is_let_go_misses_nothing() -> None:
    async def main(clock: SimulatedClock) -> None:
        database, bell = MemoryDatabase(), Bell()
        writer = Replica(a_memory(database), LocalFanout(bell), clock=clock)
        fanout = SlowFanout(bell)
        reader = Replica(a_memory(database), fanout, clock=clock)
        await a_memory(database).found_workspace(WORKSPACE)
        live = await writer.founded()
        (await reader.sequencer.open(PERIOD_KEY)).release()
        await clock.sleep(IDLE_S + 2 * STEP_S)
        assert fanout.is_letting_go

        coming = asyncio.ensure_future(reader.sequencer.open(PERIOD_KEY))
        await clock.sleep(5)
        fanout.may_let_go.set()
        back = await coming
        assert await writer.done(live, a_cell("D")) == [Applied(2)]
        await clock.sleep(0)
        await clock.sleep(0)  # the bell, then the reading: no poll comes by in no time

        assert back.state.version == 2
        assert reader.listener.versions() == [2]
        await writer.sequencer.close()
        await reader.sequencer.close()

    simulate(main)


def test_a_document_that_everybody_left_while_it_is_written_is_kept_until_it_is() -> None:
    async def main(clock: SimulatedClock) -> None:
        store = FailingStore(a_memory())
        replica = Replica(cast("DocumentStore", store), clock=clock)
        await store._store.found_workspace(WORKSPACE)
        live = await replica.founded()
        store.gate.clear()
        commits, ear = store.commits, Ear()
        replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear))
        await eventually(lambda: store.commits > commits)
        replica.sequencer.submit(live, a_submission(a_cell("E", day=2), ear=ear))
        live.release()
        await clock.sleep(LET_GO_S)

        back = await replica.sequencer.open(PERIOD_KEY)
        store.gate.set()
        await eventually(lambda: back.state.version == 3)

        assert [back.state.cells["s1", f"2026-12-0{day}"]["shift"].value for day in (1, 2)] == ["D", "E"]
        assert replica.listener.versions() == [2, 3]
        back.release()
        await clock.sleep(LET_GO_S)
        assert replica.sequencer.documents == 0
        await replica.sequencer.close()

    simulate(main)


@pytest.mark.parametrize(("fails", "is_workspace_open"), [("load", False), ("log", False), ("log", True)])
def test_an_opening_that_failed_leaves_nothing_behind_and_the_next_one_works(fails: str, is_workspace_open: bool) -> None:
    async def main(clock: SimulatedClock) -> None:
        store, bell = FailingStore(a_memory()), Bell()
        replica = Replica(cast("DocumentStore", store), LocalFanout(bell), clock=clock)
        await store._store.found_workspace(WORKSPACE)
        (await replica.founded()).release()
        await clock.sleep(LET_GO_S)
        assert (replica.sequencer.documents, listened_for(bell)) == (0, 0)

        workspace = await replica.sequencer.open(WORKSPACE_KEY) if is_workspace_open else None
        store.fails = fails
        for _ in range(3):
            with pytest.raises(UnavailableError):
                await replica.sequencer.open(PERIOD_KEY)
        if workspace is not None:
            workspace.release()
        await clock.sleep(LET_GO_S)

        assert (replica.sequencer.documents, listened_for(bell)) == (0, 0)
        store.fails = ""
        back = await replica.sequencer.open(PERIOD_KEY)
        assert await replica.done(back, a_cell("D")) == [Applied(2)]
        await replica.sequencer.close()

    simulate(main)


def test_a_commit_that_fails_leaves_no_document_behind() -> None:
    async def main(clock: SimulatedClock) -> None:
        store, bell = FailingStore(a_memory()), Bell()
        replica = Replica(cast("DocumentStore", store), LocalFanout(bell), clock=clock)
        await store._store.found_workspace(WORKSPACE)
        live = await replica.founded()
        (outcome,) = await replica.done(live, a_cell("D", note="\x00"))  # which no database can hold
        assert isinstance(outcome, Refused)
        live.release()
        await clock.sleep(LET_GO_S)
        assert (replica.sequencer.documents, listened_for(bell)) == (0, 0)
        await replica.sequencer.close()

    simulate(main)
