"""What a run's owner works with."""

from dataclasses import dataclass

from hub.clock import Clock
from hub.runs.solver import Solver
from hub.runs.telling import Telling
from hub.sequencer.port import SequencerPort
from hub.store.runs import RunStore
from hub.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Around:
    """The rooms around a run on this replica."""

    store: RunStore
    sequencer: SequencerPort
    solver: Solver
    telling: Telling
    clock: Clock
    tasks: Tasks
