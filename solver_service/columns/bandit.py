"""Which kind of neighbourhood gets the next stretch of time: the one that earns, and a share for each."""

from dataclasses import dataclass

import numpy as np

_SHARE_LEAST = 0.12
_MEMORY = 0.85  # of gains and times, from one try to the next
_GROWTH, _SHRINKAGE = 0.12, 0.25  # people, after a neighbourhood that was solved in time, or wasn't


@dataclass(slots=True)
class Arm:
    """Neighbourhoods of `day_count` days, solved by dives or not. `people` adapts so that one takes about the time wanted."""

    day_count: int
    dives: bool
    people: float
    people_max: int
    tried: int = 0
    won: int = 0
    spent: float = 0.0
    seconds: float = 0.2
    gain: float = 1.0

    def learn(self, seconds: float, gain: float, seconds_wanted: float) -> None:
        """Take in a try: how long it took, and by how much the cost fell."""
        self.tried += 1
        self.won += gain > 0
        self.spent += seconds
        self.seconds = 0.8 * self.seconds + 0.2 * seconds
        self.gain = _MEMORY * self.gain + (1 - _MEMORY) * gain
        if seconds > seconds_wanted:
            self.people = max(2.0, self.people - _SHRINKAGE)
        else:
            self.people = min(float(self.people_max), self.people + _GROWTH)


class Bandit:
    """Shares *time*, not tries: gain per second, plus a share for each; a quick arm is tried more often for the same time."""

    def __init__(self, arms: list[Arm], dice: np.random.Generator) -> None:
        self.arms = arms
        self._dice = dice

    def pick(self) -> Arm:
        seconds = np.array([max(1e-4, arm.seconds) for arm in self.arms])
        rates = np.array([arm.gain + 1e-4 for arm in self.arms]) / seconds
        shares = _SHARE_LEAST + rates / rates.sum()
        chances = shares / seconds
        return self.arms[self._dice.choice(len(self.arms), p=chances / chances.sum())]
