"""What is said about operations once their fate is known: pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from hub.documents.record import Applied, Conflicted, Duplicate, Merged, Outcome, Refused, Submission, Unchanged
from hub.sequencer.pending import Pending
from hub.sequencer.port import Told
from hub.store.port import Logged

Answer = tuple[Submission, Outcome]


def answers_to(pending: Pending, outcome: Outcome) -> Iterator[Answer]:
    """Settle `pending`, and yield what everyone who still waits for it is told; who was told `unavailable` hears no more."""
    pending.is_settled = True
    if not pending.is_answered:
        pending.is_answered = True
        yield pending.submission, outcome
    for repeat in pending.repeats or ():
        yield from answers_to(repeat, as_repeated(outcome))


def as_repeated(outcome: Outcome) -> Outcome:
    """Return what a repeat is told of an operation whose first outcome is `outcome` [EN3]; what made no version is simply said again."""
    match outcome:
        case Applied(version=version):
            return Duplicate(version, "applied")
        case Merged(version=version) | Conflicted(outcome="merged", version=version, is_empty=False):
            return Duplicate(version, "merged")
        case Unchanged() | Duplicate() | Conflicted() | Refused():
            return outcome
        case _:
            assert_never(outcome)


def logged_of(outcome: Outcome) -> Logged | None:
    """Return how the log holds an operation with this outcome; None where it made no version."""
    match as_repeated(outcome):
        case Duplicate(version=version, original=original):
            return Logged(version, original)
        case _:
            return None


def outcome_of(pending: Pending, logged: Logged) -> Outcome:
    """Return the outcome of an operation that was found in the log.

    When a commit of ours was cut off and landed this is its first answer, not a repeat's: its author did nothing twice.
    """
    if not pending.was_sent or (pending.sent_versions and logged.version not in pending.sent_versions):
        return Duplicate(logged.version, logged.outcome)
    return Merged(logged.version) if logged.outcome == "merged" else Applied(logged.version)


def with_silent(queue: Iterable[Pending], found: Mapping[Pending, Outcome]) -> dict[Pending, Outcome]:
    """Return what was found in the log of a queue, and what was decided with it without a trace there.

    A batch is the front of its queue: when a commit that was cut off turns out to be in the log, all that lay before its operations was
    decided by it too. What made no version must not be resolved once more, on top of later operations of its own author. An operation that
    stands there as another version than ours would have made was committed by another replica, and says nothing of our commit.
    """
    decided = dict(found)
    before: list[Pending] = []
    for pending in queue:
        if pending in found and _version_of(found[pending]) in pending.sent_versions:
            decided.update({earlier: earlier.sent_as for earlier in before if earlier.sent_as is not None})
            before.clear()
        elif pending not in found:
            before.append(pending)
    return decided


def _version_of(outcome: Outcome) -> int | None:
    logged = logged_of(outcome)
    return None if logged is None else logged.version


def tell_origins(tolds: Sequence[Told]) -> None:
    """Answer every origin: the teller of a sequencer that nobody listens to otherwise."""
    for told in tolds:
        for submission, outcome in told.answers:
            submission.origin.answer(submission, outcome)


def refused(pendings: Iterable[Pending], outcome: Refused) -> list[Answer]:
    """Settle all of `pendings` with one refusal."""
    return [answer for pending in pendings for answer in answers_to(pending, outcome)]
