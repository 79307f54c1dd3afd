"""The score that is kept while cells change, held against the whole scorer."""

from collections.abc import Callable, Sequence
from types import MethodType
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from shared.live import LiveScore, Move
from shared.problem import Problem, Score
from shared.rules import CATALOGUE
from shared.rules.port import BoundRule, Changed
from shared.rules.terms import Grid
from shared.score import Scorer
from tests.support.problem_strategies import CODES, problems

Edited = tuple[Problem, list[Move]]


@st.composite
def edited(draw: st.DrawFn, rule_type: str | None = None, rule_count_max: int = 4) -> Edited:
    """A problem, and moves in its grid: some open a cell, some change nothing."""
    problem = draw(problems(rule_type=rule_type, rule_count_max=rule_count_max))
    move = st.tuples(st.integers(0, len(problem.staff) - 1), st.integers(0, len(problem.reference[0]) - 1), st.integers(-1, len(CODES) - 1))
    return problem, draw(st.lists(move, min_size=1, max_size=8))


def live(problem: Problem) -> LiveScore:
    scorer = Scorer(problem)
    return LiveScore(scorer, scorer.encode(problem.reference))


def agrees(score: LiveScore) -> bool:
    return score.score == score.scorer.score(score.grid) and score.violations() == score.scorer.violations(score.grid)


@pytest.mark.parametrize("rule_type", sorted(CATALOGUE))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_after_any_moves_it_says_what_the_scorer_says(rule_type: str, data: st.DataObject) -> None:
    problem, moves = data.draw(edited(rule_type, rule_count_max=2))
    kept = live(problem)
    assert agrees(kept)
    for move in moves:
        kept.put(*move)
        assert agrees(kept)


@settings(max_examples=50, deadline=None)
@given(edited())
def test_moves_that_are_taken_back_leave_the_score_that_was(found: Edited) -> None:
    problem, moves = found
    kept = live(problem)
    score, violations = kept.score, kept.violations()
    stood = []
    for person, day, shift in moves:
        stood.append((person, day, kept.grid[person][day]))
        kept.put(person, day, shift)
    for move in reversed(stood):
        kept.put(*move)
    assert (kept.score, kept.violations()) == (score, violations)


@settings(max_examples=50, deadline=None)
@given(edited(), st.booleans())
def test_a_rise_is_the_difference_of_two_scores_and_moves_nothing(found: Edited, is_counted_before: bool) -> None:
    problem, moves = found
    kept = live(problem)
    moves = list({move[:2]: move for move in moves}.values())
    before = kept.scorer.score(kept.grid)
    if is_counted_before:
        assert kept.score == before
    rise = kept.rise(moves)
    assert kept.score == before
    puts = [kept.put(*move) for move in moves]
    after = kept.scorer.score(kept.grid)
    assert Score(hard=rise.hard, soft=rise.soft) == Score(hard=after.hard - before.hard, soft=after.soft - before.soft)
    assert (sum(put.hard for put in puts), sum(put.soft for put in puts)) == (rise.hard, rise.soft)
    assert kept.score == after


def is_untouched(_rule: BoundRule[Any], _person: int, _day: int) -> Sequence[int]:
    return ()


def is_all_one(_rule: BoundRule[Any], _old: int, _new: int) -> bool:
    return False


def stands_still(_rule: BoundRule[Any], _part: int, figure: object, _changed: Changed, _grid: Grid) -> object:
    return figure


FAULTS: dict[str, Callable[..., object]] = {"touched": is_untouched, "tells_apart": is_all_one, "followed": stands_still}
PLANTED = [(name, fault) for name in sorted(CATALOGUE) for fault in FAULTS if hasattr(CATALOGUE[name].bound, fault)]


@pytest.mark.parametrize(("rule_type", "fault"), PLANTED)
def test_a_rule_that_hides_what_a_cell_changes_is_found(rule_type: str, fault: str) -> None:
    def is_caught(found: Edited) -> bool:
        problem, moves = found
        kept = live(problem)
        for rule in kept.scorer.compiled.rules:
            setattr(rule, fault, MethodType(FAULTS[fault], rule))
        kept.violations()
        for move in moves:
            kept.put(*move)
        return not agrees(kept)

    quick = settings(max_examples=500, deadline=None, database=None, phases=[Phase.generate])
    find(edited(rule_type, rule_count_max=1), is_caught, settings=quick)
