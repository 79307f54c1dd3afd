"""The page's wire types are those of the models as they are now."""

import hashlib
import json
from pathlib import Path

from shared.protocol.schema import document

GENERATED = Path(__file__).parents[3] / "web" / "src" / "generated" / "protocol.ts"


def test_the_types_were_generated_from_the_present_models() -> None:
    printed = json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
    fingerprint = hashlib.sha256(printed.encode()).hexdigest()
    assert f"schema sha256 {fingerprint}" in GENERATED.read_text(encoding="utf-8"), "run `npm run generate` in web/"


def test_the_document_names_every_message_once() -> None:
    unions = document()["properties"]
    names = [entry["$ref"] for union in ("client_message", "server_message") for entry in unions[union]["oneOf"]]
    assert len(names) == len(set(names))
