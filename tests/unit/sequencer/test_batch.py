"""What fits into a statement."""

import pytest

from hub.documents.judging import conflict_id_of
from hub.documents.record import Author, CellEffect, Change, Effect, EntityEffect
from hub.documents.state import DocumentState
from hub.sequencer.batch import BYTES_MAX, CELLS_MAX, WHOLE_STATEMENT, Batch, Statement, Weight, batch_alone, fitting, resolved, weight_of
from hub.sequencer.live import LiveDocument, Load
from hub.sequencer.pending import Pending, key_of
from hub.store.port import LoadedDocument
from hub.store.rows import payload_text
from shared.ids import ClientId, OperationId, UserId
from shared.operations import Operation
from tests.support.documents import a_period, a_workspace
from tests.support.sequencing import a_cell, a_submission

AUTHOR = Author(UserId("u" * 36), "Ana", ClientId("c" * 36), OperationId("o" * 36))


def loaded_of(state: DocumentState) -> LoadedDocument:
    return LoadedDocument(state.document_id, state.key, state.epoch, state.version, state.hash, state.cells, state.entities)


def live(*operations: Operation) -> LiveDocument:
    workspace = LiveDocument(loaded_of(a_workspace()), load=Load(), let_go=lambda _: None)
    document = LiveDocument(loaded_of(a_period()), workspace=workspace, load=Load(), let_go=lambda _: None)
    for operation in operations:
        submission = a_submission(operation)
        document.enqueue(Pending(submission, key_of(submission), 0.0))
    return document


def alone(document: LiveDocument) -> Batch:
    batch = batch_alone(document)
    assert batch is not None
    return batch


@pytest.mark.parametrize(
    "change",
    [
        Change(2, 1, AUTHOR, "CELL_UPDATE", Effect((CellEffect("s" * 36, "2026-12-01", {"note": "x" * 500}),)), Effect()),
        Change(
            2, 1, AUTHOR, "STAFF_UPDATE", Effect((), EntityEffect("staff", "s" * 36, {"name": "x" * 100, "skills": ["a"] * 50})), Effect()
        ),
    ],
)
def test_a_weight_is_at_least_what_the_log_row_takes(change: Change) -> None:
    assert weight_of(change).size_bytes >= len(payload_text(change))


def test_a_batch_is_cut_at_the_operation_that_does_not_fit_any_more() -> None:
    document = live(a_cell("D", day=1), a_cell(None, day=2), a_cell("D", day=3), a_cell("D", day=4))
    batch = resolved(document, list(document.queue))
    assert fitting(batch, WHOLE_STATEMENT)[0] == 4
    count, weight = fitting(batch, Weight(2, BYTES_MAX))
    assert (count, weight.cells) == (3, 2)  # the second changes nothing
    assert fitting(batch, Weight(0, BYTES_MAX))[0] == 0


def test_documents_share_a_statement_until_it_is_full() -> None:
    note = "x" * 100_000
    documents = [live(*(a_cell("D", day=day, note=note) for day in range(1, 4))) for _ in range(3)]
    statement = Statement()
    assert [statement.take_from(document) for document in documents] == [True, True, False]
    assert [len(batch.pendings) for batch in statement.batches] == [3, 2]
    assert sum(weight_of(change).size_bytes for batch in statement.batches for change in batch.resolution.changes) <= BYTES_MAX


def test_operations_that_do_not_fit_stay_in_the_queue_in_order() -> None:
    note = "x" * 100_000
    document = live(*(a_cell("D", day=day, note=note) for day in range(1, 6)))
    queued = list(document.queue)
    statement = Statement()
    assert statement.take_from(document)
    taken = list(statement.batches[0].pendings)
    assert taken + list(document.queue) == queued
    document.put_back(taken)
    assert list(document.queue) == queued


def test_a_suspect_goes_alone_and_so_does_what_is_larger_than_a_statement() -> None:
    document = live(a_cell("D", day=1), a_cell("D", day=2))
    document.queue[0].is_suspect = True
    assert len(alone(document).pendings) == 1
    large = live(a_cell("D", note="x" * (BYTES_MAX + 1)), a_cell("D", day=2))
    assert not Statement().take_from(large)
    assert len(alone(large).pendings) == 1
    assert len(large.queue) == 1
    assert CELLS_MAX == 4_000


def test_cf4_what_an_earlier_try_may_have_kept_as_a_conflict_is_forgotten_when_its_operation_fares_otherwise() -> None:
    document = live(a_cell("D", day=1), a_cell("E", day=2))
    first, repeat = document.queue
    repeat.lookup = True
    part = resolved(document, [first, repeat]).part
    assert part.resolved == ((repeat.key.user_id, conflict_id_of(document.document_id, repeat.key)),)
    assert resolved(document, [first]).part.resolved == ()
