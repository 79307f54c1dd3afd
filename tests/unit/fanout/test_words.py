import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.fanout.port import Announcement, Whisper
from hub.fanout.words import WORD_BYTES_MAX, Probe, read, word_of
from shared.ids import DocumentId

NUMBERS = st.integers(0, 2**63 - 1)
SAID = st.one_of(
    st.builds(Announcement, NUMBERS.map(DocumentId), st.text(max_size=20), NUMBERS),
    st.builds(Whisper, NUMBERS.map(DocumentId), st.just("r1"), st.just("presence"), st.binary(max_size=600)),
    st.builds(Probe, st.just("r1"), NUMBERS),
)


@given(SAID)
def test_what_is_said_is_read_with_who_said_it(said: Announcement | Whisper | Probe) -> None:
    assert read(word_of(said, "r1")) == (said, "r1")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_word_or_none(word: bytes) -> None:
    found = read(word)
    assert found is None or read(word_of(*found)) == found


@pytest.mark.parametrize(
    "word",
    [
        b"",
        b"hello",
        b"\xc1",
        b"\x91" * 100_000,
        msgspec.msgpack.encode([]),
        msgspec.msgpack.encode(["a", "r1", 1, "e"]),
        msgspec.msgpack.encode(["a", "r1", "1", "e", 2]),
        msgspec.msgpack.encode(["a", "r1", 1, "e", 2.5]),
        msgspec.msgpack.encode(["w", "r1", 1, "gossip", b""]),
        msgspec.msgpack.encode(["of a later version", 1, 2]),
        msgspec.msgpack.encode({"a": 1}),
        msgspec.msgpack.encode(["a", b"\xff", 1, "e", 2]),
        msgspec.msgpack.encode(["w", "r1", 1, "presence", bytes(WORD_BYTES_MAX)]),
    ],
)
def test_what_is_no_word_of_this_version_is_none(word: bytes) -> None:
    assert read(word) is None


def test_what_a_later_version_adds_to_a_word_is_skipped() -> None:
    word = msgspec.msgpack.encode(["a", "r1", 7, "e", 3, {"more": True}])
    assert read(word) == (Announcement(DocumentId(7), "e", 3), "r1")
