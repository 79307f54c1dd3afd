"""Which migrations are due."""

import pytest

from hub.store.migrate import SchemaError, checksum, pending

FILES = {"0001_pre_tables": "a", "0001_post_tables": "b", "0002_pre_more": "c"}


def applied(*names: str) -> dict[str, str]:
    return {name: checksum(FILES[name]) for name in names}


def test_a_start_applies_the_halves_that_suit_old_code_in_order() -> None:
    assert pending(FILES, {}, post=False) == ["0001_pre_tables", "0002_pre_more"]


def test_the_other_halves_are_applied_when_asked_for() -> None:
    assert pending(FILES, applied("0001_pre_tables", "0002_pre_more"), post=True) == ["0001_post_tables"]


def test_nothing_is_applied_twice() -> None:
    assert pending(FILES, applied(*FILES), post=True) == []


def test_a_newer_schema_is_refused() -> None:
    with pytest.raises(SchemaError, match=r"newer than this program.*0003_pre_later"):
        pending(FILES, {"0003_pre_later": "x"}, post=False)


def test_a_migration_that_changed_since_it_was_applied_is_named() -> None:
    with pytest.raises(SchemaError, match="0001_pre_tables"):
        pending(FILES, {"0001_pre_tables": "other"}, post=False)
