"""What is wrong with a problem before anything is built from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.protocol.errors import ValidationFailedError

NAMED_MAX = 50
"""Faults that an error lists; a file of another kind would name thousands."""


@dataclass(frozen=True, slots=True)
class ProblemFault:
    """One thing that is wrong: `where` names the field (`rules[3].params.shifts[0]`), or the cell."""

    where: str
    message: str


class InvalidProblemError(ValidationFailedError):
    """The problem doesn't fit together; `faults` name every field."""

    def __init__(self, faults: Sequence[ProblemFault]) -> None:
        """Put the first fault in the message, all (up to `NAMED_MAX`) in `details`."""
        self.faults = tuple(faults)
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        named = [{"where": fault.where, "message": fault.message} for fault in self.faults[:NAMED_MAX]]
        super().__init__(f"{self.faults[0].where}: {self.faults[0].message}{more}", details={"faults": named, "count": len(faults)})


class ContradictionError(InvalidProblemError):
    """The fixed cells contradict each other; `faults` name every cell."""
