"""Two replicas and four clients in any interleaving: everyone ends with the log's fold and its hash [DC1, DC2, EN3]."""

from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from hub.clock import Clock
from hub.documents.apply import fold
from hub.documents.digest import MODULUS, field_hash
from hub.documents.record import Applied, Conflicted, Duplicate, Merged, Outcome, Refused, Submission
from hub.documents.state import DocumentState
from hub.sequencer.port import Live
from hub.store.memory import Document, MemoryDatabase
from hub.store.rows import operation_key
from shared.domain import StrategyName
from shared.operations import CellEdit, CellUpdate, ConflictResolve, EntityArchive, EntityCreate, EntityUpdate, Operation, Redo, Undo
from tests.support.sequencing import PERIOD, PERIOD_KEY, USERS, WORKSPACE, WORKSPACE_KEY, Ear, Replica, a_memory, a_submission
from tests.support.simulated_time import simulate

STAFF = ("s1", "s2", "s3")
SOME = "one of their own"
shifts = st.sampled_from(["D", "E", "L", "N", None])
cells = st.builds(
    CellEdit,
    st.sampled_from(STAFF),
    st.sampled_from(["2026-12-01", "2026-12-02"]),
    st.one_of(
        st.fixed_dictionaries({"shift": shifts}),
        st.fixed_dictionaries({"note": st.sampled_from(["x", "x y", "z x", None]), "locked": st.booleans()}),
    ),
)
period_edits: st.SearchStrategy[Operation] = st.one_of(
    st.builds(lambda edits: CellUpdate(PERIOD, tuple(edits)), st.lists(cells, min_size=1, max_size=3)),
    st.builds(lambda edit: CellUpdate(PERIOD, (edit,)), cells),
    st.builds(lambda strict: Undo("period", PERIOD, strict), st.booleans()),
    st.just(Redo("period", PERIOD)),
    st.builds(
        lambda choice, given: ConflictResolve(SOME, choice, given),
        st.sampled_from(["mine", "theirs", "custom"]),
        st.sampled_from([{"shift": "D"}, {"note": "q"}]),
    ),
    st.builds(
        lambda fields: EntityUpdate("period", PERIOD, fields),
        st.one_of(
            st.fixed_dictionaries({"staff": st.sampled_from([list(STAFF), ["s3", "s1"], ["s2"]])}),
            st.fixed_dictionaries({"strategy": st.sampled_from([*StrategyName, None])}),
            st.fixed_dictionaries({"end_date": st.sampled_from(["2026-12-01", "2026-12-03"])}),
            st.fixed_dictionaries({"status": st.sampled_from(["draft", "draft", "closed"])}),
        ),
    ),
)
workspace_edits: st.SearchStrategy[Operation] = st.one_of(
    st.builds(
        lambda name: EntityUpdate("staff", "s1", {"name": name, "position": name if name != "a" else None}), st.sampled_from(["a", "b"])
    ),
    st.sampled_from(
        [
            EntityCreate("shift_type", "t-N", {"code": "N"}),
            EntityArchive("shift_type", "t-L"),
            *(EntityUpdate("settings", WORKSPACE, {"strategy": strategy.value}) for strategy in StrategyName),
            EntityCreate("period", "p2", {"name": "Next", "start_date": "2027-01-01", "end_date": "2027-01-02", "staff": ["s1"]}),
            Undo("workspace"),
            Redo("workspace"),
        ]
    ),
)


@dataclass(frozen=True)
class Step:
    """One client's edit, at one replica, seen `lag` versions ago, `pause_ms` after the last; `again`: the same sent to the other too."""

    client: int
    replica: int
    operation: Operation
    lag: int | None
    pause_ms: int
    again: bool


steps = st.lists(
    st.builds(
        Step,
        client=st.integers(0, 3),
        replica=st.integers(0, 1),
        operation=st.one_of(period_edits, period_edits, workspace_edits),
        lag=st.one_of(st.none(), st.integers(0, 4)),
        pause_ms=st.sampled_from([0, 0, 0, 1, 1100]),
        again=st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=25,
)


async def play(clock: Clock, script: list[Step]) -> tuple[MemoryDatabase, list[Replica], list[tuple[Submission, Outcome]], list[Live]]:
    database = MemoryDatabase()
    store = a_memory(database)
    await store.found_workspace(WORKSPACE)
    replicas = [Replica(store, clock=clock), Replica(store, clock=clock)]
    (await replicas[0].founded()).release()
    lives = [{key.kind: await replica.sequencer.open(key) for key in (PERIOD_KEY, WORKSPACE_KEY)} for replica in replicas]
    answered: list[tuple[Submission, Outcome]] = []
    asked: list[tuple[Submission, Ear]] = []
    for number, step in enumerate(script):
        operation = _with_conflict(database, step)
        kind = "workspace" if operation in _workspace_alone or _is_of_workspace(operation) else "period"
        for index in (step.replica, 1 - step.replica) if step.again else (step.replica,):
            live = lives[index][kind]  # type: ignore[index]  # a kind
            base = None if step.lag is None else max(0, live.state.version - step.lag)
            ear = Ear()
            submission = a_submission(
                operation,
                ear=ear,
                user=USERS[step.client],
                client=f"c{step.client}",
                operation_id=str(number),
                base=base,
                retry=step.again,
            )
            asked.append((submission, ear))
            replicas[index].sequencer.submit(live, submission)
        if step.pause_ms:
            await clock.sleep(step.pause_ms / 1000)
    for submission, ear in asked:
        answered.append((submission, await ear.hears(submission.author.operation_id)))
    await clock.sleep(3)  # the poll brings everyone up
    for replica in replicas:
        await replica.sequencer.close()
    return database, replicas, answered, [live for of_replica in lives for live in of_replica.values()]


def _with_conflict(database: MemoryDatabase, step: Step) -> Operation:
    """Let a choice be about the oldest conflict that its client's user has pending, if there is one."""
    document = database.document(PERIOD_KEY)
    if not isinstance(step.operation, ConflictResolve) or document is None:
        return step.operation
    own = [conflict_id for user, conflict_id in document.conflicts if user == USERS[step.client]]
    return structs.replace(step.operation, conflict_id=own[0] if own else "none")


_workspace_alone = (Undo("workspace"), Redo("workspace"))


def _is_of_workspace(operation: Operation) -> bool:
    return isinstance(operation, EntityCreate | EntityArchive) or (isinstance(operation, EntityUpdate) and operation.kind != "period")


def fold_of(document: Document) -> DocumentState:
    state = DocumentState(document.document_id, document.key, document.epoch, 0, 0)
    fold(state, (entry.change for entry in document.log))
    return state


def values_of(state: Any) -> dict[tuple[str, str, str], Any]:
    """Every field that is neither null nor false."""
    found = {
        ("cell", f"{staff}/{date}", name): field.value for (staff, date), fields in state.cells.items() for name, field in fields.items()
    }
    found |= {
        (kind, entity_id, name): field.value for (kind, entity_id), fields in state.entities.items() for name, field in fields.items()
    }
    return {place: value for place, value in found.items() if value is not None and value is not False}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_every_replica_ends_with_the_fold_of_the_log(script: list[Step]) -> None:
    database, replicas, answered, lives = simulate(lambda clock: play(clock, script))

    for document in database.documents.values():
        assert [entry.change.version for entry in document.log] == list(range(1, document.version + 1))
        folded = fold_of(document)
        values = values_of(folded)
        assert values == values_of(document)
        computed = sum(field_hash(*place, value) for place, value in values.items()) % MODULUS  # type: ignore[arg-type, misc]  # kinds
        assert document.hash == folded.hash == computed
        for live in lives:
            if live.document_id == document.document_id:
                assert (live.state.version, live.state.hash, values_of(live.state)) == (document.version, document.hash, values)
    for replica in replicas:
        for key in (PERIOD_KEY, WORKSPACE_KEY):
            told = replica.listener.versions(key)
            assert told == list(range(told[0], told[0] + len(told))) if told else True
    logged = {
        (document.key.kind, operation_key(entry.change.author)): entry.change.version
        for document in database.documents.values()
        if document.key.id != "p2"
        for entry in document.log
    }
    assert len(logged) == sum(document.version for document in database.documents.values() if document.key.id != "p2")
    for submission, outcome in answered:
        places = [logged.get((kind, operation_key(submission.author))) for kind in ("period", "workspace")]
        if isinstance(outcome, Applied | Merged | Duplicate) or (
            isinstance(outcome, Conflicted) and outcome.outcome == "merged" and not outcome.is_empty
        ):
            assert outcome.version in places
    _check_conflicts(database, answered)


def _check_conflicts(database: MemoryDatabase, answered: list[tuple[Submission, Outcome]]) -> None:
    """What is pending was told so; and what was told so is pending, unless its author decided it [CF4]."""
    told = {
        (submission.author.user_id, outcome.conflict_id)
        for submission, outcome in answered
        if isinstance(outcome, Conflicted) and outcome.outcome == "pending"
    }
    decided = {
        (submission.author.user_id, submission.operation.conflict_id)
        for submission, outcome in answered
        if isinstance(submission.operation, ConflictResolve)
        and (not isinstance(outcome, Refused | Conflicted) or (isinstance(outcome, Conflicted) and outcome.outcome == "merged"))
    }
    rows = {key for document in database.documents.values() for key in document.conflicts}
    assert told - decided <= rows <= told
