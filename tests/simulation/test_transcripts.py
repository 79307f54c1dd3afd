"""The transcripts that the page's own sync core is held against: the protocol's own, and what the simulation's client makes of them."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.protocol.server import SERVER_MESSAGE
from tests.simulation.mutating import ROOT
from tests.simulation.picture import Picture
from tests.simulation.transcript import listed, transcripts
from tests.support.sequencing import WORKSPACE

FOLDER = ROOT / "web/src/sync/transcripts"
FILES = sorted(FOLDER.glob("*.jsonl"))
ALL_BYTES_MAX = 300_000


def heard(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    head, *steps = [json.loads(line) for line in path.read_text().splitlines()]
    return head, [step["heard"] for step in steps if "heard" in step]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_transcript_is_what_the_protocol_says(path: Path) -> None:
    for message in heard(path)[1]:
        SERVER_MESSAGE.validate_json(msgspec.json.encode(message), strict=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_transcript_leads_to_the_end_that_it_says(path: Path) -> None:
    head, messages = heard(path)
    pictures = {name: Picture(WORKSPACE) for name in head["documents"]}
    for message in messages:
        if message["type"] == "SYNC_RESPONSE":
            pictures[message["payload"].get("period_id") or WORKSPACE].take_sync(message["version"], message["payload"])
        elif message["type"] == "CHANGES":
            pictures[message["payload"].get("period_id") or WORKSPACE].take_changes(message["version"], message["payload"])
    for name, known in head["documents"].items():
        picture = pictures[name]
        assert (picture.epoch, picture.version, picture.hash) == (known["epoch"], known["version"], known["hash"])
        assert listed(picture.fields) == known["fields"]


def test_the_transcripts_show_what_can_happen_to_a_client() -> None:
    text = "".join(path.read_text() for path in FILES)
    assert len(text.encode()) <= ALL_BYTES_MAX
    for sign in ('"mode":"delta"', '"mode":"snapshot"', '"closed":1006', '"type":"UNDO","payload":{}', '"id":"sync-', '"CONFLICT"'):
        assert sign in text


def test_a_run_is_written_down_the_same_each_time() -> None:
    def but_for_presence(seed: int) -> dict[str, list[str]]:  # which stands in the order of ids from the real clock
        return {
            name: [line for line in text.splitlines() if '"presence"' not in line and '"PRESENCE"' not in line]
            for name, text in transcripts(seed).items()
        }

    assert but_for_presence(7) == but_for_presence(7)
