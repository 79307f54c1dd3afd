"""Suggestions and repairs, held against the whole scorer and against trying every grid."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.live import LiveScore
from shared.problem import CellRef, FixedCell, Problem, Row
from shared.rules.terms import OPEN, Grid
from shared.score import Scorer
from shared.suggestion import Away, Candidate, OpenShift, Suggestion, SuggestRequest
from solver_service.engines.model.grid import FreeCells
from solver_service.engines.start import free_cells
from solver_service.suggest.answering import begun, suggestion
from solver_service.suggest.question import question_of
from solver_service.suggest.repair import Order, repaired
from solver_service.suggest.wording import Wording
from tests.support.problem_strategies import CODES, problems


def freed(problem: Problem, cell_count: int) -> Problem:
    """The same problem with its last cells free to move, and all others fixed as they stand."""
    dates = dates_of(problem)
    stands = [
        FixedCell(staff_id=member.id, date=date, shift=shift)
        for member, row in zip(problem.staff, problem.reference, strict=True)
        for date, shift in zip(dates, row, strict=True)
        if shift is not None
    ]
    return problem.model_copy(update={"fixed": tuple(stands[:-cell_count])})


def dates_of(problem: Problem) -> list[date]:
    return [problem.start_date + timedelta(days=day) for day in range(len(problem.reference[0]))]


@st.composite
def requests(draw: st.DrawFn) -> SuggestRequest:
    """Any question about a random problem, some of whose cells are fixed."""
    problem = draw(problems(rule_count_max=4))
    dates = dates_of(problem)
    staff_id, asked = draw(st.sampled_from([member.id for member in problem.staff])), draw(st.sampled_from(dates))
    question: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"cell": CellRef(staff_id=staff_id, date=asked)},
                {"open_shift": OpenShift(shift=draw(st.sampled_from(CODES)), date=asked)},
                {"absence": Away(staff_id=staff_id, dates=tuple(draw(st.lists(st.sampled_from(dates), min_size=1, max_size=3))))},
            ]
        )
    )
    if draw(st.booleans()):
        problem = freed(problem, draw(st.integers(1, 8)))
    return SuggestRequest(problem=problem, limit=1000, **question)


def answered(request: SuggestRequest) -> tuple[Scorer, Candidate | None, list[Suggestion]]:
    scorer = Scorer(request.problem)
    live = LiveScore(scorer, scorer.encode(request.problem.reference))
    asked = begun(live, question_of(request, scorer.compiled))
    stood = [list(row) for row in live.grid]
    found = [suggestion(Wording(live), single, request.limit, lambda: True) for single in asked.singles]
    assert live.grid == stood
    return scorer, asked.effect, found


def changed(grid: tuple[Row, ...], of: Problem, candidate: Candidate) -> tuple[Row, ...]:
    rows = [list(row) for row in grid]
    people = [member.id for member in of.staff]
    for change in candidate.changes:
        person, day = people.index(change.staff_id), (change.date - of.start_date).days
        assert rows[person][day] == change.before
        rows[person][day] = change.after
    return tuple(map(tuple, rows))


def points(candidate: Candidate) -> tuple[int, int]:
    found = {"hard": 0, "soft": 0}
    for sign, violations in ((1, candidate.breaks), (-1, candidate.mends)):
        for violation in violations:
            assert violation.amount > 0
            assert violation.message
            found[violation.enforcement] += sign * violation.points
    return found["hard"], found["soft"]


@settings(max_examples=60, deadline=None)
@given(requests())
def test_a_candidate_rises_by_what_the_scorer_says_and_its_violations_add_up_to_that(request: SuggestRequest) -> None:
    problem = request.problem
    scorer, effect, found = answered(request)
    base = problem.reference if effect is None else changed(problem.reference, problem, effect)
    before = scorer.score(scorer.encode(base))
    for one in found:
        rises = []
        for candidate in one.candidates:
            after = scorer.score(scorer.encode(changed(base, problem, candidate)))
            rises.append((after.hard - before.hard, after.soft - before.soft))
            assert rises[-1] == (candidate.rise.hard, candidate.rise.soft) == points(candidate)
        assert rises == sorted(rises)
        assert one.tried == len(one.candidates)


@settings(max_examples=60, deadline=None)
@given(requests())
def test_no_candidate_moves_a_fixed_cell_but_the_one_that_is_asked_about(request: SuggestRequest) -> None:
    _, _, found = answered(request)
    fixed = {(cell.staff_id, cell.date) for cell in request.problem.fixed}
    own = {(request.cell.staff_id, request.cell.date)} if request.cell else set()
    for one in found:
        for candidate in one.candidates:
            cells = {(change.staff_id, change.date) for change in candidate.changes}
            assert len(cells) == len(candidate.changes)
            assert not (cells - own) & fixed
            if request.absence:
                assert request.absence.staff_id not in {staff_id for staff_id, _ in cells}


def key(scorer: Scorer, before: Grid, after: Grid, price: int | None) -> tuple[int, int]:
    """What a repair is judged by."""
    score = scorer.score(after)
    changed = [old for rows in zip(before, after, strict=True) for old, new in zip(*rows, strict=True) if old != new]
    changes = len(changed) - changed.count(OPEN)
    return (score.hard, changes) if price is None else (score.hard, score.soft + price * changes)


@settings(max_examples=40, deadline=None)
@given(problems(rule_count_max=6, may_be_open=False), st.integers(1, 4), st.sampled_from([None, 0, 2, 50]))
def test_a_repair_is_the_best_of_all_grids(problem: Problem, cell_count: int, price: int | None) -> None:
    tiny = freed(problem, cell_count)
    scorer = Scorer(tiny)
    grid = scorer.encode(tiny.reference)
    free = free_cells(scorer.compiled)
    assume(free)
    found = repaired(Order(scorer.compiled, grid, frozenset(), price, time.monotonic() + 20, workers=1))
    best = min(key(scorer, grid, other, price) for other in others(grid, free))
    assert found.is_proven
    assert key(scorer, grid, found.grid, price) == best
    assert scorer.moved(found.grid) == ()


def others(grid: Grid, free: FreeCells) -> Iterator[Grid]:
    """Every grid that differs in free cells only."""
    rows = [list(row) for row in grid]
    for chosen in product(*free.values()):
        for (person, day), shift in zip(free, chosen, strict=True):
            rows[person][day] = shift
        yield rows


@settings(max_examples=25, deadline=None)
@given(problems(rule_count_max=6), st.sampled_from([None, 3]))
def test_a_repair_is_never_worse_and_keeps_what_it_must(problem: Problem, price: int | None) -> None:
    """Open cells among them, which may stay open."""
    scorer = Scorer(problem)
    grid = scorer.encode(problem.reference)
    kept = frozenset((0, day) for day in range(len(grid[0])))
    found = repaired(Order(scorer.compiled, grid, kept, price, time.monotonic() + 1, workers=1))
    assert key(scorer, grid, found.grid, price) <= key(scorer, grid, grid, price)
    assert tuple(found.grid[0]) == grid[0]
