"""How long to wait before another try of what failed: pure."""

from random import Random


def pause_s(failures: int, random: Random, *, first_s: float, longest_s: float) -> float:
    """Return the pause after so many failures in a row (from 1): doubling, half of it random, so that replicas don't come all at once."""
    longest = min(longest_s, first_s * 2.0 ** min(failures - 1, 10))
    return random.uniform(longest / 2, longest)
