"""An operation of a client, and what its answer says."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Sent:
    """An operation until it is answered for good."""

    message: dict[str, Any]
    document: str
    tries: int = 0
    connection: int = 0
    """Of the last try; counts from 1."""
    was_unavailable: bool = False
    outcome: dict[str, Any] | None = None


def made_version(answer: dict[str, Any]) -> int | None:
    """Return the version that an operation became, by its answer; what was merged may have become none, which the log tells."""
    is_made = answer["type"] == "ACK" and answer["payload"]["outcome"] in {"applied", "merged", "duplicate"}
    return answer["version"] if is_made else None


def is_merged(answer: dict[str, Any]) -> bool:
    """Whether an operation met others' values and was merged with them, or left them."""
    return (answer["type"], answer["payload"].get("outcome")) == ("CONFLICT", "merged")
