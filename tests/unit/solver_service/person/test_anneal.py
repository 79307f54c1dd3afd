"""First grids and annealing: what they return is what they say, and the same again for the same seed."""

import numpy as np
import pytest

from shared.demo import demo
from shared.problem import Problem
from shared.rules.compiled import compiled
from shared.rules.terms import Term, total_of
from solver_service.person.anneal import Anneal, Annealed
from solver_service.person.coupling import Coupling
from solver_service.person.greedy import greedy
from solver_service.person.people import People
from tests.support.grids import a_problem, a_rule, grid

HARD = 10_000.0
FAIR = a_rule("fairness", {"of": "shifts", "tolerance": 0}) if False else None
