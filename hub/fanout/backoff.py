"""How long to wait before the server is tried again: pure."""

from random import Random
from typing import Final

FIRST_S: Final = 0.05
LONGEST_S: Final = 1.0  # a server that is back is found within that; a try costs it two connections


def delay_s(failures: int, random: Random) -> float:
    """Return the pause after so many failures in a row (from 1): doubling, half of it random, so that replicas don't come all at once."""
    longest = min(LONGEST_S, FIRST_S * 2.0 ** min(failures - 1, 10))
    return random.uniform(longest / 2, longest)
