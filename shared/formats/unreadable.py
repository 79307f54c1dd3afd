"""A file that can't be read, named by file, line and reason."""

import codecs
from typing import Final

from shared.protocol.errors import ValidationFailedError

_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_UTF_8: Final = "perhaps Latin-1 or Windows-1252: save the file as UTF-8"


class UnreadableFileError(ValidationFailedError):
    """The file can't be read; the message is FILE:LINE: reason, or FILE:LINE:COLUMN: reason in a sheet."""

    def __init__(self, file: str, line: int, reason: str, column: int | None = None) -> None:
        """Name the place; lines and columns count from 1."""
        self.file = file
        self.line = line
        self.reason = reason
        self.column = column
        place = f"{file}:{line}" if column is None else f"{file}:{line}:{column}"
        where = {"file": file, "line": line} | ({} if column is None else {"column": column})
        super().__init__(f"{place}: {reason}", details=where | {"reason": reason})


def text_of(content: bytes, file: str) -> str:
    """Return text without its byte order mark: UTF-8, or UTF-16 with a mark, as spreadsheets write "Unicode text".

    Raises UnreadableFileError, which names the line of the first wrong byte.
    """
    if content.startswith(_UTF_16):
        text = _of_utf_16(content, file)
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise UnreadableFileError(file, line, f"is no UTF-8 text (byte 0x{content[error.start]:02x}), {_NOT_UTF_8}") from None
    if (position := text.find("\0")) >= 0:
        raise UnreadableFileError(file, text.count("\n", 0, position) + 1, "holds a NUL character")
    return text


def _of_utf_16(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-16")
    except UnicodeDecodeError as error:
        line = content[: error.start].decode("utf-16", "ignore").count("\n") + 1
        raise UnreadableFileError(file, line, "is no UTF-16 text, as its first two bytes say it were") from None
