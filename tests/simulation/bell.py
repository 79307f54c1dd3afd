"""A fan-out between the replicas that loses, delays, repeats and reorders, is cut one way or both, and never invents."""

import asyncio
from collections.abc import Callable
from random import Random

from hub.fanout.port import Announcement, Whisper
from shared.ids import DocumentId
from tests.simulation.weather import Weather
from tests.support.simulated_time import Machine

Heard = Callable[[Announcement], None]
USUAL_S = 0.003
LATE_S = 1.0


class Bell:
    """What stands between the replicas."""

    def __init__(self, weather: Weather, random: Random) -> None:
        self.weather = weather
        self._random = random
        self._heard_by: dict[DocumentId, dict[SimulatedFanout, Heard]] = {}
        self._newest: dict[tuple[SimulatedFanout, DocumentId], int] = {}

    def subscribe(self, document_id: DocumentId, fanout: "SimulatedFanout", heard: Heard) -> None:
        self._heard_by.setdefault(document_id, {})[fanout] = heard

    def unsubscribe(self, document_id: DocumentId, fanout: "SimulatedFanout") -> None:
        self._heard_by.get(document_id, {}).pop(fanout, None)

    def silence(self, fanout: "SimulatedFanout") -> None:
        for heard_by in self._heard_by.values():
            heard_by.pop(fanout, None)

    def pass_on(self, news: Announcement | Whisper, by: "SimulatedFanout") -> None:
        weather, loop = self.weather, asyncio.get_running_loop()
        for fanout in list(self._heard_by.get(news.document_id, {})):
            if fanout is by or "up" in by.cut or "down" in fanout.cut or weather.happens("announcement_lost"):
                continue
            for _ in range(2 if weather.happens("announcement_repeated") else 1):
                late = LATE_S if weather.happens("announcement_late") else USUAL_S
                delay_s = self._random.expovariate(1 / late)
                loop.call_later(delay_s, self._arrive, news, fanout, context=fanout.machine.context)

    def _arrive(self, news: Announcement | Whisper, fanout: "SimulatedFanout") -> None:
        heard = self._heard_by.get(news.document_id, {}).get(fanout)
        if heard is None:
            return
        if isinstance(news, Whisper):
            fanout.hear(news)
            return
        newest = self._newest.get((fanout, news.document_id), 0)
        if news.version < newest:
            self.weather.note("announcements_reordered")
        self._newest[fanout, news.document_id] = max(newest, news.version)
        heard(news)


class SimulatedFanout:
    """One replica's place at the bell. `cut`: "up" = nothing goes out, "down" = nothing comes in."""

    def __init__(self, bell: Bell, machine: Machine) -> None:
        self.machine = machine
        self.cut: set[str] = set()
        self.degraded = False
        self.gaps = 0
        self.hear: Callable[[Whisper], None] = lambda _: None
        self._bell = bell

    async def subscribe(self, document_id: DocumentId, heard: Heard) -> None:
        self._bell.subscribe(document_id, self, heard)

    async def unsubscribe(self, document_id: DocumentId) -> None:
        self._bell.unsubscribe(document_id, self)

    def announce(self, announcement: Announcement) -> None:
        self._bell.pass_on(announcement, self)

    def whisper(self, whisper: Whisper) -> None:
        self._bell.pass_on(whisper, self)

    def heal(self) -> None:
        """Be whole again, and know that something may have been missed."""
        self.cut = set()
        self.degraded = False
        self.gaps += 1

    def listen(self, heard: Callable[[Whisper], None]) -> None:
        self.hear = heard
