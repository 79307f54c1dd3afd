"""The catalogue publishes what a rule form needs."""

from typing import Any

import jsonschema
import pytest

from shared.rules import CATALOGUE, catalogue_json

NAMES = [
    "coverage",
    "daily_limit",
    "group_limit",
    "window_count",
    "work_minutes",
    "consecutive",
    "succession",
    "min_rest",
    "pattern",
    "weekends",
    "request",
    "time_off",
    "skill",
    "together",
    "apart",
    "backup",
    "fairness",
    "stability",
    "cost",
]
entries = pytest.mark.parametrize("entry", catalogue_json(), ids=lambda entry: entry["type"])


def test_the_catalogue_has_every_rule_of_the_slice() -> None:
    assert list(CATALOGUE) == NAMES


@entries
def test_the_example_fits_the_parameters_and_the_published_schema(entry: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(entry["schema"])
    jsonschema.validate(entry["example"], entry["schema"])
    CATALOGUE[entry["type"]].params.model_validate(entry["example"])


@entries
def test_help_and_titles_are_there_for_every_field(entry: dict[str, Any]) -> None:
    assert entry["title"]
    assert entry["help"].endswith(".")
    assert entry["unit"]
    assert all("title" in field for field in entry["schema"]["properties"].values())


@entries
def test_defaults_name_every_optional_field(entry: dict[str, Any]) -> None:
    required = entry["schema"].get("required", [])
    assert sorted([*entry["defaults"], *required]) == sorted(entry["schema"]["properties"])
