"""Clients that read too slowly: left out, bounded, brought up again, closed when hopeless [RC3]."""

from collections.abc import AsyncIterator

import pytest

from hub.gateway.catching_up import ENTRIES_AT_ONCE, PIECE_WEIGHT_MAX, in_pieces
from hub.gateway.codec import JSON, MSGPACK
from hub.gateway.outbox import HELD_BYTES_MAX, HELD_FRAMES_MAX
from shared.protocol.server import RunEndedPayload, SolveFailed, SolveProgress, SolveProgressPayload
from tests.support.gateway import PERIOD, WORKSPACE, FakeLink, House, a_sync, an_edit, an_entry


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()


def versions(link: FakeLink) -> list[int]:
    """The versions of every change that the client heard, in order."""
    return [change["version"] for message in link.hears() if message["type"] == "CHANGES" for change in message["payload"]["changes"]]


async def test_rc3_a_congested_client_is_left_out_and_brought_up_from_memory(house: House) -> None:
    slow, peer = await house.joined()
    quick, _ = await house.joined("bo")
    slow.room = 10
    for _ in range(5):
        house.gateway.tell([house.sequencer.advance(house.period)])
    assert versions(slow) == [5]  # the frame that congested it was taken
    assert versions(quick) == [5, 6, 7, 8, 9]
    slow.drain()
    assert versions(slow) == [6, 7, 8, 9]
    assert peer.outbox is None
    house.gateway.tell([house.sequencer.advance(house.period)])
    assert versions(slow) == versions(quick) == [10]
    assert house.sequencer.reads == []


async def test_dc2_a_client_that_drains_in_small_sips_hears_every_version_once(house: House) -> None:
    slow, _ = await house.joined(codec=MSGPACK)
    slow.room = 10
    heard = []
    for turn in range(30):
        house.gateway.tell([house.sequencer.advance(house.period, 3)])
        if slow.congested and turn % 4 == 3:
            slow.drain(room=400)  # less than what it missed: it is congested again in the middle of being brought up
        heard += versions(slow)
    slow.drain()
    await house.settled()
    assert heard + versions(slow) == list(range(5, 95))


async def test_rc3_a_client_that_drains_is_given_one_piece_beyond_what_it_takes(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    for _ in range(10):
        house.gateway.tell([house.sequencer.advance(house.period, 50, note="x" * 1_000)])
    assert versions(slow) == list(range(5, 55))
    slow.drain(room=10)
    assert len(slow.writes) == 1
    assert versions(slow) == list(range(55, 105))
    slow.drain()
    assert versions(slow) == list(range(105, 505))


async def test_rc3_what_is_read_from_the_log_is_given_in_pieces_too(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    for _ in range(100):
        house.gateway.tell([house.sequencer.advance(house.period, 100)])
    assert versions(slow) == list(range(5, 105))
    slow.drain(room=10)
    await house.settled()
    assert len(slow.writes) == 1
    assert house.sequencer.reads
    heard = versions(slow)
    assert 0 < len(heard) <= ENTRIES_AT_ONCE
    slow.drain()
    await house.settled()
    # What was read from the log ends in the middle of a batch that is at hand.
    assert heard + versions(slow) == list(range(105, 5 + 100 * 100))


def test_entries_are_cut_where_more_than_a_piece_would_go_together() -> None:
    entries = [an_entry(version) for version in range(1, PIECE_WEIGHT_MAX + 10)]
    pieces = list(in_pieces(entries))
    assert [entry for piece in pieces for entry in piece] == entries
    assert [len(piece) for piece in pieces[:-1]] == [PIECE_WEIGHT_MAX // 2] * (len(pieces) - 1)
    assert list(in_pieces([])) == []


async def test_dc2_a_sync_of_a_congested_client_is_answered_after_it_drained(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    house.gateway.tell([house.sequencer.advance(house.period)])
    slow.says(a_sync("again"))
    house.gateway.tell([house.sequencer.advance(house.period)])
    await house.settled()
    assert [(m["type"], m.get("version")) for m in slow.hears()] == [("CHANGES", 5)]
    slow.drain()
    await house.settled()
    house.gateway.tell([house.sequencer.advance(house.period)])
    positions = [(m["type"], m["version"]) for m in slow.hears() if "version" in m]
    assert positions == [("CHANGES", 6), ("SYNC_RESPONSE", 6), ("CHANGES", 7)]


async def test_rc3_what_memory_no_longer_holds_is_read_from_the_log(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    for _ in range(1300):
        house.gateway.tell([house.sequencer.advance(house.period)])
    slow.drain()
    await house.settled()
    assert versions(slow) == list(range(5, 1305))
    assert house.sequencer.reads
    house.gateway.tell([house.sequencer.advance(house.period)])
    assert versions(slow) == [1305]


async def test_a_client_that_congests_again_while_the_log_is_read_hears_every_version_once(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    for _ in range(1300):
        house.gateway.tell([house.sequencer.advance(house.period)])
    heard = versions(slow)
    for _ in range(200):
        if not slow.congested:
            break
        slow.drain(room=3_000)
        house.gateway.tell([house.sequencer.advance(house.period)])
        await house.settled()
        heard += versions(slow)
    slow.drain()
    await house.settled()
    assert heard + versions(slow) == list(range(5, house.period.state.version + 1))


async def test_a_client_whose_position_the_log_no_longer_holds_is_closed_with_4003(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    for _ in range(1300):
        house.gateway.tell([house.sequencer.advance(house.period)])
    house.sequencer.log_reaches_back = False
    slow.drain()
    await house.settled()
    assert slow.closed is not None
    assert slow.closed[0] == 4003


async def test_answers_wait_behind_the_changes_that_they_follow(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    slow.says(an_edit("1"))
    house.sequencer.commit()
    slow.says(an_edit("2"))
    house.sequencer.commit()
    assert [(m["type"], m.get("version")) for m in slow.hears()] == [("CHANGES", 5), ("ACK", 5)]
    slow.drain()
    assert [(m["type"], m.get("id")) for m in slow.hears() if m["type"] != "PRESENCE"] == [("CHANGES", None), ("ACK", "2")]


async def test_progress_gives_way_and_a_result_waits(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    house.gateway.tell([house.sequencer.advance(house.period)])
    slow.hears()
    progress = SolveProgressPayload(
        run_id="r", period_id=PERIOD, state="running", stage="searching", progress=0.5, status_message="", elapsed_s=1, solutions=0
    )
    house.gateway.publish(WORKSPACE, PERIOD, SolveProgress(type="SOLVE_PROGRESS", payload=progress))
    ended = RunEndedPayload(run_id="r", period_id=PERIOD, code="internal", message="lost")
    house.gateway.publish(WORKSPACE, PERIOD, SolveFailed(type="SOLVE_FAILED", payload=ended))
    assert slow.hears() == []
    slow.drain()
    assert [message["type"] for message in slow.hears()] == ["SOLVE_FAILED", "PRESENCE"]


async def test_a_client_that_takes_nothing_for_long_is_closed_with_4002(house: House) -> None:
    slow, _ = await house.joined()
    slow.room = 10
    house.gateway.tell([house.sequencer.advance(house.period)])
    closed = []
    for seconds in (29, 1):
        house.clock.move(seconds)
        house.watch.turn()
        closed.append(slow.closed)
    assert closed == [None, (4002, "too slow")]


async def test_what_waits_for_a_slow_client_is_bounded_in_number_too(house: House) -> None:
    slow, peer = await house.joined()
    slow.room = 10
    house.gateway.tell([house.sequencer.advance(house.period)])
    closed = []
    for _ in range(HELD_FRAMES_MAX + 1):
        peer.send(b"x")
        closed.append(slow.closed)
    assert closed[-2:] == [None, (4002, "too slow")]


async def test_what_waits_for_a_slow_client_is_bounded(house: House) -> None:
    slow, peer = await house.joined()
    slow.room = 10
    house.gateway.tell([house.sequencer.advance(house.period)])
    for _ in range(5):
        peer.send(b"x" * (HELD_BYTES_MAX // 4))
    assert slow.closed is not None
    assert slow.closed[0] == 4002
    assert list(house.gateway.audiences) == []


async def test_a_client_that_congests_in_the_middle_of_the_fan_out_costs_the_others_nothing(house: House) -> None:
    links = [(await house.joined(f"user{index}", codec=JSON if index % 2 else MSGPACK))[0] for index in range(40)]
    for link in links[::3]:
        link.room = 10
    for _ in range(3):
        house.gateway.tell([house.sequencer.advance(house.period)])
    assert [versions(link) for link in links] == [[5] if index % 3 == 0 else [5, 6, 7] for index in range(40)]


async def test_a_snapshot_that_fills_the_pipe_leaves_the_client_at_its_version(house: House) -> None:
    link, _ = house.connect(room=600)
    link.says({"type": "SYNC_REQUEST", "id": "s", "payload": {"document": "period", "period_id": PERIOD}})
    await house.settled()
    assert link.congested
    house.gateway.tell([house.sequencer.advance(house.period)])
    link.drain()
    assert [(m["type"], m.get("version")) for m in link.hears() if m["type"] != "PRESENCE"][1:] == [
        ("SYNC_RESPONSE", 4),
        ("SYNC_CONTEXT", None),
        ("CHANGES", 5),
    ]


async def test_who_left_and_came_back_meanwhile_is_not_told_to_a_drained_client_as_gone(house: House) -> None:
    slow, _ = await house.joined()
    quick, peer = await house.joined("bo")
    slow.room = 10
    house.gateway.tell([house.sequencer.advance(house.period)])
    slow.hears()
    for message in ({"type": "UNSUBSCRIBE", "id": "u", "payload": {"document": "period", "period_id": PERIOD}}, a_sync("again")):
        quick.says(message)
        await house.settled()
        house.gateway.presences.tell()
    slow.drain()
    (presence,) = [message["payload"] for message in slow.hears() if message["type"] == "PRESENCE"]
    assert peer.session.connection_id in [present["connection_id"] for present in presence["users"]]
    assert presence["left"] == []
