"""What goes wrong, how often, and how often it did."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

FAULTS = (
    # a statement on its way to the database, and back
    "away", "carried_out_late", "lock_timeout", "lost_after", "lost_and_late", "lost_before", "nothing_written", "row_held", "store_cut", "store_deaf",
    "store_mute", "timed_out", "unreadable",
    # announcements between replicas
    "announcement_late", "announcement_lost", "announcement_repeated", "announcements_reordered", "fanout_cut", "fanout_deaf",
    "fanout_degraded", "fanout_mute",
    # replicas
    "clock_moved", "crash", "crash_between_awaits", "stopped", "stopped_and_left",
    # clients
    "client_cut", "client_deaf", "client_half_open", "client_mute", "client_never_reads", "client_slow", "closed_too_slow", "congested",
    "heartbeat_missed", "legacy_message", "bad_message", "rate_limited", "repeated_unsaid",
    # people and the database's history
    "demoted", "epoch", "promoted", "revoked", "rights_while_stopped", "solution_applied", "solution_tried_again", "strategy_changed",
    "conflict_pending", "conflict_resolved", "period_archived", "period_created",
)  # fmt: skip
"""Each happens in any hundred seeds; a test counts them."""


@dataclass
class Weather:
    """Chances of a fault a statement, or an announcement; `calm` ends it all. `away`: nobody reaches the database."""

    random: Random
    lost_before: float = 0.015
    lost_after: float = 0.015
    lost_and_late: float = 0.015
    nothing_written: float = 0.015
    unreadable: float = 0.015
    announcement_lost: float = 0.15
    announcement_repeated: float = 0.08
    announcement_late: float = 0.05
    latency_s: float = 0.002
    away: bool = False
    is_calm: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, fault: str) -> None:
        """Count something that went wrong."""
        self.counts[fault] += 1

    def happens(self, fault: str) -> bool:
        """Whether a fault that has a chance of its own happens now; it is counted then."""
        if self.is_calm or self.random.random() >= getattr(self, fault):
            return False
        self.note(fault)
        return True

    def latency(self) -> float:
        """How long something is on its way, in seconds."""
        return self.random.expovariate(1 / self.latency_s)

    def calm(self) -> None:
        self.is_calm = True
        self.away = False
