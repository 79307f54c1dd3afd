"""`python -m hub.api.schema`: the bodies of the HTTP interface as one JSON Schema document, from which the page's types are generated."""

import json
import sys
from typing import Any, cast

from hub.api.app import interface
from hub.api.services import Services


class _Nothing:
    """Services that nobody calls: only the routes are looked at."""

    def __getattr__(self, name: str) -> "_Nothing":
        return _Nothing()


def openapi() -> dict[str, Any]:
    """Return the interface's OpenAPI document, without a hub behind it."""
    return interface(cast("Services", _Nothing())).openapi()


def document() -> dict[str, Any]:
    """Return the schema; `$defs` holds each body by its name. Key order is stable."""
    schemas = openapi()["components"]["schemas"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Api",
        "type": "object",
        "additionalProperties": False,
        "$defs": {_name(name): _plain(schema) for name, schema in sorted(schemas.items())},
    }


def _name(name: str) -> str:
    return name.replace("-Input", "Given").replace("-Output", "")


def _plain(node: Any) -> Any:
    """Return a schema without titles of properties, and with its references turned to `$defs`."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": f"#/$defs/{_name(node['$ref'].rsplit('/', 1)[1])}"}
    kept = {key: value for key, value in node.items() if key != "title" or not isinstance(value, str)}
    plain = {key: {name: _plain(of) for name, of in value.items()} if key == "properties" else _plain(value) for key, value in kept.items()}
    return plain | {"additionalProperties": False} if "properties" in plain else plain


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
