"""The deliberate bugs: each is where the code is, and the simulation finds them (`make mutants` tries all)."""

from pathlib import Path

import pytest

from tests.simulation.mutating import ROOT, Mutant, copied, hunted, mutants

MUTANTS_MIN = 20
HANDFUL = ("answers-first", "hash-without-what-stood", "unknown-given-up")


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.path.stem)
def test_a_bug_can_be_planted(mutant: Mutant) -> None:
    changed = mutant.applied(ROOT)
    assert changed
    assert all(text != path.read_text() for path, text in changed.items())
    for path, text in changed.items():
        compile(text, str(path), "exec")


def test_there_are_enough_bugs_and_each_says_what_it_is() -> None:
    assert len(mutants()) >= MUTANTS_MIN
    assert all(mutant.path.read_text().startswith("# ") for mutant in mutants())


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_handful_of_bugs_is_found(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    chosen = [mutant for mutant in mutants() if mutant.path.stem.partition("-")[2] in HANDFUL]
    assert [hunted(tree, mutant, seeds=30) is not None for mutant in chosen] == [True] * len(HANDFUL)
    assert hunted(tree, None, seeds=5) is None
