"""The frame reader against the `websockets` library's own parser: the same bytes, cut anywhere, mean the same."""

from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from hub.gateway.framing import BINARY, CLOSE, CONTINUATION, TEXT, FrameReader, close_answer, fragments, frame

LIMIT = 1000

Received = tuple[int, bytes]


def masked(first: int, payload: bytes, mask: bytes, *, is_masked: bool = True) -> bytes:
    """One client frame with any first byte."""
    unmasked = frame(first & 15, payload)
    head = len(unmasked) - len(payload)
    bit = 0x80 if is_masked else 0
    body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload)) if is_masked else payload
    return bytes((first, unmasked[1] | bit)) + unmasked[2:head] + (mask if is_masked else b"") + body


masks = st.binary(min_size=4, max_size=4)
close_payloads = st.one_of(
    st.just(b""),
    st.binary(max_size=4),
    st.builds(lambda code, reason: code.to_bytes(2, "big") + reason, st.integers(990, 5010), st.binary(max_size=20)),
)
good = st.one_of(
    st.builds(masked, st.sampled_from([0x81, 0x82]), st.binary(max_size=300), masks),
    st.builds(masked, st.sampled_from([0x01, 0x02, 0x00, 0x80]), st.binary(max_size=60), masks),
    st.builds(masked, st.sampled_from([0x89, 0x8A]), st.binary(max_size=125), masks),
)
bad = st.one_of(
    st.builds(masked, st.integers(0, 255), st.binary(max_size=130), masks, is_masked=st.booleans()),
    st.builds(masked, st.sampled_from([0x81, 0x01, 0x80]), st.binary(min_size=900, max_size=1100), masks),
    st.builds(masked, st.just(0x88), close_payloads, masks),
    st.binary(max_size=20),
)
streams = st.lists(st.one_of(good, good, good, bad), max_size=12).map(b"".join)


def pieces(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    """Cut `data` at the given places."""
    edges = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return (data[start:stop] for start, stop in pairwise(edges))


def ours(data: bytes, cuts: list[int]) -> tuple[list[Received], int | None]:
    """Whole messages and control frames before the end, and the close code that we would send."""
    reader = FrameReader(LIMIT)
    received = [item for piece in pieces(data, cuts) for item in reader.feed(piece)]
    if received and received[-1][0] == CLOSE:
        return received[:-1], close_answer(received[-1][1]).code
    return received, None if reader.failure is None else reader.failure.code


def theirs(data: bytes) -> tuple[list[Received], int | None]:
    """The same by the library."""
    server = ServerProtocol(max_size=LIMIT, state=OPEN)
    server.receive_data(data)
    server.receive_eof()
    received: list[Received] = []
    fragments: list[bytes] = []
    opcode = CONTINUATION
    for event in server.events_received():
        assert isinstance(event, Frame)
        if event.opcode in (Opcode.PING, Opcode.PONG):
            received.append((event.opcode, bytes(event.data)))
        elif event.opcode is not Opcode.CLOSE:
            opcode = opcode if event.opcode is Opcode.CONT else event.opcode
            fragments.append(bytes(event.data))
            if event.fin:
                received.append((opcode, b"".join(fragments)))
                fragments = []
    if server.close_rcvd is not None:
        return received, server.close_rcvd.code
    return received, server.close_sent.code if server.close_sent is not None else None


@given(streams, st.lists(st.integers(0, 5000), max_size=20))
def test_the_reader_and_the_library_read_the_same_from_the_same_bytes(data: bytes, cuts: list[int]) -> None:
    messages, code = ours(data, cuts)
    expected, expected_code = theirs(data)
    assert messages == expected
    # The library reports an unfinished frame as 1006 or nothing; we see faults in its header before the rest has come.
    assert code == expected_code or (code is not None and expected_code in (None, 1006)) or both_failed(code, expected_code)


def both_failed(code: int | None, expected: int | None) -> bool:
    """A frame that is wrong twice over (too large, and reserved bits) has no one true code."""
    return {code, expected} <= {1002, 1007, 1009}


@given(st.binary(max_size=400), st.lists(st.integers(0, 500), max_size=20))
def test_any_bytes_cut_anywhere_are_read_as_in_one_piece(data: bytes, cuts: list[int]) -> None:
    assert ours(data, cuts) == ours(data, [])


@given(st.sampled_from([TEXT, BINARY]), st.text(min_size=1, max_size=300).map(str.encode), st.integers(1, 100))
def test_dc6_a_message_in_fragments_is_the_same_message_and_none_is_too_large(opcode: int, payload: bytes, size_max: int) -> None:
    client = ClientProtocol(parse_uri("ws://hub"), state=OPEN, max_size=None)
    client.receive_data(fragments(opcode, payload, size_max))
    frames = [event for event in client.events_received() if isinstance(event, Frame)]
    assert b"".join(bytes(event.data) for event in frames) == payload
    assert [int(event.opcode) for event in frames] == [opcode] + [CONTINUATION] * (len(frames) - 1)
    assert [event.fin for event in frames] == [False] * (len(frames) - 1) + [True]
    assert max(len(event.data) for event in frames) <= size_max
