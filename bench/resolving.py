"""What deciding an edit costs, by the size of its period: CPU of `resolve` and `apply` alone, one edit a batch."""

import gc
import sys
import time
from datetime import date, timedelta
from itertools import cycle, product
from typing import Final

from bench.machine import machine
from hub.documents.apply import apply
from hub.documents.record import Author, DocumentKey, FieldValue, Origin, Outcome, Rights, Submission
from hub.documents.resolve import Context, resolve
from hub.documents.state import DocumentState
from hub.documents.workspace import view_of
from shared.ids import ClientId, DocumentId, OperationId, PeriodId, UserId, WorkspaceId
from shared.operations import CellEdit, CellUpdate

SIZES: Final = ((12, 28), (500, 92))
EDITS: Final = 20_000
RATIO_MAX: Final = 1.5
"""A larger grid doesn't fit into the processor's caches; more than that would be work that grows with it."""
WORKSPACE, PERIOD, USER = WorkspaceId("w"), PeriodId("p"), UserId("u")
FIRST_DAY: Final = date(2026, 1, 1)


class Nobody(Origin):
    """Hears no answer: nothing is committed."""

    def answer(self, submission: Submission, outcome: Outcome) -> None:
        """Do nothing."""


def a_period(people: int, days: int) -> DocumentState:
    """Return a period full of shifts."""
    by = Author(UserId("founder"), "Founder", ClientId("c"), OperationId("o"))
    staff = [f"s{number}" for number in range(people)]
    dates = [(FIRST_DAY + timedelta(days=day)).isoformat() for day in range(days)]
    fields = {"name": "P", "start_date": dates[0], "end_date": dates[-1], "staff": staff, "status": "draft", "strategy": None}
    return DocumentState(
        DocumentId(1),
        DocumentKey(WORKSPACE, "period", PERIOD),
        "e",
        1,
        0,
        {place: {"shift": FieldValue("D", 1, by)} for place in product(staff, dates)},
        {("period", PERIOD): {name: FieldValue(value, 1, by) for name, value in fields.items()}},
    )


def edit_us(people: int, days: int) -> float:
    """Return the CPU microseconds of one edit."""
    state, origin, rights = a_period(people, days), Nobody(), Rights(WORKSPACE, USER, 1)
    view = view_of(DocumentState(DocumentId(2), DocumentKey(WORKSPACE, "workspace", WORKSPACE), "e", 1, 0))
    places = cycle(sorted(state.cells, key=hash))
    submissions = [
        Submission(
            CellUpdate(PERIOD, (CellEdit(*next(places), {"note": f"n{number}"}),)),
            Author(USER, "User", ClientId("u"), OperationId(str(number))),
            None,
            rights,
            maybe_repeat=False,
            origin=origin,
        )
        for number in range(EDITS)
    ]
    gc.collect()
    gc.freeze()
    began = time.process_time()
    for submission in submissions:
        apply(state, resolve(state, [submission], Context(view, {})))
    spent = time.process_time() - began
    gc.unfreeze()
    if state.version != 1 + EDITS:
        raise AssertionError(f"{state.version - 1} of {EDITS} were applied")
    return 1e6 * spent / EDITS


def main() -> int:
    """Print the figures; 0 when the target is met."""
    print(machine())
    taken = {size: min(edit_us(*size) for _ in range(3)) for size in SIZES}
    for (people, days), microseconds in taken.items():
        print(f"resolving: an edit in {people} × {days} costs {microseconds:.1f} µs")
    small, large = taken.values()
    print(f"resolving: {large / small:.2f} times as much in the large one (at most {RATIO_MAX:g})")
    return 0 if large <= RATIO_MAX * small else 1


if __name__ == "__main__":
    sys.exit(main())
