"""How long to wait before another try: pure."""

from random import Random

from hub.backoff import pause_s

JITTER_S = (0.001, 0.005)  # about as long as another replica holds a document's row
FIRST_S = 0.04
LONGEST_S = 1.0  # a database that is back is found within a second


def jitter_s(random: Random) -> float:
    """Return a pause after which a lost race is run again."""
    return random.uniform(*JITTER_S)


def delay_s(failures: int, random: Random) -> float:
    """Return the pause after so many failures in a row (from 1)."""
    return pause_s(failures, random, first_s=FIRST_S, longest_s=LONGEST_S)
