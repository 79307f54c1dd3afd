"""What must be gone when everybody has gone: connections, operations, holds, tasks; and who is seen by whom before."""

import asyncio

from hub.sequencer.opening import IDLE_S, STEP_S
from shared.protocol.limits import PRESENCE_TTL_S
from tests.simulation.picture import WrongError
from tests.simulation.world import World
from tests.support.sequencing import WORKSPACE

LONG_EVERY = 10
"""One seed in so many waits for what takes its time: connections that are gone without a word, zombies, idle documents."""
SILENCE_S = 65.0  # a client that is gone without a word has missed two pings by then


async def check_presence(world: World) -> None:
    """Nobody is shown who is gone, and nobody is missing [PRESENCE]."""
    if world.seed % LONG_EVERY:
        return
    await asyncio.sleep(SILENCE_S + PRESENCE_TTL_S)
    there = {client.connection_id: client.user for client in world.clients if client.link is not None}
    for client in world.clients:
        for period, present in client.present.items():
            shown = {one: user for one, user in there.items() if period in _followed(world, one)} if period != WORKSPACE else {}
            if client.link is not None and present != shown:
                raise WrongError(f"{client.client_id} is shown {present} in {period}, and {shown} are there")


def _followed(world: World, connection_id: str) -> set[str]:
    return next(set(client.follows) for client in world.clients if client.connection_id == connection_id)


async def check_leftovers(world: World) -> None:
    """Once all clients are gone nothing is held, waits or runs on their account."""
    for client in world.clients:
        client.is_revoked = True  # nobody comes back
        if client.link is not None:
            client.link.cut()
    await asyncio.sleep(1.0)
    if world.seed % LONG_EVERY == 0:
        await asyncio.sleep(2 * (IDLE_S + STEP_S))  # first the periods, then the workspace that they hold
    for replica in world.replicas:
        documents = list(replica.sequencer._documents)
        open_links = [link for link in replica.links if link.is_open]
        if len(replica.gateway.roster) != len(open_links):
            raise WrongError(f"{replica.name} has {len(replica.gateway.roster)} peers for {len(open_links)} open connections")
        if replica.sequencer._load.count:
            raise WrongError(f"{replica.name} has {replica.sequencer._load.count} operations under way still")
        if not open_links:
            periods = [live for live in documents if live.key.kind == "period"]
            held = {live.key.id: live._holds for live in documents}
            wanted = {live.key.id: 0 if live.key.kind == "period" else len(periods) for live in documents}
            if held != wanted:
                raise WrongError(f"{replica.name} holds {held}, and {wanted} would do")
        if world.seed % LONG_EVERY == 0 and (documents or open_links):
            raise WrongError(f"{replica.name} keeps {len(documents)} documents and {len(open_links)} connections that nobody needs")
