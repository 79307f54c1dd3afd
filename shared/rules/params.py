"""What the parameters of several rule types have in common."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from shared.domain import ShiftKind
from shared.model import Code, Id, Record
from shared.rules.context import Context

AMOUNT_MAX = 10**6
"""No limit, factor or point count is larger, so that sums stay far inside 64 bits."""

LIST_MAX = 20_000
"""Entries of a list in the parameters of one rule; the largest public instance has 9,540 wishes."""

Count = Annotated[int, Field(ge=0, le=AMOUNT_MAX)]
"""A limit of people, days, points or minutes."""

Factor = Annotated[int, Field(ge=1, le=AMOUNT_MAX)]
"""How many units one breach counts."""


def _known_shift(code: str, info: ValidationInfo) -> str:
    context = _problem(info)
    if context is not None and not context.knows_shift(code):
        msg = f"there is no shift type {code!r}"
        raise ValueError(msg)
    return code


def _known_staff(staff_id: str, info: ValidationInfo) -> str:
    context = _problem(info)
    if context is not None and not context.knows_staff(staff_id):
        msg = f"there is no staff member {staff_id!r}"
        raise ValueError(msg)
    return staff_id


def _problem(info: ValidationInfo) -> Context | None:
    """The problem whose names count; none where only the form of the parameters is read."""
    return info.context["problem"] if info.context else None


ShiftCode = Annotated[Code, AfterValidator(_known_shift), Field(json_schema_extra={"format": "shift-code"})]
"""The code of a shift type that the problem knows."""

StaffRef = Annotated[Id, AfterValidator(_known_staff), Field(json_schema_extra={"format": "staff-id"})]
"""The id of a staff member whom the problem knows."""

Points = dict[ShiftCode, Annotated[int, Field(ge=0, le=10_000)]]
"""Points by shift code; what is not named has none."""


class ShiftSet(Record):
    """Which shift types count: those named and all of the named kinds; nothing named = what the rule type says."""

    shifts: tuple[ShiftCode, ...] = Field(default=(), title="Shifts", max_length=LIST_MAX)
    kinds: tuple[ShiftKind, ...] = Field(default=(), title="Kinds of shift")

    def picked(self, context: Context, *default: ShiftKind) -> tuple[int, ...]:
        """The indices of the shift types that count, in order."""
        kinds = self.kinds or (() if self.shifts else default)
        return tuple(sorted({*context.shifts_of(self.shifts), *context.of_kinds(*kinds)}))


class Limits(Record):
    """At least `min`, at most `max`; null = no limit."""

    min: Count | None = Field(default=None, title="At least")
    max: Count | None = Field(default=None, title="At most")

    @model_validator(mode="after")
    def _is_a_limit(self) -> "Limits":
        if self.min is not None and self.max is not None and self.min > self.max:
            msg = f"at least {self.min} and at most {self.max} can't both hold"
            raise ValueError(msg)
        return self


WindowKind = Literal["month", "week", "period", "rolling"]


class Windowed(Limits):
    """Limits over windows: the calendar's months and weeks (Monday to Sunday), the period, or every `window_days` days in a row."""

    window: WindowKind = Field(default="period", title="In each")
    window_days: Annotated[int, Field(ge=2, le=366)] | None = Field(default=None, title="Days of a rolling window")

    @model_validator(mode="after")
    def _has_its_length(self) -> "Windowed":
        if (self.window == "rolling") != (self.window_days is not None):
            msg = "a rolling window, and no other, has window_days"
            raise ValueError(msg)
        return self
