"""Live documents: in memory while somebody needs them."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from hub.documents.record import DocumentKey, Evidence, OperationKey, UndoStacks
from hub.documents.state import DocumentState
from hub.documents.workspace import WorkspaceView, strategy_of, view_of
from hub.sequencer.pending import Pending
from hub.sequencer.turn import Turn
from hub.store.port import LoadedDocument
from shared.domain import StrategyName
from shared.ids import DocumentId, UserId

STACKS_MAX = 32
"""Users of one document whose undo stacks are kept at hand; the others' are read from the log."""


class Load:
    """How many operations of all documents are under way; `aside`: of documents that the lane doesn't wait for."""

    def __init__(self) -> None:
        self.count = 0
        self.aside = 0


class LiveDocument:
    """A document at a version, the operations that wait for it, and whose turn it is to move it.

    `state`, `queue`, `stacks` and `evidence` are touched only by who has the `turn` (putting an operation at the queue's end needs none).
    `under_way` holds the queue and what is being committed, in the order in which it came. `log_from`: the first version that the log
    surely holds, as the last poll saw it. `lost_races`: how often in a row its row was busy. `failures`: how often in a row the database
    didn't answer when the document was worked on apart. `is_suspect`: its next batch is committed apart from the other documents'.
    `is_reading`: a catch-up is under way. `is_gone`: the database knows it no more. `is_broken`: a fault of ours left it half way, its
    state is not to be used. `is_aside`: it is worked on apart from the lane.
    """

    def __init__(
        self,
        loaded: LoadedDocument,
        *,
        workspace: "LiveDocument | None" = None,
        load: Load,
        let_go: Callable[["LiveDocument"], None],
    ) -> None:
        """Begin, held by nobody; `let_go` is called whenever the last holder released it."""
        self.key: DocumentKey = loaded.key
        self.document_id: DocumentId = loaded.document_id
        self.state: DocumentState = state_of(loaded)
        self.log_from = loaded.log_from
        self.workspace = workspace
        self.turn = Turn()
        self.queue: deque[Pending] = deque()
        self.under_way: dict[OperationKey, Pending] = {}
        self.stacks: dict[UserId, UndoStacks] = {}
        self.evidence: dict[OperationKey, Evidence] = {}
        self.lost_races = 0
        self.failures = 0
        self.is_suspect = False
        self.is_reading = False
        self.is_gone = False
        self.is_broken = False
        self.is_aside = False
        self._load = load
        self._holds = 0
        self._let_go = let_go
        self._view: tuple[str, int, WorkspaceView] | None = None

    def hold(self) -> None:
        self._holds += 1

    def release(self) -> None:
        if self._holds < 1:
            raise AssertionError(f"document {self.document_id} is released more often than held")
        self._holds -= 1
        if self._holds == 0:
            self._let_go(self)

    @property
    def is_held(self) -> bool:
        """Whether somebody holds it."""
        return self._holds > 0

    @property
    def is_needed(self) -> bool:
        """Whether somebody holds it, works on it or waits for it."""
        return self._holds > 0 or bool(self.under_way) or self.turn.is_taken

    @property
    def view(self) -> WorkspaceView:
        """The workspace as this replica knows it; worked out once a version."""
        if self.workspace is not None:
            return self.workspace.view
        state = self.state
        if self._view is None or self._view[:2] != (state.epoch, state.version):
            self._view = (state.epoch, state.version, view_of(state))
        return self._view[2]

    @property
    def strategy(self) -> StrategyName:
        """The conflict strategy that holds now."""
        return strategy_of(self.state, self.view)

    def enqueue(self, pending: Pending) -> None:
        """Put an operation at the queue's end."""
        self.queue.append(pending)
        self.under_way[pending.key] = pending
        self._load.count += 1
        self._load.aside += self.is_aside

    def put_back(self, pendings: Sequence[Pending]) -> None:
        """Put operations back where they came from, at the queue's front; what was looked up for them may be other by now."""
        self.queue.extendleft(reversed(pendings))
        self._forget_evidence(pendings)

    def forget(self, pendings: Sequence[Pending]) -> None:
        """Take out a batch that was settled."""
        for pending in pendings:
            del self.under_way[pending.key]
        self._load.count -= len(pendings)
        self._forget_evidence(pendings)
        self._load.aside -= len(pendings) if self.is_aside else 0

    def step_aside(self) -> None:
        """Begin to be worked on apart: what is under way here says nothing about the lane."""
        if not self.is_aside:
            self.is_aside = True
            self._load.aside += len(self.under_way)

    def step_back(self) -> None:
        """End that."""
        if self.is_aside:
            self.is_aside = False
            self._load.aside -= len(self.under_way)

    def _forget_evidence(self, pendings: Sequence[Pending]) -> None:
        if self.evidence:
            for pending in pendings:
                self.evidence.pop(pending.key, None)

    def forget_settled(self) -> None:
        """Take out of the queue what was settled without a batch."""
        self.forget([pending for pending in self.queue if pending.is_settled])
        self.queue = deque([pending for pending in self.queue if not pending.is_settled])

    def recover(self) -> None:
        """Queue everything that is under way again after a fault of ours; what was being judged alone is guilty of it."""
        self.is_broken = True
        self.queue = deque(self.under_way.values())
        self.forget_settled()
        if self.queue and self.queue[0].is_suspect:
            self.queue[0].is_guilty = True
        for pending in self.queue:
            pending.is_suspect = pending.lookup = pending.was_sent = True

    def keep_stacks(self, user_id: UserId, stacks: UndoStacks) -> None:
        """Keep a user's stacks at hand; the longest kept gives way."""
        self.stacks[user_id] = stacks
        if len(self.stacks) > STACKS_MAX:
            del self.stacks[next(iter(self.stacks))]

    def start_afresh(self, loaded: LoadedDocument) -> None:
        """Take another history's state: what waits may be in its log, as far as we know."""
        self.state = state_of(loaded)
        self.log_from = loaded.log_from
        self.is_broken = False
        self.stacks.clear()
        self.evidence.clear()
        self._view = None
        for pending in self.under_way.values():
            pending.lookup = True


def state_of(loaded: LoadedDocument) -> DocumentState:
    """Return a loaded document as a state that can move."""
    return DocumentState(
        loaded.document_id, loaded.key, loaded.epoch, loaded.version, loaded.hash, dict(loaded.cells), dict(loaded.entities)
    )


class LiveDocuments:
    """All live documents of this replica, and who of them is idle since when."""

    def __init__(self) -> None:
        self._by_key: dict[DocumentKey, LiveDocument] = {}
        self._idle_since: dict[LiveDocument, float] = {}

    def __iter__(self) -> Iterator[LiveDocument]:
        return iter(list(self._by_key.values()))

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: DocumentKey) -> LiveDocument | None:
        """Return the live document of a name."""
        return self._by_key.get(key)

    def add(self, document: LiveDocument) -> None:
        """Take a document in."""
        self._by_key[document.key] = document

    def discard(self, document: LiveDocument) -> None:
        """Let a document go."""
        self._idle_since.pop(document, None)
        if self._by_key.get(document.key) is document:
            del self._by_key[document.key]

    def note_idle(self, document: LiveDocument, now: float) -> None:
        """Remember that nobody holds a document any more."""
        self._idle_since.pop(document, None)
        self._idle_since[document] = now

    def to_let_go(self, *, before: float, idle_max: int) -> list[LiveDocument]:
        """Return what nobody has needed since `before`, and the longest idle beyond `idle_max`."""
        for document in [document for document in self._idle_since if document.is_held]:
            del self._idle_since[document]  # noted again when its last holder releases it
        surplus = len(self._idle_since) - idle_max
        return [
            document
            for index, (document, since) in enumerate(self._idle_since.items())
            if (index < surplus or since <= before) and not document.is_needed
        ]
