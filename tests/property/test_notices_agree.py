"""A replica that reads a change tells the same notices as the one that committed it [CF3]."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from hub.documents.apply import fold
from hub.documents.notices import notices
from hub.documents.record import Applied, Overwritten, UndoStacks
from shared.domain import StrategyName
from shared.ids import UserId
from shared.operations import Operation
from tests.property.test_documents import USERS, batches
from tests.support.documents import NO_EVIDENCE, a_period, a_submission, a_view, resolved


def without_base(found: tuple[Overwritten, ...]) -> list[tuple[Any, ...]]:
    """What stood at the base may be known on one replica and forgotten on another."""
    return [(notice.author, [structs.replace(field, base=None) for field in notice.fields]) for notice in found]


@settings(max_examples=100, deadline=None)
@given(batches, st.sampled_from(StrategyName))
def test_CF3_notices_are_the_same_on_every_replica(rounds: list[list[tuple[Operation, str, int]]], strategy: StrategyName) -> None:
    committing = a_period()
    reading = copy.deepcopy(committing)
    undo = {UserId(user): UndoStacks() for user in USERS}
    serial = 0
    for batch in rounds:
        submissions = []
        for operation, user, lag in batch:
            serial += 1
            submissions.append(a_submission(operation, user=user, operation_id=str(serial), base=max(0, committing.version - lag)))
        resolution = resolved(committing, *submissions, view=a_view(strategy=strategy), undo=undo, evidence=NO_EVIDENCE)
        undo = dict(resolution.undo)
        told = {outcome.version: outcome.overwritten for outcome in resolution.outcomes if isinstance(outcome, Applied)}
        for change in resolution.changes:
            assert without_base(notices(reading, change)) == without_base(told.get(change.version, ()))
            fold(reading, (change,))
