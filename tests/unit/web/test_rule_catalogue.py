"""The page's copy of the catalogue, on which its forms and sentences are tested, is the catalogue as it is now."""

import json
import os
from pathlib import Path
from typing import Any

from shared.domain import RuleScope
from shared.rules import catalogue_json

COPY = Path(__file__).parents[3] / "web" / "src" / "rules" / "fixtures" / "catalogue.jsonl"
WRITE = "WRITE_CATALOGUE"
"""In the environment: the copy is written anew instead of compared."""


def test_the_page_is_tested_on_the_catalogue_as_it_is() -> None:
    printed = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in _lines())
    if os.environ.get(WRITE):
        COPY.write_text(printed, encoding="utf-8")
    assert COPY.read_text(encoding="utf-8") == printed, f"run this test once with {WRITE}=1"


def _lines() -> list[dict[str, Any]]:
    """What `GET /rules/catalogue` answers, a rule type a line; at last the schema of what every rule has besides."""
    return [*catalogue_json(), {"type": "scope", "schema": RuleScope.model_json_schema()}]
