"""One run: several replicas and clients on one database, a storm of faults, then calm; then the promises are checked."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from structlog.testing import capture_logs

from tests.simulation.checks import check, check_replicas
from tests.simulation.leftovers import check_leftovers, check_presence
from tests.simulation.picture import WrongError
from tests.simulation.storm import Storm
from tests.simulation.trace import Trace
from tests.simulation.world import World
from tests.support.simulated_time import SimulatedClock, simulate


def cause_in(entry: Mapping[str, Any]) -> BaseException | None:
    """Return the exception that was logged."""
    cause = entry.get("exc_info")
    return cause if isinstance(cause, BaseException) else None


def run(seed: int, write: Callable[[str], None] | None = None, watch: Callable[[World], None] = lambda _: None) -> World:
    """Run a seed; raises what went wrong. `write` gets a trace, line by line; `watch` sees the world before anybody edits."""

    async def main(clock: SimulatedClock) -> World:
        world = World(seed, clock, Trace(write))
        await world.begin()
        watch(world)
        await Storm(world).rage()
        await world.calm()
        await check_presence(world)
        await check_replicas(world)
        world.raise_failures()
        check(world)
        await check_leftovers(world)
        await asyncio.gather(*(replica.close() for replica in world.replicas))
        world.raise_failures()
        faults_of_ours = [entry for entry in logs if entry["log_level"] == "error"]
        if faults_of_ours:
            raise WrongError(f"logged as an error: {faults_of_ours[0]}") from cause_in(faults_of_ours[0])
        return world

    with capture_logs() as logs:
        return simulate(main)
