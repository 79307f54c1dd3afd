"""What must hold after a run: the log, what was answered, what everybody sees, and what is left over."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from hub.documents.record import OperationKey
from hub.gateway.wire import change_of
from hub.store.memory import Document
from hub.store.rows import operation_key
from shared.ids import ClientId, OperationId, UserId
from tests.simulation.client import Client
from tests.simulation.conflicts import check_conflicts
from tests.simulation.history import History, plain
from tests.simulation.judge import DEFAULT, JUDGED, Judge, wanted_by
from tests.simulation.picture import Fields, WrongError, fold, hash_of, put
from tests.simulation.sent import Sent, is_merged, made_version
from tests.simulation.world import World
from tests.support.sequencing import WORKSPACE, WORKSPACE_KEY


async def check_replicas(world: World) -> None:
    """Every live document, and every stack that a replica keeps, is what the log says."""
    store = world.a_store()
    for replica, live in world.live():
        document = world.database.documents[live.document_id]
        if (live.state.epoch, live.state.version, live.state.hash) != (document.epoch, document.version, document.hash):
            raise WrongError(f"{replica.name} holds version {live.state.version} of {document.version}")
        if live.under_way or live.queue:
            raise WrongError(f"{replica.name} has operations of {live.key.id} under way still")
        for user_id, stacks in live.stacks.items():
            if stacks != await store.undo_stacks(live.document_id, user_id, up_to=live.state.version):
                raise WrongError(f"{replica.name} keeps other stacks of {user_id} than the log says [UN1]")


def check(world: World) -> None:
    """Everything that can be told from the database and the clients."""
    histories = judged(world)
    note_deeds(world)
    for document in world.database.documents.values():
        _check_log(world, document)
        fields = folded(document)
        _check_rows(document, fields)
        for client in world.clients:
            picture = client.pictures.get(document.key.id)
            if picture is not None and not client.is_revoked and (picture.fields != fields or picture.epoch != document.epoch):
                raise WrongError(f"{client.client_id} sees another {document.key.id} than the log's fold")
    for client in world.clients:
        _check_answers(world, client)
        for sent in client.operations.values():
            if sent.outcome is not None and (history := histories.get(sent.document)) is not None:
                _check_truth(client, sent, history, history.versions_of(client.user, client.client_id))
        _check_notices(client, histories)
    check_conflicts(world)
    _check_runs(world)


def note_deeds(world: World) -> None:
    """Count what people did that a simulation must not miss."""
    for document in world.database.documents.values():
        for entry in document.log:
            entity = entry.change.effect.entity
            if entity is not None and "strategy" in entity.set and entry.change.type != "PERIOD_CREATE":
                world.weather.note("strategy_changed")
            if entry.change.type == "PERIOD_DELETE":
                world.weather.note("period_archived")
    if world.new_period() is not None:
        world.weather.note("period_created")


def judged(world: World) -> dict[str, History]:
    """Judge every log; returns the histories by document."""
    sent = {
        OperationKey(UserId(client.user), ClientId(client.client_id), OperationId(operation_id)): sent
        for client in world.clients
        for operation_id, sent in client.operations.items()
    }
    settings = [entry.change.effect.entity for entry in world.document(WORKSPACE_KEY).log]
    strategies = frozenset(
        {DEFAULT} | {one.set.get("strategy") or DEFAULT for one in settings if one is not None and one.kind == "settings"}
    )
    histories = {}
    for document in world.database.documents.values():
        judge = Judge(document, sent, world.solving, strategies)
        judge.judge()
        histories[document.key.id] = judge.history
    return histories


def _check_log(world: World, document: Document) -> None:
    versions = [entry.change.version for entry in document.log]
    if versions != list(range(1, document.version + 1)):
        raise WrongError(f"the log of {document.key.id} has gaps: {versions}")
    keys = [operation_key(entry.change.author) for entry in document.log]
    if len(set(keys)) != len(keys):
        raise WrongError("an operation is in the log twice")
    for entry in document.log:
        for span in world.barred.get(entry.change.author.user_id, ()):
            began = span.began.get(document.document_id, 0)
            ended = document.version if span.ended is None else span.ended.get(document.document_id, 0)
            if began < entry.change.version <= ended:
                raise WrongError(f"version {entry.change.version} of {document.key.id} is by a user who had lost the right [CN6]")


def folded(document: Document) -> Fields:
    """Fold a log from nothing."""
    fields: Fields = {}
    for entry in document.log:
        change = msgspec.to_builtins(change_of(entry))
        fold(fields, change["type"], change["payload"])
    return fields


def _check_rows(document: Document, fields: Fields) -> None:
    stored: Fields = {}
    for (staff_id, date), values in document.cells.items():
        put(stored, "cell", f"{staff_id}/{date}", {name: field.value for name, field in values.items()})
    for (kind, entity_id), values in document.entities.items():
        put(stored, kind, entity_id, {name: field.value for name, field in values.items()})
    if stored != fields or document.hash != hash_of(fields):
        raise WrongError(f"the stored {document.key.id} is not the log's fold")


def _check_answers(world: World, client: Client) -> None:
    """What was acknowledged is in the log once, as it was said; what was refused left no trace [DC1, AN1, EN3]."""
    logged: dict[str, Mapping[OperationKey, Any]] = {document.key.id: document.logged() for document in world.database.documents.values()}
    last: dict[tuple[str, int], int] = {}
    for operation_id, sent in client.operations.items():
        key = OperationKey(UserId(client.user), ClientId(client.client_id), OperationId(operation_id))
        there = logged.get(sent.document, {}).get(key)
        if sent.outcome is None:
            continue  # only of who was revoked: it is in the log once, or not at all
        made, payload = made_version(sent.outcome), sent.outcome["payload"]
        if is_merged(sent.outcome) and there is not None and there.version == sent.outcome["version"]:
            made = there.version
        if made is not None and (there is None or there.version != made):
            raise WrongError(f"{client.client_id}/{operation_id} was acknowledged as version {made}, the log has {there} [DC1]")
        if payload.get("outcome") == "duplicate" and there is not None and payload["original"] != there.outcome:
            raise WrongError(f"{client.client_id}/{operation_id} was first {there.outcome}, its repeat heard {payload['original']} [EN3]")
        if made is None and there is not None and (there.version <= sent.outcome.get("version", 0) or sent.tries == 1):
            raise WrongError(f"{client.client_id}/{operation_id} was refused ({sent.outcome}), and is in the log as {there}")
        if made is not None and sent.tries == 1:
            if made < last.get((sent.document, sent.connection), 0):
                raise WrongError(f"{client.client_id}/{operation_id} overtook an earlier operation of its own connection")
            last[sent.document, sent.connection] = made


def _check_truth(client: Client, sent: Sent, history: History, versions: Collection[int]) -> None:
    """A conflict that was told was one, and values that stood already did [CF1, CF3]."""
    message, outcome = sent.message, sent.outcome
    assert outcome is not None
    payload = outcome["payload"]
    if message["type"] not in JUDGED:
        return
    if payload.get("outcome") == "unchanged" or (is_merged(outcome) and outcome["version"] not in versions):
        base = message.get("version", outcome["version"])
        for field, value in wanted_by(message, WORKSPACE).items():
            stood = history.at(field, outcome["version"])
            if stood.value != value and stood.version <= base and value is not None:  # else it was merged into what stood
                raise WrongError(f"{client.client_id}/{message['id']} became nothing at {outcome['version']}, and {field} was not {value}")
    if outcome["type"] != "CONFLICT" or payload.get("reason", "changed") != "changed":
        return
    for told in payload["fields"]:
        field = (told["entity"], told["id"], told["field"])
        theirs = history.at(field, outcome["version"])
        mine = (client.user, client.client_id)
        if told["theirs"]["version"] <= message.get("version", 0) or theirs.by == mine or theirs.value == told["mine"]:
            raise WrongError(f"{client.client_id}/{message['id']} heard of a conflict on {field} that was none [CF1]: {told}")
        if (theirs.version, theirs.value) != (told["theirs"]["version"], told["theirs"]["value"]) and "resolved" not in told:
            raise WrongError(f"{client.client_id}/{message['id']} heard {told['theirs']} of {field}, and {theirs} stood [CF3]")


def _check_notices(client: Client, histories: Mapping[str, History]) -> None:
    """Whoever hears that a value of theirs was overwritten had set it, and it was [CF3]."""
    for (_, document, version, operation_id), fields in client.notices.items():
        for told in fields:
            field = (told["entity"], told["id"], told["field"])
            was, became = histories[document].at(field, version - 1), histories[document].at(field, version)
            if was.by != (client.user, client.client_id) or was.value != plain(told["mine"]):
                raise WrongError(f"{client.client_id}/{operation_id} heard that {told} was overwritten, and {was} stood [CF3]")
            if became.version != version or became.value != plain(told["theirs"]["value"]):
                raise WrongError(f"{client.client_id}/{operation_id} heard that {told} was written, and {became} was [CF3]")


def _check_runs(world: World) -> None:
    """A result is in the log once where it was applied, and not at all where it was refused at once [RN5]."""
    solving = world.solving
    logged: dict[str, int] = {
        key.operation_id: there.version for document in world.database.documents.values() for key, there in document.logged().items()
    }
    for operation_id, landed in solving.landed.items():
        if landed.outcome != "unchanged" and logged.get(operation_id) != landed.version:
            raise WrongError(f"{operation_id} was applied as version {landed.version}, the log has {logged.get(operation_id)} [RN5]")
    for operation_id, tries in solving.refused.items():
        if tries == 1 and operation_id in logged:
            raise WrongError(f"{operation_id} was refused, and is in the log [RN5]")
