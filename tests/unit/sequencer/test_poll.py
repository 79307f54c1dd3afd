"""When the version poll looks."""

from collections.abc import Callable, Mapping, Sequence

from hub.fanout.local import LocalFanout
from hub.sequencer.poll import CALM_STEPS, STEP_S
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.store.port import NothingWrittenError, Position
from shared.ids import DocumentId
from tests.support.sequencing import Replica
from tests.support.simulated_time import SimulatedClock, simulate

CALM_S = STEP_S * CALM_STEPS


class FickleFanout(LocalFanout):
    """One whose trouble is set by a test."""

    def __init__(self) -> None:
        super().__init__()
        self.is_in_trouble = False
        self.times = 0

    @property
    def degraded(self) -> bool:
        return self.is_in_trouble

    @property
    def gaps(self) -> int:
        return self.times


class WatchedStore(MemoryStore):
    """One that notes when it is asked for positions."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(MemoryDatabase(), clock.now, lambda: "e")
        self._clock = clock
        self.looks: list[float] = []
        self.is_away = False

    async def positions(self, documents: Sequence[DocumentId]) -> Mapping[DocumentId, Position]:
        self.looks.append(self._clock.monotonic())
        if self.is_away:
            raise NothingWrittenError
        return await super().positions(documents)


def looks(seconds: float, change: Callable[[FickleFanout, WatchedStore], None]) -> list[float]:
    """When a replica looked, in seconds from its start; `change` was made after 0.1 s."""

    async def go(clock: SimulatedClock) -> list[float]:
        store, fanout = WatchedStore(clock), FickleFanout()
        began = clock.monotonic()
        replica = Replica(store, fanout, clock=clock)
        await clock.sleep(0.1)
        change(fanout, store)
        await clock.sleep(seconds)
        await replica.sequencer.close()
        return [round(at - began, 3) for at in store.looks]

    return simulate(go)


def trouble(fanout: FickleFanout, _: WatchedStore) -> None:
    fanout.is_in_trouble = True


def a_gap(fanout: FickleFanout, _: WatchedStore) -> None:
    fanout.times += 1


def no_database(_: FickleFanout, store: WatchedStore) -> None:
    store.is_away = True


def test_with_nothing_amiss_it_looks_once_a_second() -> None:
    assert looks(3.5, lambda *_: None) == [CALM_S, 2 * CALM_S, 3 * CALM_S]


def test_while_announcements_may_be_lost_it_looks_four_times_a_second() -> None:
    assert looks(1.0, trouble) == [STEP_S, 2 * STEP_S, 3 * STEP_S, 4 * STEP_S]


def test_once_announcements_arrive_again_it_looks_once_at_once() -> None:
    assert looks(2.0, a_gap) == [STEP_S, STEP_S + CALM_S]


def test_a_database_that_was_away_is_asked_four_times_a_second() -> None:
    assert looks(2.0, no_database) == [CALM_S, CALM_S + STEP_S, CALM_S + 2 * STEP_S, CALM_S + 3 * STEP_S, 2 * CALM_S]
