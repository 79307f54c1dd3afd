"""How long to wait before another try: pure."""

from random import Random

JITTER_S = (0.001, 0.005)  # about as long as another replica holds a document's row
FIRST_S = 0.02
LONGEST_S = 1.0  # a database that is back is found within a second


def jitter_s(random: Random) -> float:
    """Return a pause after which a lost race is run again."""
    return random.uniform(*JITTER_S)


def delay_s(failures: int, random: Random) -> float:
    """Return the pause after so many failures in a row (from 1): doubling, half of it random."""
    longest = min(LONGEST_S, FIRST_S * 2 ** min(failures, 10))
    return random.uniform(longest / 2, longest)
