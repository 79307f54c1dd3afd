"""The column search counts what the scorer counts, and its bound holds for every grid."""

import math
from datetime import timedelta

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.problem import FixedCell, Problem
from shared.rules.terms import Row
from shared.score import Scorer
from solver_service.columns.choice import Limit
from solver_service.columns.fixing import reduced
from solver_service.columns.ledger import changed, ledger_of
from solver_service.columns.neighbourhood import Duals, Neighbourhood
from solver_service.columns.part import Place
from solver_service.columns.pool import Pool
from solver_service.columns.root import Root
from solver_service.columns.scene import choices_of
from tests.support.problem_strategies import problems
from tests.support.small_scenes import a_ledger, a_scene, every_grid

FREE_MAX = 3  # cells: up to 5³ grids


def loosened(problem: Problem, free_count: int) -> Problem:
    """The problem with all but its last cells fixed as they stand (open ones to the first shift)."""
    cells = [
        FixedCell(staff_id=member.id, date=problem.start_date + timedelta(days=day), shift=shift or problem.shift_types[0].code)
        for member, row in zip(problem.staff, problem.reference, strict=True)
        for day, shift in enumerate(row)
    ]
    return problem.model_copy(update={"fixed": tuple(cells[:-free_count]), "scope": None, "history": {}})


small = st.builds(loosened, problems(rule_count_max=6, may_be_open=False), st.integers(1, FREE_MAX))


def wanted() -> bool:
    return True


@settings(max_examples=25, deadline=None)
@given(small, st.data())
def test_a_ledger_costs_what_the_scorer_counts(problem: Problem, data: st.DataObject) -> None:
    of, scene = a_scene(problem)
    assume(not any(isinstance(term, Row) and term.counters for term in of.terms))
    grid = data.draw(st.sampled_from(list(every_grid(of))))
    cost = ledger_of(scene, grid).cost
    score = Scorer(of).score(grid.tolist())
    if math.isfinite(cost):
        assert cost == score.hard * scene.hard_price + score.soft
    else:
        assert score.hard > 0


@settings(max_examples=25, deadline=None)
@given(small, st.data())
def test_changed_rows_cost_what_the_whole_grid_costs(problem: Problem, data: st.DataObject) -> None:
    of, scene = a_scene(problem)
    grids = list(every_grid(of))
    before, after = ledger_of(scene, data.draw(st.sampled_from(grids))), data.draw(st.sampled_from(grids))
    rows = {person: after[person] for person in range(scene.person_count) if data.draw(st.booleans())}
    found = changed(scene, before, rows)
    again = ledger_of(scene, found.grid)
    assert found.cost == again.cost
    assert (found.totals == again.totals).all()


@settings(max_examples=25, deadline=None)
@given(small)
def test_the_bound_of_the_root_is_no_higher_than_any_grid_without_hard_points_costs(problem: Problem) -> None:
    of, scene = a_scene(problem)
    assume(scene.moving)
    ledger = a_ledger(of, scene)
    assume(math.isfinite(ledger.cost))
    root = Root(scene, ledger, Pool(scene.person_count))
    root.seed(ledger.grid, ledger.own)
    found = root.solve(wanted)
    scores = [Scorer(of).score(grid.tolist()) for grid in every_grid(of)]
    least = min((score.soft for score in scores if score.hard == 0), default=None)
    if least is not None:
        assert found.bound <= least + 1e-6


@settings(max_examples=25, deadline=None)
@given(small)
def test_what_fixing_leaves_holds_every_better_grid(problem: Problem) -> None:
    of, scene = a_scene(problem)
    assume(scene.moving)
    ledger = a_ledger(of, scene)
    score = Scorer(of).score(ledger.grid.tolist())
    assume(math.isfinite(ledger.cost) and score.hard == 0)
    root = Root(scene, ledger, Pool(scene.person_count))
    root.seed(ledger.grid, ledger.own)
    duals = root.solve(wanted).duals
    assert duals is not None
    free = reduced(scene, choices_of(of), ledger, root.all_duals(duals), wanted)
    assert free is not None
    for grid in every_grid(of):
        found = Scorer(of).score(grid.tolist())
        if found.hard == 0 and found.soft < score.soft:
            for person, row in enumerate(grid):
                for day, shift in enumerate(row):
                    assert shift in free.get((person, day), (ledger.grid[person, day],))


@settings(max_examples=25, deadline=None)
@given(small, st.booleans())
def test_a_neighbourhood_of_the_whole_grid_finds_the_best_or_says_that_there_is_nothing_better(problem: Problem, dives: bool) -> None:
    of, scene = a_scene(problem)
    assume(scene.moving and scene.spreads.is_empty)
    ledger = a_ledger(of, scene)
    assume(math.isfinite(ledger.cost))
    neighbourhood = Neighbourhood(
        scene,
        pool=Pool(scene.person_count),
        duals=Duals(scene.rows.count),
        dice=np.random.default_rng(1),
        is_wanted=wanted,
        limit=Limit(1.0, lambda: 60.0, counts_nodes=True),
    )
    tried = neighbourhood.search(ledger, Place(scene.moving, 0, scene.day_count), 1.0, dives=dives)
    costs = [ledger_of(scene, grid).cost for grid in every_grid(of)]
    if tried.is_hopeless and all(curve.values for curve in scene.rows.curves):
        assert min(costs) >= ledger.cost - 1e-6
    if tried.changes is not None:
        assert changed(scene, ledger, tried.changes).cost in costs
