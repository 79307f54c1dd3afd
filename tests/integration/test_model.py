"""The model of the commit protocol holds under every fault, and is sharp enough to find each planted mistake."""

import re

import pytest

from scripts.model import FAST, FAULTS, MISTAKES, MODEL, checked, missing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.skipif(bool(missing()), reason="no spin, or no C compiler")]


@pytest.mark.parametrize("faults", FAULTS)
def test_the_protocol_holds_in_every_state_when(faults: str) -> None:
    found = checked(*FAULTS[faults], optimise=FAST)
    assert found.violation is None
    assert found.states > 10_000


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_found(mistake: str) -> None:
    assert checked(mistake, *MISTAKES[mistake]).violation is not None


def test_every_mistake_that_the_model_knows_is_tried() -> None:
    assert set(re.findall(r"^#(?:ifdef|ifndef|elif defined\() ?([A-Z_]{9,})", MODEL.read_text(), re.MULTILINE)) - {"FAILOVERS"} == set(
        MISTAKES
    )
