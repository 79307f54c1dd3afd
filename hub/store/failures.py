"""What a driver's error says about the commit that met it."""

import asyncpg

from hub.store.port import NothingWrittenError, OutcomeUnknownError, PoisonError

CommitError = NothingWrittenError | OutcomeUnknownError | PoisonError

DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError, EOFError)
"""All that asyncpg raises when a statement or a connection fails."""
PASSING = ("25006", "26", "40", "53", "55", "57", "58")
"""SQLSTATEs that another try may not meet: a standby, a statement forgotten by a pooler, a lost race, resources, locks, operator, disk."""
MENDABLE = ("0A", "28", "3D", "3F", "42")
"""SQLSTATEs of a schema, a role or a right that isn't what this program's statements want: no operation's fault, so none pays for it.

What an operation brings travels in parameters. It can only meet data exceptions (22), constraints (23), limits (54), a trigger's word (P0),
or a fault of the server that comes with these rows (XX): those are hunted down.
"""
SILENT = ("08", "40003")
"""SQLSTATEs that say nothing about the transaction (asyncpg makes up 08003 when the connection breaks)."""


def commit_error(error: Exception, *, sent: bool) -> CommitError:
    """Say what `error` means for a commit. Pure; `sent`: whether a byte of the statement may have reached the server.

    The server's ERROR is an answer: the transaction was rolled back. Silence is none, nor is FATAL: whatever ended the connection, or our
    patience, may have done so between the flush and the answer.
    """
    words = f"{type(error).__name__}: {error}"
    if not sent:
        return NothingWrittenError(words)
    match error:
        case asyncpg.PostgresError(sqlstate=str(state)):
            if _ended_connection(error) or state.startswith(SILENT):
                return OutcomeUnknownError(words)
            return NothingWrittenError(words) if state.startswith(PASSING + MENDABLE) else PoisonError(words)
        case asyncpg.InterfaceError() if isinstance(error, ValueError):  # a value that the driver can't encode: nothing left this process
            return PoisonError(words)
        case _:
            return OutcomeUnknownError(words)


def leaves_connection(error: Exception) -> bool:
    """Say whether the connection that met `error` is as good as before: the server answered, and asks for nothing but another statement."""
    if isinstance(commit_error(error, sent=True), OutcomeUnknownError) or not isinstance(error, asyncpg.PostgresError):
        return False
    return str(error.sqlstate).startswith(("22", "23", "40", "55", "57014"))


def read_error(error: Exception) -> NothingWrittenError | None:
    """Say whether a read failed because the database can't be reached; None: the read itself is wrong."""
    if str(getattr(error, "sqlstate", "")).startswith(MENDABLE):
        return None
    match commit_error(error, sent=True):
        case PoisonError():
            return None
        case other:
            return NothingWrittenError(str(other))


def _ended_connection(error: asyncpg.PostgresError) -> bool:
    """Whether the server ended the connection with it; `severity` alone is in the language of the server's messages."""
    severity = getattr(error, "severity_en", None) or getattr(error, "severity", None)
    return severity in {"FATAL", "PANIC"}
