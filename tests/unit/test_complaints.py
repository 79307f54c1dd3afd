"""Every test that docs/complaints.md names is there, and so is each of the 25 complaints."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.unit.test_documents_tell_the_truth import named, table_under

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "complaints.md"
COMPLAINTS = 25

TESTS = sorted({name for name in named(PAGE.read_text()) if "::" in name})


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests in a file."""
    text = (ROOT / path).read_text()
    if path.endswith(".ts"):
        return frozenset(re.findall(r'\btest(?:\.each\(.*\))?\(\s*"((?:[^"\\]|\\.)*)"', text))
    return frozenset(node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("test", TESTS)
def test_every_test_that_holds_a_complaint_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    assert name in names_in(path)


def test_each_complaint_stands_once_with_what_holds_here_and_by_which_test() -> None:
    rows = table_under(PAGE, "## Twenty-five") + [["", *row] for row in table_under(PAGE, "## Besides these")]
    assert [row[0] for row in rows if row[0]] == [str(number) for number in range(1, COMPLAINTS + 1)]
    for _, met, here, held_by in rows:
        assert met
        assert here
        assert named(held_by)
        assert set(named(held_by)) <= set(TESTS)
