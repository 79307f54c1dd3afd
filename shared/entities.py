"""Entities of live documents: their kinds, fields, and how an edit's fields are read."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter, create_model, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from shared.domain import PeriodStatus, Rule, ShiftType, StaffMember, StrategyName, WorkspaceSettings
from shared.model import Code, Id, LongText, Record, ShortText
from shared.protocol.limits import DAYS_MAX, STAFF_MAX

EntityKind = Literal["cell", "period", "staff", "shift_type", "rule", "settings"]
"""What a change can be about; the names that the state hash uses [DC5]."""

Json = Any
"""A value as JSON has it: null, bool, int, float, text, list, map with text keys."""

Fields = dict[str, Json]
"""Some fields of an entity by name; null clears one."""


class PeriodFields(Record):
    """What a period's own document knows of it, beside the cells. `strategy` null = the workspace's; `staff` in the grid's order."""

    id: Id
    name: ShortText = ""
    start_date: datetime.date
    end_date: datetime.date
    staff: Annotated[tuple[Id, ...], Field(max_length=STAFF_MAX)] = ()
    status: PeriodStatus = PeriodStatus.DRAFT
    strategy: StrategyName | None = None

    @model_validator(mode="after")
    def _has_days(self) -> "PeriodFields":
        if not 0 <= (self.end_date - self.start_date).days < DAYS_MAX:
            msg = f"a period has 1 to {DAYS_MAX} days"
            raise ValueError(msg)
        if len(set(self.staff)) != len(self.staff):
            msg = "a person is in a period once"
            raise ValueError(msg)
        return self


class CellFields(Record):
    """What a cell holds. `locked` binds the solver, not people; a null or false field is as good as none [DC5]."""

    shift: Code | None = None
    locked: bool | None = None
    note: LongText | None = None


CELL_FIELDS = tuple(CellFields.model_fields)

ENTITY_MODELS: dict[str, type[BaseModel]] = {
    "period": PeriodFields,
    "staff": StaffMember,
    "shift_type": ShiftType,
    "rule": Rule,
    "settings": WorkspaceSettings,
}
"""The record of each kind, its fields read from the non-null ones of the state."""


class FieldsOf:
    """Marks a map that holds some fields of `model`, each validated as there or null, given back as JSON values.

    `without` are names that may not be set (they never change): they are ignored like any unknown field [EN5].
    """

    def __init__(self, model: type[BaseModel], *, without: tuple[str, ...] = ("id", "code")) -> None:
        """Build the partial model once."""
        optional: dict[str, Any] = {
            name: (
                Annotated[info.annotation, *info.metadata] | None if info.metadata else (info.annotation or Any) | None,
                Field(default=None, alias=info.alias),
            )
            for name, info in model.model_fields.items()
            if name not in without
        }
        self._partial = create_model(
            f"{model.__name__.removesuffix('Fields')}Set",
            __config__=ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False),
            **optional,
        )

    def __get_pydantic_core_schema__(self, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate by the partial model, then keep only what was given, as JSON values."""
        return core_schema.no_info_after_validator_function(_given, handler(self._partial))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Publish the partial model's schema."""
        return handler(self._partial.__pydantic_core_schema__)


def _given(partial: BaseModel) -> Fields:
    return partial.model_dump(mode="json", exclude_unset=True, by_alias=True)


_SETS: dict[EntityKind, TypeAdapter[Fields]] = {
    "cell": TypeAdapter(Annotated[Fields, FieldsOf(CellFields)]),
    "period": TypeAdapter(Annotated[Fields, FieldsOf(PeriodFields)]),
    "staff": TypeAdapter(Annotated[Fields, FieldsOf(StaffMember)]),
    "shift_type": TypeAdapter(Annotated[Fields, FieldsOf(ShiftType)]),
    "rule": TypeAdapter(Annotated[Fields, FieldsOf(Rule)]),
    "settings": TypeAdapter(Annotated[Fields, FieldsOf(WorkspaceSettings)]),
}


def read_fields(kind: EntityKind, fields: Fields) -> Fields:
    """Read some fields of an entity, each validated as there or null, as JSON values. Raises pydantic's ValidationError."""
    return _SETS[kind].validate_python(fields)


def given_fields(record: BaseModel, *, without: tuple[str, ...] = ("id",)) -> Fields:
    """Return the fields that were given to `record`, as JSON values: what a create writes into the state."""
    return record.model_dump(mode="json", exclude_unset=True, by_alias=True, exclude=set(without))


def entity_record(kind: EntityKind, entity_id: str, fields: Fields) -> BaseModel:
    """Read an entity's record from its fields in the state; nulls stand for the default. Raises pydantic's ValidationError."""
    return ENTITY_MODELS[kind].model_validate({"id": entity_id} | {name: value for name, value in fields.items() if value is not None})
