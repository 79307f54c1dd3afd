"""Which people and days make the next neighbourhood."""

import numpy as np

from solver_service.columns.ledger import Ledger, Scene
from solver_service.columns.part import Place
from solver_service.columns.rows import Floats

_BYSTANDER = 0.1  # the chance of who can't mend the total that was picked, against who can


class Chooser:
    """A third anywhere; a third around a total that costs something, with people who move it; a third so, and by people's own costs."""

    def __init__(self, scene: Scene, dice: np.random.Generator) -> None:
        self._scene = scene
        self._dice = dice
        self._moving = np.array(scene.moving)
        self._movers, self._spans = scene.rows.reach(scene.person_count)

    def pick(self, ledger: Ledger, day_count: int, person_count: int) -> Place:
        """Return a neighbourhood of about this size."""
        dice, scene = self._dice, self._scene
        weights: Floats = np.ones(len(self._moving))
        kind = int(dice.integers(0, 3))
        day = None
        if kind and ledger.prices.any():
            root = np.sqrt(ledger.prices)
            row = int(dice.choice(len(root), p=root / root.sum()))
            first, last = self._spans[row]
            day = int(dice.integers(first, last + 1))
            weights = np.where(self._movers[row, self._moving], 1.0, _BYSTANDER)
        if kind == 2:
            own = ledger.own[self._moving]
            weights = weights * (0.3 + own / max(1.0, float(own.mean())))
        if day_count >= scene.day_count:
            begin, end = 0, scene.day_count
        else:
            middle = day if day is not None else int(dice.integers(0, scene.day_count))
            begin = min(max(0, middle - int(dice.integers(0, day_count))), scene.day_count - day_count)
            end = begin + day_count
        count = min(len(self._moving), person_count)
        people = dice.choice(self._moving, count, replace=False, p=weights / weights.sum())
        return Place(tuple(int(person) for person in people), begin, end)
