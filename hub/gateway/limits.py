"""How much of everything a client may have: token buckets and tallies, pure; time is an argument in seconds."""

import math
from dataclasses import dataclass
from typing import Final

from shared.protocol.limits import MESSAGE_BYTES_MAX

BURST_FACTOR: Final = 4
"""A bucket's burst = so many times its rate: a paste cut into pieces goes through at once."""
FAULTS_MAX: Final = 20
"""Bad messages, or unmarked repeats, of one connection in a minute before 4502 [EN3]."""
REFUSALS_MAX: Final = 1_000
"""`rate_limited` answers of one connection in a minute before 4006: a client that waits as told gets a handful."""
WINDOW_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class GatewayLimits:
    """What the settings say (`LIMIT_…`). Rates are operations a second, a connection and a user."""

    ops_per_s: float = 50
    user_ops_per_s: float = 200
    connections_per_user: int = 50
    subscriptions: int = 20
    message_bytes: int = MESSAGE_BYTES_MAX


class TokenBucket:
    """Gives `rate` tokens a second, and holds `BURST_FACTOR` seconds' worth of them."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._burst = rate * BURST_FACTOR
        self._tokens = self._burst
        self._at = now

    def wait_s(self, now: float, cost: float) -> float:
        """Return the seconds until `cost` tokens are there; 0 when they are."""
        tokens = self._tokens + (now - self._at) * self._rate
        self._tokens = min(self._burst, tokens)
        self._at = now
        return 0.0 if self._tokens >= cost else (cost - self._tokens) / self._rate

    def take(self, cost: float) -> None:
        """Take tokens that `wait_s` said are there."""
        self._tokens -= cost


def admitted(buckets: tuple[TokenBucket, ...], now: float, cost: float) -> int | None:
    """Take `cost` from every bucket or from none; None when taken, else milliseconds to wait."""
    for bucket in buckets:
        wait_s = bucket.wait_s(now, cost)
        if wait_s > 0:
            return math.ceil(wait_s * 1000)
    for bucket in buckets:
        bucket.take(cost)
    return None


class Tally:
    """Counts events, and says when there were `limit` of them within `WINDOW_S`."""

    __slots__ = ("_limit", "_times")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._times: list[float] = []  # nearly always empty, so no deque: an empty one takes 600 bytes a connection

    def reaches(self, now: float) -> bool:
        """Count one more; True when the limit is reached."""
        times = self._times
        times.append(now)
        if len(times) > self._limit:
            del times[0]
        return len(times) == self._limit and now - times[0] < WINDOW_S
