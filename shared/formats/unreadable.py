"""A file that can't be read, named by file, line and reason."""

from shared.protocol.errors import ValidationFailedError


class UnreadableFileError(ValidationFailedError):
    """The file can't be read; the message is FILE:LINE: reason."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        """Name the place; lines count from 1."""
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file}:{line}: {reason}", details={"file": file, "line": line, "reason": reason})


def text_of(content: bytes, file: str) -> str:
    """Return UTF-8 text without its byte order mark. Raises UnreadableFileError, which names the line of the first wrong byte."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(file, line, f"is no UTF-8 text (byte 0x{content[error.start]:02x})") from None
    if (position := text.find("\0")) >= 0:
        raise UnreadableFileError(file, text.count("\n", 0, position) + 1, "holds a NUL character")
    return text
