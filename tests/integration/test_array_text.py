"""What array_text.py writes is what PostgreSQL reads."""

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.store.array_text import bigints, booleans, texts

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["", "NULL", "\\", '"', '","', "{", "}", "\n", "é", "\u2028", '\\"', "null"]
)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.none() | TEXT, min_size=1, max_size=8),
    numbers=st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=8),
    marks=st.lists(st.none() | st.booleans(), max_size=8),
)
async def test_a_server_reads_back_what_was_written(
    database: str, words: list[str | None], numbers: list[int | None], marks: list[bool | None]
) -> None:
    connection = await asyncpg.connect(database)
    try:
        query = "SELECT $1::text::text[] AS words, $2::text::bigint[] AS numbers, $3::text::boolean[] AS marks"
        row = await connection.fetchrow(query, texts(words), bigints(numbers), booleans(marks))
    finally:
        await connection.close()
    assert row is not None
    assert (row["words"], row["numbers"], row["marks"]) == (words, numbers, marks)
