"""The rule that CONTRIBUTING adds step by step is published, scored and solved as it stands there."""

import importlib.util
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problem import Problem, Row, Score
from shared.rules import CATALOGUE, catalogue_json
from shared.rules.port import RuleType
from shared.rules.terms import total_of
from shared.score import Scorer, check
from tests.support.grids import SHIFT_TYPES, a_problem, a_rule, grid
from tests.support.solving import solved

ROOT = Path(__file__).parents[4]
DATES = {"dates": ["2026-12-07", "2026-12-08", "2026-12-10"], "max": 1}


def section() -> str:
    """What CONTRIBUTING says about adding a rule."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    return text.split("**Add a rule.**", 1)[1].split("\n**Add a ", 1)[0]


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rule(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RuleType[Any]]:
    """The module of the page, in the catalogue."""
    (code,) = re.findall(r"^ *```python\n(.*?)^ *```", section(), re.MULTILINE | re.DOTALL)
    path = tmp_path_factory.mktemp("rules") / "rule_of_the_page.py"
    path.write_text(textwrap.dedent(code))
    found: RuleType[Any] = loaded(path).RULE
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(CATALOGUE, found.name, found)
        yield found
    del sys.modules[path.stem]


def a_holiday_problem(*lines: str, weight: int = 1) -> Problem:
    return a_problem(grid(*lines), a_rule("holidays", DATES, weight=weight, staff={"ids": ["ana", "bo"]}))


def test_it_is_published_with_its_form_and_a_valid_example(rule: RuleType[Any]) -> None:
    entry = next(entry for entry in catalogue_json() if entry["type"] == rule.name)
    jsonschema.validate(entry["example"], entry["schema"])
    assert all("title" in field for field in entry["schema"]["properties"].values())
    assert (entry["title"], entry["defaults"]) == ("Holidays", {"max": 1})


def test_the_scorer_counts_it_and_says_it(rule: RuleType[Any]) -> None:
    answer = check(a_holiday_problem("Ana D D D D", "Bo D - D .", "Cy D D D D", weight=5))
    assert answer.score == Score(hard=0, soft=10)
    (violation,) = answer.violations
    assert violation.type == rule.name
    assert violation.message == "Ana works 3 holidays, 1 at most"
    assert [cell.date.day for cell in violation.cells] == [7, 8, 10]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_its_terms_cost_what_it_counts(rule: RuleType[Any], data: st.DataObject) -> None:
    cell = st.sampled_from([*(shift.code for shift in SHIFT_TYPES), None])
    rows: list[Row] = [data.draw(st.tuples(cell, cell, cell, cell)) for _ in range(2)]
    scorer = Scorer(a_holiday_problem("Ana . . . .", "Bo . . . .", weight=3))
    encoded = scorer.encode(rows)
    assert {scorer.compiled.rules[0].rule.type} == {rule.name}
    assert total_of(scorer.compiled.terms, encoded) == (0, scorer.score(encoded).soft)


def test_the_engine_solves_it_to_the_proven_best(rule: RuleType[Any]) -> None:
    problem = a_holiday_problem("Ana . . . .", "Bo . . . .", weight=5)
    cover = a_rule("coverage", {"min": 1}, weight=100, rule_id="cover")
    both = a_rule("coverage", {"min": 2}, weight=1, rule_id="both", dates={"weekdays": [0, 1]})
    solution, _ = solved(problem.model_copy(update={"rules": (*problem.rules, cover, both)}))
    # somebody must work each of three holidays, so one of two people works a second (5); a second person on two of them costs more
    # than going without (1 each)
    assert rule.name in CATALOGUE
    assert solution.status == "optimal"
    assert solution.score == Score(hard=0, soft=7)


def test_every_file_that_the_steps_name_is_there() -> None:
    named = re.findall(r"`((?:shared|tests|docs)/[\w/.]+)`", section())
    assert len(named) >= 5
    assert [name for name in named if not (ROOT / name).exists()] == []
