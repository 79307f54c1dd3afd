"""`/health`, `/ready`, `/metrics`: for who watches and who balances."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from shared.protocol.version import SERVER_VERSION

_TEXT_FORMAT: Final = "text/plain; version=0.0.4"  # Prometheus' exposition format
_NO_STORE: Final = {"cache-control": "no-store"}


@dataclass(frozen=True)
class Gauge:
    """A figure by name, and what it counts. A `counter` only grows."""

    name: str
    help: str
    value: Callable[[], float]
    kind: Literal["gauge", "counter"] = "gauge"


@dataclass(frozen=True)
class Vitals:
    """How the replica is, asked at the moment of the question. `durable`: an acknowledged edit survives the loss of power.

    `has_doorbell`: other replicas hear of commits at once (also where there is no other replica).
    """

    replica: str
    is_durable: Callable[[], bool]
    is_healthy: Callable[[], bool]
    has_solver: Callable[[], bool]
    has_doorbell: Callable[[], bool]
    is_draining: Callable[[], bool]
    gauges: tuple[Gauge, ...]

    @property
    def degraded(self) -> list[str]:
        """What doesn't work just now."""
        parts = (("database", self.is_healthy), ("solver", self.has_solver), ("redis", self.has_doorbell))
        return [name for name, works in parts if not works()]


def routes(vitals: Vitals) -> list[Route]:
    """Return the three."""

    async def health(_request: Request) -> Response:
        degraded = vitals.degraded
        return JSONResponse(
            {
                "status": "degraded" if degraded else "ok",
                "version": SERVER_VERSION,
                "replica": vitals.replica,
                "durable": vitals.is_durable(),
                "database": vitals.is_healthy(),
                "solver": vitals.has_solver(),
                "redis": vitals.has_doorbell(),
                "degraded": degraded,
            },
            headers=_NO_STORE,
        )

    async def ready(_request: Request) -> Response:
        is_ready = vitals.is_healthy() and not vitals.is_draining()
        return JSONResponse({"ready": is_ready}, 200 if is_ready else 503, _NO_STORE)

    async def metrics(_request: Request) -> Response:
        gauges = (*vitals.gauges, Gauge("hub_resident_bytes_max", "Most memory that the process held.", _resident_bytes_max))
        lines = [
            line
            for gauge in gauges
            for line in (f"# HELP {gauge.name} {gauge.help}", f"# TYPE {gauge.name} {gauge.kind}", f"{gauge.name} {gauge.value():g}")
        ]
        return PlainTextResponse("\n".join(lines) + "\n", headers=_NO_STORE, media_type=_TEXT_FORMAT)

    return [Route("/health", health), Route("/ready", ready), Route("/metrics", metrics)]


def _resident_bytes_max() -> float:
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
