"""A client of the simulation: edits, keeps what is unanswered, comes back, and holds the hub to its promises."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

import msgspec

from tests.simulation.edits import Hand
from tests.simulation.network import SimulatedLink
from tests.simulation.picture import Picture, WrongError
from tests.simulation.sent import Sent, made_version
from tests.simulation.trace import Trace
from tests.simulation.weather import Weather
from tests.support.sequencing import WORKSPACE

TEMPORARY = {"unavailable", "overloaded", "rate_limited"}
NOBODY_ANSWERS_S = 2.0
Ears = tuple[Callable[[bytes], None], Callable[[int], None]]


class Door(Protocol):
    """How a client gets in: a link to some replica that lives; None where there is none, or no right to enter."""

    def __call__(self, client: "Client", ears: Ears) -> SimulatedLink | None: ...


@dataclass
class Client:
    """One user at one browser."""

    user: str
    client_id: str
    random: Random
    door: Door
    weather: Weather
    trace: Trace
    slow: bool
    follows: tuple[str, ...]
    pictures: dict[str, Picture] = field(default_factory=dict)
    operations: dict[str, Sent] = field(default_factory=dict)
    present: dict[str, dict[str, str]] = field(default_factory=dict)
    """By period, the users that are shown by connection."""
    connection_id: str = ""
    link: SimulatedLink | None = None
    is_revoked: bool = False
    failure: Exception | None = None
    notices: dict[tuple[int, str, int, str], list[dict[str, Any]]] = field(default_factory=dict)
    """By connection, document, version and operation: the fields that somebody overwrote."""
    heard: Callable[["Client", bytes], None] = lambda *_: None
    said: Callable[["Client", bytes], None] = lambda *_: None
    closed: Callable[["Client", int], None] = lambda *_: None
    _synced: set[str] = field(default_factory=set)
    _left: set[str] = field(default_factory=set)
    """Documents that were left, and are asked for again: what was on its way is not for us."""
    _asked: Counter[str] = field(default_factory=Counter)
    _strange: int = 0
    """Messages of this connection whose answer has no id of ours."""
    _spoke_old: bool = False
    _is_greeted: bool = False
    _connections: int = 0

    def __post_init__(self) -> None:
        for document in self.follows:
            self.pictures[document] = Picture(WORKSPACE)
        self.hand = Hand(self.random, WORKSPACE, self.pictures)

    # what it does

    def connect(self) -> None:
        self.link = self.door(self, (self._on_payload, self._on_closed))
        if self.link is None:
            asyncio.get_running_loop().call_later(self.random.uniform(0.05, 0.5), self._reconnect)
        else:
            asyncio.get_running_loop().call_later(NOBODY_ANSWERS_S, self._give_up, self.link)

    def _reconnect(self) -> None:
        if self.link is None and not self.is_revoked:
            self.connect()

    def _give_up(self, link: SimulatedLink) -> None:
        """A replica that doesn't greet is left."""
        if link is self.link and not self._is_greeted:
            link.leave_half_open()

    def edit(self) -> None:
        """Do one thing, seen at the version of one's own picture; what can't be sent now is sent on the next connection."""
        document, message = self.hand.edit()
        message["id"] = str(len(self.operations))  # the same as other clients': only with user and client it names an operation [EN3]
        picture = self.pictures.get(document)
        if picture is not None and picture.is_there and self.random.random() < 0.9:
            message["version"] = picture.version
        sent = Sent(message, document)
        self.operations[message["id"]] = sent
        self._send(sent)
        if self.random.random() < 0.03:  # twice, and perhaps unsaid [EN3]
            is_said = self.random.random() < 0.8
            if not is_said:
                self.weather.note("repeated_unsaid")
            self._send(sent, marked=is_said)

    def fidget(self) -> None:
        """Move the cursor, leave a period or come back to it, or say something odd."""
        roll = self.random.random()
        period = next((document for document in self.follows if document != WORKSPACE and document in self._synced), None)
        if not self._is_greeted or period is None:
            return
        if roll < 0.6:
            self._say(msgspec.json.encode(self.hand.presence(period)))
        elif roll < 0.75:
            last = self.follows[-1]
            if last in self._synced:
                self._synced.discard(last)
                self._left.add(last)
                self._asked[f"leave-{last}"] += 1
                where = self._where(last)
                self._say(msgspec.json.encode({"type": "UNSUBSCRIBE", "id": f"leave-{last}", "payload": where}))
                self._sync(last)
        elif roll < 0.9:
            self.weather.note("bad_message")
            self._strange += 1
            self._say(self.hand.nonsense())
        else:
            self.weather.note("legacy_message")
            self._strange += 1
            self._spoke_old = True
            self._say(self.hand.of_old())

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
        return self.link is not None and self._synced == set(self.follows) and not self.unanswered and not +self._asked

    @property
    def state(self) -> str:
        """What it waits for, for who looks for a fault."""
        waits = [sent.message["id"] for sent in self.unanswered]
        return (
            f"{self.client_id}: link {self.link is not None}, synced {sorted(self._synced)}, unanswered {waits}, asked {dict(+self._asked)}"
        )

    def _send(self, sent: Sent, *, marked: bool = True) -> None:
        if not self._is_greeted:
            return
        message = dict(sent.message)
        if marked and sent.tries > 0:
            message["retry"] = True
        sent.tries += 1
        sent.connection = self._connections
        self._asked[message["id"]] += 1
        self._say(msgspec.json.encode(message))

    def _sync(self, document: str) -> None:
        picture = self.pictures[document]
        payload: dict[str, Any] = self._where(document)
        if picture.is_there and self.random.random() < 0.8:
            payload |= {"since_version": picture.version, "epoch": picture.epoch}
            if self.random.random() < 0.5:
                payload["prefer"] = "delta"
        self._say(msgspec.json.encode({"type": "SYNC_REQUEST", "id": f"sync-{document}", "payload": payload}))

    def _where(self, document: str) -> dict[str, Any]:
        return {"document": "workspace"} if document == WORKSPACE else {"document": "period", "period_id": document}

    def _say(self, payload: bytes) -> None:
        self.trace.note(lambda: f"{self.client_id} → {payload.decode()}")
        self.said(self, payload)
        assert self.link is not None
        self.link.send(payload)

    # what it hears

    def _on_closed(self, code: int) -> None:
        self.trace.note(lambda: f"{self.client_id} is closed with {code}")
        self.closed(self, code)
        self.link, self._is_greeted = None, False
        self._synced.clear()
        self._left.clear()
        self._asked.clear()
        self.present.clear()
        self._strange = 0
        if code == 4501:
            self.is_revoked = True
            return
        if code >= 4500:
            self._fail(WrongError(f"sent away with {code}"))
        asyncio.get_running_loop().call_later(self.random.uniform(0.01, 0.5), self._reconnect)

    def _on_payload(self, payload: bytes) -> None:
        self.trace.note(lambda: f"{self.client_id} ← {payload.decode()}")
        self.heard(self, payload)
        try:
            self._hear(msgspec.json.decode(payload))
        except Exception as error:  # noqa: BLE001 - a callback's root: the run fails with it
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.trace.note(lambda: f"!! {self.client_id}: {error}")
        self.failure = self.failure or error

    def _hear(self, message: dict[str, Any]) -> None:
        payload = message["payload"]
        match message["type"]:
            case "CONNECTION_ACK":
                self._is_greeted = True
                self._connections += 1
                self.connection_id = payload["connection_id"]
                for document in self.follows:
                    self._sync(document)
                for sent in self.unanswered:
                    self._send(sent)
            case "SYNC_RESPONSE":
                document = payload.get("period_id") or WORKSPACE
                self._synced.add(document)
                self._left.discard(document)
                self.pictures[document].take_sync(message["version"], payload)
            case "SYNC_CONTEXT":
                self.present[payload.get("period_id") or WORKSPACE] = {
                    one["connection_id"]: one["user"]["id"] for one in payload["presence"]
                }
                for conflict in payload["conflicts"]:
                    self.hand.pending[conflict["conflict_id"]] = payload.get("period_id") or WORKSPACE
            case "CHANGES":
                document = payload.get("period_id") or WORKSPACE
                if document in self._synced:
                    self.pictures[document].take_changes(message["version"], payload)
                elif document not in self._left:
                    raise WrongError("pushed to before the first answer to a sync [DC2]")
            case "PRESENCE":
                present = self.present.setdefault(payload["period_id"], {})
                present |= {one["connection_id"]: one["user"]["id"] for one in payload["users"]}
                for connection_id in payload["left"]:
                    present.pop(connection_id, None)
            case "ACK" | "CONFLICT" | "ERROR":
                self._answered(message, payload)
            case _:
                pass

    def _answered(self, message: dict[str, Any], payload: dict[str, Any]) -> None:
        message_id = message.get("id")
        if message_id is None and message["type"] == "CONFLICT":
            self._noticed(message["version"], payload)
        elif message_id is None or (message_id not in self.operations and not message_id.startswith(("sync-", "leave-"))):
            self._strange -= 1
            if self._strange < 0 and message["type"] != "ACK":
                raise WrongError(f"an answer to nothing: {message}")
        elif message_id.startswith("sync-"):  # only an error has its id: the database is away
            document = message_id.removeprefix("sync-")
            if payload["code"] not in TEMPORARY:
                raise WrongError(f"a sync was refused: {payload}")
            asyncio.get_running_loop().call_later(0.3, self._sync_again, self.link, document)
        else:
            self._asked[message_id] -= 1
            if self._asked[message_id] < 0:
                raise WrongError(f"{message_id} is answered more often than asked [AN1]")
            if message_id in self.operations:
                self._settle(self.operations[message_id], message, payload)
            elif message["type"] == "ERROR" and payload["code"] in TEMPORARY:
                pass  # it goes on to be told, and said so: the sync after it begins anew

    def _noticed(self, version: int, payload: dict[str, Any]) -> None:
        """Take the notice of an overwritten value [CF3]."""
        notice = (self._connections, payload.get("period_id") or WORKSPACE, version, payload["operation_id"])
        if payload["outcome"] != "overwritten" or notice in self.notices:
            raise WrongError(f"a notice that is none, or comes again: {payload}")
        if payload["operation_id"] not in self.operations and not self._spoke_old:
            raise WrongError(f"a notice of nothing of ours: {payload}")
        self.notices[notice] = payload["fields"]

    def _settle(self, sent: Sent, message: dict[str, Any], payload: dict[str, Any]) -> None:
        operation_id = sent.message["id"]
        if message["type"] == "ERROR" and payload["code"] in TEMPORARY:
            sent.was_unavailable = sent.was_unavailable or payload["code"] == "unavailable"
            if payload["code"] == "rate_limited":
                self.weather.note("rate_limited")
            asyncio.get_running_loop().call_later(self.random.uniform(0.2, 1.0), self._send_again, self.link, sent)
            return
        made = made_version(message)
        picture = self.pictures.get(sent.document)
        if made is not None and picture is not None and sent.document in self._synced and picture.version < made:
            raise WrongError(f"{operation_id} is answered with version {made} before its CHANGES [AN1]")
        before = None if sent.outcome is None else made_version(sent.outcome)
        if before is not None and made != before and payload.get("code") != "forbidden":  # who lost the right isn't told again
            raise WrongError(f"{operation_id} became version {before}, and then {made}")
        if payload.get("outcome") == "duplicate" and sent.tries < 2:
            raise WrongError(f"{operation_id} was sent once, and called a duplicate [EN3]")
        if sent.outcome is None or made is not None:
            sent.outcome = message
        if payload.get("outcome") == "pending":
            self.hand.pending[payload["conflict_id"]] = sent.document
        if sent.message["type"] == "CONFLICT_RESOLVE":
            self.hand.pending.pop(sent.message["payload"]["conflict_id"], None)

    def _send_again(self, link: SimulatedLink | None, sent: Sent) -> None:
        if link is self.link and sent.outcome is None:
            self._send(sent)

    def _sync_again(self, link: SimulatedLink | None, document: str) -> None:
        if link is not None and link is self.link:
            self._sync(document)
