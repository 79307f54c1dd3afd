"""Ends the sessions of commits that were given up, before what they carried is tried again."""

from typing import TYPE_CHECKING

from hub.store.port import NothingWrittenError
from hub.store.statements import SQL

if TYPE_CHECKING:
    import asyncpg


class Fence:
    """What keeps a commit of unknown outcome from coming true after the log was asked for it.

    Such a commit may still be on its way (a network that stood still delivers late), or its client may have been cut off in the middle of
    it. Most of what comes late loses its race, since the document has moved on. But an operation that is refused when it is judged again
    (a person was archived meanwhile, in another document) moves nothing: its first try must be out of the world by then.
    """

    def __init__(self) -> None:
        self.doubted: set[str] = set()
        """The application names of abandoned sessions; no two sessions have one name."""

    async def hold(self, connection: "asyncpg.Connection[asyncpg.Record]", role: str) -> None:
        """End the doubted sessions by a connection in `role`. Raises NothingWrittenError while one is at work, else what asyncpg raises.

        A session in the middle of its commit is left alone: ended while it waits for a synchronous standby, it would show what the standby
        doesn't have. It holds its rows' locks until it is through, 5 s at most but for that wait.
        """
        if not self.doubted:
            return
        doubted = set(self.doubted)
        await connection.execute("RESET ROLE")  # a user may end the sessions that it signed in, a role that it took on may not
        found = await connection.fetch(SQL["end_backends"], list(doubted))
        await connection.execute(f"SET ROLE {role}")
        left = {row["application_name"] for row in found if not row["ended"]}
        self.doubted -= doubted - left
        if left:
            raise NothingWrittenError("a commit that was given up is still at work")
