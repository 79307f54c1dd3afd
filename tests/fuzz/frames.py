"""Target: a client's bytes, cut anywhere, are the messages that the `websockets` library reads in them."""

from itertools import pairwise

from hub.gateway.framing import CLOSE, FrameReader, close_answer
from tests.fuzz.choices import Choices
from tests.property.test_codec_framing import LIMIT, both_failed, masked, ours, theirs

PIECES_MAX = 12
HEAD_MAX = 14
"""Bytes of a frame's header, with its mask."""
CONTROL_MAX = 125


def fuzz(data: bytes) -> None:
    """Frames of chosen headers, and bytes as they come."""
    choices = Choices(data)
    cuts = [choices.below(2_000) for _ in range(choices.below(8))]
    stream = b"".join(_piece(choices) for _ in range(PIECES_MAX) if choices.are_left)
    messages, code = ours(stream, cuts)
    expected, expected_code = theirs(stream)
    held, fragments = _held(stream, cuts)
    if expected_code == 1009 and fragments > LIMIT - CONTROL_MAX:  # the library counts a ping between fragments to their message
        assert messages[: len(expected)] == expected
        return
    assert messages == expected
    assert code == expected_code or any(
        (
            code is not None and expected_code in (None, 1006),  # we see faults in a header before the rest of its frame has come
            code is None and expected_code == 1009 and 0 < held < HEAD_MAX,  # the library reads the size before the mask has come
            both_failed(code, expected_code),
        )
    )


def _piece(choices: Choices) -> bytes:
    match choices.below(4):
        case 0:
            return masked(choices.below(256), choices.take(choices.below(130)), choices.take(4).ljust(4, b"\0"))
        case 1:
            size = choices.of((0, 1, 125, 126, 127, LIMIT - 1, LIMIT, LIMIT + 1, 65_535, 65_536))
            return masked(choices.below(256), b"x" * size, b"\0\0\0\0", is_masked=not choices.one_in(8))
        case 2:
            return masked(0x80 | CLOSE, choices.take(choices.below(6)), b"\0\0\0\0")
        case _:
            return choices.take(choices.below(40))


def _held(stream: bytes, cuts: list[int]) -> tuple[int, int]:
    """Return how many bytes wait for more, and the most that fragments came to; a close frame can always be answered."""
    reader, fragments = FrameReader(LIMIT), 0
    edges = sorted({cut % (len(stream) + 1) for cut in cuts} | {0, len(stream)} | set(range(0, len(stream), 100)))
    for start, stop in pairwise(edges):
        for opcode, payload in reader.feed(stream[start:stop]):
            if opcode == CLOSE:
                close_answer(payload)
        assert len(reader._held) <= HEAD_MAX + LIMIT
        fragments = max(fragments, len(reader._fragments or b""))
    assert fragments <= LIMIT
    return len(reader._held), fragments
