"""Error codes, each a type whose docstring's first line is its default text."""

from typing import Any, ClassVar, Literal

ErrorCode = Literal[
    "bad_message", "unknown_type", "validation_failed", "too_large", "internal", "forbidden", "not_found", "rate_limited", "overloaded",
    "unavailable", "version_ahead", "too_old", "period_closed", "nothing_to_undo", "solver_busy", "solver_unavailable", "run_not_found",
    "auth_expiring", "unauthenticated", "conflict",
]  # fmt: skip
"""`unauthenticated` and `conflict` are spoken over HTTP only (401, 409)."""


class RosterhubError(Exception):
    """Something went wrong."""

    code: ClassVar[ErrorCode] = "internal"
    temporary: ClassVar[bool] = False
    """Whether the same request may succeed later."""
    http_status: ClassVar[int] = 500

    def __init__(self, message: str | None = None, *, details: dict[str, Any] | None = None, retry_after_ms: int | None = None) -> None:
        """Take `message` (default: the docstring's first line), `details` that name the field, and when to try again."""
        self.message = message or (type(self).__doc__ or "").partition("\n")[0]
        self.details = details
        self.retry_after_ms = retry_after_ms
        super().__init__(self.message)


class BadMessageError(RosterhubError):
    """The message can't be read."""

    code = "bad_message"
    http_status = 400


class UnknownTypeError(RosterhubError):
    """There is no message of this type."""

    code = "unknown_type"
    http_status = 400


class ValidationFailedError(RosterhubError):
    """A field doesn't hold what it must."""

    code = "validation_failed"
    http_status = 422


class TooLargeError(RosterhubError):
    """This is larger than what is taken."""

    code = "too_large"
    http_status = 413


class InternalError(RosterhubError):
    """A fault of ours; nothing was applied."""

    code = "internal"
    http_status = 500


class UnauthenticatedError(RosterhubError):
    """Sign in first."""

    code = "unauthenticated"
    http_status = 401


class ForbiddenError(RosterhubError):
    """You may not do this."""

    code = "forbidden"
    http_status = 403


class NotFoundError(RosterhubError):
    """There is no such thing that you may see."""

    code = "not_found"
    http_status = 404


class ConflictError(RosterhubError):
    """It stands differently by now."""

    code = "conflict"
    http_status = 409


class RateLimitedError(RosterhubError):
    """Too many in too short a time; nothing was applied."""

    code = "rate_limited"
    temporary = True
    http_status = 429


class OverloadedError(RosterhubError):
    """The hub is busy; nothing was applied."""

    code = "overloaded"
    temporary = True
    http_status = 503


class UnavailableError(RosterhubError):
    """The database can't be reached or its answer was lost: this may have been applied. Send it again with the same id and base."""

    code = "unavailable"
    temporary = True
    http_status = 503


class VersionAheadError(RosterhubError):
    """The base is newer than the document's version."""

    code = "version_ahead"
    http_status = 409


class TooOldError(RosterhubError):
    """It is too old to be known."""

    code = "too_old"
    http_status = 409


class PeriodClosedError(RosterhubError):
    """The period is closed."""

    code = "period_closed"
    http_status = 409


class NothingToUndoError(RosterhubError):
    """There is nothing to undo or to redo."""

    code = "nothing_to_undo"
    http_status = 409


class SolverBusyError(RosterhubError):
    """The period is being solved already, or the solver's queue is full."""

    code = "solver_busy"
    temporary = True
    http_status = 409


class SolverUnavailableError(RosterhubError):
    """The solver can't be reached. Editing works."""

    code = "solver_unavailable"
    temporary = True
    http_status = 503


class RunNotFoundError(RosterhubError):
    """There is no such run."""

    code = "run_not_found"
    http_status = 404


class AuthExpiringError(RosterhubError):
    """The token expires soon."""

    code = "auth_expiring"
    temporary = True
    http_status = 401


def _subclasses(of: type[RosterhubError]) -> list[type[RosterhubError]]:
    return [found for child in of.__subclasses__() for found in (child, *_subclasses(child))]


def error_types() -> dict[str, type[RosterhubError]]:
    """Return every error type by its code."""
    found = reversed(_subclasses(RosterhubError))  # parents last: a code names the widest type that has it
    return {error.code: error for error in found}
