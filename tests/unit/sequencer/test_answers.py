"""What is said about operations, case by case."""

import pytest

from hub.documents.record import Applied, Conflicted, Duplicate, Merged, Outcome, Refused, Unchanged
from hub.sequencer.answers import answers_to, as_repeated, logged_of, outcome_of, with_silent
from hub.sequencer.pending import Pending, key_of
from hub.store.port import Logged
from shared.domain import StrategyName
from shared.protocol.errors import InternalError
from tests.support.sequencing import a_cell, a_submission

LWW = StrategyName.LAST_WRITER_WINS
REFUSED = Refused(InternalError())


def pending(*, sent: bool = False, sent_as: Outcome | None = None, sent_versions: tuple[int, ...] = ()) -> Pending:
    submission = a_submission(a_cell())
    made = Pending(submission, key_of(submission), 0.0)
    made.was_sent, made.sent_as, made.sent_versions = sent, sent_as, sent_versions
    return made


@pytest.mark.parametrize(
    ("outcome", "repeated", "logged"),
    [
        (Applied(7), Duplicate(7, "applied"), Logged(7, "applied")),
        (Merged(7), Duplicate(7, "merged"), Logged(7, "merged")),
        (Conflicted("merged", LWW, 7, ()), Duplicate(7, "merged"), Logged(7, "merged")),
        (Conflicted("merged", LWW, 7, (), is_empty=True), Conflicted("merged", LWW, 7, (), is_empty=True), None),
        (Conflicted("rejected", LWW, 7, ()), Conflicted("rejected", LWW, 7, ()), None),
        (Unchanged(7), Unchanged(7), None),
        (REFUSED, REFUSED, None),
    ],
)
def test_EN3_what_a_repeat_is_told_by_the_first_outcome(outcome: Outcome, repeated: Outcome, logged: Logged | None) -> None:
    assert as_repeated(outcome) == repeated
    assert logged_of(outcome) == logged


def test_what_the_log_holds_is_the_first_answer_of_an_operation_whose_commit_was_cut_off_and_a_repeats_otherwise() -> None:
    assert outcome_of(pending(sent=True), Logged(3, "applied")) == Applied(3)
    assert outcome_of(pending(sent=True), Logged(3, "merged")) == Merged(3)
    assert outcome_of(pending(), Logged(3, "applied")) == Duplicate(3, "applied")
    assert outcome_of(pending(sent=True, sent_versions=(5,)), Logged(3, "applied")) == Duplicate(3, "applied")


def test_AN1_everyone_who_waits_is_answered_once() -> None:
    first, repeat, given_up = pending(), pending(), pending()
    first.repeats = [repeat, given_up]
    given_up.is_answered = True
    assert list(answers_to(first, Applied(2))) == [(first.submission, Applied(2)), (repeat.submission, Duplicate(2, "applied"))]
    assert list(answers_to(first, Applied(2))) == []


def test_what_made_no_version_in_a_commit_that_landed_is_decided_with_it() -> None:
    silent, later = pending(sent=True, sent_as=Unchanged(1)), pending(sent=True, sent_as=Unchanged(2))
    done = pending(sent=True, sent_versions=(2,))
    assert with_silent([silent, done, later], {done: Applied(2)}) == {silent: Unchanged(1), done: Applied(2)}


def test_what_another_replica_committed_decides_nothing_else() -> None:
    silent, elsewhere = pending(sent=True, sent_as=Unchanged(1)), pending()
    assert with_silent([silent, elsewhere], {elsewhere: Duplicate(2, "applied")}) == {elsewhere: Duplicate(2, "applied")}


def test_what_another_replica_committed_while_our_commit_was_cut_off_decides_nothing_else() -> None:
    silent, elsewhere = pending(sent=True, sent_as=Unchanged(24)), pending(sent=True, sent_versions=(25,))
    assert with_silent([silent, elsewhere], {elsewhere: Duplicate(19, "applied")}) == {elsewhere: Duplicate(19, "applied")}
