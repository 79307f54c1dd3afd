"""Goes from a grid to better ones, one neighbourhood after the other."""

import math

import numpy as np

from solver_service.columns.bandit import Arm, Bandit
from solver_service.columns.chooser import Chooser
from solver_service.columns.ledger import Ledger, Scene, changed
from solver_service.columns.neighbourhood import Neighbourhood

WINDOWS = (7, 14, 28, 56)
_WHOLE_MAX = 84  # days: a neighbourhood over a longer period costs seconds
_PERSON_DAYS = 168.0  # of a first neighbourhood: six people × four weeks
_SECONDS, _SECONDS_MAX = 0.8, 5.0  # of a neighbourhood; longer ones where shorter ones have found nothing for a while
_DIVE_DAYS = 14
_DIVE_S = 3.0  # a dive may take this many times as long
_DOUBLES_EVERY_S = 6.0


class ColumnDescent:
    """Holds the grid that it improves (`ledger`), which never gets worse."""

    def __init__(self, scene: Scene, ledger: Ledger, neighbourhood: Neighbourhood, dice: np.random.Generator) -> None:
        self._scene = scene
        self.ledger = ledger
        self._chooser = Chooser(scene, dice)
        self._neighbourhood = neighbourhood
        lengths = [days for days in WINDOWS if days < scene.day_count]
        if scene.day_count <= _WHOLE_MAX:
            lengths.append(scene.day_count)
        most = len(scene.moving)
        small = [Arm(days, dives=False, people=min(most, max(4.0, _PERSON_DAYS / days)), people_max=most) for days in lengths]
        large = [Arm(days, dives=True, people=most, people_max=most) for days in lengths if days >= _DIVE_DAYS]
        self.bandit = Bandit([*small, *large], dice)
        self._dice = dice
        self.stale = self.spent = 0.0
        """Effort since the last gain, and in all."""

    def adopt(self, ledger: Ledger) -> None:
        """Go on from another grid."""
        self.ledger = ledger
        self.stale = 0.0

    def step(self) -> float:
        """Try one neighbourhood, and return by how much the cost fell."""
        arm = self.bandit.pick()
        seconds = (_DIVE_S if arm.dives else 1) * min(_SECONDS_MAX, _SECONDS * 2 ** (self.stale / _DOUBLES_EVERY_S))
        count = max(2, round(arm.people + self._dice.integers(-1, 2)))
        place = self._chooser.pick(self.ledger, arm.day_count, count)
        tried = self._neighbourhood.search(self.ledger, place, seconds, dives=arm.dives)
        gain = 0.0
        if tried.changes is not None:
            ledger = changed(self._scene, self.ledger, tried.changes)
            if math.isfinite(ledger.cost) and ledger.cost <= self.ledger.cost:
                gain = self.ledger.cost - ledger.cost
                self.ledger = ledger
        self.stale = 0.0 if gain > 0 else self.stale + tried.effort
        self.spent += tried.effort
        arm.learn(tried.effort, gain, seconds)
        return gain
