"""Whole hubs on one simulated clock: what holds after every run of every seed."""

from pathlib import Path

import pytest

from tests.simulation.run import run

pytestmark = pytest.mark.slow

SEEDS = Path(__file__).with_name("seeds.txt")
RUNS = 200
SHARES = 8  # so that the workers share them


def old_seeds() -> list[int]:
    return [int(line.split()[0]) for line in SEEDS.read_text().splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("share", range(SHARES))
def test_every_promise_holds_under_faults(share: int) -> None:
    failing = {}
    for seed in range(1 + share, 1 + RUNS, SHARES):
        try:
            run(seed)
        except Exception as error:  # noqa: BLE001 - all failing seeds are wanted at once
            failing[seed] = error
    assert not failing, f"make simulate N=1 FIRST={next(iter(failing))} shows the first"


@pytest.mark.parametrize("seed", old_seeds())
def test_a_seed_that_failed_once_passes(seed: int) -> None:
    run(seed)


def test_a_seed_replays() -> None:
    def trace(seed: int) -> list[tuple[object, ...]]:
        documents = run(seed).database.documents.values()
        return [(document.document_id, entry) for document in documents for entry in document.log]

    assert trace(7) == trace(7)


def test_the_faults_happen() -> None:
    """A simulation that injects nothing proves nothing."""
    survived: set[str] = set()
    for seed in range(1, 11):
        survived |= run(seed).faults.keys()
    assert survived >= {
        "crash",
        "away",
        "rights",
        "lost_before",
        "lost_after",
        "lost_and_late",
        "nothing_written",
        "unreadable",
        "lock_timeout",
    }
