"""The page's types are those of the models as they are now."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.api import schema as api
from shared.protocol import schema as protocol

GENERATED = Path(__file__).parents[3] / "web" / "src" / "generated"


@pytest.mark.parametrize(("name", "document"), [("protocol", protocol.document), ("api", api.document)])
def test_the_types_were_generated_from_the_present_models(name: str, document: Callable[[], dict[str, Any]]) -> None:
    printed = json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
    fingerprint = hashlib.sha256(printed.encode()).hexdigest()
    assert f"schema sha256 {fingerprint}" in (GENERATED / f"{name}.ts").read_text(encoding="utf-8"), "run `npm run generate` in web/"


def test_the_document_names_every_message_once() -> None:
    unions = protocol.document()["properties"]
    names = [entry["$ref"] for union in ("client_message", "server_message") for entry in unions[union]["oneOf"]]
    assert len(names) == len(set(names))
