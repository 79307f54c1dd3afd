"""RFC 6455 frames as values: bytes in, messages and control frames out, no I/O."""

from typing import Final, NamedTuple

try:
    from websockets.speedups import apply_mask
except ImportError:  # no compiled wheel for this platform: the same function, slower
    from websockets.utils import apply_mask

CONTINUATION: Final = 0
TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10

NO_STATUS: Final = 1005  # RFC 6455 7.4.1: what an empty close frame means; never on the wire
PROTOCOL_ERROR: Final = 1002
INVALID_DATA: Final = 1007
TOO_LARGE: Final = 1009

_FIN: Final = 0x80
_MASKED: Final = 0x80
_RESERVED: Final = 0x70
_WHOLE: Final = (_FIN | TEXT, _FIN | BINARY)
_CONTROL_SIZE_MAX: Final = 125
_SMALLEST_FRAME: Final = 6  # two bytes and the mask: what a client sends is always masked
# 1004, 1005, 1006 and 1015 are reserved, below 1000 and 1016-2999 are nobody's.
_CLOSE_CODES: Final = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)})


class CloseReason(NamedTuple):
    """Why a connection ends: an RFC 6455 close code and a short text."""

    code: int
    reason: str


class FrameReader:
    """Cuts a client's bytes into messages.

    Guarantees: fragments are joined, control frames between them keep their place, at most `limit` bytes of a message
    and one frame header are held. After a close frame, or once `failure` is set, nothing more comes out. Text isn't checked
    for UTF-8 here: the codec answers `bad_message`, and the connection lives.
    """

    __slots__ = ("_ended", "_fragments", "_held", "_limit", "_needed", "_opcode", "failure")

    def __init__(self, limit: int) -> None:
        """Take messages of at most `limit` bytes; a longer one is failure 1009."""
        self._limit = limit
        self._held = bytearray()  # grows in place: a frame that trickles in byte by byte is not copied each time
        self._needed = _SMALLEST_FRAME
        self._fragments: bytearray | None = None
        self._opcode = CONTINUATION
        self._ended = False
        self.failure: CloseReason | None = None

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return what `data` completes, in order: (TEXT or BINARY, whole message) and (CLOSE, PING or PONG, payload)."""
        received: list[tuple[int, bytes]] = []
        if self._ended:
            return received
        if self._held:
            self._held += data
            if len(self._held) < self._needed:
                return received
            data = bytes(self._held)
            self._held.clear()
        at, end, needed = 0, len(data), _SMALLEST_FRAME
        while end - at >= needed:
            first, second = data[at], data[at + 1]
            size, head = second & 127, 6
            if size == 126:
                head = 8
                size = data[at + 2] << 8 | data[at + 3]
            elif size == 127:
                head = 14
                if end - at < head:
                    needed = head
                    break
                size = int.from_bytes(data[at + 2 : at + 10], "big")
            is_plain = second >= _MASKED and not first & (_RESERVED | 8) and size <= self._limit
            if not is_plain and self._refuses(first, second, size):
                return received
            stop = at + head + size
            if stop > end:
                needed = head + size
                break
            payload = apply_mask(data[at + head : stop], data[at + head - 4 : at + head])
            at = stop
            if first in _WHOLE and self._fragments is None:
                received.append((first & 15, payload))
            elif not self._takes(first, payload, received):
                return received
        if at < end:
            self._held += data[at:]
            needed = self._needed_after(needed)
        self._needed = needed
        return received

    def _needed_after(self, needed: int) -> int:
        """Return how many bytes the held beginning of a frame waits for, once its first two are checked: no hope, no waiting."""
        if len(self._held) < 2:
            return 2
        first, second = self._held[0], self._held[1]
        if not self._refuses(first, second, second & 127):
            self._is_expected(first & 15)
        return needed

    def _refuses(self, first: int, second: int, size: int) -> bool:
        """Check a header that isn't a plain data frame's; True when the connection has to fail."""
        if second < _MASKED:
            return self._fail(PROTOCOL_ERROR, "frame is not masked")
        if first & _RESERVED:
            return self._fail(PROTOCOL_ERROR, "reserved bits are set")
        if first & 8 and (not first & _FIN or size > _CONTROL_SIZE_MAX):
            return self._fail(PROTOCOL_ERROR, "control frame is fragmented or too long")
        if size > self._limit:
            return self._fail(TOO_LARGE, f"message is larger than {self._limit} bytes")
        return False

    def _takes(self, first: int, payload: bytes, received: list[tuple[int, bytes]]) -> bool:
        """Take a control frame or a fragment; False when the reading ends with it."""
        opcode = first & 15
        if opcode in (PING, PONG):
            received.append((opcode, payload))
            return True
        if opcode == CLOSE:
            received.append((opcode, payload))
            self._ended = True
            return False
        if not self._is_expected(opcode):
            return False
        if self._fragments is None:
            self._fragments, self._opcode = bytearray(), opcode
        if len(self._fragments) + len(payload) > self._limit:
            return not self._fail(TOO_LARGE, f"message is larger than {self._limit} bytes")
        self._fragments += payload
        if first & _FIN:
            received.append((self._opcode, bytes(self._fragments)))
            self._fragments = None
        return True

    def _is_expected(self, opcode: int) -> bool:
        if opcode in (CLOSE, PING, PONG) or (opcode <= BINARY and (opcode == CONTINUATION) == (self._fragments is not None)):
            return True
        return not self._fail(PROTOCOL_ERROR, "unexpected opcode")

    def _fail(self, code: int, reason: str) -> bool:
        self.failure = CloseReason(code, reason)
        self._ended = True
        self._fragments = None
        return True


def frame(opcode: int, payload: bytes) -> bytes:
    """Return one whole, unmasked frame: what a server sends."""
    size = len(payload)
    if size < 126:
        return bytes((_FIN | opcode, size)) + payload
    if size < 65536:
        return bytes((_FIN | opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_FIN | opcode, 127)) + size.to_bytes(8, "big") + payload


def fragments(opcode: int, payload: bytes, size_max: int) -> bytes:
    """Return one message as frames of at most `size_max` bytes of payload each, which every receiver joins again (RFC 6455 5.4)."""
    cut = [
        bytearray(frame(CONTINUATION if start else opcode, payload[start : start + size_max])) for start in range(0, len(payload), size_max)
    ]
    for fragment in cut[:-1]:
        fragment[0] &= ~_FIN
    return b"".join(cut)


def close_frame(code: int, reason: str) -> bytes:
    """Return a close frame; a reason that doesn't fit is cut at a character's end. `NO_STATUS` gives an empty one."""
    if code == NO_STATUS:
        return frame(CLOSE, b"")
    text = reason.encode()[: _CONTROL_SIZE_MAX - 2].decode(errors="ignore").encode()
    return frame(CLOSE, code.to_bytes(2, "big") + text)


def close_answer(payload: bytes) -> CloseReason:
    """Return what to answer to a peer's close frame: its own code, or the fault that is in it (1002, 1007)."""
    if not payload:
        return CloseReason(NO_STATUS, "")
    code = int.from_bytes(payload[:2], "big")
    if len(payload) < 2 or code not in _CLOSE_CODES:
        return CloseReason(PROTOCOL_ERROR, "invalid close code")
    try:
        payload[2:].decode()
    except UnicodeDecodeError:
        return CloseReason(INVALID_DATA, "close reason is not UTF-8")
    return CloseReason(code, "")
