"""Three-way merges, by the protocol's examples and against git's."""

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.documents.merging import MERGEABLE, WORDS_MAX, Mergeable, NotMergeableError, merged, merged_set, merged_text
from shared.entities import CELL_FIELDS, ENTITY_MODELS

TEXT, SET = Mergeable("text", 2_000), Mergeable("set", 100)


@pytest.mark.parametrize(
    ("how", "base", "theirs", "mine", "result"),
    [
        (SET, ["a", "b"], ["a", "b", "c"], ["b"], ["b", "c"]),
        (SET, ["a"], [], ["a", "d"], ["d"]),
        (TEXT, "Bring keys", "Bring keys at 8", "Bring the keys", "Bring the keys at 8"),
    ],
)
def test_CF6_what_both_did_is_in_the_result(how: Mergeable, base: Any, theirs: Any, mine: Any, result: Any) -> None:
    assert merged(how, base, theirs, mine) == result


@pytest.mark.parametrize(
    ("how", "base", "theirs", "mine"),
    [
        (TEXT, "a", "b", "c"),
        (TEXT, None, "x", "y"),
        (TEXT, "x", None, "y"),  # cleared by one, edited by the other
        (TEXT, "one two", "one 2 two", "one II two"),  # both put something between the same words
        (TEXT, "red car", "blue car", "red bus"),  # neighbours
        (TEXT, "x", "x " * 900, "y " * 900 + "x"),  # longer than a note may be
        (SET, ["a"], "b", ["c"]),  # not a set at all
        (SET, [{"name": "ICU"}], [{"name": "ICU", "until": "2027-01-01"}], [{"name": "ICU", "until": "2028-01-01"}]),
        (SET, [{"name": "ICU"}], [{"name": "ICU", "until": "2027-01-01"}], []),
        (Mergeable("set", 2), ["a"], ["a", "b"], ["a", "c"]),
    ],
)
def test_CF6_what_cannot_be_merged(how: Mergeable, base: Any, theirs: Any, mine: Any) -> None:
    with pytest.raises(NotMergeableError):
        merged(how, base, theirs, mine)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "result"),
    [
        ("", "x", "", "x"),
        ("a", "a b", "z a", "z a b"),
        ("a b", "b", "a b c", "b c"),
        ("a b c d", "a b c d e", "0 a b c d", "0 a b c d e"),
        ("a b c d", "a c d", "a b c X", "a c X"),
        ("a b c", "a X c", "a X c", "a X c"),
        ("早番 です", "早番 です よ", "明日 早番 です", "明日 早番 です よ"),
        ("two  spaces here ", "two  spaces here now ", "two  wide spaces here ", "two  wide spaces here now "),
    ],
)
def test_words_are_joined_with_the_spaces_as_they_were(base: str, theirs: str, mine: str, result: str) -> None:
    assert merged_text(base, theirs, mine) == result


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "result"),
    [
        (None, ["a"], ["b"], ["a", "b"]),  # no list is the empty one
        (["a", "b", "c"], ["a", "b", "c", "d"], ["c", "a", "b"], ["c", "a", "b", "d"]),  # only mine moved something
        (["a", "b", "c"], ["b", "c", "a"], ["c", "b", "a"], ["b", "c", "a"]),  # both did
        ([{"name": "ICU"}], [{"name": "ICU", "until": "2027-01-01"}], [{"name": "ICU"}, {"name": "ER"}],
         [{"name": "ICU", "until": "2027-01-01"}, {"name": "ER"}]),
    ],
)  # fmt: skip
def test_sets_keep_the_order_of_whoever_changed_it(base: Any, theirs: Any, mine: Any, result: Any) -> None:
    assert merged(SET, base, theirs, mine) == result


def by_git(folder: Path, *texts: str) -> str | None:
    """What `git merge-file` makes of mine, base and theirs, a word a line; None where it sees a conflict."""
    names = []
    for number, text in enumerate(texts):
        path = folder / str(number)
        path.write_text("".join(f"{word}\n" for word in text.split()))
        names.append(str(path))
    done = subprocess.run(["git", "merge-file", "-p", *names], capture_output=True, text=True, check=False, timeout=20)
    return " ".join(done.stdout.split()) if done.returncode == 0 else None


@pytest.mark.parametrize(
    ("base", "theirs", "mine"),
    [
        ("Bring keys", "Bring keys at 8", "Bring the keys"),
        ("a", "b", "c"),
        ("a b c d e f", "a X c d e f", "a b c d Y f"),
        ("a b c d e f", "a X c d e f", "a b Y d e f"),  # neighbours
        ("a b c d e f", "a X Y c d e f", "a c d e f"),
        ("a b c d e f", "b c d e f g", "a b c d e f"),
        ("a b c d e f", "f e d c b a", "a b c d e f x"),
        ("a b c", "a b c", "q w e"),
        ("a b c", "a x b c", "a y b c"),
        ("a b c", "a x b c", "a x b c y"),
        ("a b c d", "", "a b c d"),
        ("a b c d", "", "a b c d e"),
        ("", "x", "y"),
        ("the ward is full call Ana", "the ward is very full call Ana", "the ward is full please call Bo"),
        ("one two three four five six", "one two 3 four five six seven", "zero one two three four 5 six"),
    ],
)
def test_words_merge_as_lines_do_in_git(tmp_path: Path, base: str, theirs: str, mine: str) -> None:
    expected = by_git(tmp_path, mine, base, theirs)
    try:
        found: str | None = " ".join(merged_text(base, theirs, mine).split())
    except NotMergeableError:
        found = None
    assert found == expected


words = st.lists(st.sampled_from("abcde "), max_size=12).map("".join)
items = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)


@given(words, words)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base: str, other: str) -> None:
    assert merged_text(base, other, base) == other
    assert merged_text(base, base, other) == other
    assert merged_text(base, other, other) == other


@given(items, items, items)
def test_a_set_holds_just_what_somebody_added_or_nobody_took_out(base: list[str], theirs: list[str], mine: list[str]) -> None:
    joined = merged_set(base, theirs, mine)
    assert len(joined) == len(set(joined))
    assert set(joined) == ((set(theirs) & set(mine)) | (set(theirs) - set(base)) | (set(mine) - set(base)))


@given(words, words, words)
def test_what_merges_holds_no_word_that_nobody_wrote(base: str, theirs: str, mine: str) -> None:
    try:
        joined = merged_text(base, theirs, mine)
    except NotMergeableError:
        return
    assert set(joined.split()) <= set(base.split()) | set(theirs.split()) | set(mine.split())


def test_a_text_of_too_many_words_is_not_merged() -> None:
    base = " ".join(f"w{number}" for number in range(WORDS_MAX))
    shorter = base.partition(" ")[2]
    assert merged_text(shorter, f"{shorter} b", f"a {shorter}") == f"a {shorter} b"
    with pytest.raises(NotMergeableError):
        merged_text(base, base + " b", "a " + base)


@pytest.mark.parametrize("unit", ["a ", "a b ", "a b c d e f g h i j "])
def test_a_text_made_to_be_slow_holds_nobody_up(unit: str) -> None:
    base = (unit * 1000)[:2000]
    began = time.perf_counter()
    try:
        merged_text(base, "x " + base[:1900], base[:1900] + "y")
        merged_text(base[: WORDS_MAX * 2], "x " + base[: WORDS_MAX * 2 - 4], base[2 : WORDS_MAX * 2 - 4] + "y")
    except NotMergeableError:
        pass
    assert time.perf_counter() - began < 1.0, "a merge takes milliseconds"


def test_the_table_names_fields_that_are_there() -> None:
    for kind, name in MERGEABLE:
        assert name in (CELL_FIELDS if kind == "cell" else ENTITY_MODELS[kind].model_fields)
