"""Edits of staff, shift types, rules, settings and periods."""

from collections.abc import Mapping
from typing import Any, cast

from pydantic import ValidationError

from hub.documents.digest import MODULUS, field_hash
from hub.documents.judging import judged
from hub.documents.record import Change, Conflicted, DocumentKey, Effect, EntityEffect, FieldValue, FieldValues, NewPeriod, Outcome
from hub.documents.setting import Judged, Setting
from hub.documents.workspace import is_archived, value_of
from shared.domain import PeriodStatus, Rule
from shared.entities import EntityKind, Fields, PeriodFields, entity_record
from shared.operations import CellKey, EntityArchive, EntityCreate, EntityUpdate
from shared.protocol.errors import NotFoundError, TooLargeError, ValidationFailedError
from shared.protocol.limits import ENTITIES_MAX
from shared.rules import CATALOGUE

CODED: tuple[EntityKind, ...] = ("staff", "shift_type")
"""Kinds whose `code` is unique in the workspace for ever."""
NOT_CLEARED: dict[str, Any] = {"name": "", "status": PeriodStatus.DRAFT.value, "staff": []}
"""What a period's field becomes when it is cleared: its snapshot has no nulls there."""


def create(setting: Setting, operation: EntityCreate) -> Outcome:
    """Bring an entity into the workspace. Raises ValidationFailedError where its id or code is taken (also by an archived one)."""
    draft, kind = setting.draft, operation.kind
    _must_be(setting, "workspace")
    if draft.entity((kind, operation.id)) is not None:
        raise ValidationFailedError(f"the id {operation.id!r} is taken", details={"field": "id", "value": operation.id})
    if len(draft.state.entities) + len(draft.entities) >= ENTITIES_MAX:
        raise TooLargeError(f"a workspace holds at most {ENTITIES_MAX} staff, shift types, rules and periods")
    if kind == "period":
        return _create_period(setting, operation)
    if kind in CODED and operation.set.get("code") in draft.codes(kind):
        raise ValidationFailedError(
            f"the code {operation.set['code']!r} is taken", details={"field": "code", "value": operation.set["code"]}
        )
    _refuse_unfit(kind, operation.id, operation.set)
    written = draft.write_entity(kind, operation.id, operation.set, setting.submission.author)
    if written is None:
        raise ValidationFailedError(f"{kind} {operation.id!r} has no fields", details={"field": "id", "value": operation.id})
    # Nothing is ever deleted: what takes a creation back is archiving it [UN1].
    return setting.become(entity=(written[0], EntityEffect(kind, operation.id, {"archived": True})))


def update(setting: Setting, operation: EntityUpdate) -> Outcome:
    """Set fields of an entity [CF1, CF2, CF5]. Raises NotFoundError, ValidationFailedError."""
    if operation.kind == "period":
        return _update_period(setting, operation)
    _must_be(setting, "workspace")
    draft = setting.draft
    entity_id = draft.state.key.id if operation.kind == "settings" else operation.id
    fields = draft.entity((operation.kind, entity_id))
    if fields is None and operation.kind == "settings":  # a workspace has settings from the start, all of them the defaults
        fields = {}
    if fields is None:
        raise NotFoundError
    if is_archived(fields):
        return setting.rejected(reason="archived")
    _refuse_unfit(operation.kind, entity_id, _after(fields, operation.set))
    verdict = _judged(setting, operation.kind, entity_id, fields, operation.set)
    if isinstance(verdict, Conflicted):
        return verdict
    wanted = verdict.of(operation.kind, entity_id, operation.set)
    return setting.become(entity=draft.write_entity(operation.kind, entity_id, wanted, setting.submission.author), judged=verdict)


def _judged(setting: Setting, kind: EntityKind, entity_id: str, fields: FieldValues, wanted: Fields) -> Judged | Conflicted:
    """Return what may be written of an edit; it is rejected where what is left of it doesn't go with what stands."""
    conflicts = setting.conflicts(kind, entity_id, fields, wanted)
    verdict = judged(setting, conflicts)
    if isinstance(verdict, Judged) and verdict.left:
        try:
            _refuse_unfit(kind, entity_id, _after(fields, verdict.of(kind, entity_id, wanted)))
        except ValidationFailedError:
            return setting.rejected(verdict.left.values())
    return verdict


def archive(setting: Setting, operation: EntityArchive) -> Outcome:
    """Archive an entity of the workspace; its cells elsewhere stay as they are. Raises NotFoundError."""
    _must_be(setting, "workspace")
    fields = setting.draft.entity((operation.kind, operation.id))
    if fields is None:
        raise NotFoundError
    if is_archived(fields):
        return setting.rejected(reason="archived")
    return setting.become(entity=setting.draft.write_entity(operation.kind, operation.id, {"archived": True}, setting.submission.author))


def _must_be(setting: Setting, kind: str) -> None:
    if setting.draft.state.key.kind != kind:
        raise NotFoundError


def _after(fields: FieldValues, wanted: Fields) -> Fields:
    return {name: field.value for name, field in fields.items()} | wanted


def _refuse_unfit(kind: EntityKind, entity_id: str, fields: Mapping[str, Any]) -> None:
    """Raise ValidationFailedError where fields don't go together, or a rule's type doesn't know its parameters."""
    try:
        record = entity_record(kind, entity_id, dict(fields))
        if isinstance(record, Rule):
            if record.type not in CATALOGUE:
                raise ValidationFailedError(f"there is no rule type {record.type!r}", details={"field": "type", "value": record.type})
            CATALOGUE[record.type].params.model_validate(record.params)
    except ValidationError as error:
        raise ValidationFailedError(_words(error), details={"field": _place(error)}) from error


def _words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = _place(error)
    return f"{place}: {first['msg']}" if place else first["msg"]


def _place(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])


def _create_period(setting: Setting, operation: EntityCreate) -> Outcome:
    draft, author = setting.draft, setting.submission.author
    fields = _whole_period(operation)
    _refuse_strangers(fields["staff"], known=frozenset(entity_id for kind, entity_id in draft.entity_keys() if kind == "staff"))
    listed = draft.write_entity("period", operation.id, {"listed": True}, author)
    entity = EntityEffect("period", operation.id, fields)
    key = DocumentKey(draft.state.key.workspace_id, "period", operation.id)
    first = Change(1, None, author, "PERIOD_CREATE", Effect((), entity), Effect())
    values = {name: FieldValue(value, 1, author) for name, value in fields.items()}
    digest = sum(field_hash("period", operation.id, name, value) for name, value in fields.items()) % MODULUS
    draft.new_periods.append(NewPeriod(key, first, values, digest))
    return setting.become(entity=None if listed is None else (listed[0], EntityEffect("period", operation.id, {"archived": True})))


def _whole_period(operation: EntityCreate) -> Fields:
    """Return every field of a new period: its snapshot shows them all, so the hash must count them all [DC5]."""
    _refuse_unfit("period", operation.id, operation.set)
    record = cast("PeriodFields", entity_record("period", operation.id, operation.set))
    return record.model_dump(mode="json", exclude={"id"}, exclude_none=True)


def _update_period(setting: Setting, operation: EntityUpdate) -> Outcome:
    """Edit the period itself; cells of people who leave it, or outside its new dates, leave by explicit changes of the same version."""
    period = setting.period() if _reopens(operation.set) else setting.open_period()
    draft, author = setting.draft, setting.submission.author
    if operation.id != draft.state.key.id:
        raise NotFoundError
    if setting.is_archived:
        return setting.rejected(reason="archived")
    wanted = {name: NOT_CLEARED.get(name) if value is None else value for name, value in operation.set.items()}
    _refuse_unfit("period", operation.id, _after(period, wanted))
    if "staff" in wanted:
        _refuse_strangers(wanted["staff"] or [], known=setting.view.staff_ids | frozenset(value_of(period, "staff") or ()))
    verdict = _judged(setting, "period", operation.id, period, wanted)
    if isinstance(verdict, Conflicted):
        return verdict
    written = draft.write_entity("period", operation.id, verdict.of("period", operation.id, wanted), author)
    return setting.become(draft.write_cells(cells_that_leave(setting), author), written, verdict)


def _reopens(wanted: Fields) -> bool:
    return "status" in wanted and wanted["status"] != PeriodStatus.CLOSED


def _refuse_strangers(staff: list[str], *, known: frozenset[str]) -> None:
    for index, staff_id in enumerate(staff):
        if staff_id not in known:
            raise ValidationFailedError("there is no such person in the workspace", details={"field": f"staff[{index}]", "value": staff_id})


def cells_that_leave(setting: Setting) -> dict[CellKey, Fields]:
    """Return what clears the cells of people who are not in the period of the draft (any more), and of dates outside it."""
    period = setting.period()
    people = set(value_of(period, "staff") or ())
    first, last = value_of(period, "start_date"), value_of(period, "end_date")
    return {
        (staff_id, date): {name: None for name, field in fields.items() if field.value is not None}
        for (staff_id, date), fields in setting.draft.all_cells()
        if staff_id not in people or not first <= date <= last
    }
