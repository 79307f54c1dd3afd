"""What people do: chosen by a seed, told as messages of the wire."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.simulation.picture import Picture

DATES = ("2026-12-01", "2026-12-02", "2026-12-03")
PEOPLE = ("s1", "s2", "s3", "s4")
CODES = ("D", "E", "L", "N")
NOTES = ("Bring keys", "Bring keys at 8", "Bring the keys", None)
STRATEGIES = ("last_writer_wins", "first_writer_wins", "merge", "user_choice")
NEW_PERIOD = "p3"
Message = dict[str, Any]


@dataclass
class Hand:
    """One person's choices. `pending`: conflicts that were kept for them, by id, each with its document."""

    random: Random
    workspace_id: str
    pictures: dict[str, Picture]
    pending: dict[str, str] = field(default_factory=dict)
    _group: int = 0

    def edit(self) -> tuple[str, Message]:
        """Return an operation and the document that it goes to."""
        random, roll = self.random, self.random.random()
        period = random.choice(self._periods())
        if self.pending and roll < 0.2:
            return self._resolve()
        if roll < 0.58:
            return period, self._cells(period)
        if roll < 0.72:
            kind = random.choice(("UNDO", "UNDO", "UNDO", "REDO", "REDO"))
            document = random.choice((period, period, self.workspace_id))
            where = {"document": "workspace"} if document == self.workspace_id else {"document": "period", "period_id": document}
            return document, {"type": kind, "payload": where | ({"strict": True} if random.random() < 0.1 else {})}
        if roll < 0.93:
            return self.workspace_id, self._of_workspace()
        return period, {"type": "PERIOD_UPDATE", "payload": {"id": period, "set": self._of_period()}}

    def _periods(self) -> list[str]:
        known = [document_id for document_id in self.pictures if document_id != self.workspace_id]
        return ["p1", "p1", *known]

    def _cells(self, period: str) -> Message:
        random = self.random
        chosen = random.sample([(person, date) for person in PEOPLE for date in DATES], random.choice((1, 1, 1, 3)))
        cells = [{"staff_id": person, "date": date, "set": self._cell()} for person, date in chosen]
        payload: Message = {"period_id": period, "cells": cells}
        if random.random() < 0.1:
            self._group += random.random() < 0.4
            payload["undo_group"] = f"g{self._group}"
        return {"type": "CELL_UPDATE", "payload": payload}

    def _cell(self) -> Message:
        random = self.random
        values = {
            "shift": random.choice((*CODES, *CODES, *CODES, None, "?")),
            "note": random.choice(NOTES),
            "locked": random.random() < 0.7,
        }
        names = random.choice((["shift"], ["shift"], ["shift"], ["shift", "note"], ["note"], ["locked"]))
        return {name: values[name] for name in names}

    def _of_workspace(self) -> Message:
        random, roll = self.random, self.random.random()
        if roll < 0.45:
            fields = {"name": random.choice("abc"), "position": random.choice((None, "cook"))}
            return {"type": "STAFF_UPDATE", "payload": {"id": random.choice(PEOPLE), "set": fields}}
        if roll < 0.6:
            return {"type": "SHIFT_TYPE_CREATE", "payload": {"id": "t-N", "code": "N", "symbol": "N"}}
        if roll < 0.66:
            return {"type": "SHIFT_TYPE_DELETE", "payload": {"id": "t-L"}}
        if roll < 0.92:
            return {"type": "SETTINGS_UPDATE", "payload": {"set": {"strategy": random.choice(STRATEGIES)}}}
        if roll < 0.98:
            dates = {"start_date": DATES[0], "end_date": DATES[-1]}
            return {"type": "PERIOD_CREATE", "payload": {"id": NEW_PERIOD, "name": "Another", "staff": ["s1", "s2"]} | dates}
        return {"type": "PERIOD_DELETE", "payload": {"id": random.choice(("p2", NEW_PERIOD))}}

    def _of_period(self) -> Message:
        random = self.random
        return random.choice(
            (
                {"name": random.choice(("A", "B"))},
                {"staff": random.sample(PEOPLE, random.choice((3, 4)))},
                {"strategy": random.choice((None, *STRATEGIES))},
                {"strategy": random.choice(("first_writer_wins", "last_writer_wins"))},
                {"status": random.choice(("draft", "draft", "draft", "closed"))},
            )
        )

    def _resolve(self) -> tuple[str, Message]:
        conflict_id, document = self.random.choice(sorted(self.pending.items()))
        choice = self.random.choice(("mine", "theirs", "mine", "theirs"))
        return document, {"type": "CONFLICT_RESOLVE", "payload": {"conflict_id": conflict_id, "choice": choice}}

    def presence(self, period: str) -> Message:
        """Say where one is."""
        selection = self.random.choice((None, {"staff_id": self.random.choice(PEOPLE), "date": self.random.choice(DATES)}))
        return {"type": "PRESENCE_UPDATE", "payload": {"period_id": period, "selection": selection, "editing": self.random.random() < 0.5}}

    def nonsense(self) -> bytes:
        """Return something that no client should send; it is answered by one ERROR, and the connection goes on."""
        return self.random.choice(
            (
                b"{",
                b"[]",
                b'{"type":"NOTHING_LIKE_IT","id":"x1","payload":{}}',
                b'{"type":"CELL_UPDATE","id":"x2","version":0,"payload":{"period_id":"p1","cells":[]}}',
                b'{"type":"CELL_UPDATE","payload":{"period_id":"p1","cells":[]}}',
                b'{"type":"STAFF_UPDATE","id":"x3","payload":{"id":"s1","set":{"name":"a\\u0000b"}}}',
                b'{"type":"UNDO","id":"x4","payload":{"document":"period","period_id":"elsewhere"}}',
                b'{"type":"CONFLICT_RESOLVE","id":"x5","payload":{"conflict_id":"none","choice":"mine"}}',
            )
        )

    def of_old(self) -> bytes:
        """Return what an older client sends: it is taken as what it means [EN6], and answered with an id of the server's."""
        return self.random.choice(
            (
                b'{"type":"STAFF_UPDATE","payload":{"id":"s1","name":"%c"}}' % self.random.choice(b"abc"),
                b'{"type":"SYNC_REQUEST","payload":{}}',
            )
        )
