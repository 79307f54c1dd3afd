"""The score of an INRC-II problem is what the problem description says, on any grid and after any history."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.inrc2_costs import HARD, SOFT, costs
from shared.formats.inrc2 import OFF_CODE, History, Instance, OffRequest, Past, Scenario, Span, Week, symbol
from shared.formats.inrc2_problem import whole_problem
from shared.formats.inrc2_reading import scenario_of
from shared.problem import Score
from shared.rules.terms import total_of
from shared.score import Scorer
from tests.support.inrc2 import SCENARIO

SCENE: Scenario = scenario_of(SCENARIO.encode(), "Sc.txt")
SHIFTS = [shift.name for shift in SCENE.shifts]
CELLS = [OFF_CODE, *(symbol(shift, skill) for shift in SHIFTS for skill in SCENE.skills)]


@st.composite
def pasts(draw: st.DrawFn) -> Past:
    """A nurse who isn't over the limits of the horizon yet: what is over already is charged to nobody."""
    last = draw(st.sampled_from([None, *SHIFTS]))
    total, weekends = draw(st.integers(0, 3)), draw(st.integers(0, 1))
    if last is None:
        return Past(total, weekends, None, 0, 0, draw(st.integers(1, 5)))
    run = draw(st.integers(1, 4))
    return Past(total, weekends, last, run, run + draw(st.integers(0, 3)), 0)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    needs = {}
    for shift, skill in draw(st.sets(st.tuples(st.sampled_from(SHIFTS), st.sampled_from(SCENE.skills)), max_size=3)):
        pairs = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=7, max_size=7))
        needs[shift, skill] = tuple(Span(min(pair), max(pair)) for pair in pairs)
    names = st.sampled_from([nurse.name for nurse in SCENE.nurses])
    requests = draw(st.lists(st.builds(OffRequest, names, st.sampled_from([None, *SHIFTS]), st.integers(0, 6)), max_size=4))
    return Week(needs, tuple(requests))


def rows(cells: st.SearchStrategy[str]) -> Any:
    return st.lists(cells, min_size=14, max_size=14).map(tuple)


@given(
    st.tuples(*[pasts()] * len(SCENE.nurses)),
    st.tuples(weeks(), weeks()),
    st.tuples(*[rows(st.sampled_from(CELLS))] * len(SCENE.nurses)),
)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_score_and_terms_are_the_published_formula(
    brought: tuple[Past, ...], demand: tuple[Week, Week], grid: tuple[tuple[str, ...], ...]
) -> None:
    instance = Instance(SCENE, History(0, brought), (0, 1), demand)
    found = costs(instance, grid)
    hard = sum(found[name] for name in HARD)
    soft = sum(found[name] for name in SOFT)
    scorer = Scorer(whole_problem(instance))
    cells = scorer.encode(grid)
    assert scorer.score(cells) == Score(hard=hard, soft=soft)
    assert total_of(scorer.compiled.terms, cells) == (hard, soft)
