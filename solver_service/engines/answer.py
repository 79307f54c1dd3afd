"""A grid and what is known of it → the solution that callers get."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from shared.problem import Explanation, Options, Problem, Row, Score, Solution, Violation
from shared.rules.words import day_words
from shared.score import Scorer, problem_hash

_NAMED_MAX = 5  # of each kind in a sentence; the ids are all there


@dataclass(frozen=True, slots=True)
class Best:
    """The best grid so far. `bound` is proven or None; `counts` tell how large the search was."""

    grid: tuple[Row, ...]
    bound: Score | None
    solutions: int
    counts: dict[str, int] = field(default_factory=dict)


def answer(problem: Problem, options: Options, best: Best, elapsed_s: float, scorer: Scorer | None = None) -> Solution:
    """Return the solution of a solve that ends with `best`: its score and violations are the scorer's [SV3]."""
    scorer = scorer or Scorer(problem)
    grid = scorer.encode(best.grid)
    score, violations = scorer.score(grid), scorer.violations(grid)
    return Solution(
        status=_status(score, best.bound),
        score=score,
        bound=best.bound,
        grid=best.grid,
        violations=violations,
        engine=options.engine,
        seed=options.seed,
        problem_hash=problem_hash(problem),
        solutions=best.solutions,
        elapsed_s=round(elapsed_s, 3),
        counts=best.counts,
        options=options,
        explanation=explanation(problem, violations) if score.hard else None,
    )


def _status(score: Score, bound: Score | None) -> Literal["optimal", "feasible", "infeasible"]:
    if score.hard:
        return "infeasible"
    return "optimal" if score == bound else "feasible"


def explanation(problem: Problem, violations: Sequence[Violation]) -> Explanation:
    """Return which hard rules the best grid still breaks, with the people and dates."""
    broken = [violation for violation in violations if violation.enforcement == "hard"]
    staff_ids = _in_order(
        found for violation in broken for found in (violation.staff_id, *(cell.staff_id for cell in violation.cells)) if found
    )
    dates = sorted({found for violation in broken for found in (violation.date, *(cell.date for cell in violation.cells)) if found})
    names = {rule.id: rule.name or rule.type for rule in problem.rules}
    counts = Counter(violation.rule_id for violation in broken)
    rules = ", ".join(f"{names[rule_id]} ({count}×)" for rule_id, count in counts.most_common(_NAMED_MAX))
    people = {member.id: member.name or member.code for member in problem.staff}
    whom = ": " * bool(staff_ids) + ", ".join(people[staff_id] for staff_id in staff_ids[:_NAMED_MAX])
    more = f" and {len(staff_ids) - _NAMED_MAX} more" if len(staff_ids) > _NAMED_MAX else ""
    first, last = (day_words(dates[at]) for at in (0, -1)) if dates else ("", "")
    when = "" if not dates else f" on {first}" if len(dates) == 1 else f" between {first} and {last}"
    return Explanation(
        rule_ids=tuple(counts),
        staff_ids=staff_ids,
        dates=tuple(dates),
        message=f"The best grid found still breaks rules that must hold: {rules}{when}{whom}{more}. First: {broken[0].message}",
    )


def _in_order(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
