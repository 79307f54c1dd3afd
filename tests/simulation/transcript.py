"""What one client of a run heard and asked for, frame by frame, and what it must know in the end: for clients in other languages."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from tests.simulation.client import Client
from tests.simulation.picture import Fields, Picture
from tests.simulation.run import run
from tests.simulation.world import World

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")  # made by the hub, from the real clock


@dataclass
class Transcript:
    """Steps are `{"opened": …}`, `{"heard": <message>}`, `{"asked": <document>}` and `{"closed": <code>}`."""

    seed: int
    client_id: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    has_left: bool = False
    """Whether it unsubscribed and came back: no other client does that at the same moments."""

    def text(self, pictures: dict[str, Picture]) -> str:
        """Return it as lines of JSON, the first for the end that is expected: the same for the same run."""
        documents = {
            name: {"epoch": picture.epoch, "version": picture.version, "hash": picture.hash, "fields": listed(picture.fields)}
            for name, picture in sorted(pictures.items())
        }
        head = {"seed": self.seed, "client_id": self.client_id, "documents": documents}
        text = "".join(f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n" for line in (head, *self.steps))
        known: dict[str, str] = {}
        return _ID.sub(lambda found: known.setdefault(found[0], f"id-{len(known) + 1}"), text)


def listed(fields: Fields) -> list[list[Any]]:
    return [
        [kind, entity_id, name, value] for (kind, entity_id), values in sorted(fields.items()) for name, value in sorted(values.items())
    ]


def transcripts(seed: int) -> dict[str, str]:
    """Return the transcripts of a run by client, of those who ended with everything known."""
    written: dict[str, Transcript] = {}

    def watch(world: World) -> None:
        for client in world.clients:
            written[client.client_id] = Transcript(seed, client.client_id)
            client.heard, client.said, client.closed = hear, say, close

    def hear(client: Client, payload: bytes) -> None:
        message = msgspec.json.decode(payload)
        if message["type"] == "CONNECTION_ACK":
            written[client.client_id].steps.append({"opened": True})
        if message["type"] != "ACK":  # of operations that another client doesn't make
            written[client.client_id].steps.append({"heard": message})

    def say(client: Client, payload: bytes) -> None:
        transcript = written[client.client_id]
        if payload.startswith(b'{"type":"SYNC_REQUEST","id"'):
            transcript.steps.append({"asked": msgspec.json.decode(payload)["id"].removeprefix("sync-")})
        transcript.has_left = transcript.has_left or payload.startswith(b'{"type":"UNSUBSCRIBE"')

    def close(client: Client, code: int) -> None:
        steps = written[client.client_id].steps
        if steps and "closed" not in steps[-1]:
            steps.append({"closed": code})

    world = run(seed, watch=watch)
    return {
        client.client_id: written[client.client_id].text(client.pictures)
        for client in world.clients
        if not written[client.client_id].has_left and all(picture.is_there for picture in client.pictures.values())
    }


def write(folder: Path, seeds: range, bytes_max: int) -> int:
    """Write the transcripts of seeds, at most so many bytes a file; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for seed in seeds:
        for client_id, text in transcripts(seed).items():
            if len(text.encode()) <= bytes_max:
                (folder / f"{seed}-{client_id}.jsonl").write_text(text)
                count += 1
    return count
