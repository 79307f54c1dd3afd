"""Client messages by their own JSON Schema: good ones of every type, and ones with something wrong in one place."""

import copy
from collections.abc import Callable
from typing import Any, Final

from shared.protocol.client import CLIENT_MESSAGE
from tests.fuzz.choices import Choices

SCHEMA: Final = CLIENT_MESSAGE.json_schema()
TYPES: Final = tuple(sorted(SCHEMA["discriminator"]["mapping"]))
DEPTH_MAX: Final = 40

_LIKELY: Final = {"id": 8, "payload": 8, "period_id": 7, "version": 5}
"""In how many of 8 messages a field stands that may be left out."""

Schema = dict[str, Any]
Values = dict[str, list[Any]]
"""By a field's name, what makes sense there: a random id meets nothing."""

ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1.5, 5.0, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, -(2**63), 1e308, "", " ", "x", "x" * 33, "x" * 65, "x" * 2001,
    "x" * 8193, "\x00", "a\x00b", "\ud800", "é", "\U0001f600", "\u202e", "null", "2026-02-30", "0000-01-01", "9999-12-31", "25:00", "D",
    [], {}, [[]], [None], {"": None}, {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": [1]}}}}}}}}, [{}] * 3, "__proto__",
)  # fmt: skip


def message_of(choices: Choices, values: Values) -> dict[str, Any]:
    """Return a message that the models take, but for what only the document knows; one in four edits cells, so that clients meet."""
    kind = choices.of(TYPES) if choices.below(4) else "CELL_UPDATE"
    schema = _resolved({"$ref": SCHEMA["discriminator"]["mapping"][kind]})
    message: dict[str, Any] = _object(schema, choices, values, in_payload=False)
    return {"type": kind} | message | {"type": kind}


def damaged(message: dict[str, Any], choices: Choices) -> dict[str, Any]:
    """Return the message with one field left out, added, or of another value."""
    wrong = copy.deepcopy(message)
    place: Any = wrong
    for _ in range(DEPTH_MAX):
        inside = [value for value in (place.values() if isinstance(place, dict) else place) if isinstance(value, (dict, list)) and value]
        if not inside or choices.below(4) == 0:
            break
        place = choices.of(inside)
    key = choices.of(list(place) if isinstance(place, dict) else range(len(place)))
    match choices.below(6):
        case 0:
            del place[key]
        case 1 if isinstance(place, dict):
            place[choices.of(("unknown", "id", "version", "set", "date", "period_id", ""))] = choices.of(ODD)
        case 1 | 2 if isinstance(place, list):
            place += [place[key]] * choices.of((1, 2, 2_001))
        case 3:
            place[key] = _nested(place[key], choices.of((1, 9, 33, 300)))
        case _:
            place[key] = choices.of(ODD)
    return wrong


def _nested(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = [value]
    return value


def _resolved(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def _value(name: str, schema: Schema, choices: Choices, values: Values) -> Any:
    schema = _resolved(schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return choices.of(schema["enum"])
    if "anyOf" in schema:
        return _value(name, choices.of(schema["anyOf"]), choices, values)
    return _OF_TYPE[schema["type"]](name, schema, choices, values)


def _string(name: str, schema: Schema, choices: Choices, values: Values) -> str:
    form = schema.get("format", name)
    if form in values and choices.below(16):
        return str(choices.of(values[form]))
    if "pattern" in schema or form == "time":
        return choices.of(("0", "n1")) if form != "time" else choices.of(("07:00", "23:30:00", "00:00"))
    text = choices.take(choices.below(12)).decode("latin-1").replace("\0", "0")
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]


def _number(name: str, schema: Schema, choices: Choices, values: Values) -> int:
    if name in values and choices.below(8):
        return int(choices.of(values[name]))
    least, most = int(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)), int(schema.get("maximum", 1_000))
    return choices.of((least, most, least + 1, choices.below(256) % (most - least + 1) + least))


def _array(name: str, schema: Schema, choices: Choices, values: Values) -> list[Any]:
    count = schema.get("minItems", 0) + choices.below(4)
    return [_value(name, schema["items"], choices, values) for _ in range(count)]


def _object(schema: Schema, choices: Choices, values: Values, *, in_payload: bool = True) -> dict[str, Any]:
    fields: dict[str, Schema] = schema.get("properties", {})
    required = schema.get("required", ())
    found = {}
    for name, field in fields.items():
        if name in required or choices.below(8) < _LIKELY.get(name, 2):
            known = "message_id" if name == "id" and not in_payload else name
            found[name] = _value(known, field, choices, values)
    if not found and fields and schema.get("minProperties", schema.get("minLength", 0)):
        name = choices.of(list(fields))
        found[name] = _value(name, fields[name], choices, values)
    if schema.get("additionalProperties") is True:
        for _ in range(choices.below(3)):
            found[choices.of(("shift", "note", "name", "amount", "codes", "x"))] = choices.of(ODD)
    return found


_OF_TYPE: Final[dict[str, Callable[[str, Schema, Choices, Values], Any]]] = {
    "string": _string,
    "integer": _number,
    "number": _number,
    "boolean": lambda _name, _schema, choices, _values: choices.below(2) == 1,
    "null": lambda _name, _schema, _choices, _values: None,
    "array": _array,
    "object": lambda _name, schema, choices, values: _object(schema, choices, values),
}
