"""Any operations in any order: the fold of the log is the state."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.documents.apply import fold
from hub.documents.delta import snapshot
from hub.documents.digest import MODULUS, field_hash
from hub.documents.record import Applied, Change, Conflicted, Merged, UndoStacks
from hub.documents.state import DocumentState
from shared.domain import StrategyName
from shared.entities import Fields
from shared.ids import UserId
from shared.operations import CellEdit, CellUpdate, EntityUpdate, Operation, Redo, Undo
from tests.support.documents import NO_EVIDENCE, PERIOD, a_period, a_submission, a_view, resolved

USERS = ("u1", "u2", "u3")
fields: st.SearchStrategy[Fields] = st.fixed_dictionaries(
    {},
    optional={
        "shift": st.sampled_from(["D", "E", "L", None, "ZZ"]),
        "locked": st.sampled_from([True, False, None]),
        "note": st.sampled_from(["a", "早い", "", None]),
    },
).filter(bool)
edits = st.builds(
    CellEdit, st.sampled_from(["s1", "s2", "s3", "gone"]), st.sampled_from([f"2026-12-0{day}" for day in range(1, 10)]), fields
)
period_sets: st.SearchStrategy[Fields] = st.fixed_dictionaries(
    {},
    optional={
        "staff": st.lists(st.sampled_from(["s1", "s2", "s3", "s4"]), unique=True),
        "end_date": st.sampled_from(["2026-12-03", "2026-12-09", "2026-11-01"]),
        "name": st.sampled_from(["x", None]),
        "status": st.sampled_from(["draft", "published", "closed", None]),
        "strategy": st.sampled_from([None, *StrategyName]),
    },
).filter(bool)
operations: st.SearchStrategy[Operation] = st.one_of(
    st.builds(CellUpdate, st.just(PERIOD), st.lists(edits, min_size=1, max_size=4).map(tuple), undo_group=st.sampled_from([None, "g"])),
    st.builds(EntityUpdate, st.just("period"), st.just(PERIOD), period_sets),
    st.builds(Undo, st.just("period"), st.just(PERIOD), st.booleans()),
    st.builds(Redo, st.just("period"), st.just(PERIOD), st.booleans()),
)
batches = st.lists(
    st.lists(st.tuples(operations, st.sampled_from(USERS), st.integers(0, 6)), min_size=1, max_size=4), min_size=1, max_size=8
)


def hash_from_nothing(state: DocumentState) -> int:
    cells = sum(field_hash("cell", f"{s}/{d}", name, f.value) for (s, d), found in state.cells.items() for name, f in found.items())
    entities = sum(field_hash(kind, key, name, f.value) for (kind, key), found in state.entities.items() for name, f in found.items())
    return (cells + entities) % MODULUS


@settings(max_examples=150, deadline=None)
@given(batches, st.sampled_from(StrategyName))
def test_DC2_DC4_old_state_plus_changes_is_the_new_state_with_the_same_snapshot_and_hash(
    rounds: list[list[tuple[Operation, str, int]]], strategy: StrategyName
) -> None:
    state = a_period()
    copies = {1: copy.deepcopy(state)}
    log: list[Change] = []
    undo = {UserId(user): UndoStacks() for user in USERS}
    serial = 0
    for batch in rounds:
        submissions = []
        for operation, user, lag in batch:
            serial += 1
            submissions.append(a_submission(operation, user=user, operation_id=str(serial), base=max(0, state.version - lag)))
        resolution = resolved(state, *submissions, view=a_view(strategy=strategy), undo=undo, evidence=NO_EVIDENCE)
        undo = dict(resolution.undo)
        log.extend(resolution.changes)
        made = [
            outcome.version
            for outcome in resolution.outcomes
            if isinstance(outcome, Applied | Merged)
            or (isinstance(outcome, Conflicted) and outcome.outcome == "merged" and not outcome.is_empty)
        ]
        assert made == [change.version for change in resolution.changes], "one version a done operation, in order"
        copies[state.version] = copy.deepcopy(state)

    assert [change.version for change in log] == list(range(2, state.version + 1))
    assert state.hash == hash_from_nothing(state)
    for version, old in copies.items():
        fold(old, (change for change in log if change.version > version))
        assert snapshot(old) == snapshot(state)
        assert (old.version, old.hash) == (state.version, state.hash)
