"""The lines of an INRC-II text file, one after another, cut at their blanks."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shared.formats.inrc2 import Span
from shared.formats.unreadable import UnreadableFileError, text_of
from shared.rules.words import counted

NUMBER_MAX = 10**6
NAME_LENGTH_MAX = 32
_WORD = re.compile(r"\([^()\s]*\)|\S+")
_SPAN = re.compile(r"\(([^,]*),([^,]*)\)")
_SECTIONS = frozenset(
    (
        "SCENARIO", "WEEKS", "SKILLS", "SHIFT_TYPES", "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS", "CONTRACTS", "NURSES",
        "HISTORY", "NURSE_HISTORY", "WEEK_DATA", "REQUIREMENTS", "SHIFT_OFF_REQUESTS", "SOLUTION", "ASSIGNMENTS",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line that isn't blank; numbers count from 1."""

    number: int
    words: tuple[str, ...]


class Lines:
    """Reads a file's lines in order. Every method raises UnreadableFileError (FILE:LINE: reason) where it finds something else."""

    def __init__(self, content: bytes, file: str) -> None:
        self.file = file
        # `SKILLS = 2` is cut at the sign, too
        numbered = enumerate((_WORD.findall(raw.replace("=", " ")) for raw in text_of(content, file).splitlines()), start=1)
        self._lines = [Line(number, tuple(words)) for number, words in numbered if words]
        self._at = 0

    def title(self, name: str) -> None:
        """Pass the line `name`."""
        line = self._next(f"the line {name}")
        if line.words != (name,):
            raise self.wrong(line, f"{name} must stand here")

    def value(self, name: str) -> tuple[Line, str]:
        """Return what `name = value` says."""
        line = self._next(f"the line {name} = …")
        if len(line.words) != 2 or line.words[0] != name:
            raise self.wrong(line, f"{name} = … must stand here")
        return line, line.words[1]

    def count(self, name: str, *, least: int, most: int) -> int:
        """Return the number of `name = number`."""
        line, text = self.value(name)
        found = self.number(line, text)
        if not least <= found <= most:
            raise self.wrong(line, f"{name} is {found}; {least} to {most} are taken")
        return found

    def rows(self, count: int, words: int, what: str) -> Iterator[Line]:
        """Yield the next `count` lines, each of so many words."""
        for _ in range(count):
            yield self.row(words, what)

    def row(self, words: int, what: str) -> Line:
        """Return the next line, of so many words; a negative number is how many it has at least."""
        line = self._next(f"the line of {what}")
        if (len(line.words) != words and words >= 0) or len(line.words) < -words or line.words[0] in _SECTIONS:
            raise self.wrong(line, f"is no line of {what}, which has {counted(abs(words), 'word')}{' at least' * (words < 0)}")
        return line

    def until_section(self, words: int, what: str) -> Iterator[Line]:
        """Yield lines up to the next section or the end."""
        while self._at < len(self._lines) and self._lines[self._at].words[0] not in _SECTIONS:
            yield self.row(words, what)

    def remarks(self) -> None:
        """Pass the lines `word: …` that solvers leave behind a solution: their own figures."""
        while self._at < len(self._lines) and self._lines[self._at].words[0].endswith(":"):
            self._at += 1

    def end(self) -> None:
        """There is nothing more."""
        if self._at < len(self._lines):
            raise self.wrong(self._lines[self._at], "the file should end before this line")

    def number(self, line: Line, text: str, most: int = NUMBER_MAX) -> int:
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > most:
            raise self.wrong(line, f"{text[:20]!r} is no number from 0 to {most}")
        return int(text)

    def span(self, line: Line, text: str) -> Span:
        """Return `(least,most)`."""
        found = _SPAN.fullmatch(text)
        if not found:
            raise self.wrong(line, f"{text[:40]!r} is no pair of numbers like (2,5)")
        span = Span(self.number(line, found[1]), self.number(line, found[2]))
        if span.least > span.most:
            raise self.wrong(line, f"at least {span.least} and at most {span.most} can't both hold")
        return span

    def known(self, line: Line, name: str, known: Collection[str], what: str) -> str:
        if name not in known:
            raise self.wrong(line, f"there is no {what} {name[:NAME_LENGTH_MAX]!r}")
        return name

    def new(self, line: Line, name: str, seen: Collection[str], what: str) -> str:
        if len(name) > NAME_LENGTH_MAX:
            raise self.wrong(line, f"the name of a {what} has at most {NAME_LENGTH_MAX} characters")
        if name in seen:
            raise self.wrong(line, f"{what} {name!r} is there already")
        return name

    def wrong(self, line: Line, reason: str) -> UnreadableFileError:
        return UnreadableFileError(self.file, line.number, reason)

    def _next(self, what: str) -> Line:
        if self._at == len(self._lines):
            raise UnreadableFileError(self.file, self._lines[-1].number if self._lines else 1, f"ends here; {what} is missing")
        self._at += 1
        return self._lines[self._at - 1]
