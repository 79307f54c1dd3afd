"""Random numbers for compiled loops: quick, and the same on every machine for the same seed."""

import numpy as np

from solver_service.person.jit import compiled
from solver_service.person.tables import F64, Float, Int

Dice = np.ndarray
"""uint64[1]: the generator's state."""

NORMALS = 1 << 14
"""Deviates to draw from: drawing costs 2 ns, making one 100 ns, and a move takes hundreds."""


def dice_of(seed: Int) -> Dice:
    """Return a generator."""
    return np.random.SeedSequence(seed).generate_state(1, dtype=np.uint64) | np.uint64(1)


def normals() -> F64:
    """Return `NORMALS` standard normal deviates."""
    return np.random.default_rng(1).standard_normal(NORMALS)


@compiled
def draw(dice: Dice) -> Int:
    """Return 53 random bits: xorshift64* (Vigna, An experimental exploration of Marsaglia's xorshift generators, 2016)."""
    state = dice[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    dice[0] = state
    return np.int64((state * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11))


@compiled
def below(dice: Dice, count: Int) -> Int:
    """Return a random number from 0 to `count` − 1; `count` is far below 2⁵³."""
    return draw(dice) % count


@compiled
def part(dice: Dice) -> Float:
    """Return a random number in [0, 1)."""
    return draw(dice) / 9007199254740992.0  # 2⁵³
