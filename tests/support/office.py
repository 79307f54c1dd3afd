"""A hub with people who edit over sockets, while a test breaks what is behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import structlog

from tests.cluster.editor import Editor, now
from tests.cluster.promises import kept, raise_failures, settled
from tests.cluster.record import Door, Roster, Sent, User
from tests.support.hub import Caller, RunningHub, running
from tests.support.verified import verified

DEADLINE_S = 30.0
CHOSEN_DAY = 7  # where only `sets` writes
PAUSE_S = (0.0, 0.02)  # dense enough that a commit is under way at most moments


@dataclass
class Office:
    """`hub` is the first replica; `dsn` is the database's own address, past any proxy."""

    hub: RunningHub
    admin: Caller
    rosters: list[Roster]
    dsn: str
    editors: list[Editor] = field(default_factory=list)
    gone: list[Editor] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    """What the hub logged."""

    def count(self, event: str, error: str = "") -> int:
        """How often the hub logged an event with such an error: the fault that a test makes must have happened."""
        return sum(one["event"] == event and error in str(one.get("error", "")) for one in self.events)

    def editor(self, caller: Caller, roster: Roster, *, url: str | None = None) -> Editor:
        """Let one more person in, who edits while `is_editing`."""
        number = len(self.editors) + len(self.gone)
        user = User(caller.user_id, caller.token, caller.workspace_id)
        editor = Editor([Door(url or self.hub.url)], user, roster, f"client-{number}", Random(number))
        editor.pause_s = PAUSE_S
        self.editors.append(editor)
        editor.start()
        return editor

    def edit(self) -> None:
        for editor in self.editors:
            editor.is_editing = True

    async def pause(self) -> None:
        """Nobody edits, and everything is answered."""
        for editor in self.editors:
            editor.is_editing = False
        await self.until(lambda: not any(editor.unanswered for editor in self.editors))

    async def leaves(self, editor: Editor) -> None:
        """One goes in the middle of something, and never asks what became of it."""
        await editor.leave()
        self.editors.remove(editor)
        self.gone.append(editor)

    @property
    def answered(self) -> int:
        """How many operations were answered for good."""
        return sum(sent.outcome is not None for editor in self.editors for sent in editor.operations.values())

    async def more_answers(self, count: int, *, deadline_s: float = DEADLINE_S) -> None:
        """Wait until so many more operations have been answered for good."""
        wanted = self.answered + count
        await self.until(lambda: self.answered >= wanted, deadline_s=deadline_s)

    async def until(self, condition: Callable[[], bool], *, deadline_s: float = DEADLINE_S) -> None:
        end = now() + deadline_s
        while not condition():
            raise_failures(self.editors)
            assert now() < end, f"not within {deadline_s} s; {self.answered} answered"
            await asyncio.sleep(0.01)

    async def promises_hold(self) -> None:
        """Stop editing, wait until everything is answered, and hold what people saw against what the database holds."""
        for editor in self.editors:
            editor.is_editing = False
        await settled(self.dsn, self.editors)
        await kept(self.dsn, self.editors, self.gone)
        await verified(self.dsn)


def sets(editor: Editor, *, person: int = 0) -> Sent:
    """One edit that surely makes a version: a note that was never written before, in a cell where nobody else writes.

    A shift wouldn't do: an UNDO of the same user, who may be another editor, may restore it just before, and the edit is `unchanged`.
    """
    picture = editor.pictures["period"]
    note = f"{editor.client_id}: {len(editor.operations)}"
    cell = {"staff_id": editor.roster.staff[person], "date": f"2026-06-{CHOSEN_DAY:02}", "set": {"note": note}}
    payload = {"period_id": editor.roster.id, "cells": [cell]}
    message = {"type": "CELL_UPDATE", "id": f"{editor.client_id}-{len(editor.operations)}", "version": picture.version, "payload": payload}
    sent = Sent(message, "period")
    editor.operations[str(message["id"])] = sent
    editor._send(sent)
    return sent


def is_answered(sent: Sent) -> bool:
    """Whether its editor knows for good what became of it."""
    return sent.outcome is not None


@contextlib.asynccontextmanager
async def an_office(hub_dsn: str, data: Path, *, dsn: str | None = None, people: int = 4, periods: int = 2) -> AsyncIterator[Office]:
    """People who edit several periods of one workspace through a hub on `hub_dsn`; all are brought up, and nobody edits yet."""
    async with (
        running(hub_dsn, data, limit_ops_per_s=10_000) as hub,
        office_of(hub, dsn or hub_dsn, people=people, periods=periods) as office,
    ):
        yield office


@contextlib.asynccontextmanager
async def office_of(hub: RunningHub, dsn: str, *, people: int, periods: int, urls: Sequence[str] = ()) -> AsyncIterator[Office]:
    """People at a hub that runs already; `urls` are other replicas' that some of them use."""
    admin = await hub.signed_in()
    members = [admin, await hub.someone(admin, "manager")]
    made = [await admin.a_period(f"Period {number}", days=CHOSEN_DAY) for number in range(periods)]
    rosters = [Roster(one["id"], tuple(one["staff"]), tuple(f"2026-06-{day:02}" for day in range(1, CHOSEN_DAY))) for one in made]
    office = Office(hub, admin, rosters, dsn)
    doors = [hub.url, *urls]
    with _logged(office.events):
        try:
            for number in range(people):
                office.editor(members[number % 2], rosters[number % periods], url=doors[number // periods % len(doors)])
            await office.until(lambda: all(editor.is_up for editor in office.editors))
            yield office
        finally:
            for editor in [*office.editors]:
                await editor.leave()


@contextlib.contextmanager
def _logged(events: list[dict[str, Any]]) -> Iterator[None]:
    """Keep what is logged, and let it be printed all the same."""

    def keep(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        events.append(dict(event))
        return event

    processors = structlog.get_config()["processors"]
    processors.insert(0, keep)
    try:
        yield
    finally:
        processors.remove(keep)
