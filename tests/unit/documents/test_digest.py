"""The state hash, against values worked out by hand."""

import pytest
import xxhash

from hub.documents.digest import field_hash, hash_text
from shared.entities import Json


def by_the_book(text: str) -> int:
    return int(xxhash.xxh64(text.encode(), seed=0).hexdigest(), 16)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("D", '"D"'),
        ('a "quote" \\ é 早', '"a \\"quote\\" \\\\ é 早"'),
        (True, "true"),
        (3, "3"),
        (3.0, "3"),
        (["b", "a"], '["b","a"]'),
        ({"b": 1, "a": [None, False]}, '{"a":[null,false],"b":1}'),
    ],
)
def test_DC5_a_field_counts_as_xxh64_of_its_canonical_text(value: Json, written: str) -> None:
    assert field_hash("cell", "s1/2026-12-01", "shift", value) == by_the_book(f"cell\x1fs1/2026-12-01\x1fshift\x1f{written}")


@pytest.mark.parametrize("value", [None, False])
def test_DC5_null_and_false_count_for_nothing(value: Json) -> None:
    assert field_hash("cell", "s1/2026-12-01", "locked", value) == 0


def test_EN1_a_hash_travels_as_16_hex_digits() -> None:
    assert hash_text(255) == "00000000000000ff"
