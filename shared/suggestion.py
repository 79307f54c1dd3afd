"""What `POST /suggest` takes and answers: candidates for a cell, an open shift or an absence, and a repair."""

import datetime
from typing import Annotated

from pydantic import Field

from shared.model import Code, Id, Record
from shared.problem import CellRef, Problem, Row, Score, Violation
from shared.protocol.limits import DAYS_MAX

REPAIR_LIMIT_S = 2.8
"""What a repair may take where the request says nothing: with the way to it and back, the answer comes within 3 s."""
REPAIR_LIMIT_MAX_S = 30.0
"""Longer searches are solves: `POST /optimize` with a `stability_weight`."""


class OpenShift(Record):
    """A shift that nobody has yet on this date: who could take it."""

    shift: Code
    date: datetime.date


class Away(Record):
    """A person who is away on these dates: who takes over? `shift` is what the cells hold then (null: the first leave, else day off)."""

    staff_id: Id
    dates: Annotated[tuple[datetime.date, ...], Field(min_length=1, max_length=DAYS_MAX)]
    shift: Code | None = None


class SuggestRequest(Record):
    """The body of `POST /suggest`: one question about a grid (null: the problem's reference), or none beside `repair`.

    What is asked about may be a fixed cell: locks bind solvers, not people. No other fixed cell moves, nor one outside the scope.
    `change_price`: soft points for each cell that a repair changes; null: the fewest changes come before all soft points. Cells that
    are open may stay so; to fill one is less than to change another, and with a price nothing.
    """

    problem: Problem
    grid: tuple[Row, ...] | None = None
    cell: CellRef | None = None
    open_shift: OpenShift | None = None
    absence: Away | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 10
    repair: bool = False
    change_price: Annotated[int, Field(ge=0, le=10**6)] | None = None
    time_limit_s: Annotated[float, Field(gt=0, le=REPAIR_LIMIT_MAX_S)] = REPAIR_LIMIT_S


class CellChange(Record):
    """What a cell holds now and would hold; null: open."""

    staff_id: Id
    date: datetime.date
    before: Code | None
    after: Code | None


class Candidate(Record):
    """A way to do it. `rise`: what the score rises by; negative is better.

    `breaks` and `mends`: the violations that appear or get worse, and that vanish or get better, `amount` and `points` being the
    difference: Σ points of `breaks` − Σ points of `mends` = `rise`. A message tells the worse of the two states.
    """

    changes: tuple[CellChange, ...]
    rise: Score
    breaks: tuple[Violation, ...] = ()
    mends: tuple[Violation, ...] = ()


class Suggestion(Record):
    """The best candidates for a cell (`staff_id`) or a shift on a date (`shift`), best first: hard points, soft points, fewest changes.

    `tried`: how many there were.
    """

    date: datetime.date
    staff_id: Id | None = None
    shift: Code | None = None
    candidates: tuple[Candidate, ...]
    tried: int


class Repair(Candidate):
    """The grid with the least hard score that was found and the fewest changes.

    `before` → `after` is the score; `rise` their difference. `is_proven`: no grid has fewer hard points, and none with as few has
    fewer changes.
    """

    before: Score
    after: Score
    is_proven: bool
    elapsed_s: float


class SuggestResponse(Record):
    """The answer. `effect`: what an absence does to the grid by itself; all else begins from there.

    `suggestions`: one for a cell or an open shift, one for each shift of an absent person. `repair` is null where none was asked for.
    """

    effect: Candidate | None = None
    suggestions: tuple[Suggestion, ...] = ()
    repair: Repair | None = None
