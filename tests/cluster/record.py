"""What an editor knows and remembers, as plain records."""

import ssl
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Door:
    """The way in: nginx's address, and whom its certificate must be signed by."""

    url: str
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True)
class User:
    """Somebody who is signed in."""

    id: str
    token: str
    workspace_id: str


@dataclass(frozen=True)
class Roster:
    """A period to edit."""

    id: str
    staff: tuple[str, ...]
    dates: tuple[str, ...]


@dataclass
class Sent:
    """An operation until it is answered for good."""

    message: dict[str, Any]
    document: str
    tries: int = 0
    outcome: dict[str, Any] | None = None
    answered_at: float = 0.0


@dataclass
class Visit:
    """One connection: whose it was, from when on, how it ended, and how the documents were brought up."""

    replica: str
    at: float
    syncs: dict[str, str] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)
    """When answers came that an operation ended with."""
    away: dict[str, Any] | None = None
    """The details of the last message: when to come back [CL1]."""
    code: int | None = None
    ended_at: float = 0.0


def made_version(answer: dict[str, Any]) -> int | None:
    """The version that an operation became, by its answer; None where it became none, or where only the log tells (`merged` in part)."""
    is_made = answer["type"] == "ACK" and answer["payload"]["outcome"] in {"applied", "merged", "duplicate"}
    return answer["version"] if is_made else None


def may_be_made(answer: dict[str, Any]) -> bool:
    """Whether only the log tells if an operation became a version: others' values were left, and perhaps nothing else was to do."""
    return (answer["type"], answer["payload"].get("outcome")) == ("CONFLICT", "merged")
