"""One operation on its way to the log."""

from hub.documents.record import OperationKey, Outcome, Submission


class Pending:
    """From its submission until it is settled; moved by the sequencer only.

    `deadline`: when its origin is told `unavailable` (monotonic). `lookup`: it may be in the log already. `was_sent`: a commit of it was
    cut off, so what the log holds of it is its first outcome; `sent_versions`: what it would have become there, or `sent_as`: its fate, if
    it made no version.
    `was_read_for`: the log was read on its account. `lacks_evidence`: it can't be judged by what is in memory. `is_suspect`: it is
    committed alone; `is_guilty`: even so the database, or our code, failed on it. `repeats`: the same operation submitted again meanwhile;
    they hear what it becomes. `rights`: what its author may by now, newer than the submission's where they changed on the way.
    """

    __slots__ = (
        "deadline",
        "is_answered",
        "is_guilty",
        "is_settled",
        "is_suspect",
        "key",
        "lacks_evidence",
        "lookup",
        "repeats",
        "rights",
        "sent_as",
        "sent_versions",
        "submission",
        "was_read_for",
        "was_sent",
    )

    def __init__(self, submission: Submission, key: OperationKey, deadline: float) -> None:
        self.submission = submission
        self.rights = submission.rights
        self.key = key
        self.deadline = deadline
        self.lookup = submission.maybe_repeat
        self.was_sent = False
        self.sent_as: Outcome | None = None
        self.sent_versions: tuple[int, ...] = ()
        self.was_read_for = False
        self.lacks_evidence = False
        self.is_suspect = False
        self.is_guilty = False
        self.is_answered = False
        self.is_settled = False
        self.repeats: list[Pending] | None = None


def key_of(submission: Submission) -> OperationKey:
    """Return by what the log knows a submission [EN3]."""
    author = submission.author
    return OperationKey(author.user_id, author.client_id, author.operation_id)
