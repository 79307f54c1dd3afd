"""Arrays in PostgreSQL's text form; a real server reads them in tests/integration/test_array_text.py."""

import pytest

from hub.store.array_text import bigints, booleans, texts


def test_each_type_has_its_form() -> None:
    assert bigints([1, None, -(2**63)]) == "{1,NULL,-9223372036854775808}"
    assert booleans([True, None, False]) == "{t,NULL,f}"
    assert texts(["a", "b, c", ""]) == '{"a","b, c",""}'


def test_a_text_can_be_null_beside_one_that_says_null() -> None:
    assert texts([None, "NULL", None]) == '{NULL,"NULL",NULL}'


def test_what_would_end_a_text_is_escaped() -> None:
    assert texts(['"\\', "{}"]) == '{"\\"\\\\","{}"}'


@pytest.mark.parametrize("values", [["a\x00b"], ["a", "\x00", "b"], ["\x00", None]])
def test_nul_is_refused_and_never_taken_for_a_border(values: list[str | None]) -> None:
    with pytest.raises(ValueError, match="NUL"):
        texts(values)
