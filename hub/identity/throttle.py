"""How often one may fail to sign in: pure, time is an argument in seconds."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

KEYS_MAX: Final = 10_000  # the longest unused is forgotten: whoever has so many addresses isn't held up by this anyway


class Throttle:
    """Lets each key fail `burst` times, then once in `interval_s` seconds. A success doesn't count."""

    def __init__(self, *, burst: int, interval_s: float) -> None:
        self._burst = burst
        self._interval_s = interval_s
        self._free_at: OrderedDict[Hashable, float] = OrderedDict()
        """When a key's failures are all forgotten; absent: it has none."""

    def wait_s(self, key: Hashable, now: float) -> float:
        """Return the seconds until `key` may try (again); 0 when it may now."""
        return max(0.0, self._free_at.get(key, now) - now - (self._burst - 1) * self._interval_s)

    def failed(self, key: Hashable, now: float) -> None:
        """Count a failure."""
        self._free_at[key] = max(now, self._free_at.pop(key, now)) + self._interval_s
        if len(self._free_at) > KEYS_MAX:
            self._free_at.popitem(last=False)
