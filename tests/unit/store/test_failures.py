"""What a driver's error says about the commit that met it: one table."""

import asyncpg
import pytest

from hub.store.failures import commit_error, leaves_connection, read_error
from hub.store.port import NothingWrittenError, OutcomeUnknownError, PoisonError


def server_error(state: str, severity: str = "ERROR") -> asyncpg.PostgresError:
    error = asyncpg.PostgresError.new({"S": severity, "V": severity, "C": state, "M": "words"})
    assert isinstance(error, asyncpg.PostgresError)
    return error


ENCODING = type("ClientDataError", (asyncpg.InterfaceError, ValueError), {})("invalid input for query argument $3")

TABLE = [
    ("a deadlock", server_error("40P01"), NothingWrittenError),
    ("a serialization failure", server_error("40001"), NothingWrittenError),
    ("a lock timeout", server_error("55P03"), NothingWrittenError),
    ("a statement timeout", server_error("57014"), NothingWrittenError),
    ("a full disk", server_error("53100"), NothingWrittenError),
    ("an i/o error", server_error("58030"), NothingWrittenError),
    ("a standby", server_error("25006"), NothingWrittenError),
    ("a transaction timeout, which ends the connection", server_error("25P04", "FATAL"), OutcomeUnknownError),
    ("a server that shuts down", server_error("57P01", "FATAL"), OutcomeUnknownError),
    ("a server that crashed", server_error("57P02", "FATAL"), OutcomeUnknownError),
    ("a server in panic", server_error("XX000", "PANIC"), OutcomeUnknownError),
    ("a completion that the server doesn't know", server_error("40003"), OutcomeUnknownError),
    ("a broken connection", asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"), OutcomeUnknownError),
    ("a reset", ConnectionResetError(), OutcomeUnknownError),
    ("silence", TimeoutError(), OutcomeUnknownError),
    ("a driver that lost its way", asyncpg.InternalClientError("got result for unknown protocol state 3"), OutcomeUnknownError),
    ("a connection that was closed meanwhile", asyncpg.InterfaceError("the underlying connection is closed"), OutcomeUnknownError),
    ("bad text", server_error("22021"), PoisonError),
    ("a bad date", server_error("22007"), PoisonError),
    ("a unique violation", server_error("23505"), PoisonError),
    ("a missing right of the role", server_error("42501"), PoisonError),
    ("too much for one row", server_error("54000"), PoisonError),
    ("a value that the driver can't encode", ENCODING, PoisonError),
]


@pytest.mark.parametrize(("error", "meaning"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_after_the_statement_was_sent(error: Exception, meaning: type[Exception]) -> None:
    assert type(commit_error(error, sent=True)) is meaning


@pytest.mark.parametrize("error", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_before_it_was_sent_surely_nothing_was_written(error: Exception) -> None:
    assert type(commit_error(error, sent=False)) is NothingWrittenError


@pytest.mark.parametrize(("error", "meaning"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_read_fails_for_want_of_a_database_or_by_its_own_fault(error: Exception, meaning: type[Exception]) -> None:
    assert (read_error(error) is None) == (meaning is PoisonError)


GOOD_AFTER = {
    "a deadlock",
    "a serialization failure",
    "a lock timeout",
    "a statement timeout",
    "bad text",
    "a bad date",
    "a unique violation",
}


@pytest.mark.parametrize(("name", "error"), [row[:2] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_connection_is_kept_only_after_an_answer_that_leaves_it_in_no_doubt(name: str, error: Exception) -> None:
    assert leaves_connection(error) == (name in GOOD_AFTER)
