"""The base of every record that crosses a boundary."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Record(BaseModel):
    """A frozen record: unknown fields are ignored [EN5], NaN and infinity are refused, tuples stand for lists."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False, populate_by_name=True)


def _storable(value: Any) -> Any:  # a validator sees whatever was sent
    """Refuse text that PostgreSQL or UTF-8 can't hold: NUL and lone surrogates [architecture 1.1]."""
    if isinstance(value, str):
        if "\x00" in value:
            msg = "holds a NUL character"
            raise ValueError(msg)
        try:
            value.encode()
        except UnicodeEncodeError:
            msg = "holds a lone surrogate"
            raise ValueError(msg) from None
    return value


Storable = BeforeValidator(_storable)
"""Marks text that is stored: no NUL, no lone surrogate."""

INT64_MAX = 2**63 - 1

Id = Annotated[str, Storable, StringConstraints(strict=True, min_length=1, max_length=64)]
"""1–64 characters, chosen by whoever creates the thing."""
Code = Annotated[str, Storable, StringConstraints(strict=True, min_length=1, max_length=32)]
"""A stable short name of a staff member or shift type; never used again once taken."""
ShortText = Annotated[str, Storable, StringConstraints(strict=True, max_length=200)]
"""A name, symbol, position and the like."""
LongText = Annotated[str, Storable, StringConstraints(strict=True, max_length=2000)]
"""A note."""
