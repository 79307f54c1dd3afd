"""Pending conflicts after a run: each that was told is kept until its author ended it, and nothing else is [CF4]."""

from collections.abc import Iterator

from hub.documents.record import Author, ConflictKey
from hub.store.rows import operation_key
from shared.ids import ConflictId, UserId
from tests.simulation.client import Client
from tests.simulation.picture import WrongError
from tests.simulation.sent import Sent
from tests.simulation.world import World


def check_conflicts(world: World) -> None:
    """Hold the rows against what clients were told, and against the log."""
    logged = {key for document in world.database.documents.values() for key in document.logged()}
    rows: dict[ConflictKey, Author] = {
        key: conflict.author for document in world.database.documents.values() for key, (_, conflict) in document.conflicts.items()
    }
    ended = {(UserId(client.user), sent.message["payload"]["conflict_id"]) for client, sent in _choices(world) if _is_ended(sent)}
    tried = {(UserId(client.user), sent.message["payload"]["conflict_id"]) for client, sent in _choices(world)}
    for client, sent, key in _told(world):
        world.weather.note("conflict_pending")
        if key in ended:
            world.weather.note("conflict_resolved")
        if key not in rows and key not in tried and sent.tries == 1:
            raise WrongError(f"the conflict of {client.client_id}/{sent.message['id']} was told, and is not kept [CF4]")
    for key, author in rows.items():
        name = f"{author.client_id}/{author.operation_id}"
        known = _sent(world, author)
        if known is None or known.outcome is None or known.tries > 1:
            continue  # its author is gone, or another try may have been decided by another replica, later than what they heard
        if operation_key(author) in logged:
            raise WrongError(f"{name} is kept as a conflict, and is in the log [CF4]")
        if known.outcome["payload"].get("outcome") != "pending":
            raise WrongError(f"{name} is kept as a conflict, and its author heard {known.outcome} [CF4]")
        if key in ended:
            raise WrongError(f"the conflict of {name} was ended, and is kept still [CF4]")


def _told(world: World) -> Iterator[tuple[Client, Sent, ConflictKey]]:
    for client in world.clients:
        for sent in client.operations.values():
            payload = {} if sent.outcome is None else sent.outcome["payload"]
            if payload.get("outcome") == "pending" and sent.message["type"] != "CONFLICT_RESOLVE":
                yield client, sent, (UserId(client.user), ConflictId(payload["conflict_id"]))


def _choices(world: World) -> Iterator[tuple[Client, Sent]]:
    for client in world.clients:
        for sent in client.operations.values():
            if sent.message["type"] == "CONFLICT_RESOLVE":
                yield client, sent


def _is_ended(choice: Sent) -> bool:
    """Whether a choice was carried out."""
    outcome = choice.outcome
    return outcome is not None and (outcome["type"] == "ACK" or outcome["payload"].get("outcome") == "merged")


def _sent(world: World, author: Author) -> Sent | None:
    client = next((client for client in world.clients if client.client_id == author.client_id), None)
    return None if client is None else client.operations.get(author.operation_id)
