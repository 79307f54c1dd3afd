"""Two figures of a grid that managers ask for: how far people are covered, how far wishes are met."""

from collections.abc import Iterable

from shared.rules.compiled import Compiled
from shared.rules.coverage import Coverage
from shared.rules.request import Request
from shared.rules.terms import Grid


def coverage_pct(problem: Compiled, grid: Grid) -> float | None:
    """Return on how many dates the coverage rules hold, in percent of all their dates; None where there is no such rule."""
    rules = [rule for rule in problem.rules if isinstance(rule, Coverage)]
    held = [not rule.amount(part, grid) for rule in rules for part in rule.parts]
    return _percent(held)


def requests_met_pct(problem: Compiled, grid: Grid) -> float | None:
    """Return how many wishes are met, in percent of all, each counted on each of its dates; None where there is none."""
    rules = [rule for rule in problem.rules if isinstance(rule, Request)]
    asked = sum(_asked_count(rule) for rule in rules)
    if not asked:
        return None
    missed = sum(1 for rule in rules for part in rule.parts for _ in rule.breaches(part, grid))
    return round(100 * (asked - missed) / asked, 1)


def _asked_count(rule: Request) -> int:
    context, days, people = rule.context, frozenset(rule.days), frozenset(rule.people)
    wishes = (wish for wish in rule.params.requests if context.person_index.get(wish.staff) in people)
    return sum(1 for wish in wishes for day in context.days_in(wish.when) if day in days)


def _percent(held: Iterable[bool]) -> float | None:
    marks = list(held)
    return round(100 * sum(marks) / len(marks), 1) if marks else None
