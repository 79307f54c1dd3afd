"""The pending conflicts of one document as those who join it are told of them, each of their own [CF4]."""

import asyncio
from collections import Counter
from typing import Any, Final

from hub.clock import Clock
from hub.gateway import wire
from hub.gateway.codec import JSON
from hub.gateway.frames import period_of
from hub.sequencer.port import Live, SequencerPort
from shared.domain import StrategyName
from shared.ids import UserId

TTL_S: Final = 5.0
"""That somebody has none is believed so long, where no operation is kept any more."""
BYTES_MAX: Final = 640 * 1024
"""Of a user's conflicts in one SYNC_CONTEXT, the largest one at least; later ones are shown once earlier ones are resolved [DC6]."""


class ConflictBook:
    """Read for all who join at once: any replica may have kept one a moment ago, and nobody is told by whom."""

    def __init__(self) -> None:
        self._by_user: dict[UserId, list[dict[str, Any]]] = {}
        self._lock = asyncio.Lock()
        self._reads_begun = 0
        self._reads_done = 0
        self._read_at = 0.0

    def of(self, user_id: UserId) -> list[dict[str, Any]]:
        """Return a user's conflicts as they were read last, oldest first."""
        return self._by_user.get(user_id, [])

    def surely_none_of(self, user_id: UserId, live: Live, now: float) -> bool:
        """Whether a user needs no reading: they had none lately, and no new one is kept meanwhile, on whichever replica."""
        return (
            self._reads_done > 0
            and now - self._read_at < TTL_S
            and user_id not in self._by_user
            and live.strategy != StrategyName.USER_CHOICE
        )

    @property
    def moment(self) -> int:
        """Now, as `bring_up` understands it."""
        return self._reads_begun

    async def bring_up(self, live: Live, sequencer: SequencerPort, clock: Clock, *, asked: int) -> None:
        """Have it read by a read that began after the moment `asked`, this caller's or another's. Raises UnavailableError."""
        async with self._lock:
            if self._reads_done > asked:
                return
            self._reads_begun += 1
            number, now = self._reads_begun, clock.monotonic()
            found = await sequencer.conflicts(live)
            self._by_user.clear()
            sizes: Counter[UserId] = Counter()
            for conflict in found:
                user_id, shown = conflict.author.user_id, wire.pending(conflict, live.key.kind, period_of(live.key))
                sizes[user_id] += len(JSON.encode(shown))
                if sizes[user_id] <= BYTES_MAX:
                    self._by_user.setdefault(user_id, []).append(shown)
            self._reads_done, self._read_at = number, now
