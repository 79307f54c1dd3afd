"""A conflict in words that a manager understands."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from shared.problem import Explanation, ExplanationMember
from shared.rules import CATALOGUE
from shared.rules.compiled import Compiled
from shared.rules.port import Breach
from shared.rules.terms import Grid, price_of
from shared.rules.words import counted, day_words, listed, person_words
from solver_service.explain.conflict import Conflict
from solver_service.explain.demand import Demand

_NAMED_MAX = 5  # in a sentence; the ids are all there

Group = Sequence[tuple[Demand, Grid | None]]
"""Demands of one rule, each with a grid that breaks it, where one is known."""

NO_CONFLICT = Explanation(message="All rules that must hold can hold together.", confirmed=True)


def explanation(of: Compiled, conflict: Conflict, grid: Grid) -> Explanation:
    """Return the explanation of a conflict; `grid`, the best one, gives the words where no better grid is known."""
    found = [
        (demand, conflict.without.get(index, grid if price_of(demand.term, grid) else None))
        for index, demand in enumerate(conflict.demands)
    ]
    members = tuple(_member(of, [*group]) for _key, group in groupby(found, key=lambda pair: (pair[0].rule, pair[0].people)))
    lines = [_words(of, [*group]) for _rule, group in groupby(found, key=lambda pair: pair[0].rule)]
    return Explanation(
        rule_ids=tuple(dict.fromkeys(member.rule_id for member in members)),
        staff_ids=tuple(dict.fromkeys(staff_id for member in members for staff_id in member.staff_ids)),
        dates=tuple(sorted({day for member in members for day in member.dates})),
        message=_whole(lines, len(members), is_confirmed=conflict.is_confirmed),
        confirmed=conflict.is_confirmed,
        members=members,
    )


def _telling(demand: Demand, grid: Grid) -> Grid | None:
    return grid if price_of(demand.term, grid) else None


def _whole(lines: Sequence[str], member_count: int, *, is_confirmed: bool) -> str:
    if member_count == 1:
        return f"A rule that must hold can't, whatever the others do: {lines[0]}"
    opening = "These rules that must hold can't hold together"
    opening += "; any one of them left out, the others can" if is_confirmed else " (perhaps some of them are not needed for that)"
    more = f"; and {len(lines) - _NAMED_MAX} more" if len(lines) > _NAMED_MAX else ""
    return f"{opening}: " + "; ".join(lines[:_NAMED_MAX]) + more


def _member(of: Compiled, group: Group) -> ExplanationMember:
    """One rule for the same people."""
    context = of.context
    return ExplanationMember(
        rule_id=context.problem.rules[group[0][0].rule].id,
        staff_ids=tuple(context.staff[person].id for person in _people(of, group)),
        dates=tuple(context.dates[day] for day in _days(group)),
        message=_words(of, group),
    )


def _words(of: Compiled, group: Group) -> str:
    """A rule, for whom, when; and what breaks when only it gives way, which tells what it asks."""
    rule = of.context.problem.rules[group[0][0].rule]
    people = _people(of, group)
    names = [person_words(of.context, person) for person in people[:_NAMED_MAX]]
    who = "" if not people else f" for {listed(names) if len(people) <= _NAMED_MAX else counted(len(people), 'person', 'people')}"
    head = f"“{rule.name or CATALOGUE[rule.type].title}”{who} {_when(of, _days(group))}"
    breach = next((found for demand, grid in group if grid is not None for found in _breach_words(of, demand, grid)), None)
    return head if breach is None else f"{head} (if only this gives way: {breach})"


def _people(of: Compiled, group: Group) -> tuple[int, ...]:
    """Those whom the demands are about; nobody where that is everyone."""
    people = sorted({person for demand, _grid in group for person in demand.people})
    return () if len(people) == len(of.context.staff) and len(people) > 1 else tuple(people)


def _days(group: Group) -> list[int]:
    return sorted({day for demand, _grid in group for day in demand.days})


def _when(of: Compiled, days: Sequence[int]) -> str:
    dates = [day_words(of.context.dates[day]) for day in days]
    if len(dates) <= 2:
        return f"on {listed(dates)}"
    if days[-1] - days[0] + 1 == len(days):
        return f"from {dates[0]} to {dates[-1]}"
    return f"on {counted(len(dates), 'date')} from {dates[0]} to {dates[-1]}"


def _breach_words(of: Compiled, demand: Demand, grid: Grid) -> Iterator[str]:
    """What a grid breaks of a demand, in the rule's own words."""
    rule = next(rule for rule in of.rules if rule.index == demand.rule)
    parts = dict.fromkeys(part for person, day in sorted(demand.cells) for part in rule.touched(person, day))
    for part in parts:
        if rule.amount(part, grid):
            yield from (breach.message for breach in rule.breaches(part, grid) if _is_of(breach, demand))


def _is_of(breach: Breach, demand: Demand) -> bool:
    if breach.person is not None and breach.person not in demand.people:
        return False
    if breach.day is not None:
        return breach.day in demand.days
    return not demand.cells.isdisjoint(breach.cells)
