"""The catalogue: every rule type by its name."""

from typing import Any

from shared.rules import (
    apart,
    backup,
    consecutive,
    cost,
    coverage,
    daily_limit,
    fairness,
    group_limit,
    min_rest,
    pattern,
    request,
    skill,
    stability,
    succession,
    time_off,
    together,
    weekends,
    window_count,
    work_minutes,
)
from shared.rules.port import RuleType

CATALOGUE: dict[str, RuleType[Any]] = {
    module.RULE.name: module.RULE
    for module in (
        coverage,
        daily_limit,
        group_limit,
        window_count,
        work_minutes,
        consecutive,
        succession,
        min_rest,
        pattern,
        weekends,
        request,
        time_off,
        skill,
        together,
        apart,
        backup,
        fairness,
        stability,
        cost,
    )
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
