"""Small problems as the column search sees them, and every grid of them."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from shared.problem import Problem
from shared.rules.compiled import Compiled, compiled
from solver_service.columns.ledger import Ledger, Scene, ledger_of
from solver_service.columns.rows import Cells
from solver_service.columns.scene import choices_of, scene_of
from solver_service.person.coupling import Coupling
from solver_service.person.greedy import greedy


def a_scene(problem: Problem) -> tuple[Compiled, Scene]:
    of = compiled(problem)
    return of, scene_of(of, choices_of(of))


def a_ledger(of: Compiled, scene: Scene) -> Ledger:
    """A first grid, counted."""
    coupling = Coupling(of.terms, scene.person_count, scene.day_count, scene.shift_count, hard_price=scene.hard_price)
    return ledger_of(scene, greedy(scene.people, coupling, choices_of(of), scene.moving, lambda: True))


def every_grid(of: Compiled) -> Iterator[Cells]:
    choices = choices_of(of)
    cells = [cell for row in choices for cell in row]
    for found in product(*cells):
        yield np.array(found, np.int16).reshape(len(choices), -1)
