"""What a document needs apart from the others: it has its turn meanwhile, and holds up nobody else."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import assert_never

import structlog

from hub.clock import Clock
from hub.documents.record import Outcome, Refused, Rights
from hub.sequencer.answers import answers_to, outcome_of, with_silent
from hub.sequencer.backoff import delay_s, jitter_s
from hub.sequencer.batch import batch_alone
from hub.sequencer.care import Care
from hub.sequencer.catch_up import CatchUp
from hub.sequencer.evidence import evidence_for
from hub.sequencer.group_commit import GroupCommit, put_back
from hub.sequencer.live import LiveDocument
from hub.sequencer.pending import Pending
from hub.sequencer.port import Editors, Pair, Told
from hub.sequencer.ready import Ready
from hub.sequencer.telling import Telling
from hub.store.port import (
    Barred,
    Busy,
    DocumentStore,
    Known,
    Missing,
    NothingWrittenError,
    OutcomeUnknownError,
    Overtaken,
    PoisonError,
    Won,
)
from hub.tasks import Tasks
from shared.operations import ConflictResolve
from shared.protocol.errors import ForbiddenError, InternalError, TooOldError

Lost = Busy | Overtaken | Known | Barred | Missing

log = structlog.get_logger(__name__)


class Aside:
    """One task a document, as long as its trouble lasts; its operations stay in its queue, in order."""

    def __init__(
        self,
        store: DocumentStore,
        *,
        ready: Ready,
        commits: GroupCommit,
        catch_up: CatchUp,
        telling: Telling,
        editors: Editors,
        clock: Clock,
        random: Random,
        tasks: Tasks,
    ) -> None:
        self._store = store
        self._editors = editors
        self._ready = ready
        self._commits = commits
        self._catch_up = catch_up
        self._telling = telling
        self._clock = clock
        self._random = random
        self._tasks = tasks

    def begin(self, document: LiveDocument, need: Care | Lost) -> None:
        """Take over a document's turn; it is given back once the need is met."""
        self._ready.hand_over(document)
        document.step_aside()
        _ = self._tasks.start("sequencer.aside", self._work(document, need))

    async def _work(self, document: LiveDocument, need: Care | Lost) -> None:
        try:
            await self._try(document, need)
            while document.is_broken:
                await self._try(document, Care.START_AFRESH)
        finally:
            document.step_back()
            self._ready.give_back(document)

    async def _try(self, document: LiveDocument, need: Care | Lost) -> None:
        try:
            await self._meet(document, need)
        except (NothingWrittenError, OutcomeUnknownError) as error:
            document.failures += 1
            log.warning(
                "aside.cut_off", document=document.document_id, failures=document.failures, error=f"{type(error).__name__}: {error}"
            )
            await self._clock.sleep(delay_s(document.failures, self._random))
        except Exception:
            log.exception("aside.failed", document=document.document_id)
            document.recover()
            await self._clock.sleep(delay_s(1, self._random))

    async def _meet(self, document: LiveDocument, need: Care | Lost) -> None:
        match need:
            case Care.START_AFRESH:
                await self._catch_up.start_afresh(document)
            case Care.JUDGE:
                await self._judge(document, document.queue[0])
            case Care.READ_LOG:
                await self._read_log(document)
            case Care.READ_STACKS:
                user_id = document.queue[0].submission.author.user_id
                stacks = await self._store.undo_stacks(document.document_id, user_id, up_to=document.state.version)
                document.keep_stacks(user_id, stacks)
            case Care.LOOK_UP:
                await self._look_up(document, document.queue[0])
            case Care.FIND:
                await self._answer_old(document, document.queue[0])
            case Care.ALONE:
                await self._commit_alone(document)
            case Busy():
                document.lost_races += 1
                await self._clock.sleep(jitter_s(self._random))
            case Overtaken() | Missing():
                await self._follow(document)
            case Known():
                await self._answer_known(document)
            case Barred():
                await self._renew_rights(document)
            case _:
                assert_never(need)

    async def _commit_alone(self, document: LiveDocument) -> None:
        """Commit apart on the second connection, waiting for the row."""
        batch = batch_alone(document)
        if batch is None:
            await self._look_up(document, document.queue[0])
            return
        try:
            (verdict,) = await self._store.commit([batch.part], waiting=True)
        except (NothingWrittenError, OutcomeUnknownError, PoisonError) as failure:
            put_back([batch], failure)
            if not isinstance(failure, PoisonError):
                raise
            log.warning("commit.poisoned", document=document.document_id, operations=len(batch.pendings), error=str(failure))
            return
        if isinstance(verdict, Won):
            self._commits.won(batch, verdict.at)
        else:
            put_back([batch])
            await self._meet(document, verdict)

    async def _look_up(self, document: LiveDocument, pending: Pending) -> None:
        """Look up what an operation is judged by. One that ends a conflict which isn't there may have done so before."""
        evidence = await evidence_for(self._store, document.state, pending.submission)
        if isinstance(pending.submission.operation, ConflictResolve) and evidence.conflict is None:
            if pending.sent_as is not None:  # it was dropped by the commit of ours that was cut off
                await self._settle(document, {pending: pending.sent_as})
                return
            pending.lookup = True
        document.evidence[pending.key] = evidence

    async def _judge(self, document: LiveDocument, guilty: Pending) -> None:
        """Answer from the log what is there already, which is what a unique index refuses; anything else is a fault of ours [EN3]."""
        found = await self._found(document, [guilty])
        if not found and not guilty.is_settled:
            author = guilty.submission.author
            log.error(
                "operation.refused_by_database",
                document=document.document_id,
                user=author.user_id,
                client=author.client_id,
                operation=author.operation_id,
            )
            found = {guilty: Refused(InternalError())}
        await self._settle(document, found)

    async def _answer_old(self, document: LiveDocument, pending: Pending) -> None:
        """Answer from the log what is sent again; what isn't there may have been done before it begins, and is not done again [EN3]."""
        found = await self._found(document, [pending])
        if not found and not pending.is_settled:
            found = {pending: Refused(TooOldError("It may have been done before the log begins.", details={"log_from": document.log_from}))}
        await self._settle(document, found)

    async def _read_log(self, document: LiveDocument) -> None:
        """Read what the queue's operations may have seen before this replica did: the document's log, and the workspace's."""
        waiting = list(document.queue)
        await self._catch_up.bring_up(document)
        if document.workspace is not None:
            await self._catch_up.by_turn(document.workspace)
        for pending in waiting:
            pending.was_read_for = True

    async def _follow(self, document: LiveDocument) -> None:
        """Read what another replica committed first."""
        before = document.state.epoch, document.state.version
        await self._catch_up.bring_up(document)
        if before == (document.state.epoch, document.state.version):
            await self._clock.sleep(jitter_s(self._random))

    async def _answer_known(self, document: LiveDocument) -> None:
        """Answer from the log what is there already."""
        found = await self._found(document, [pending for pending in document.queue if pending.lookup])
        await self._settle(document, with_silent(document.queue, found))

    async def _found(self, document: LiveDocument, asked: Sequence[Pending]) -> dict[Pending, Outcome]:
        """Look operations up in the log; versions that this replica doesn't have yet are told first, and answered on the way [AN1]."""
        logged = await self._store.find(document.document_id, [pending.key for pending in asked])
        if any(there.version > document.state.version for there in logged.values()):
            await self._catch_up.bring_up(document)
        return {pending: outcome_of(pending, logged[pending.key]) for pending in asked if pending.key in logged and not pending.is_settled}

    async def _renew_rights(self, document: LiveDocument) -> None:
        """Refuse what an author submitted by rights that changed since, unless they may still edit by the new ones: then by those [CN6]."""
        rights = {pending: pending.rights for pending in document.queue}
        current = await self._store.rights(_pairs(rights.values()))
        stale = {pending: right for pending, right in rights.items() if current[right.workspace_id, right.user_id] != right.version}
        new = await self._editors.rights(_pairs(stale.values())) if stale else {}
        barred: dict[Pending, Outcome] = {}
        for pending, right in stale.items():
            version = new[right.workspace_id, right.user_id]
            if version is None:
                barred[pending] = Refused(ForbiddenError())
            else:
                pending.rights = right._replace(version=version)
        if barred or not stale:
            await self._settle(document, barred)

    async def _settle(self, document: LiveDocument, outcomes: Mapping[Pending, Outcome]) -> None:
        """Answer operations of the queue apart from any commit; where nothing can be said yet, the next look is a little later."""
        if not outcomes:
            await self._clock.sleep(jitter_s(self._random))
            return
        answers = [answer for pending, outcome in outcomes.items() for answer in answers_to(pending, outcome)]
        document.forget_settled()
        self._telling.tell(Told(document, document.state.version, (), answers))


def _pairs(rights: Iterable[Rights]) -> list[Pair]:
    return list(dict.fromkeys([(right.workspace_id, right.user_id) for right in rights]))
