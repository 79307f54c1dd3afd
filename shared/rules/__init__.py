"""The catalogue: every rule type by its name."""

from typing import Any

from shared.rules import (
    consecutive,
    coverage,
    daily_limit,
    group_limit,
    request,
    succession,
    time_off,
    weekends,
    window_count,
    work_minutes,
)
from shared.rules.port import RuleType

CATALOGUE: dict[str, RuleType[Any]] = {
    module.RULE.name: module.RULE
    for module in (coverage, daily_limit, group_limit, window_count, work_minutes, consecutive, succession, weekends, request, time_off)
}
"""In the order of the rules page."""


def catalogue_json() -> list[dict[str, Any]]:
    """Return what `GET /rules` publishes, a rule type an entry; `schema` is the JSON Schema of its parameters."""
    return [
        {
            "type": rule.name,
            "title": rule.title,
            "help": rule.help,
            "unit": rule.unit,
            "schema": rule.params.model_json_schema(),
            "defaults": rule.params.model_construct().model_dump(mode="json"),
            "example": rule.example,
        }
        for rule in CATALOGUE.values()
    ]
