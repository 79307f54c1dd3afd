"""Nothing is compiled in a solve."""

import importlib
import pkgutil

import solver_service.person
from shared.demo import demo
from shared.rules.compiled import compiled
from solver_service.columns.scene import choices_of
from solver_service.person.anneal import Anneal
from solver_service.person.coupling import Coupling
from solver_service.person.greedy import greedy
from solver_service.person.people import People
from solver_service.person.warm import warm_up
from tests.support.grids import a_rule


def signatures() -> dict[str, int]:
    """For how many kinds of arguments each function of the room is compiled."""
    modules = [
        importlib.import_module(f"{solver_service.person.__name__}.{found.name}")
        for found in pkgutil.iter_modules(solver_service.person.__path__)
    ]
    return {
        f"{module.__name__}.{name}": len(found.signatures)
        for module in modules
        for name, found in vars(module).items()
        if hasattr(found, "signatures")
    }


def test_after_the_warm_up_a_solve_compiles_nothing() -> None:
    warm_up()
    before = signatures()
    problem = demo().problem()
    fair = a_rule("fairness", {"shifts": ["l"], "tolerance": 1}, rule_id="fair")
    of = compiled(problem.model_copy(update={"rules": (*problem.rules, fair)}))
    context = of.context
    choices, shift_count = choices_of(of), len(context.shift_types)
    people = People(of.terms, choices, shift_count, hard_price=1000.0)
    coupling = Coupling(of.terms, len(choices), context.day_count, shift_count, hard_price=1000.0)
    grid = greedy(people, coupling, choices, range(len(choices)), lambda: True)
    found = Anneal(people, coupling, range(len(choices))).run(grid, warm=9.0, cold=1.0, seed=1, is_wanted=lambda: True, moves=20)
    assert coupling.cost(found.grid) + sum(people.own(person, row) for person, row in enumerate(found.grid)) == found.cost
    assert before["solver_service.person.moves.anneal"] > 0
    assert signatures() == before
