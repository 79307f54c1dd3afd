"""How long to wait before the server is tried again: pure."""

from random import Random
from typing import Final

from hub.backoff import pause_s

FIRST_S: Final = 0.05
LONGEST_S: Final = 1.0  # a server that is back is found within that; a try costs it two connections


def delay_s(failures: int, random: Random) -> float:
    """Return the pause after so many failures in a row (from 1)."""
    return pause_s(failures, random, first_s=FIRST_S, longest_s=LONGEST_S)
