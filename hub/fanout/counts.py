"""What a doorbell has counted since its start."""

from dataclasses import dataclass


@dataclass
class Counts:
    """Figures for who watches. `dropped`: words that found no room; `unread`: words that nobody here understands.

    `subscriptions` is of now: documents that are wanted, or not yet let go by the server.
    """

    said: int = 0
    heard: int = 0
    dropped: int = 0
    unread: int = 0
    lost: int = 0
    """How often the connection was lost, or couldn't be made."""
    subscriptions: int = 0
