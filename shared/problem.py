"""A solver's problem, options, score, solution and events: what `POST /optimize` takes and streams."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from shared.domain import Rule, ShiftType, StaffMember
from shared.model import Code, Id, Record, ShortText

Row = tuple[Code | None, ...]
"""One person's shift codes, one a date; null = open [SV1]."""

Engine = Literal["cpsat", "milp", "hungarian"]


class FixedCell(Record):
    """A cell that is never moved: locked, pre-filled, approved leave."""

    staff_id: Id
    date: datetime.date
    shift: Code


class SolveScope(Record):
    """What may move: these staff on these dates; null = all. Everything else is fixed at the reference grid."""

    staff_ids: tuple[Id, ...] | None = None
    from_date: datetime.date | None = Field(default=None, alias="from")
    to_date: datetime.date | None = Field(default=None, alias="to")
    empty_only: bool = False


class Problem(Record):
    """Staff × dates → one shift type a day, under rules [solver.md].

    `reference` has one row a person in the order of `staff` and one column a date, null for open cells; empty = nothing stands yet.
    `history`: for a staff id the shift codes of the days just before `start_date`, oldest first.
    `absent_staff`, `absent_codes`: staff ids and shift codes that rules may name though they are no part of this problem (people
    of the workspace who are not in the period, archived shift types); rules pass over them. Any other unknown name is an error.
    """

    staff: tuple[StaffMember, ...]
    shift_types: tuple[ShiftType, ...]
    start_date: datetime.date
    end_date: datetime.date
    rules: tuple[Rule, ...] = ()
    fixed: tuple[FixedCell, ...] = ()
    history: dict[Id, Row] = Field(default_factory=dict)
    reference: tuple[Row, ...] = ()
    scope: SolveScope | None = None
    absent_staff: tuple[Id, ...] = ()
    absent_codes: tuple[Code, ...] = ()


class Options(Record):
    """How to solve. `time_limit_s` null = the service's default (30 s).

    `stability_weight` > 0 puts a soft rule of that weight among the problem's, with the id `stability`: each cell that differs from the
    reference is a unit. Every score and bound of the solve, its violations and its problem hash then have it.
    """

    engine: Engine = "cpsat"
    time_limit_s: Annotated[float, Field(gt=0, le=86_400)] | None = None
    workers: Annotated[int, Field(ge=1, le=64)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    stop_at_gap: Annotated[float, Field(ge=0)] | None = None
    start_from: Literal["current", "empty"] = "current"
    stability_weight: Annotated[int, Field(ge=0, le=10**6)] = 0
    deterministic: bool = False


class OptimizeRequest(Record):
    """The body of `POST /optimize`; `id` names the solve for `POST /solves/{id}/finish` (the service makes one where it is null).

    `grids` asks for the grid in `incumbent` events.
    """

    problem: Problem
    options: Options = Options()
    id: Id | None = None
    grids: bool = False


class CheckRequest(Record):
    """The body of `POST /check`: a grid (null: the problem's reference) against the problem's rules."""

    problem: Problem
    grid: tuple[Row, ...] | None = None


class ExplainRequest(Record):
    """The body of `POST /explain`: a grid to begin at (null: the problem's reference, its open cells filled), and how long it may take."""

    problem: Problem
    grid: tuple[Row, ...] | None = None
    time_limit_s: Annotated[float, Field(gt=0, le=300)] = 10.0


class Score(Record):
    """Σ weight·amount over the hard and over the soft rules; hard is minimised first."""

    hard: int
    soft: int


class CellRef(Record):
    """One cell of the grid."""

    staff_id: Id
    date: datetime.date


class Violation(Record):
    """One breach of one rule, in words. `points` = weight·amount of this breach; `cells` are the cells to show for it."""

    rule_id: Id
    type: ShortText
    enforcement: Literal["hard", "soft"]
    amount: int
    points: int
    message: str
    cells: tuple[CellRef, ...] = ()
    staff_id: Id | None = None
    date: datetime.date | None = None


class CheckResponse(Record):
    """What a grid costs, and why."""

    score: Score
    violations: tuple[Violation, ...]


class ExplanationMember(Record):
    """What one rule asks of these people (none named: of everyone) on these dates, in words."""

    rule_id: Id
    staff_ids: tuple[Id, ...] = ()
    dates: tuple[datetime.date, ...] = ()
    message: str = ""


class Explanation(Record):
    """A set of rules that can't hold together, with their staff and dates, in words.

    `confirmed`: it is proven that `members` can't all hold, and for each member that the others can: the set is a smallest one.
    Without `members` it only names what the best grid breaks: there was no time to find the cause.
    """

    rule_ids: tuple[Id, ...] = ()
    staff_ids: tuple[Id, ...] = ()
    dates: tuple[datetime.date, ...] = ()
    message: str = ""
    confirmed: bool = False
    members: tuple[ExplanationMember, ...] = ()


class Solution(Record):
    """The answer [SV3]: `score` is the scorer's, never the engine's own figure; `bound` is proven or null.

    `options` are those that it was solved with, defaults filled in: with the problem, all that solving it again takes.
    """

    status: Literal["optimal", "feasible", "infeasible"]
    score: Score
    bound: Score | None
    grid: tuple[Row, ...]
    violations: tuple[Violation, ...]
    engine: Engine
    seed: int
    problem_hash: str
    solutions: int
    elapsed_s: float
    counts: dict[str, int] = Field(default_factory=dict)
    unmodelled: tuple[Id, ...] = ()
    options: Options | None = None
    explanation: Explanation | None = None


class Queued(Record):
    """The request waits for a slot; `position` counts from 1."""

    event: Literal["queued"] = "queued"
    id: Id
    position: int


class Started(Record):
    """A child process took the solve."""

    event: Literal["started"] = "started"
    id: Id
    elapsed_s: float


class ModelBuilt(Record):
    """The model stands; the search begins."""

    event: Literal["model_built"] = "model_built"
    variables: int
    constraints: int
    elapsed_s: float


class Incumbent(Record):
    """A better grid. `gap` [RN4] is null until hard = bound.hard."""

    event: Literal["incumbent"] = "incumbent"
    score: Score
    bound: Score | None
    gap: float | None
    solutions: int
    elapsed_s: float
    grid: tuple[Row, ...] | None = None


class Bound(Record):
    """A better proven lower limit."""

    event: Literal["bound"] = "bound"
    bound: Score
    score: Score | None
    gap: float | None
    elapsed_s: float


class Result(Record):
    """The last event of a solve that has an answer."""

    event: Literal["result"] = "result"
    solution: Solution


class Failed(Record):
    """The last event of a solve without an answer; `best` is the best grid so far where there is one (the child was killed)."""

    event: Literal["failed"] = "failed"
    code: Literal["memory", "killed", "invalid_problem", "contradiction", "internal"]
    message: str
    best: Solution | None = None
    details: dict[str, Any] | None = None


Event = Annotated[Queued | Started | ModelBuilt | Incumbent | Bound | Result | Failed, Field(discriminator="event")]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads one line of the stream."""


def gap(score: Score, bound: Score | None) -> float | None:
    """Return (soft − bound.soft) / max(1, soft) once hard = bound.hard, else None [RN4]."""
    if bound is None or bound.hard != score.hard:
        return None
    return (score.soft - bound.soft) / max(1, score.soft)
