"""Decides what may be written of an operation that conflicts, by the strategy that holds [CF2]."""

import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, assert_never

from hub.documents.keeping import kept_form
from hub.documents.merging import MERGEABLE, NotMergeableError, merged
from hub.documents.record import Author, Conflicted, ConflictField, OperationKey, PendingConflict, Place
from hub.documents.setting import UNDISPUTED, Judged, Setting
from hub.documents.strategies import STRATEGIES
from shared.entities import Json
from shared.ids import ConflictId, DocumentId

PENDING_MAX: Final = 200
"""Conflicts that a user may have pending in a document; an operation that would be one more is refused [CF4]."""
MERGES_MAX: Final = 50
"""Fields of one operation that are merged; of the others what stands is kept. Everybody waits while words are compared, up to 7 ms each."""

_CONFLICT_ID: Final = re.compile(r"([0-9a-f]{1,15})-[0-9a-f]{32}")


class EvidenceMissingError(Exception):
    """It can't be judged by what is in memory: what stood at its base, or what its author keeps already, must be looked up first."""


def judged(setting: Setting, conflicts: Sequence[ConflictField]) -> Judged | Conflicted:
    """Return what may be written of the operation, or its outcome where nothing may. Raises EvidenceMissingError."""
    if not conflicts:
        return UNDISPUTED
    fate = STRATEGIES[setting.strategy]
    match fate:
        case "apply":
            return Judged(overwritten=tuple(_with_base(setting, conflicts)[0]))
        case "reject":
            return setting.rejected(_with_base(setting, conflicts)[0])
        case "merge":
            return _joined(setting, conflicts)
        case "keep":
            return _kept(setting, conflicts)
        case _:
            assert_never(fate)


def conflict_id_of(document_id: DocumentId, author: Author | OperationKey) -> ConflictId:
    """Return the id of an operation's conflict, the same however often it is judged; it names its document (`document_of`)."""
    key = f"{author.user_id}\x00{author.client_id}\x00{author.operation_id}"  # no id holds a NUL
    return ConflictId(f"{document_id:x}-{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}")


def document_of(conflict_id: str) -> DocumentId | None:
    """Return in which document a conflict of this id would be; None for an id that isn't of ours."""
    found = _CONFLICT_ID.fullmatch(conflict_id)
    return None if found is None else DocumentId(int(found[1], 16))


def _with_base(setting: Setting, conflicts: Sequence[ConflictField]) -> tuple[list[ConflictField], frozenset[Place]]:
    """Return the conflicts with what stood at the operation's base, and the places where that isn't known."""
    base, state = setting.submission.base or 0, setting.draft.state
    known: dict[Place, Json] = {}
    moved: list[Place] = []
    for field in conflicts:
        place = field.place
        # What an earlier operation of the batch set hides what the state holds, which may be older than the base.
        stands = state.field_at(place) if field.theirs_version > state.version else None
        if field.theirs_version <= state.version or (stands is not None and stands.version > base):
            moved.append(place)
        else:
            known[place] = None if stands is None else stands.value
    if moved:
        found = state.past.at(base, moved if len(moved) == 1 else frozenset(moved))
        if found is not None:
            known.update(found)
        elif setting.evidence is not None:
            known.update(setting.evidence.bases)
    filled = [
        ConflictField(was.entity, was.id, was.field, known.get(was.place), was.theirs, was.theirs_version, was.theirs_author, was.mine)
        for was in conflicts
    ]
    return filled, frozenset([place for place in moved if place not in known])


def _joined(setting: Setting, conflicts: Sequence[ConflictField]) -> Judged:
    fields, unknown = _with_base(setting, conflicts)
    if setting.evidence is None and any((field.entity, field.field) in MERGEABLE and field.place in unknown for field in fields):
        raise EvidenceMissingError
    joined: dict[Place, Json] = {}
    left = {field.place: field for field in fields}
    known = [field for field in fields if (field.entity, field.field) in MERGEABLE and field.place not in unknown]
    for field in known[:MERGES_MAX]:
        with suppress(NotMergeableError):
            joined[field.place] = merged(MERGEABLE[field.entity, field.field], field.base, field.theirs, field.mine)
            del left[field.place]
    return Judged(joined=joined, left=left)


def _kept(setting: Setting, conflicts: Sequence[ConflictField]) -> Conflicted:
    """Keep the operation until its author chooses; one that a choice brings again takes the place of the conflict that it was to end."""
    draft, submission, evidence = setting.draft, setting.submission, setting.evidence
    if evidence is None:
        raise EvidenceMissingError
    fields = tuple(_with_base(setting, conflicts)[0])
    if setting.resolves is not None:
        conflict_id, author = setting.resolves.id, setting.resolves.author
    else:
        conflict_id, author = conflict_id_of(draft.state.document_id, submission.author), submission.author
        if evidence.others + draft.kept_of(author.user_id) >= PENDING_MAX:
            return setting.rejected(fields)
    kind, payload = kept_form(submission.operation)
    draft.keep(PendingConflict(conflict_id, author, submission.base, kind, payload, fields))
    return Conflicted("pending", setting.strategy, draft.version, fields, conflict_id=conflict_id)
