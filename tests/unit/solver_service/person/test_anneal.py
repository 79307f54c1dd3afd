"""First grids and annealing: what they return is what they say, and the same again for the same seed."""

from pathlib import Path

import numpy as np
import pytest

from shared.demo import demo
from shared.formats.curtois_qu import problem_of
from shared.problem import Problem
from shared.rules.compiled import compiled
from shared.rules.terms import total_of
from solver_service.person.anneal import Anneal, Annealed
from solver_service.person.coupling import Coupling
from solver_service.person.found import Ints
from solver_service.person.greedy import greedy
from solver_service.person.people import Choices, People
from tests.support.grids import a_rule

HARD = 10_000.0
INSTANCES = Path(__file__).parents[5] / "shared" / "data" / "nrp" / "curtois-qu"


class Case:
    """A problem as the search sees it."""

    def __init__(self, problem: Problem) -> None:
        self.compiled = compiled(problem)
        context = self.compiled.context
        people, days = range(len(context.staff)), range(context.day_count)
        self.choices: Choices = [[self.compiled.choices(person, day) for day in days] for person in people]
        shifts = len(context.shift_types)
        self.people = People(self.compiled.terms, self.choices, shifts, hard_price=HARD)
        self.coupling = Coupling(self.compiled.terms, len(people), context.day_count, shifts, hard_price=HARD)
        self.order = people

    def price(self, grid: Ints) -> float:
        hard_points, soft_points = total_of(self.compiled.terms, grid.tolist())
        return HARD * hard_points + soft_points

    def first(self) -> Ints:
        return greedy(self.people, self.coupling, self.choices, self.order, lambda: True)

    def annealed(self, grid: Ints, seed: int = 1, moves: int = 400) -> Annealed:
        annealing = Anneal(self.people, self.coupling, self.order)
        return annealing.run(grid, warm=20.0, cold=1.0, seed=seed, is_wanted=lambda: True, moves=moves)


@pytest.fixture(scope="module")
def restaurant() -> Case:
    fair = a_rule("fairness", {"shifts": ["l"], "tolerance": 1}, rule_id="fair", weight=7)
    even = a_rule("fairness", {"shifts": ["e"], "measure": "deviation"}, rule_id="even", weight=3)
    problem = demo().problem()
    return Case(problem.model_copy(update={"rules": (*problem.rules, fair, even)}))


def test_the_first_grid_of_the_demo_keeps_what_is_fixed_and_breaks_no_must(restaurant: Case) -> None:
    grid = restaurant.first()
    assert total_of(restaurant.compiled.terms, grid.tolist())[0] == 0
    assert all(grid[p, d] in restaurant.choices[p][d] for p in restaurant.order for d in range(grid.shape[1]))


def test_annealing_says_what_its_grid_costs_with_spreads_and_groups(restaurant: Case) -> None:
    first = restaurant.first()
    found = restaurant.annealed(first)
    assert found.moves == 400
    assert found.kept > 0
    assert found.cost == restaurant.price(found.grid)
    assert found.cost < restaurant.price(first)


def test_the_same_seed_and_number_of_moves_give_the_same_grid(restaurant: Case) -> None:
    first = restaurant.first()
    one, again, other = restaurant.annealed(first), restaurant.annealed(first), restaurant.annealed(first, seed=2)
    assert one.grid.tobytes() == again.grid.tobytes()
    assert one.grid.tobytes() != other.grid.tobytes()


def test_what_coupling_costs_is_what_its_terms_cost(restaurant: Case) -> None:
    dice = np.random.default_rng(3)
    shifts = len(restaurant.compiled.context.shift_types)
    grid = dice.integers(0, shifts, (len(restaurant.order), restaurant.compiled.context.day_count)).astype(np.int16)
    owns = sum(restaurant.people.own(person, row) for person, row in enumerate(grid))
    if np.isfinite(owns):
        assert owns + restaurant.coupling.cost(grid) == restaurant.price(grid)
    coupled = [term for term in restaurant.compiled.terms if not hasattr(term, "person")]
    hard_points, soft_points = total_of(coupled, grid.tolist())
    assert restaurant.coupling.cost(grid) == HARD * hard_points + soft_points


def test_it_ends_when_it_is_not_wanted(restaurant: Case) -> None:
    first = restaurant.first()
    annealing = Anneal(restaurant.people, restaurant.coupling, restaurant.order)
    found = annealing.run(first, warm=20.0, cold=1.0, seed=1, is_wanted=lambda: False, seconds=60)
    assert found.moves == 0
    assert found.grid.tobytes() == first.tobytes()


@pytest.mark.skipif(not INSTANCES.is_dir(), reason="no benchmark files in ../shared/data/nrp/curtois-qu")
@pytest.mark.parametrize(("number", "first_at_most", "annealed_at_most"), [(4, 4000, 2300), (8, 7000, 3500), (14, 11000, 5000)])
def test_public_instances_get_a_first_grid_without_broken_musts_and_a_better_one_soon(
    number: int, first_at_most: int, annealed_at_most: int
) -> None:
    path = INSTANCES / f"Instance{number}.txt"
    case = Case(problem_of(path.read_bytes(), path.name))
    first = case.first()
    assert case.price(first) <= first_at_most
    assert case.price(case.annealed(first, moves=4000).grid) <= annealed_at_most
