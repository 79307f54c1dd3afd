"""A client of the simulation: edits, keeps what is unanswered, comes back, and holds the hub to its promises."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

import msgspec

from hub.clock import Clock
from tests.simulation.network import SimulatedLink
from tests.simulation.picture import Picture, WrongError
from tests.support.sequencing import PERIOD, WORKSPACE

DATES = ("2026-12-01", "2026-12-02", "2026-12-03")
PEOPLE = ("s1", "s2", "s3", "s4")
CODES = ("D", "E", "L", "N", "?")
TEMPORARY = {"unavailable", "overloaded", "rate_limited"}
DOCUMENTS = ("period", "workspace")


class Door(Protocol):
    """How a client gets in: a link to some replica that lives; None where there is none, or no right to enter."""

    def __call__(self, client: "Client", on_payload: Callable[[bytes], None], on_closed: Callable[[int], None]) -> SimulatedLink | None: ...


@dataclass
class Sent:
    """An operation until it is answered for good."""

    message: dict[str, Any]
    document: str
    tries: int = 0
    connection: int = 0
    """Of the last try; counts from 1."""
    was_unavailable: bool = False
    outcome: dict[str, Any] | None = None


@dataclass
class Client:
    """One user at one browser."""

    user: str
    client_id: str
    random: Random
    clock: Clock
    door: Door
    slow: bool
    pictures: dict[str, Picture] = field(default_factory=lambda: {name: Picture(WORKSPACE) for name in DOCUMENTS})
    operations: dict[str, Sent] = field(default_factory=dict)
    link: SimulatedLink | None = None
    is_revoked: bool = False
    failure: Exception | None = None
    _synced: set[str] = field(default_factory=set)
    _asked: Counter[str] = field(default_factory=Counter)
    _is_greeted: bool = False
    _connections: int = 0

    # what it does

    def connect(self) -> None:
        self.link = self.door(self, self._on_payload, self._on_closed)
        if self.link is None:
            asyncio.get_running_loop().call_later(self.random.uniform(0.05, 0.5), self._reconnect)

    def _reconnect(self) -> None:
        if self.link is None and not self.is_revoked:
            self.connect()

    def cut(self) -> None:
        if self.link is not None:
            self.link.cut()

    def edit(self) -> None:
        """Do one thing, seen at the version of one's own picture; what can't be sent now is sent on the next connection."""
        document, message = self._an_edit()
        message["id"] = str(len(self.operations))  # the same as other clients': only with user and client it names an operation [EN3]
        picture = self.pictures[document]
        if picture.is_there and self.random.random() < 0.9:
            message["version"] = picture.version
        sent = Sent(message, document)
        self.operations[message["id"]] = sent
        self._send(sent)
        if self.random.random() < 0.03:
            self._send(sent, marked=self.random.random() < 0.8)  # twice, and perhaps unsaid [EN3]

    @property
    def unanswered(self) -> list[Sent]:
        return [sent for sent in self.operations.values() if sent.outcome is None]

    @property
    def positions(self) -> dict[str, tuple[str, int]]:
        """Where it believes the documents to stand."""
        return {name: (picture.epoch, picture.version) for name, picture in self.pictures.items()}

    @property
    def is_still(self) -> bool:
        """Whether everything is answered, and everything that was asked on this connection."""
        return self.link is not None and self._synced == set(DOCUMENTS) and not self.unanswered and not +self._asked

    def _an_edit(self) -> tuple[str, dict[str, Any]]:
        random, roll = self.random, self.random.random()
        if roll < 0.62:
            chosen = random.sample([(person, date) for person in PEOPLE for date in DATES], random.choice((1, 1, 1, 3)))
            cells = [{"staff_id": person, "date": date, "set": self._cell()} for person, date in chosen]
            return "period", {"type": "CELL_UPDATE", "payload": {"period_id": PERIOD, "cells": cells}}
        if roll < 0.74:
            kind = random.choice(("UNDO", "UNDO", "REDO"))
            document = random.choice(("period", "period", "workspace"))
            where = {"document": "period", "period_id": PERIOD} if document == "period" else {"document": "workspace"}
            return document, {"type": kind, "payload": where}
        if roll < 0.82:
            payload = {"id": random.choice(PEOPLE), "set": {"name": random.choice("abc"), "position": random.choice((None, "cook"))}}
            return "workspace", {"type": "STAFF_UPDATE", "payload": payload}
        if roll < 0.86:
            return "workspace", {"type": "SHIFT_TYPE_CREATE", "payload": {"id": "t-N", "code": "N", "symbol": "N"}}
        if roll < 0.88:
            return "workspace", {"type": "SHIFT_TYPE_DELETE", "payload": {"id": "t-L"}}
        if roll < 0.92:
            strategy = random.choice(("last_writer_wins", "first_writer_wins"))
            return "workspace", {"type": "SETTINGS_UPDATE", "payload": {"set": {"strategy": strategy}}}
        fields = random.choice(
            (
                {"name": random.choice(("A", "B"))},
                {"staff": random.sample(PEOPLE, random.choice((3, 4)))},
                {"strategy": random.choice((None, "first_writer_wins"))},
                {"status": random.choice(("draft", "draft", "closed"))},
            )
        )
        return "period", {"type": "PERIOD_UPDATE", "payload": {"id": PERIOD, "set": fields}}

    def _cell(self) -> dict[str, Any]:
        values = {"shift": self.random.choice((*CODES[:4], *CODES[:4], None, "?")), "note": self.random.choice(("x", None)), "locked": True}
        names = self.random.choice((["shift"], ["shift"], ["shift", "note"], ["note"], ["locked"]))
        return {name: values[name] for name in names}

    def _send(self, sent: Sent, *, marked: bool = True) -> None:
        if self.link is None or not self._is_greeted:
            return
        message = dict(sent.message)
        if marked and sent.tries > 0:
            message["retry"] = True
        sent.tries += 1
        sent.connection = self._connections
        self._asked[message["id"]] += 1
        self.link.send(msgspec.json.encode(message))

    def _sync(self, document: str) -> None:
        picture = self.pictures[document]
        payload: dict[str, Any] = {"document": document} | ({"period_id": PERIOD} if document == "period" else {})
        if picture.is_there and self.random.random() < 0.8:
            payload |= {"since_version": picture.version, "epoch": picture.epoch}
            if self.random.random() < 0.5:
                payload["prefer"] = "delta"
        assert self.link is not None
        self.link.send(msgspec.json.encode({"type": "SYNC_REQUEST", "id": f"sync-{document}", "payload": payload}))

    # what it hears

    def _on_closed(self, code: int) -> None:
        self.link, self._is_greeted = None, False
        self._synced.clear()
        self._asked.clear()
        if code == 4501:
            self.is_revoked = True
            return
        if code >= 4500:
            self._fail(WrongError(f"sent away with {code}"))
        asyncio.get_running_loop().call_later(self.random.uniform(0.01, 0.5), self._reconnect)

    def _on_payload(self, payload: bytes) -> None:
        try:
            self._hear(msgspec.json.decode(payload))
        except Exception as error:  # noqa: BLE001 - a callback's root: the run fails with it
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.failure = self.failure or error

    def _hear(self, message: dict[str, Any]) -> None:
        payload = message["payload"]
        match message["type"]:
            case "CONNECTION_ACK":
                self._is_greeted = True
                self._connections += 1
                for document in DOCUMENTS:
                    self._sync(document)
                for sent in self.unanswered:
                    self._send(sent)
            case "SYNC_RESPONSE":
                self._synced.add(payload["document"])
                self.pictures[payload["document"]].take_sync(message["version"], payload)
            case "CHANGES":
                if payload["document"] not in self._synced:
                    raise WrongError("pushed to before the first answer to a sync [DC2]")
                self.pictures[payload["document"]].take_changes(message["version"], payload)
            case "ACK" | "CONFLICT" | "ERROR":
                self._answered(message, payload)
            case _:
                pass

    def _answered(self, message: dict[str, Any], payload: dict[str, Any]) -> None:
        message_id = message.get("id")
        if message_id is None:
            if message["type"] == "ERROR":
                raise WrongError(f"an error of nothing: {payload}")
            return
        if message_id.startswith("sync-"):  # only an error has its id: the database is away
            if payload["code"] not in TEMPORARY:
                raise WrongError(f"a sync was refused: {payload}")
            asyncio.get_running_loop().call_later(0.3, self._sync_again, self.link, message_id.removeprefix("sync-"))
            return
        self._asked[message_id] -= 1
        if self._asked[message_id] < 0:
            raise WrongError(f"{message_id} is answered more often than asked [AN1]")
        sent = self.operations[message_id]
        if message["type"] == "ERROR" and payload["code"] in TEMPORARY:
            sent.was_unavailable = sent.was_unavailable or payload["code"] == "unavailable"
            asyncio.get_running_loop().call_later(self.random.uniform(0.2, 1.0), self._send_again, self.link, sent)
            return
        made = made_version(message)
        picture = self.pictures[sent.document]
        if made is not None and sent.document in self._synced and picture.version < made:
            raise WrongError(f"{message_id} is answered with version {made} before its CHANGES [AN1]")
        before = None if sent.outcome is None else made_version(sent.outcome)
        if before is not None and made != before:
            raise WrongError(f"{message_id} became version {before}, and then {made}")
        if sent.outcome is None or made is not None:
            sent.outcome = message

    def _send_again(self, link: SimulatedLink | None, sent: Sent) -> None:
        if link is self.link and sent.outcome is None:
            self._send(sent)

    def _sync_again(self, link: SimulatedLink | None, document: str) -> None:
        if link is not None and link is self.link:
            self._sync(document)


def made_version(answer: dict[str, Any]) -> int | None:
    """Return the version that an operation became, by its answer."""
    payload = answer["payload"]
    is_made = (answer["type"] == "ACK" and payload["outcome"] in {"applied", "merged", "duplicate"}) or (
        answer["type"] == "CONFLICT" and payload["outcome"] == "merged"
    )
    return answer["version"] if is_made else None
