"""How many operations a user may send over HTTP."""

from collections import OrderedDict
from typing import Final

from hub.gateway.limits import TokenBucket, admitted
from hub.identity.port import Principal
from shared.ids import UserId, WorkspaceId
from shared.protocol.errors import RateLimitedError

USERS_MAX: Final = 10_000  # the longest idle is forgotten: its bucket is full again by then


class OperationLimit:
    """One token bucket a user, `rate` operations a second with four seconds' worth of burst."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._buckets: OrderedDict[tuple[WorkspaceId, UserId], TokenBucket] = OrderedDict()

    def take(self, principal: Principal, now: float) -> None:
        """Take one operation's worth; raises RateLimitedError."""
        key = (principal.workspace_id, principal.user_id)
        bucket = self._buckets.pop(key, None) or TokenBucket(self._rate, now)
        self._buckets[key] = bucket
        if len(self._buckets) > USERS_MAX:
            self._buckets.popitem(last=False)
        wait_ms = admitted((bucket,), now, 1.0)
        if wait_ms is not None:
            raise RateLimitedError(retry_after_ms=wait_ms)
