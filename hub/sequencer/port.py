"""What the sequencer offers to the gateway, the HTTP interface and runs."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from hub.documents.record import DocumentKey, LogEntry, Outcome, Overwritten, PendingConflict, Submission, UndoStacks
from hub.documents.state import DocumentState
from shared.domain import StrategyName
from shared.ids import DocumentId, UserId, WorkspaceId


class Live(Protocol):
    """A document that this replica holds in memory.

    `state` moves only after a commit, and only by the sequencer; everybody else reads it. `log_from`: the first version that the log
    surely holds, as of a second ago. `hold`/`release` keep it in memory while somebody needs it.
    """

    key: DocumentKey
    document_id: DocumentId
    state: DocumentState
    log_from: int

    @property
    def strategy(self) -> StrategyName:
        """The conflict strategy that holds now."""
        ...

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
    they come after the entries [AN1]. `overwritten`: what the entries took from others; a replica passes each version once, so it tells
    each notice once [CF3]. `reset`: the document was dropped and loaded afresh (another epoch): every subscriber needs a snapshot.
    """

    live: Live
    from_version: int
    entries: Sequence[LogEntry]
    answers: Sequence[tuple[Submission, Outcome]]
    overwritten: Sequence[Overwritten] = ()
    reset: bool = False


Pair = tuple[WorkspaceId, UserId]
"""A user in a workspace."""


class Editors(Protocol):
    """Who may edit just now: asked when somebody's rights changed while an operation of theirs was on its way."""

    async def rights(self, pairs: Collection[Pair]) -> Mapping[Pair, int | None]:
        """Return the rights version of each who may edit, None for the others. Raises NothingWrittenError."""
        ...


class NoEditors:
    """Trusts in nobody's new rights: whose rights changed is refused, and asks again."""

    async def rights(self, pairs: Collection[Pair]) -> Mapping[Pair, int | None]:
        return dict.fromkeys(pairs)


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

    async def conflicts(self, live: Live) -> Sequence[PendingConflict]:
        """Return everybody's pending conflicts in a document, oldest first; none in an archived period [CF4]."""
        ...

    async def document_of_conflict(self, workspace_id: WorkspaceId, conflict_id: str) -> DocumentKey | None:
        """Return in which document of a workspace a conflict of this id is, or was; None where that can't be."""
        ...

    @property
    def healthy(self) -> bool:
        """Whether the last commit or poll reached the database."""
        ...
