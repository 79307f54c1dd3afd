"""What becomes of an operation that conflicts, by strategy [CF2]."""

from collections.abc import Callable, Sequence
from typing import Literal

from hub.documents.record import ConflictField
from shared.domain import StrategyName

Fate = Literal["apply", "reject"]


def _last_writer_wins(_: Sequence[ConflictField]) -> Fate:
    """Apply: the later operation's value holds, and who is overwritten gets a notice."""
    return "apply"


def _first_writer_wins(_: Sequence[ConflictField]) -> Fate:
    """Refuse the operation whole: what was there first holds."""
    return "reject"


STRATEGIES: dict[StrategyName, Callable[[Sequence[ConflictField]], Fate]] = {
    StrategyName.LAST_WRITER_WINS: _last_writer_wins,
    StrategyName.FIRST_WRITER_WINS: _first_writer_wins,
}
"""The strategies that this version knows; setting another is `validation_failed`. Each decides from the fields in conflict (never none)."""
