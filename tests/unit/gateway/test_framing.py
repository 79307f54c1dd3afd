"""RFC 6455 frames: what is taken, what ends the connection, with which code."""

import pytest

from hub.gateway.framing import BINARY, CLOSE, NO_STATUS, PING, TEXT, FrameReader, close_answer, close_frame, frame

MASK = b"\x01\x02\x03\x04"


def masked(first: int, payload: bytes) -> bytes:
    unmasked = frame(first & 15, payload)
    head = len(unmasked) - len(payload)
    return bytes((first, unmasked[1] | 0x80)) + unmasked[2:head] + MASK + bytes(b ^ MASK[i % 4] for i, b in enumerate(payload))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 70000])
def test_a_message_of_any_size_is_read_and_written(size: int) -> None:
    payload = b"x" * size
    assert FrameReader(100_000).feed(masked(0x82, payload)) == [(BINARY, payload)]
    assert frame(BINARY, payload).endswith(payload)


def test_a_message_that_trickles_in_byte_by_byte_comes_out_once() -> None:
    reader = FrameReader(1000)
    received = [item for byte in masked(0x81, b"hello" * 40) for item in reader.feed(bytes((byte,)))]
    assert received == [(TEXT, b"hello" * 40)]


def test_a_ping_between_fragments_keeps_its_place() -> None:
    stream = masked(0x01, b"ab") + masked(0x89, b"!") + masked(0x00, b"") + masked(0x80, b"cd")
    assert FrameReader(1000).feed(stream) == [(PING, b"!"), (TEXT, b"abcd")]


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (b"\x81\x05hello", 1002),  # not masked
        (masked(0xC1, b"x"), 1002),  # a reserved bit
        (masked(0x83, b"x"), 1002),  # an opcode that isn't there
        (masked(0x80, b"x"), 1002),  # a continuation of nothing
        (masked(0x01, b"x") + masked(0x81, b"y"), 1002),  # a message inside another
        (masked(0x09, b"x"), 1002),  # a fragmented ping
        (masked(0x89, b"x" * 126), 1002),  # a long ping
        (masked(0x82, b"x" * 1001), 1009),
        (b"\x82\xff" + (1 << 63).to_bytes(8, "big") + MASK, 1009),
        (masked(0x02, b"x" * 600) + masked(0x80, b"x" * 401), 1009),  # in fragments
    ],
)
def test_a_broken_frame_ends_the_reading_with_its_code(stream: bytes, code: int) -> None:
    reader = FrameReader(1000)
    received = reader.feed(masked(0x81, b"before") + stream + masked(0x81, b"after"))
    assert received == [(TEXT, b"before")]
    assert reader.failure is not None
    assert reader.failure.code == code
    assert reader.feed(masked(0x81, b"later")) == []


def test_what_follows_a_close_frame_is_not_read() -> None:
    reader = FrameReader(1000)
    assert reader.feed(masked(0x88, b"\x03\xe8") + masked(0x81, b"x")) == [(CLOSE, b"\x03\xe8")]
    assert reader.feed(masked(0x81, b"x")) == []


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", NO_STATUS),
        (b"\x03", 1002),
        (b"\x03\xe8", 1000),
        (b"\x03\xe8bye", 1000),
        (b"\x03\xed", 1002),  # 1005
        (b"\x03\xe7", 1002),  # 999
        (b"\x07\xd0", 1002),  # 2000
        (b"\x0f\xa0", 4000),
        (b"\x13\x88", 1002),  # 5000
        (b"\x03\xe8\xff", 1007),
    ],
)
def test_a_close_frame_is_answered_with_its_code_or_its_fault(payload: bytes, code: int) -> None:
    assert close_answer(payload).code == code


def test_a_long_reason_is_cut_at_a_characters_end() -> None:
    sent = close_frame(4002, "é" * 100)
    assert sent[1] == len(sent) - 2 <= 125
    assert sent[4:].decode() == "é" * 61
