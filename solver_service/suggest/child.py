"""Inside a repair's process: a job in, a repair out."""

import time

from shared.live import LiveScore
from shared.rules.terms import Grid
from shared.score import Scorer
from shared.suggestion import Repair
from solver_service.memory import limit_own
from solver_service.suggest.job import RepairJob
from solver_service.suggest.moves import Moves
from solver_service.suggest.repair import Order, repaired
from solver_service.suggest.wording import Wording

_ANSWER_S = 0.1  # to put the repair into words; longer where counting the score takes long
_ANSWERS_PER_SCORE = 12


def answer(line: bytes) -> bytes:
    """Return the Repair to a RepairJob, both as JSON."""
    job = RepairJob.model_validate_json(line)
    limit_own(job.memory_mb)
    scorer = Scorer(job.problem)
    context = scorer.context
    live = LiveScore(scorer, scorer.encode(job.grid))
    began = time.monotonic()
    before = live.score
    answer_s = max(_ANSWER_S, _ANSWERS_PER_SCORE * (time.monotonic() - began))
    order = Order(
        compiled=scorer.compiled,
        grid=live.grid,
        kept=frozenset((context.person_index[cell.staff_id], context.day_index[cell.date]) for cell in job.kept),
        change_price=job.change_price,
        deadline=job.started + job.time_limit_s - min(answer_s, job.time_limit_s / 4),
        workers=job.workers,
    )
    found = repaired(order)
    candidate = Wording(live).candidate(_moves(live.grid, found.grid))
    repair = Repair(
        **dict(candidate),
        before=before,
        after=scorer.score(found.grid),
        is_proven=found.is_proven,
        elapsed_s=round(time.monotonic() - job.started, 3),
    )
    return repair.model_dump_json(by_alias=True).encode()


def _moves(before: Grid, after: Grid) -> Moves:
    return tuple(
        (person, day, shift)
        for person, (old, new) in enumerate(zip(before, after, strict=True))
        for day, (stood, shift) in enumerate(zip(old, new, strict=True))
        if stood != shift
    )
