"""What the sequencer offers to the gateway, the HTTP interface and runs."""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from hub.documents.record import DocumentKey, LogEntry, Outcome, Submission, UndoStacks
from hub.documents.state import DocumentState
from shared.ids import DocumentId, UserId


class Live(Protocol):
    """A document that this replica holds in memory.

    `state` moves only after a commit, and only by the sequencer; everybody else reads it. `hold`/`release` keep it in memory while
    somebody needs it.
    """

    key: DocumentKey
    document_id: DocumentId
    state: DocumentState

    def hold(self) -> None:
        """Keep it; each call is undone by one `release`."""
        ...

    def release(self) -> None:
        """Let it go when nobody holds it and nothing is pending (after a while)."""
        ...


class Told(Struct, frozen=True):
    """What one commit (or a catch-up, or a refusal) brought to one document, in the order in which it must be told.

    `entries` are consecutive versions from_version + 1 … ; empty when there are only answers. `answers` belong to this replica's
    submissions;
    they come after the entries [AN1]. `reset`: the document was dropped and loaded afresh (another epoch): every subscriber needs a
    snapshot.
    """

    live: Live
    from_version: int
    entries: Sequence[LogEntry]
    answers: Sequence[tuple[Submission, Outcome]]
    reset: bool = False


Teller = Callable[[Sequence[Told]], None]
"""Hears what was committed, once a commit, on the event loop after the next commit was sent; must not wait or raise."""


class SequencerPort(Protocol):
    """The only writer of live documents on this replica.

    A submission is answered exactly once: by its outcome after the commit that decided it, or after 3 s by
    `Refused(UnavailableError)` while the
    hub goes on with the batch (a repeat with the same id joins it).
    """

    async def open(self, key: DocumentKey) -> Live:
        """Return the live document, held once for the caller; loads it where needed.

        Raises NotFoundError where there is none, UnavailableError while the database can't be reached. A period's workspace
        document is opened with it.
        """
        ...

    def submit(self, live: Live, submission: Submission) -> None:
        """Queue an operation; answers come through the teller. Full queue: answered `Refused(OverloadedError)` at once."""
        ...

    async def at_least(self, live: Live, version: int) -> bool:
        """Read the log where `version` is above the replica's own; say whether the document has reached it."""
        ...

    async def entries(self, live: Live, *, after: int, limit: int) -> Sequence[LogEntry] | None:
        """Return log entries after a version, from memory where it can be, else from the log; None where the log doesn't reach back."""
        ...

    async def undo_stacks(self, live: Live, user_id: UserId) -> UndoStacks:
        """Return what a user can undo and redo."""
        ...

    @property
    def healthy(self) -> bool:
        """Whether the last commit or poll reached the database."""
        ...
