"""Looks up what an operation that conflicts is judged by, where memory doesn't have it."""

from collections.abc import Collection
from typing import Final

from hub.documents.judging import conflict_id_of
from hub.documents.keeping import kept_operation, places_of
from hub.documents.past import stood_before
from hub.documents.record import Evidence, Place, Submission
from hub.documents.state import DocumentState
from hub.store.port import DocumentStore
from shared.entities import Json
from shared.ids import ConflictId
from shared.operations import ConflictResolve

ENTRIES_MAX: Final = 10_000
"""How far back the log is read for what stood at an operation's base; a client that edits on an older picture learns less."""
ENTRIES_AT_ONCE: Final = 500


async def evidence_for(store: DocumentStore, state: DocumentState, submission: Submission) -> Evidence:
    """Return the evidence for an operation on a document as it stands; the caller has its turn. Raises NothingWrittenError."""
    operation, author = submission.operation, submission.author
    choice = operation if isinstance(operation, ConflictResolve) else None
    conflict_id = conflict_id_of(state.document_id, author) if choice is None else ConflictId(choice.conflict_id)
    kept = await store.kept(state.document_id, author.user_id, conflict_id)
    conflict = None if choice is None else kept.conflict
    judged = kept_operation(conflict) if conflict is not None else operation
    bases = {} if submission.base is None else await _bases(store, state, submission.base, places_of(judged))
    return Evidence(bases, kept.others, conflict)


async def _bases(store: DocumentStore, state: DocumentState, base: int, places: Collection[Place]) -> dict[Place, Json]:
    """Return what stood at version `base`; nothing where that can't be known any more."""
    if not places or base >= state.version:
        return {}
    found = state.past.at(base, places)
    if found is None:
        found = await _from_log(store, state, base, places)
    # What nobody has set since stands still; in memory that won't be known any more when it is set now.
    return {} if found is None else {place: _value_at(state, place) for place in places} | found


async def _from_log(store: DocumentStore, state: DocumentState, base: int, places: Collection[Place]) -> dict[Place, Json] | None:
    if state.version - base > ENTRIES_MAX:
        return None
    found: dict[Place, Json] = {}
    at = base
    while at < state.version:
        read = await store.log(state.document_id, after=at, limit=min(ENTRIES_AT_ONCE, state.version - at))
        if read is None or read.epoch != state.epoch or not read.entries or read.entries[0].change.version != at + 1:
            return None
        for change, _ in read.entries:
            for place, value in stood_before(change, places):
                found.setdefault(place, value)
        at = read.entries[-1].change.version
    return found


def _value_at(state: DocumentState, place: Place) -> Json:
    field = state.field_at(place)
    return None if field is None else field.value
