"""What becomes of an operation that conflicts, by strategy [CF2]."""

from typing import Final, Literal

from shared.domain import StrategyName

Fate = Literal["apply", "reject", "merge", "keep"]
"""Apply it over what stands; refuse it whole; join it with what stands; keep it until its author chooses."""

STRATEGIES: Final[dict[StrategyName, Fate]] = {
    StrategyName.LAST_WRITER_WINS: "apply",
    StrategyName.FIRST_WRITER_WINS: "reject",
    StrategyName.MERGE: "merge",
    StrategyName.USER_CHOICE: "keep",
}
"""The strategies that this version knows, and what each does with an operation that has conflicts."""
