"""The content of a file, bounded."""

from pathlib import Path

from shared.formats.unreadable import UnreadableFileError

FILE_BYTES_MAX = 64 * 2**20
"""The answer to the largest problem, with every violation, fits."""


def content_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises UnreadableFileError where it can't be read or is larger than `FILE_BYTES_MAX`."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableFileError(str(path), 1, error.strerror or "can't be read") from None
    if len(content) > FILE_BYTES_MAX:
        raise UnreadableFileError(str(path), 1, f"has more than {FILE_BYTES_MAX} bytes")
    return content
