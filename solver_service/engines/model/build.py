"""Terms → a CP-SAT model with one objective."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from shared.problem import Score
from shared.rules.terms import Cell, Counter, Grid, Row, Run, Sequence, Spread, Step, Term
from solver_service.engines.model import cell, counter, row, run, sequence, spread, step
from solver_service.engines.model.charge import Charge
from solver_service.engines.model.grid import FreeCells, GridModel, Total


@dataclass(frozen=True, slots=True)
class Aim:
    """What a model minimises: `hard_weight`·hard + `soft_weight`·soft. `hard_max`: the most hard points allowed; 0 forbids them."""

    hard_weight: int
    soft_weight: int
    hard_max: int | None


_LOOK_EVERY = 64  # terms: some ms
_OBJECTIVE_MAX = 2**60  # CP-SAT counts in 64 bits
LEAST_HARD = Aim(1, 0, None)
LEAST_SOFT = Aim(0, 1, 0)


@dataclass(frozen=True, slots=True)
class Built:
    """A model and what its objective means: `aim` is what was asked for, its weight held down to what 64 bits bear."""

    model: GridModel
    aim: Aim
    hard: Charge
    soft: Charge

    @property
    def variable_count(self) -> int:
        return len(self.model.cp.proto.variables)

    @property
    def constraint_count(self) -> int:
        return len(self.model.cp.proto.constraints)

    @property
    def objective(self) -> Total:
        return self.hard.cost.times(self.aim.hard_weight).plus(self.soft.cost, self.aim.soft_weight)

    def limit(self, objective: int) -> None:
        """Allow only grids whose objective is at most this."""
        self.model.at_most(self.objective, objective)

    def score_on(self, grid: Grid) -> Score:
        """Return the cost of the model's own variables on `grid`, after giving it as a hint; forbidden terms cost nothing here."""
        self.model.hint(grid)
        return Score(hard=self.hard.cost.value(self.model), soft=self.soft.cost.value(self.model))


class BuildStoppedError(Exception):
    """The model isn't wanted any more."""


def build(grid: Grid, free: FreeCells, terms: Iterable[Term], aim: Aim, is_wanted: Callable[[], bool] | None = None) -> Built:
    """Return the model of the free cells under `terms`; the other cells stand as in `grid`.

    Raises BuildStoppedError soon after `is_wanted` says no: the largest models take seconds.
    """
    model = GridModel(grid, free)
    hard, soft = Charge(model, forbids=aim.hard_max == 0), Charge(model, forbids=False)
    for index, term in enumerate(terms):
        if is_wanted is not None and index % _LOOK_EVERY == 0 and not is_wanted():
            raise BuildStoppedError
        if term.hard:
            add_term(term, hard)
        elif aim.soft_weight:
            add_term(term, soft)
    if aim.hard_max and hard.cost.variables:
        model.at_most(hard.cost, aim.hard_max)
    if aim.soft_weight and hard.most:
        aim = replace(aim, hard_weight=max(1, min(aim.hard_weight, _OBJECTIVE_MAX // hard.most)))
    built = Built(model, aim, hard, soft)
    model.minimise(built.objective)
    return built


def add_term(term: Term, charge: Charge) -> None:
    """Add what a term costs, or forbid it: the two are independent ways to say the same."""
    match term:
        case Cell():
            cell.add(term, charge)
        case Step():
            step.add(term, charge)
        case Sequence():
            sequence.add(term, charge)
        case Run():
            run.add(term, charge)
        case Counter():
            counter.add(term, charge)
        case Row():
            row.add(term, charge)
        case Spread():
            spread.add(term, charge)
        case _:
            assert_never(term)
