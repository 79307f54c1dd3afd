"""The problems that the product is measured with: valid, repeatable, and of the size that they are said to have."""

import pytest

from bench.product_problems import KINDS, VARIANTS
from bench.rostering_table import Record, table
from shared.domain import ShiftKind
from shared.rules.compiled import compiled
from shared.rules.terms import Row

SIZES = {"restaurant": (15, 60, 3), "hotel": (40, 60, 4), "guards": (25, 7, 20), "hospital": (100, 31, 6)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_its_size_and_is_the_same_for_a_seed(kind: str) -> None:
    problem = KINDS[kind](1)
    days = (problem.end_date - problem.start_date).days + 1
    work = [shift for shift in problem.shift_types if shift.kind is ShiftKind.WORK]
    assert (len(problem.staff), days, len(work)) == SIZES[kind]
    assert KINDS[kind](1) == problem
    assert kind == "restaurant" or KINDS[kind](2) != problem


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_variant_adds_rules_that_count(kind: str, variant: str) -> None:
    plain = KINDS[kind](1)
    varied = VARIANTS[variant](plain)
    added = {index for index, rule in enumerate(varied.rules) if rule not in plain.rules}
    of = compiled(varied)
    assert len(varied.rules) == len(plain.rules) + len(added)
    assert {term.rule for term in of.terms} >= added


def test_guards_ask_for_two_hundred_shifts() -> None:
    of = compiled(KINDS["guards"](1))
    wanted: dict[tuple[int, tuple[int, ...]], int] = {}
    for term in of.terms:
        if isinstance(term, Row):
            for part in term.parts:
                key = (part.days[0], part.points)
                wanted[key] = max(wanted.get(key, 0), *(hinge.limit for hinge in term.price.under))
    assert sum(wanted.values()) == 200


def a_record(seed: int, soft: int, hard: int = 0) -> Record:
    return Record(
        1, seed, 60, 2, 0.5, None, {"10": (0, soft + 9), "60": (hard, soft)}, {"60": 600}, "feasible", 90, is_verified=True, others=0.0
    )


def test_the_table_shows_the_middle_run_and_how_far_it_is_from_the_best_known() -> None:
    lines = list(table([a_record(1, 700), a_record(2, 607), a_record(3, 630)], [10, 60], {1: 600}))
    assert lines[2] == "| 1 | 3 | 0.5 s | 639 | 630 | 5.00 % | 600 | 4.76 % | – | 600 | 607 |"


def test_a_run_that_breaks_must_rules_is_worse_than_any_that_does_not() -> None:
    lines = list(table([a_record(1, 700), a_record(2, 10, hard=3)], [10, 60], {1: 600}))
    assert "| 3 hard | – |" in lines[2]
