"""Editors together: they come, edit, come to rest, and are compared with the log."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from tests.cluster.cluster import Cluster
from tests.cluster.editor import Editor, now
from tests.cluster.promises import kept, raise_failures, settled
from tests.support.hub import DEADLINE_S

STEP_S = 0.01


class Crowd:
    """All editors of a scenario."""

    def __init__(self, cluster: Cluster, editors: Sequence[Editor]) -> None:
        self.cluster = cluster
        self.editors = list(editors)
        self.gone: list[Editor] = []
        """Who left in the middle of something."""

    @property
    def answered(self) -> int:
        """Operations that were answered for good."""
        return sum(sent.outcome is not None for editor in self.editors for sent in editor.operations.values())

    async def until(self, condition: Callable[[], object], *, deadline_s: float = DEADLINE_S, what: str = "") -> None:
        """Wait for a condition; a promise that somebody sees broken meanwhile is raised at once."""
        end = now() + deadline_s
        while not condition():
            raise_failures(self.editors)
            if now() > end:
                seen = [(one.client_id, one.is_up, len(one.visits), len(one.unanswered), one.refusals[-3:]) for one in self.editors]
                raise AssertionError(f"not within {deadline_s} s: {what or condition}; {seen}")
            await asyncio.sleep(STEP_S)

    async def edits(self, count: int) -> None:
        """Wait until so many more operations are answered."""
        goal = self.answered + count
        await self.until(lambda: self.answered >= goal, what=f"{count} answers")

    def cut(self) -> None:
        """Everybody loses the connection."""
        for editor in self.editors:
            editor.cut()

    async def come_back_after(self, what: Callable[[], object], editors: Sequence[Editor] | None = None) -> None:
        """Wait until everybody, or some of them, are back from what sends them away, and had an operation answered."""
        them = self.editors if editors is None else editors
        before = {editor: len(editor.visits) for editor in them}
        what()
        await self.until(lambda: all(len(editor.visits) > before[editor] and editor.is_up and editor.visit.answers for editor in them))

    async def leaves(self, editor: Editor) -> None:
        """Let one of them go in the middle of something."""
        self.editors.remove(editor)
        self.gone.append(editor)
        await editor.leave()

    async def comes_to_rest(self) -> None:
        """Let nobody begin anything new, wait until all is answered and told, and hold everything against the log."""
        for editor in self.editors:
            editor.is_editing = False
        await settled(self.cluster.postgres.dsn, self.editors)
        await kept(self.cluster.postgres.dsn, self.editors, self.gone)


@contextlib.asynccontextmanager
async def crowd(cluster: Cluster, editors: Sequence[Editor]) -> AsyncIterator[Crowd]:
    """Editors that are all up and editing; at the end of the block they leave."""
    found = Crowd(cluster, editors)
    try:
        for editor in editors:
            editor.is_editing = True
            editor.start()
        await found.until(lambda: all(editor.is_up and editor.visit.answers for editor in editors), what="everybody is up")
        yield found
    finally:
        await asyncio.gather(*(editor.leave() for editor in (*found.editors, *found.gone)))
