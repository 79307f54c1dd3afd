"""The four strategies, case by case: what becomes of each field, and what its author hears [CF2]."""

from typing import Any

import pytest

from hub.documents.judging import MERGES_MAX, PENDING_MAX, conflict_id_of, document_of
from hub.documents.past import Past
from hub.documents.record import Applied, Conflicted, Evidence, Merged, Outcome, Unchanged
from hub.documents.state import DocumentState
from shared.domain import StrategyName
from shared.entities import Fields
from shared.operations import EntityUpdate, Operation
from tests.support.documents import NO_EVIDENCE, PERIOD, WORKSPACE, a_period, a_submission, a_view, a_workspace, cells, resolved

LAST, FIRST, MERGE, CHOICE = StrategyName
ICU, ER, OR = {"name": "ICU"}, {"name": "ER"}, {"name": "OR"}


def told(outcome: Outcome) -> str:
    """An outcome in a word, as the wire has it."""
    match outcome:
        case Conflicted(outcome=word):
            return f"CONFLICT {word}"
        case _:
            return f"ACK {type(outcome).__name__.lower()}"


def cell_of(state: DocumentState) -> Fields:
    return {name: field.value for name, field in state.cells.get(("s1", "2026-12-01"), {}).items()}


@pytest.mark.parametrize(
    ("strategy", "outcome", "stands"),
    [
        (LAST, "ACK applied", {"shift": "L", "note": "Bring the keys"}),
        (FIRST, "CONFLICT rejected", {"shift": "E", "note": "Bring keys at 8"}),
        (MERGE, "CONFLICT merged", {"shift": "E", "note": "Bring the keys at 8"}),
        (CHOICE, "CONFLICT pending", {"shift": "E", "note": "Bring keys at 8"}),
    ],
)
def test_CF2_two_people_edit_one_cell(strategy: StrategyName, outcome: str, stands: Fields) -> None:
    state, view = a_period(), a_view(strategy=strategy)
    resolved(state, a_submission(cells(("s1", "01", {"shift": "D", "note": "Bring keys"})), user="u3", operation_id="0"), view=view)
    theirs = a_submission(cells(("s1", "01", {"shift": "E", "note": "Bring keys at 8"})), operation_id="theirs", base=2)
    resolved(state, theirs, view=view)

    mine = a_submission(cells(("s1", "01", {"shift": "L", "note": "Bring the keys"})), user="u2", operation_id="mine", base=2)
    (found,) = resolved(state, mine, view=view, evidence=NO_EVIDENCE).outcomes

    assert told(found) == outcome
    assert cell_of(state) == stands


@pytest.mark.parametrize(
    ("strategy", "outcome", "stands"),
    [
        (LAST, "ACK applied", {"name": "Ana Lee", "position": "Nurse", "skills": [ICU, OR]}),
        (FIRST, "CONFLICT rejected", {"name": "Ana", "position": "Lead", "skills": [ICU, ER]}),
        (MERGE, "CONFLICT merged", {"name": "Ana Lee", "position": "Lead", "skills": [ICU, ER, OR]}),
        (CHOICE, "CONFLICT pending", {"name": "Ana", "position": "Lead", "skills": [ICU, ER]}),
    ],
)
def test_CF2_two_people_edit_one_staff_member(strategy: StrategyName, outcome: str, stands: Fields) -> None:
    state = a_workspace()
    resolved(state, a_submission(EntityUpdate("staff", "s1", {"skills": [ICU]}), user="u3", operation_id="0"))
    batch = (
        a_submission(EntityUpdate("settings", WORKSPACE, {"strategy": strategy.value}), user="u3", operation_id="1"),
        a_submission(EntityUpdate("staff", "s1", {"position": "Lead", "skills": [ICU, ER]}), operation_id="theirs", base=2),
        a_submission(
            EntityUpdate("staff", "s1", {"name": "Ana Lee", "position": "Nurse", "skills": [ICU, OR]}),
            user="u2",
            operation_id="mine",
            base=2,
        ),
    )
    *_, found = resolved(state, *batch, evidence=NO_EVIDENCE).outcomes

    assert told(found) == outcome
    assert {name: state.entities["staff", "s1"][name].value for name in stands} == stands


@pytest.mark.parametrize("strategy", list(StrategyName))
def test_CF1_the_strategy_of_this_point_of_the_batch_holds(strategy: StrategyName) -> None:
    state = a_period()
    batch = [
        a_submission(cells(("s1", "01", {"shift": "E"})), user="u1", operation_id="theirs", base=1),
        a_submission(EntityUpdate("period", PERIOD, {"strategy": strategy.value}), user="u3", operation_id="now"),
        a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", operation_id="mine", base=1),
    ]
    outcomes = resolved(state, *batch, evidence=NO_EVIDENCE).outcomes
    expected = {LAST: "ACK applied", FIRST: "CONFLICT rejected", MERGE: "CONFLICT merged", CHOICE: "CONFLICT pending"}
    assert told(outcomes[2]) == expected[strategy]


@pytest.mark.parametrize("strategy", [LAST, FIRST, MERGE, CHOICE])
def test_CF3_the_base_is_what_the_author_saw_also_when_the_field_changed_twice_since(strategy: StrategyName) -> None:
    state, view = a_period(), a_view(strategy=strategy)
    for number, shift in enumerate(("D", "E", "X")):
        resolved(state, a_submission(cells(("s1", "01", {"shift": shift})), operation_id=str(number)), view=view)

    mine = a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", operation_id="mine", base=2)
    (found,) = resolved(state, mine, view=view, evidence=NO_EVIDENCE).outcomes

    (field,) = found.overwritten[0].fields if isinstance(found, Applied) else found.fields  # type: ignore[union-attr]  # a conflict
    assert field.base == "D"


@pytest.mark.parametrize(
    ("kind", "theirs", "mine", "outcome", "stands"),
    [
        ("note", {"note": "b"}, {"note": "c"}, "CONFLICT merged", {"note": "b"}),  # base null
        ("locked", {"locked": True}, {"locked": False, "note": "n"}, "CONFLICT merged", {"locked": True, "note": "n"}),
        ("shift", {"shift": "E"}, {"shift": "X"}, "CONFLICT merged", {"shift": "E"}),
    ],
)
def test_CF6_what_is_never_merged_stands_and_is_listed(kind: str, theirs: Fields, mine: Fields, outcome: str, stands: Fields) -> None:
    state, view = a_period(), a_view(strategy=MERGE)
    resolved(state, a_submission(cells(("s1", "01", theirs)), operation_id="theirs", base=1), view=view)
    (found,) = resolved(state, a_submission(cells(("s1", "01", mine)), user="u2", base=1), view=view).outcomes
    assert told(found) == outcome
    assert isinstance(found, Conflicted)
    assert [field.field for field in found.fields] == [kind]
    assert cell_of(state) == stands


def test_CF2_a_merge_of_which_nothing_is_left_makes_no_version() -> None:
    state, view = a_period(), a_view(strategy=MERGE)
    resolved(state, a_submission(cells(("s1", "01", {"shift": "E"})), operation_id="theirs", base=1), view=view)
    resolution = resolved(state, a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", base=1), view=view)
    assert resolution.changes == ()
    assert (resolution.outcomes[0].version, resolution.outcomes[0].is_empty) == (2, True)  # type: ignore[union-attr]  # a conflict


def test_CF2_all_that_could_be_merged_is_an_ack() -> None:
    state, view = a_period(), a_view(strategy=MERGE)
    for number, note in enumerate(("Bring keys", "Bring keys at 8")):
        resolved(state, a_submission(cells(("s1", "01", {"note": note})), operation_id=str(number), base=number + 1), view=view)
    resolution = resolved(state, a_submission(cells(("s1", "01", {"note": "Bring the keys"})), user="u2", base=2), view=view)
    assert resolution.outcomes == (Merged(4),)
    assert resolution.changes[0].outcome == "merged"


def test_CF2_a_merge_that_brings_nothing_new_is_unchanged() -> None:
    state, view = a_period(), a_view(strategy=MERGE)
    for number, note in enumerate(("a", "a b c")):
        resolved(state, a_submission(cells(("s1", "01", {"note": note})), user="u1", operation_id=str(number)), view=view)
    own = cells(("s1", "01", {"note": "a"}))  # asked for what stood before
    assert resolved(state, a_submission(own, user="u2", base=2), view=view).outcomes == (Unchanged(3),)


def test_two_managers_add_people_to_a_period_at_the_same_time() -> None:
    state, view = a_period(staff=["s1"]), a_view(strategy=MERGE)
    one = a_submission(EntityUpdate("period", PERIOD, {"staff": ["s1", "s2"]}), user="u1", base=1)
    two = a_submission(EntityUpdate("period", PERIOD, {"staff": ["s3", "s1"]}), user="u2", base=1)
    outcomes = resolved(state, one, two, view=view).outcomes
    assert outcomes == (Applied(2), Merged(3))
    assert state.entities["period", PERIOD]["staff"].value == ["s1", "s2", "s3"]


def test_a_merge_whose_rest_does_not_fit_what_stands_is_rejected() -> None:
    state, view = a_period(), a_view(strategy=MERGE)
    resolved(state, a_submission(EntityUpdate("period", PERIOD, {"end_date": "2026-12-03"}), user="u1", base=1), view=view)
    later = EntityUpdate("period", PERIOD, {"start_date": "2026-12-05", "end_date": "2026-12-09"})
    (found,) = resolved(state, a_submission(later, user="u2", base=1), view=view).outcomes
    assert told(found) == "CONFLICT rejected"
    assert state.version == 2


def conflicting(state: DocumentState, strategy: StrategyName, operation_id: str = "mine") -> Any:
    """Two edits of one cell, the second one not applied yet."""
    resolved(state, a_submission(cells(("s1", "01", {"shift": "E"})), operation_id="theirs", base=1), view=a_view(strategy=strategy))
    return a_submission(cells(("s1", "01", {"shift": "L"}), ("s2", "01", {"shift": "L"})), user="u2", operation_id=operation_id, base=1)


def test_CF4_nothing_of_a_kept_operation_is_applied_and_it_bears_the_same_id_however_often_it_is_judged() -> None:
    state, view = a_period(), a_view(strategy=CHOICE)
    mine = conflicting(state, CHOICE)
    first, again = (resolved(state, mine, view=view, evidence=NO_EVIDENCE) for _ in range(2))
    assert first.changes == ()
    assert first.conflicts == again.conflicts
    (kept,) = first.conflicts
    assert (kept.type, kept.base, [field.id for field in kept.fields]) == ("CELL_UPDATE", 1, ["s1/2026-12-01"])
    assert first.outcomes[0].conflict_id == kept.id == conflict_id_of(state.document_id, mine.author)  # type: ignore[union-attr]
    assert document_of(kept.id) == state.document_id
    assert len(kept.id) <= 64


@pytest.mark.parametrize("made_up", ["", "x", "-", "1", "zz-" + "0" * 32, "f" * 16 + "-" + "0" * 32, "1-" + "0" * 31, "\uff11-" + "0" * 32])
def test_an_id_that_is_not_ours_names_no_document(made_up: str) -> None:
    assert document_of(made_up) is None


def test_CF4_one_more_than_a_user_may_have_pending_is_rejected() -> None:
    state, view = a_period(), a_view(strategy=CHOICE)
    mine = conflicting(state, CHOICE)
    (found,) = resolved(state, mine, view=view, evidence=Evidence({}, PENDING_MAX)).outcomes
    assert told(found) == "CONFLICT rejected"
    one, two = (conflicting(a_period(), CHOICE, operation_id) for operation_id in ("1", "2"))
    outcomes = resolved(state, one, two, view=view, evidence=Evidence({}, PENDING_MAX - 1)).outcomes
    assert [told(outcome) for outcome in outcomes] == ["CONFLICT pending", "CONFLICT rejected"]


@pytest.mark.parametrize(("strategy", "field"), [(CHOICE, {"shift": "L"}), (MERGE, {"note": "L"})])
def test_what_cannot_be_judged_without_evidence_ends_the_batch_and_writes_nothing(strategy: StrategyName, field: Fields) -> None:
    state, view = a_period(), a_view(strategy=strategy)
    name = next(iter(field))
    resolved(state, a_submission(cells(("s1", "01", {name: "E"})), operation_id="theirs", base=1), view=view)
    state.past = Past()  # as after a load
    before = a_submission(cells(("s3", "01", {"shift": "D"})), user="u3", operation_id="before")
    mine = a_submission(cells(("s1", "01", field), ("s2", "01", field)), user="u2", operation_id="mine", base=1)
    after = a_submission(cells(("s3", "02", {"shift": "D"})), user="u3", operation_id="after")

    resolution = resolved(state, before, mine, after, view=view)

    assert resolution.outcomes == (Applied(3),)
    assert [cell.staff_id for change in resolution.changes for cell in change.effect.cells] == ["s3"]


def test_a_base_that_nobody_knows_any_more_is_not_merged() -> None:
    state, view = a_period(), a_view(strategy=MERGE)
    resolved(state, a_submission(cells(("s1", "01", {"note": "a b"})), operation_id="theirs", base=1), view=view)
    state.past = Past()  # as after a load
    mine = a_submission(cells(("s1", "01", {"note": "a c"})), user="u2", base=1)
    (found,) = resolved(state, mine, view=view, evidence=NO_EVIDENCE).outcomes
    assert told(found) == "CONFLICT merged"
    known = Evidence({("cell", "s1/2026-12-01", "note"): "a"}, 0)
    state.past = Past()
    (found,) = resolved(
        state, a_submission(cells(("s1", "01", {"note": "z a"})), user="u2", operation_id="2", base=1), view=view, evidence=known
    ).outcomes
    assert told(found) == "ACK merged"


def test_a_set_whose_base_nobody_knows_any_more_is_not_merged_either() -> None:
    state, view = a_period(staff=["s1", "s2"]), a_view(strategy=MERGE)
    resolved(state, a_submission(EntityUpdate("period", PERIOD, {"staff": ["s1"]}), operation_id="theirs", base=1), view=view)
    state.past = Past()
    mine = a_submission(EntityUpdate("period", PERIOD, {"staff": ["s1", "s2", "s3"]}), user="u2", base=1)
    (found,) = resolved(state, mine, view=view, evidence=NO_EVIDENCE).outcomes
    assert told(found) == "CONFLICT merged"
    assert state.entities["period", PERIOD]["staff"].value == ["s1"], "s2 was taken out"


def test_an_operation_merges_a_bounded_number_of_fields() -> None:
    state, view = a_period(staff=[f"s{n}" for n in range(60)]), a_view(strategy=MERGE)
    for number, note in enumerate(("a", "a b")):
        edit = cells(*((f"s{n}", "01", {"note": note}) for n in range(60)))
        resolved(state, a_submission(edit, operation_id=str(number)), view=view)
    mine = cells(*((f"s{n}", "01", {"note": "z a"}) for n in range(60)))
    (found,) = resolved(state, a_submission(mine, user="u2", base=2), view=view).outcomes
    assert isinstance(found, Conflicted)
    assert len(found.fields) == 60 - MERGES_MAX


@pytest.mark.parametrize("strategy", list(StrategyName))
@pytest.mark.parametrize(
    ("operation", "archived", "reason"),
    [(cells(("s9", "01", {"shift": "E"})), [], "not_in_period"), (cells(("s1", "01", {"shift": "E"})), [PERIOD], "archived")],
)
def test_CF5_under_every_strategy(strategy: StrategyName, operation: Operation, archived: list[str], reason: str) -> None:
    (found,) = resolved(a_period(), a_submission(operation, base=1), view=a_view(strategy=strategy, archived=archived)).outcomes
    assert isinstance(found, Conflicted)
    assert (found.outcome, found.reason) == ("rejected", reason)
