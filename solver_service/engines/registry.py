"""The engines by the names that requests give."""

from solver_service.engines.cpsat import CpSat
from solver_service.engines.hungarian import Hungarian
from solver_service.engines.milp import Milp
from solver_service.engines.port import Engine

ENGINES: dict[str, Engine] = {"cpsat": CpSat(), "milp": Milp(), "hungarian": Hungarian()}
