"""What a driver's error says about the commit that met it: one table."""

import ssl

import asyncpg
import pytest

from hub.store.failures import DRIVER_ERRORS, commit_error, leaves_connection, read_error
from hub.store.port import NothingWrittenError, OutcomeUnknownError, PoisonError


def server_error(state: str, severity: str = "ERROR", *, translated: str | None = None) -> asyncpg.PostgresError:
    error = asyncpg.PostgresError.new({"S": translated or severity, "V": severity, "C": state, "M": "words"})
    assert isinstance(error, asyncpg.PostgresError)
    return error


ENCODING = type("ClientDataError", (asyncpg.InterfaceError, ValueError), {})("invalid input for query argument $3")
GONE = asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

TABLE = [
    # Surely nothing was written: the server said ERROR, and another try may not meet it.
    ("a deadlock", server_error("40P01"), NothingWrittenError),
    ("a serialization failure", server_error("40001"), NothingWrittenError),
    ("a rollback of the transaction", server_error("40000"), NothingWrittenError),
    ("a lock timeout", server_error("55P03"), NothingWrittenError),
    ("an object in use", server_error("55006"), NothingWrittenError),
    ("a statement timeout or a cancel", server_error("57014"), NothingWrittenError),
    ("insufficient resources", server_error("53000"), NothingWrittenError),
    ("a full disk", server_error("53100"), NothingWrittenError),
    ("no memory", server_error("53200"), NothingWrittenError),
    ("no place for another connection", server_error("53300"), NothingWrittenError),
    ("a limit of the configuration", server_error("53400"), NothingWrittenError),
    ("an operator's doing", server_error("57000"), NothingWrittenError),
    ("a system error", server_error("58000"), NothingWrittenError),
    ("an i/o error", server_error("58030"), NothingWrittenError),
    ("a missing file", server_error("58P01"), NothingWrittenError),
    ("a server that became a standby, or isn't promoted yet", server_error("25006"), NothingWrittenError),
    ("a statement that a pooler forgot", server_error("26000"), NothingWrittenError),
    # Nor here: the schema, a role or a right isn't what the statement wants, and no operation can help it.
    ("a missing right of the role", server_error("42501"), NothingWrittenError),
    ("a missing table", server_error("42P01"), NothingWrittenError),
    ("a missing column", server_error("42703"), NothingWrittenError),
    ("a plan of an older schema", server_error("0A000"), NothingWrittenError),
    ("a missing schema", server_error("3F000"), NothingWrittenError),
    # It may be there: the connection ended, or there was silence.
    ("a transaction timeout, which ends the connection", server_error("25P04", "FATAL"), OutcomeUnknownError),
    ("an idle transaction, ended", server_error("25P03", "FATAL"), OutcomeUnknownError),
    ("a server that shuts down, or an administrator who ends the session", server_error("57P01", "FATAL"), OutcomeUnknownError),
    ("the same in another language", server_error("57P01", "FATAL", translated="ВАЖНО"), OutcomeUnknownError),
    ("a server that crashed", server_error("57P02", "FATAL"), OutcomeUnknownError),
    ("a server that starts", server_error("57P03", "FATAL"), OutcomeUnknownError),
    ("a database that was dropped", server_error("57P04", "FATAL"), OutcomeUnknownError),
    ("a full disk under the log", server_error("53100", "PANIC"), OutcomeUnknownError),
    ("a server in panic", server_error("XX000", "PANIC"), OutcomeUnknownError),
    ("a completion that the server doesn't know", server_error("40003"), OutcomeUnknownError),
    ("a connection failure", server_error("08006"), OutcomeUnknownError),
    ("a resolution that nobody knows", server_error("08007"), OutcomeUnknownError),
    ("a protocol violation", server_error("08P01"), OutcomeUnknownError),
    ("a broken connection", GONE, OutcomeUnknownError),
    ("a reset", ConnectionResetError(), OutcomeUnknownError),
    ("a broken pipe", BrokenPipeError(), OutcomeUnknownError),
    ("an end in the middle", EOFError(), OutcomeUnknownError),
    ("an unreachable host", OSError(113, "No route to host"), OutcomeUnknownError),
    ("a broken TLS connection", ssl.SSLError(1, "decryption failed or bad record mac"), OutcomeUnknownError),
    ("silence", TimeoutError(), OutcomeUnknownError),
    ("a driver that lost its way", asyncpg.InternalClientError("got result for unknown protocol state 3"), OutcomeUnknownError),
    ("a driver that can't read the answer", asyncpg.exceptions.ProtocolError("unexpected end of message"), OutcomeUnknownError),
    ("a connection that was closed meanwhile", asyncpg.InterfaceError("the underlying connection is closed"), OutcomeUnknownError),
    ("a connection with something else under way", asyncpg.InterfaceError("another operation is in progress"), OutcomeUnknownError),
    # It is refused, and would be again: something in there is poison.
    ("bad text", server_error("22021"), PoisonError),
    ("a bad date", server_error("22007"), PoisonError),
    ("a number out of range", server_error("22003"), PoisonError),
    ("a unique violation", server_error("23505"), PoisonError),
    ("a missing partition", server_error("23514"), PoisonError),
    ("too much for one row", server_error("54000"), PoisonError),
    ("somebody's trigger", server_error("P0001"), PoisonError),
    ("a fault of the server's own", server_error("XX000"), PoisonError),
    ("corrupted data", server_error("XX001"), PoisonError),
    ("a value that the driver can't encode", ENCODING, PoisonError),
]
UNREADABLE = {"a missing right of the role", "a missing table", "a missing column", "a plan of an older schema", "a missing schema"}
"""What nothing was written by, and yet no want of a database."""


@pytest.mark.parametrize(("error", "meaning"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_after_the_statement_was_sent(error: Exception, meaning: type[Exception]) -> None:
    assert type(commit_error(error, sent=True)) is meaning


@pytest.mark.parametrize("error", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_before_it_was_sent_surely_nothing_was_written(error: Exception) -> None:
    assert type(commit_error(error, sent=False)) is NothingWrittenError


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_read_fails_for_want_of_a_database_or_by_its_own_fault(row: tuple[str, Exception, type[Exception]]) -> None:
    name, error, meaning = row
    assert (read_error(error) is None) == (meaning is PoisonError or name in UNREADABLE)


GOOD_AFTER = {
    "a deadlock",
    "a serialization failure",
    "a rollback of the transaction",
    "a lock timeout",
    "an object in use",
    "a statement timeout or a cancel",
    "bad text",
    "a bad date",
    "a number out of range",
    "a unique violation",
    "a missing partition",
}


@pytest.mark.parametrize(("name", "error"), [row[:2] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_connection_is_kept_only_after_an_answer_that_leaves_it_in_no_doubt(name: str, error: Exception) -> None:
    assert leaves_connection(error) == (name in GOOD_AFTER)


def test_a_server_that_is_no_primary_was_sent_nothing() -> None:
    assert type(commit_error(asyncpg.TargetServerAttributeNotMatched("standby"), sent=False)) is NothingWrittenError


def test_everything_that_the_driver_raises_is_understood() -> None:
    assert all(isinstance(error, DRIVER_ERRORS) for _, error, _ in TABLE)
