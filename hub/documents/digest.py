"""The state hash [DC5]: a sum that is kept as fields change."""

import json
from json.encoder import encode_basestring

import xxhash

from shared.entities import EntityKind, Json

MODULUS = 2**64
SEPARATOR = "\x1f"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def canonical(value: Json) -> str:
    """Return JSON without spaces, keys sorted, not ASCII-escaped; a whole number is written as one, as JavaScript does."""
    if isinstance(value, str):
        return encode_basestring(value)
    return _encode(_whole(value))


def _whole(value: Json) -> Json:
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _whole(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_whole(inner) for inner in value]
        case _:
            return value


def field_hash(kind: EntityKind, entity_id: str, field: str, value: Json) -> int:
    """Return what one field adds to a document's hash: XXH64 (seed 0) of `kind ␟ id ␟ field ␟ value`, or 0 for null and false."""
    if value is None or value is False:
        return 0
    return xxhash.xxh64_intdigest(SEPARATOR.join((kind, entity_id, field, canonical(value))).encode())


def hash_text(value: int) -> str:
    """Return a hash as it travels: 16 hex digits [EN1]."""
    return f"{value:016x}"
