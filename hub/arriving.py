"""Writes what a file or the demo brings into a workspace, by ordinary operations."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Final

from hub.documents.record import Author, Conflicted, DocumentKey, Refused, Rights
from hub.importing import Arrival
from hub.merging import Merge
from hub.sequencer.port import Live
from hub.sequencer.writing import Writer
from hub.workspaces import workspace_key
from shared.entities import given_fields
from shared.ids import ClientId, OperationId, PeriodId, UserId
from shared.operations import CellEdit, CellUpdate, EntityCreate, Operation
from shared.protocol.errors import ConflictError
from shared.protocol.limits import CELLS_MAX

AT_ONCE: Final = 100  # operations that wait together: they share commits, and leave room in the queue for others


async def bring_in(writer: Writer, arrival: Arrival, *, author_id: UserId, author_name: str, client_id: ClientId, rights: Rights) -> None:
    """Create everything, then fill the cells; repeated with the same `client_id`, what was done is not done again.

    Raises RosterhubError where an operation isn't taken.
    """
    numbers = count(1)

    def author() -> Author:
        return Author(author_id, author_name, client_id, OperationId(f"arrival-{next(numbers)}"))

    async with writer.opened(workspace_key(rights.workspace_id)) as live:
        await _submit(writer, live, list(_creations(arrival)), author, rights)
        await _submit(writer, live, [EntityCreate("period", arrival.period.id, given_fields(arrival.period))], author, rights)
    if arrival.cells:
        fillings = list(_fillings(PeriodId(arrival.period.id), arrival.cells, f"arrival-{arrival.period.id}"))
        async with writer.opened(DocumentKey(rights.workspace_id, "period", arrival.period.id)) as live:
            await _submit(writer, live, fillings, author, rights)


async def bring_into(writer: Writer, merge: Merge, *, author_id: UserId, author_name: str, client_id: ClientId, rights: Rights) -> None:
    """Create the shift types that are new, then change the cells, all of them one thing to undo; repeated as `bring_in` is.

    Raises RosterhubError where an operation isn't taken.
    """
    numbers = count(1)

    def author() -> Author:
        return Author(author_id, author_name, client_id, OperationId(f"merge-{next(numbers)}"))

    async with writer.opened(workspace_key(rights.workspace_id)) as live:
        await _submit(writer, live, [EntityCreate("shift_type", made.id, given_fields(made)) for made in merge.shift_types], author, rights)
    async with writer.opened(DocumentKey(rights.workspace_id, "period", merge.period_id)) as live:
        await _submit(writer, live, list(_fillings(merge.period_id, merge.cells, f"merge-{client_id}")), author, rights)


def _creations(arrival: Arrival) -> Iterator[Operation]:
    for member in arrival.staff:
        yield EntityCreate("staff", member.id, given_fields(member))
    for shift_type in arrival.shift_types:
        yield EntityCreate("shift_type", shift_type.id, given_fields(shift_type))
    for rule in arrival.rules:
        yield EntityCreate("rule", rule.id, given_fields(rule))


def _fillings(period_id: PeriodId, edits: Iterable[CellEdit], undo_group: str) -> Iterator[Operation]:
    cells = iter(edits)
    while part := tuple(islice(cells, CELLS_MAX)):
        yield CellUpdate(period_id, part, "paste", undo_group=undo_group[:64])


async def _submit(writer: Writer, live: Live, operations: Sequence[Operation], author: Callable[[], Author], rights: Rights) -> None:
    for first in range(0, len(operations), AT_ONCE):
        waiting = [
            writer.outcome_of(live, operation, author(), rights, maybe_repeat=True) for operation in operations[first : first + AT_ONCE]
        ]
        for outcome in await asyncio.gather(*waiting):
            match outcome:
                case Refused(error=error):
                    raise error
                case Conflicted(fields=fields):
                    raise ConflictError(details={"fields": [field.field for field in fields]})
                case _:
                    pass
