"""Somebody who says anything over one connection, and counts what was answered."""

import json
from collections import Counter
from typing import Any, Final

import msgspec

from hub.gateway.codec import Codec, UnreadableError
from hub.gateway.hub import Gateway
from hub.gateway.message import DocumentRef, MovePresence, Sync, Unsubscribe
from hub.identity.port import Principal
from tests.simulation.picture import Picture
from tests.support.gateway import WORKSPACE, FakeLink

ANSWERS: Final = {"ACK", "CONFLICT", "ERROR", "PONG"}
CODES: Final = {4001, 4002, 4006, 4502}
"""How a connection may end for what its client did: silent, slow, too much, too often wrong."""


class Talker:
    """One client. What was asked on a connection that ended is forgotten with it."""

    def __init__(self, gateway: Gateway, principal: Principal, codec: Codec, client_id: str) -> None:
        self.codec = codec
        self.conflicts: list[str] = []
        self._gateway = gateway
        self._principal = principal
        self._client_id = client_id
        self._said: list[dict[str, Any]] = []
        self.comes_back()

    def comes_back(self) -> None:
        """Connect anew."""
        self.leave()
        self.link = FakeLink(self.codec)
        self._gateway.welcome(self.link, self._principal, self.codec, self._client_id)
        self._asked: Counter[str | None] = Counter()
        self._syncs: Counter[str | None] = Counter()
        self._awaited: dict[DocumentRef, str] = {}
        self._maybe: Counter[str | None] = Counter()
        self._answered: Counter[str | None] = Counter()
        self._synced = 0
        self._named_by_the_hub = [0, 0]  # operations and syncs of older clients
        self._pictures: dict[tuple[str, str | None], Picture] = {}
        self._is_there = True

    def leave(self) -> None:
        """Vanish."""
        if getattr(self, "_is_there", False) and self.link.closed is None:
            self.link.closed = (1006, "")
            self.link.lose()
        self._is_there = False

    @property
    def is_connected(self) -> bool:
        return self._is_there and self.link.closed is None

    def say(self, message: dict[str, Any]) -> None:
        """Send a message, as JSON where MessagePack can't say it."""
        self._said.append(message)
        self.send(encoded(self.codec, message))

    def repeat(self, back: int, *, marked: bool) -> None:
        """Send an earlier message again."""
        if self._said:
            message = self._said[-1 - back % len(self._said)]
            self.send(encoded(self.codec, message | {"retry": True} if marked else message))

    def send(self, payload: bytes, opcode: int | None = None) -> None:
        """Send any bytes; a client that doesn't read isn't read from, either."""
        if self.is_connected and not self.link.congested:
            self._note(payload, self.codec.opcode if opcode is None else opcode)
            self.link.heard = True
            self.link.sends(payload, opcode)

    def _note(self, payload: bytes, opcode: int) -> None:
        """Remember what is owed for it."""
        try:
            first, second = (self.codec.decode(opcode, payload, WORKSPACE) for _ in range(2))
        except UnreadableError as unreadable:
            self._asked[unreadable.message_id] += 1
            return
        if first.id != second.id:
            self._named_by_the_hub[isinstance(first, Sync)] += 1
        elif isinstance(first, MovePresence):
            self._maybe[first.id] += 1
        elif isinstance(first, Sync):
            self._syncs[first.id] += 1
            self._awaited[first.document] = first.id
        else:
            self._asked[first.id] += 1
            if isinstance(first, Unsubscribe):
                self._awaited.pop(first.document, None)  # a sync that was taken back needs no answer any more

    def choke(self, room: int) -> None:
        """Read `room` bytes more, and then no more."""
        if self.is_connected and not self.link.congested:
            self.link.room = room

    def drain(self) -> None:
        """Read on."""
        if self.is_connected:
            self.link.room = 10**9
            if self.link.congested:
                self.link.drain()

    def listen(self) -> None:
        """Take what came; all of it is held against the protocol's models."""
        if self.link.closed is None and not self.link.congested:
            self.link.heard = True  # pings are answered
        for message in self.link.hears():
            if message["type"] in ANSWERS and not _is_unasked(message):
                self._answered[message.get("id")] += 1
                if message["type"] == "ERROR":
                    self._awaited = {document: id_ for document, id_ in self._awaited.items() if id_ != message.get("id")}
            self._picture(message)
            if message["type"] == "CONFLICT" and "conflict_id" in message["payload"]:
                self.conflicts.append(message["payload"]["conflict_id"])

    def _picture(self, message: dict[str, Any]) -> None:
        """Fold what is told of a document, from a snapshot on; a delta may be from any version that was asked for."""
        payload = message["payload"]
        document = (payload.get("document", ""), payload.get("period_id"))
        match message["type"]:
            case "SYNC_RESPONSE":
                self._synced += 1
                self._awaited.pop(DocumentRef(payload["document"], payload.get("period_id")), None)
                self._pictures.pop(document, None)
                if payload["mode"] == "snapshot":
                    picture = self._pictures[document] = Picture(WORKSPACE)
                    picture.take_sync(message["version"], payload)
            case "CHANGES" if document in self._pictures:
                self._pictures[document].take_changes(message["version"], payload)
            case _:
                pass

    def check_answers(self) -> None:
        """Nothing was answered twice; over a connection that lives, everything was [AN1]."""
        known = {*self._asked, *self._syncs, *self._maybe}
        strange = sum(count for id_, count in self._answered.items() if id_ not in known)
        operations, syncs = self._named_by_the_hub
        assert strange <= operations + syncs, f"{strange} answers to nothing that was asked"
        for id_ in known:
            most = self._asked[id_] + self._syncs[id_] + self._maybe[id_]
            assert self._answered[id_] <= most, f"{id_} is answered {self._answered[id_]} times, and was asked {most} times"
        assert self._synced <= self._syncs.total() + syncs
        if not self._is_there:
            return
        if self.link.closed is not None:
            assert self.link.closed[0] in CODES, self.link.closed
            return
        for id_, count in self._asked.items():
            assert self._answered[id_] >= count, f"{id_} is answered {self._answered[id_]} times, and was asked {count} times"
        assert strange >= operations, "no answer to an operation without an id"
        assert not self._awaited, f"no answer to the syncs of {self._awaited}"


def _is_unasked(message: dict[str, Any]) -> bool:
    payload: dict[str, Any] = message["payload"]
    return bool(payload.get("outcome") == "overwritten" or payload.get("code") == "auth_expiring")


def encoded(codec: Codec, message: dict[str, Any]) -> bytes:
    try:
        return codec.encode(message)
    except (msgspec.MsgspecError, OverflowError, UnicodeEncodeError, RecursionError):
        return json.dumps(message).encode()
