"""Sequences of shift sets as terms, what the history began folded away."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from shared.rules import terms
from shared.rules.port import BoundRule
from shared.rules.terms import Cell, Step

Shifts = tuple[int, ...]
"""The indices of a set of shift types; never `OPEN`."""


def sequence_terms(
    rule: BoundRule[Any], person: int, sets: Sequence[Shifts], last_days: Iterable[int]
) -> Iterator[Cell | Step | terms.Sequence]:
    """Yield the rule's weight for each of `last_days` (≥ 0, in order) that completes a sequence of cells, each one of its set."""
    if not all(sets):
        return  # what nothing can be never comes
    back = len(sets) - 1
    inside = []
    for last in last_days:
        if last >= back:
            inside.append(last)
        elif all(rule.context.cell(person, last - back + i) in shifts for i, shifts in enumerate(sets[: back - last])):
            yield from _terms(rule, person, sets[back - last :], (last,))
    if inside:
        yield from _terms(rule, person, sets, tuple(inside))


def products(follows: Sequence[Sequence[bool]]) -> list[tuple[Shifts, Shifts]]:
    """Return the pairs (before, after) with `follows[before][after]` as disjoint products: the shifts with the same followers together."""
    grouped: dict[Shifts, list[int]] = {}
    for before, row in enumerate(follows):
        after = tuple(shift for shift, mark in enumerate(row) if mark)
        if after:
            grouped.setdefault(after, []).append(before)
    return [(tuple(before), after) for after, before in grouped.items()]


def _terms(rule: BoundRule[Any], person: int, sets: Sequence[Shifts], last_days: tuple[int, ...]) -> Iterator[Cell | Step | terms.Sequence]:
    weight = rule.rule.weight
    match sets:
        case [shifts]:
            yield Cell(rule.index, rule.is_hard, person, last_days, shifts, weight)
        case [before, after]:
            yield Step(rule.index, rule.is_hard, person, last_days, before, after, weight)
        case _:
            days = tuple(last - len(sets) + 1 for last in last_days)
            yield terms.Sequence(rule.index, rule.is_hard, person, days, tuple(sets), weight)
