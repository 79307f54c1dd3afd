"""What must hold after every scenario: read from PostgreSQL and from what the clients saw, not from the hubs."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
import msgspec

from hub.gateway.wire import change_of
from hub.store.connections import Database
from hub.store.postgres import PostgresStore
from shared.ids import DocumentId
from tests.cluster.editor import Editor, now
from tests.cluster.record import Sent, made_version, may_be_made
from tests.simulation.picture import Fields, WrongError, fold, hash_of
from tests.support.verified import verified

SETTLED_WITHIN_S = 20.0
STEP_S = 0.05
DOCUMENTS = "SELECT document_id, kind, id, epoch, version, hash FROM documents WHERE workspace_id = $1"
POSITIONS = "SELECT id, epoch, version FROM documents WHERE workspace_id = $1"
LOG = "SELECT document_id, version, user_id, client_id, operation_id FROM operations WHERE workspace_id = $1 ORDER BY document_id, version"


@dataclass(frozen=True)
class Logged:
    """What the database holds of a document."""

    epoch: str
    version: int
    hash: str
    versions: dict[tuple[str, str, str], int]
    """Of each operation, by (user, client, id)."""
    fields: Fields


async def settled(dsn: str, editors: Sequence[Editor]) -> None:
    """Wait until everything is answered, and everyone sees every document where the database has it, in its epoch.

    What nobody edits is in an old epoch until its replica next polls: that all see the same there says nothing yet.
    """
    end = now() + SETTLED_WITHIN_S
    while not (all(editor.is_up and not editor.unanswered for editor in editors) and await _are_there(dsn, editors)):
        raise_failures(editors)
        if now() > end:
            seen = [(one.client_id, one.is_up, len(one.unanswered), one.positions, one.refusals[-3:]) for one in editors]
            raise WrongError(f"not settled within {SETTLED_WITHIN_S} s: {seen}")
        await asyncio.sleep(STEP_S)


def raise_failures(editors: Sequence[Editor]) -> None:
    """Raise the first promise that a client saw broken."""
    for editor in editors:
        if editor.failure is not None:
            raise editor.failure


async def kept(dsn: str, editors: Sequence[Editor], gone: Sequence[Editor] = ()) -> None:
    """Raise WrongError unless every promise was kept to `editors`, who are settled, and to those who left in the middle of something."""
    raise_failures([*editors, *gone])
    logs = await _logs(dsn, editors[0].user.workspace_id)
    for editor in editors:
        for name, picture in editor.pictures.items():
            log = logs[_id(editor, name)]
            seen, there = (picture.epoch, picture.version, picture.hash), (log.epoch, log.version, log.hash)
            if seen != there or picture.fields != log.fields:
                raise WrongError(f"{editor.client_id} sees another {name} than the log's fold: {seen}, the log {there}")
    for editor in (*editors, *gone):
        for sent in editor.operations.values():
            _check_answer(editor, sent, logs[_id(editor, sent.document)])
    await verified(dsn)


def _check_answer(editor: Editor, sent: Sent, log: Logged) -> None:
    """What is unanswered is in the log once or not at all: no operation is in it twice.

    Neither is what was answered as `unchanged` or refused, if it was sent once: of one that was sent again, the first copy may come late.
    """
    there = log.versions.get((editor.user.id, editor.client_id, sent.message["id"]))
    if sent.outcome is None or may_be_made(sent.outcome):
        return
    made = made_version(sent.outcome)
    if there != made and (made is not None or sent.tries == 1):
        raise WrongError(f"{sent.message['id']} was answered with {sent.outcome}, the log has it as {there} [DC1]")


async def _are_there(dsn: str, editors: Sequence[Editor]) -> bool:
    """Whether everyone sees every document where the database has it. Raises WrongError for one who was ahead of it, in its epoch."""
    seen = [(editor, name, position) for editor in editors for name, position in editor.positions.items()]
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(POSITIONS, editors[0].user.workspace_id)
    finally:
        await connection.close()
    there = {row["id"]: (row["epoch"], row["version"]) for row in rows}
    for editor, name, (epoch, version) in seen:
        if epoch == there[_id(editor, name)][0] and version > there[_id(editor, name)][1]:
            raise WrongError(f"{editor.client_id} was shown version {version} of the {name}, the database has {there[_id(editor, name)]}")
    return all(there[_id(editor, name)] == position for editor, name, position in seen)


def _id(editor: Editor, document: str) -> str:
    return editor.roster.id if document == "period" else editor.user.workspace_id


async def _logs(dsn: str, workspace_id: str) -> dict[str, Logged]:
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            documents = await connection.fetch(DOCUMENTS, workspace_id)
            rows = await connection.fetch(LOG, workspace_id)
    finally:
        await connection.close()
    by_document = {key: list(group) for key, group in itertools.groupby(rows, lambda row: row["document_id"])}
    found = {}
    async with Database(dsn, pool_min=0, pool_max=2, pool_timeout_s=10) as database:
        store = PostgresStore(database)
        for document in documents:
            log = by_document.get(document["document_id"], [])
            if [row["version"] for row in log] != list(range(1, document["version"] + 1)):
                raise WrongError(f"the log of {document['id']} has gaps [DC1]")
            versions = {(row["user_id"], row["client_id"], row["operation_id"]): row["version"] for row in log}
            if len(versions) != len(log):
                raise WrongError(f"an operation is in the log of {document['id']} twice")
            fields = await _folded(store, DocumentId(document["document_id"]), document["version"])
            hash_there = f"{document['hash'] % 2**64:016x}"
            if f"{hash_of(fields):016x}" != hash_there:
                raise WrongError(f"the hash of {document['id']} is not that of its log's fold [DC5]")
            found[document["id"]] = Logged(document["epoch"], document["version"], hash_there, versions, fields)
    return found


async def _folded(store: PostgresStore, document_id: DocumentId, version: int) -> Fields:
    fields: Fields = {}
    after = 0
    while after < version:
        part = await store.log(document_id, after=after, limit=min(1_000, version - after))
        assert part is not None
        for entry in part.entries:
            change = msgspec.to_builtins(change_of(entry))
            fold(fields, change["type"], change["payload"])
            after = entry.change.version
    return fields
