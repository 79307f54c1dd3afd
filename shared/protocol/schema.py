"""`python -m shared.protocol.schema`: the wire's messages as one JSON Schema document, from which the page's types are generated."""

import json
import sys
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from shared.protocol.client import CLIENT_MESSAGE
from shared.protocol.server import SERVER_MESSAGE

TITLE = "Protocol"


class _WireSchema(GenerateJsonSchema):
    """Closed objects, no titles of properties, and no default for `type`, so that generated types say what is really sent.

    The models themselves ignore unknown fields [EN5]; only this document closes them, since an open object
    would take any misspelt field in TypeScript.
    """

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # pydantic's hook
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        described = super().model_schema(schema)
        if described.get("type") == "object":
            described["additionalProperties"] = False
        return described

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,  # noqa: FBT001  # pydantic's hook
    ) -> bool:
        # A client may leave out what has a default. The hub leaves out what has no value; all else it always sends.
        if self.mode == "validation":
            return super().field_is_required(field, total)
        return not (field["schema"]["type"] == "default" and field["schema"].get("default", ...) is None)


def document() -> dict[str, Any]:
    """Return the schema: `client` and `server` are the two unions, `$defs` what they stand on. Key order is stable."""
    unions, shared = _unions()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "type": "object",
        "properties": unions,
        "required": sorted(unions),
        "additionalProperties": False,
        "$defs": dict(sorted(shared["$defs"].items())),
    }


def _unions() -> tuple[dict[str, JsonSchemaValue], JsonSchemaValue]:
    by_key, shared = TypeAdapter.json_schemas(
        [("client", "validation", CLIENT_MESSAGE), ("server", "serialization", SERVER_MESSAGE)], schema_generator=_WireSchema
    )
    return {f"{key}_message": schema for (key, _mode), schema in by_key.items()}, shared


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
