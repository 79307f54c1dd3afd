"""What runs of the rostering benchmark add up to: medians by instance, as a Markdown table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

PUBLISHED_10_MIN: Mapping[int, int | None] = {
    1: 607, 2: 828, 3: 1001, 4: 1716, 5: 1143, 6: 1950, 7: 1056, 8: 1341, 9: 439, 10: 4631, 11: 3443, 12: 4042, 13: 3109,
    14: 1281, 15: 4144, 16: 3253, 17: 5760, 18: 5000, 19: 3809, 20: None, 21: None, 22: None, 23: None, 24: None,
}  # fmt: skip
"""The best published cost after ten minutes, on machines of 2014 to 2018, by instance; None: no figure is published.

The best of four methods: IP+VNS (Rahimian, Akartunali, Levine, EJOR 258, 2017), ejection chains and Gurobi (Curtois, Qu, 2014),
fix-and-relax with fix-and-optimise (ORProjects/NRP, ComputationalResults, 2018).
"""


@dataclass(frozen=True, slots=True)
class Record:
    """One run. By checkpoint: scores (hard, soft), None before the first grid; bounds of the soft score, None where hard > 0 is proven."""

    instance: int
    seed: int
    seconds: float
    workers: int
    feasible_s: float | None
    proven_s: float | None
    scores: dict[str, tuple[int, int] | None]
    bounds: dict[str, int | None]
    status: str
    peak_mb: float
    is_verified: bool
    others: float | None
    circumstances: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def table(records: Sequence[Record], checkpoints: Sequence[int], best_known: Mapping[int, int]) -> Iterator[str]:
    """Yield the lines of a table, an instance a row. Of an even number of runs the worse middle one is shown."""
    titles = [
        "#",
        "seeds",
        "feasible",
        *(f"{seconds} s" for seconds in checkpoints),
        "off",
        "bound",
        "gap",
        "proven",
        "best known",
        "published 10 min",
    ]
    yield _line(titles)
    yield _line(["---:"] * len(titles))
    for instance in sorted({record.instance for record in records}):
        runs = [record for record in records if record.instance == instance]
        yield _line(_cells(instance, runs, checkpoints, best_known.get(instance)))


def _cells(instance: int, runs: Sequence[Record], checkpoints: Sequence[int], best: int | None) -> Iterator[str]:
    yield str(instance)
    yield str(len(runs))
    yield _seconds([run.feasible_s for run in runs])
    scores = [_middle([run.scores[str(seconds)] for run in runs if str(seconds) in run.scores]) for seconds in checkpoints]
    yield from map(_score, scores)
    last = next((score for score in reversed(scores) if score is not None), None)
    bounds = [found for run in runs if (found := _last(run.bounds)) is not None]
    bound = median(bounds) if len(bounds) == len(runs) else None
    is_feasible = last is not None and last[0] == 0
    yield f"{100 * (last[1] - best) / best:.2f} %" if last is not None and is_feasible and best else "–"
    yield "–" if bound is None else f"{bound:g}"
    yield f"{100 * (last[1] - bound) / max(1, last[1]):.2f} %" if last is not None and is_feasible and bound is not None else "–"
    proven = [run.proven_s for run in runs if run.proven_s is not None]
    yield f"{median(proven):.1f} s" + (f" ({len(proven)} of {len(runs)})" if len(proven) < len(runs) else "") if proven else "–"
    yield "–" if best is None else str(best)
    published = PUBLISHED_10_MIN.get(instance)
    yield "none" if published is None else str(published)


def _middle(scores: Sequence[tuple[int, int] | None]) -> tuple[int, int] | None:
    """The median; a run without a grid counts as the worst."""
    if not scores:
        return None
    ranked = sorted(scores, key=lambda score: (score is None, score or (0, 0)))
    return ranked[len(ranked) // 2]


def _last(bounds: Mapping[str, int | None]) -> int | None:
    found = [bound for bound in bounds.values() if bound is not None]
    return max(found, default=None)


def _score(score: tuple[int, int] | None) -> str:
    return "–" if score is None else f"{score[0]} hard" if score[0] else str(score[1])


def _seconds(values: Sequence[float | None]) -> str:
    ranked = sorted(values, key=lambda value: (value is None, value or 0.0))
    middle = ranked[len(ranked) // 2]
    return "never" if middle is None else f"{middle:.1f} s"


def _line(cells: Sequence[str] | Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"
