"""Rows from records, and back."""

from hypothesis import given
from hypothesis import strategies as st

from hub.store.rows import signed, unsigned
from hub.store.statements import COMMIT_WAITING, SQL


@given(st.integers(0, 2**64 - 1))
def test_a_hash_goes_through_a_bigint_and_back(value: int) -> None:
    assert -(2**63) <= signed(value) < 2**63
    assert unsigned(signed(value)) == value


def test_every_statement_says_in_a_sentence_what_it_does() -> None:
    for name, text in SQL.items():
        first = text.splitlines()[0]
        assert first.startswith("-- ") and first.endswith((".", "].")), name  # noqa: PT018 - one sentence


def test_the_waiting_commit_differs_in_waiting_only() -> None:
    assert SQL["commit"].count("SKIP LOCKED") == 1
    assert SQL["commit"].replace(" SKIP LOCKED", "") == COMMIT_WAITING
