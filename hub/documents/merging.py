"""Three-way merge of two values that grew out of one: sets by their items, texts by their words [CF6]."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Literal, NamedTuple

from hub.documents.digest import canonical
from shared.entities import EntityKind, Json
from shared.protocol.limits import STAFF_MAX

WORDS_MAX: Final = 500
"""Words of a text that is merged: what finds the words in common takes quadratic time in the worst case."""


class Mergeable(NamedTuple):
    """How a field's values are merged, and how long the result may be (items, or characters)."""

    form: Literal["set", "text"]
    size_max: int


SKILLS_MAX: Final = 200
MERGEABLE: Final[Mapping[tuple[EntityKind, str], Mergeable]] = {
    ("cell", "note"): Mergeable("text", 2_000),
    ("staff", "name"): Mergeable("text", 200),
    ("staff", "skills"): Mergeable("set", SKILLS_MAX),
    ("shift_type", "name"): Mergeable("text", 200),
    ("shift_type", "skills"): Mergeable("set", SKILLS_MAX),
    ("rule", "name"): Mergeable("text", 200),
    ("period", "name"): Mergeable("text", 200),
    ("period", "staff"): Mergeable("set", STAFF_MAX),
    ("settings", "name"): Mergeable("text", 200),
}
"""The fields that are merged. All others are one value: codes, dates, numbers, choices, `shift`, `locked`, and the labels by which rules
find people (`position`, `department`, `group`), of which half of one and half of another names nobody."""

_WORD: Final = re.compile(r"\s*\S+|\s+$")  # each with the space before it: what is added at the end leaves the last one as it was


class NotMergeableError(Exception):
    """Both changed the same, differently: what stands is kept."""


def merged(how: Mergeable, base: Json, theirs: Json, mine: Json) -> Json:
    """Return the one value that holds what both did to `base`. Raises NotMergeableError; never another, whatever the values."""
    match how.form, base, theirs, mine:
        case "text", str(), str(), str():
            text = merged_text(base, theirs, mine)
            if len(text) <= how.size_max:
                return text
        case "set", (list() | tuple() | None), (list() | tuple() | None), (list() | tuple() | None):
            items = merged_set(base or (), theirs or (), mine or ())
            if len(items) <= how.size_max:
                return items
        case _:
            pass
    raise NotMergeableError


def merged_set(base: Sequence[Json], theirs: Sequence[Json], mine: Sequence[Json]) -> list[Json]:
    """Return what stands and what both added, without what either took out, in their order (in mine, where only I moved something).

    Items that are maps with a `name` are the same by it; one that both changed differently raises NotMergeableError.
    """
    was, other, own = _by_key(base), _by_key(theirs), _by_key(mine)
    first, second = (own, other) if _keeps_order(was, other) and not _keeps_order(was, own) else (other, own)
    keys = [*first, *(key for key in second if key not in first)]
    joined = ((key, _one_of(was.get(key), other.get(key), own.get(key))) for key in keys)
    return [item for _, item in joined if item is not None]


def _by_key(items: Sequence[Json]) -> dict[str, Json]:
    return {canonical(item.get("name", item) if isinstance(item, dict) else item): item for item in items}


def _keeps_order(was: Mapping[str, Json], now: Mapping[str, Json]) -> bool:
    return [key for key in was if key in now] == [key for key in now if key in was]


def _one_of(base: Any, theirs: Any, mine: Any) -> Any:
    """Return the value of whoever changed it. Raises NotMergeableError where both did, differently."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    raise NotMergeableError


def merged_text(base: str, theirs: str, mine: str) -> str:
    """Return `base` with what both did to it, word by word. Raises NotMergeableError where they changed the same words, or neighbours."""
    was, other, own = (_words(text) for text in (base, theirs, mine))
    if max(len(was), len(other), len(own)) > WORDS_MAX:
        raise NotMergeableError
    return "".join(word for words in _pieces(was, other, own) for word in words)[1:]


def _words(text: str) -> list[str]:
    return _WORD.findall(f" {text}") if text else []  # the first word may come to stand behind another


def _pieces(base: list[str], theirs: list[str], mine: list[str]) -> Iterator[Sequence[str]]:
    """Yield the merge in pieces, in turn what nobody touched and what somebody did (diff3)."""
    in_theirs, in_mine = _places(base, theirs), _places(base, mine)
    at, at_theirs, at_mine = 0, 0, 0
    for index, word in enumerate(base):
        place, own_place = in_theirs.get(index), in_mine.get(index)
        if place is not None and own_place is not None:  # it stands in all three: what lies before it is settled apart
            yield _one_of(base[at:index], theirs[at_theirs:place], mine[at_mine:own_place])
            yield (word,)
            at, at_theirs, at_mine = index + 1, place + 1, own_place + 1
    yield _one_of(base[at:], theirs[at_theirs:], mine[at_mine:])


def _places(base: list[str], text: list[str]) -> dict[int, int]:
    """Return where the words of `base` that are left stand in `text`."""
    blocks = SequenceMatcher(None, base, text).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
