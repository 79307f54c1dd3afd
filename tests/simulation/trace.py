"""A readable trace of one run: what happened when, one line an event."""

import asyncio
from collections.abc import Callable


class Trace:
    """Writes lines where somebody reads them; costs next to nothing where nobody does."""

    def __init__(self, write: Callable[[str], None] | None = None) -> None:
        self._write = write

    def note(self, words: Callable[[], str]) -> None:
        """Write a line, worked out only if it is read."""
        if self._write is not None:
            self._write(f"{asyncio.get_running_loop().time():9.4f}  {words()}")
