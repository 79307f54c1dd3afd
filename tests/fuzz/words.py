"""Target: bytes from the doorbell are a word or nothing, and a word says the same when it is said again."""

from hub.fanout.port import Announcement, Whisper
from hub.fanout.words import WORD_BYTES_MAX, Probe, read, word_of


def fuzz(data: bytes) -> None:
    """Bytes as they come."""
    found = read(data)
    if found is None:
        return
    said, replica = found
    assert isinstance(said, (Announcement, Whisper, Probe))
    again = word_of(said, replica)
    if len(again) <= WORD_BYTES_MAX:  # a number may take more bytes when it is said by us
        assert read(again) == found
