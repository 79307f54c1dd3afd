"""The gateway with fakes around it: what clients hear, in which order, and what they cost."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec import structs

from hub.documents.record import (
    Applied,
    Author,
    Conflicted,
    ConflictField,
    Duplicate,
    Merged,
    Origin,
    Overwritten,
    Refused,
    Unchanged,
)
from hub.gateway.codec import MSGPACK, Codec
from hub.gateway.limits import GatewayLimits
from shared.domain import Role, StrategyName
from shared.ids import ClientId, OperationId, UserId
from shared.protocol.errors import UnavailableError
from shared.protocol.server import SolveProgress, SolveProgressPayload
from tests.support.gateway import BOTH_CODECS, PERIOD, WORKSPACE, FakeLink, House, a_principal, a_sync, an_edit, an_entry, frames_in


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


def the_error(link: FakeLink) -> str:
    (message,) = link.hears()
    assert message["type"] == "ERROR"
    code: str = message["payload"]["code"]
    return code


# connecting


async def test_cn4_the_first_message_is_connection_ack_and_nothing_follows_unasked(house: House) -> None:
    link, _ = house.connect(client="c1")
    house.gateway.tell([house.sequencer.advance(house.period)])
    (message,) = link.hears()
    assert message["type"] == "CONNECTION_ACK"
    payload = message["payload"]
    assert payload["client_id"] == "c1"
    assert payload["user"] == {"id": "ana", "name": "Ana", "role": "manager"}
    assert payload["workspace"] == {"id": "w1", "name": "Trattoria"}
    assert payload["replica"] == "here"
    assert payload["limits"] == {"max_message_bytes": 1048576, "max_cells": 2000, "ops_per_second": 50, "heartbeat_s": 20}


async def test_a_client_without_an_id_is_given_one(house: House) -> None:
    link, _ = house.connect()
    assert link.hears()[0]["payload"]["client_id"]


# joining


@pytest.mark.parametrize("codec", BOTH_CODECS, ids=["json", "msgpack"])
async def test_a_sync_is_answered_by_a_snapshot_then_the_context_then_every_change_once(house: House, codec: Codec) -> None:
    link, _ = house.connect(codec=codec)
    link.says(a_sync())
    await house.settled()
    house.gateway.tell([house.sequencer.advance(house.period, 2)])
    house.gateway.tell([house.sequencer.advance(house.period)])
    messages = link.hears()
    assert types(messages) == ["CONNECTION_ACK", "SYNC_RESPONSE", "SYNC_CONTEXT", "CHANGES", "CHANGES"]
    assert messages[1]["version"] == 4
    assert messages[1]["payload"]["mode"] == "snapshot"
    assert messages[1]["payload"]["epoch"] == "e0"
    assert [present["user"]["id"] for present in messages[2]["payload"]["presence"]] == ["ana"]
    assert [(m["payload"]["from_version"], m["version"], len(m["payload"]["changes"])) for m in messages[3:]] == [(4, 6, 2), (6, 7, 1)]


async def test_a_workspace_has_a_snapshot_without_runs_being_asked(house: House) -> None:
    link, _ = house.connect()
    link.says({"type": "SYNC_REQUEST", "payload": {}})  # an older client's [EN6]
    await house.settled()
    messages = link.hears()
    assert types(messages) == ["CONNECTION_ACK", "SYNC_RESPONSE", "SYNC_CONTEXT"]
    assert messages[1]["payload"]["document"] == "workspace"
    assert house.runs.listed == 0


async def test_a_returning_client_gets_the_smaller_of_delta_and_snapshot(house: House) -> None:
    link, _ = house.connect()
    link.says(a_sync(since_version=3, epoch="e0", prefer="delta"))
    link.says(a_sync(since_version=0, epoch="e0"))
    link.says(a_sync(since_version=4, epoch="e0"))
    await house.settled()
    answers = [message["payload"] for message in link.hears() if message["type"] == "SYNC_RESPONSE"]
    assert [answer["mode"] for answer in answers] == ["delta", "snapshot", "delta"]
    assert [change["version"] for change in answers[0]["changes"]] == [4]
    assert answers[2]["changes"] == []


@pytest.mark.parametrize("position", [{"since_version": 3, "epoch": "other"}, {"since_version": 3}, {"since_version": 9, "epoch": "e0"}])
async def test_a_position_in_another_history_gets_a_snapshot(house: House, position: dict[str, Any]) -> None:
    link, _ = house.connect()
    link.says(a_sync(**position))
    await house.settled()
    assert link.hears()[1]["payload"]["mode"] == "snapshot"


async def test_a_log_that_no_longer_reaches_back_gets_a_snapshot(house: House) -> None:
    house.sequencer.log_reaches_back = False
    link, _ = house.connect()
    link.says(a_sync(since_version=1, epoch="e0", prefer="delta"))
    await house.settled()
    assert link.hears()[1]["payload"]["mode"] == "snapshot"


async def test_dc2_a_delta_ends_where_this_replica_is_even_if_the_log_goes_on(house: House) -> None:
    link, _ = house.connect()
    house.period.log += [an_entry(5), an_entry(6)]  # another replica's, not applied here yet
    link.says(a_sync(since_version=3, epoch="e0", prefer="delta"))
    await house.settled()
    del house.period.log[4:]
    house.gateway.tell([house.sequencer.advance(house.period, 2)])
    answer, _, changes = link.hears()[1:]
    assert [change["version"] for change in answer["payload"]["changes"]] == [4]
    assert (changes["payload"]["from_version"], changes["version"]) == (4, 6)


async def test_a_position_beyond_this_replica_makes_it_read_the_log_before_it_answers(house: House) -> None:
    house.sequencer.ahead[house.period.key] = 6
    link, _ = house.connect()
    link.says(a_sync(since_version=6, epoch="e0"))
    await house.settled()
    answer = link.hears()[1]
    assert (answer["version"], answer["payload"]["mode"]) == (6, "delta")


async def test_dc2_who_joins_between_a_commit_and_its_telling_hears_no_version_twice(house: House) -> None:
    await house.joined()
    told = house.sequencer.advance(house.period)  # committed, not yet told
    link, _ = house.connect("bo")
    link.says(a_sync())
    await house.settled()
    assert types(link.hears()) == ["CONNECTION_ACK"]
    house.gateway.tell([told])
    await house.settled()
    house.gateway.tell([house.sequencer.advance(house.period)])
    messages = link.hears()
    assert [(message["type"], message["version"]) for message in messages if "version" in message] == [("SYNC_RESPONSE", 5), ("CHANGES", 6)]


async def test_dc2_the_first_to_join_hears_nothing_of_a_telling_that_was_under_way(house: House) -> None:
    told = house.sequencer.advance(house.period)
    link, _ = house.connect()
    link.says(a_sync())
    await house.settled()
    house.gateway.tell([told])
    assert [(message["type"], message.get("version")) for message in link.hears()][1:] == [("SYNC_RESPONSE", 5), ("SYNC_CONTEXT", None)]


async def test_a_second_sync_on_the_same_document_begins_anew_and_changes_come_once(house: House) -> None:
    link, _ = await house.joined()
    link.says(a_sync())
    await house.settled()
    house.gateway.tell([house.sequencer.advance(house.period)])
    assert types(link.hears()) == ["SYNC_RESPONSE", "SYNC_CONTEXT", "CHANGES"]


async def test_a_document_of_another_workspace_looks_like_none(house: House) -> None:
    link, _ = house.connect(principal=a_principal("eve", workspace="w2"))
    link.hears()
    link.says(a_sync())
    await house.settled()
    assert the_error(link) == "not_found"
    link.says(an_edit())
    await house.settled()
    assert the_error(link) == "not_found"
    assert house.sequencer.pending == []


async def test_many_who_join_share_one_snapshot_and_one_reading_of_the_runs(house: House) -> None:
    links = [house.connect(f"user{index}")[0] for index in range(100)]
    for link in links:
        link.says(a_sync())
    await house.settled()
    snapshots = {
        payload for link in links for _, payload in frames_in(b"".join(link.writes)) if payload.startswith(b'{"type":"SYNC_RESPONSE"')
    }
    assert len(snapshots) == 1
    assert house.runs.listed == 1


async def test_subscriptions_of_a_connection_are_bounded() -> None:
    house = House(GatewayLimits(subscriptions=1))
    link, _ = await house.joined()
    link.says({"type": "SYNC_REQUEST", "id": "2", "payload": {"document": "workspace"}})
    assert the_error(link) == "too_large"
    link.says({"type": "UNSUBSCRIBE", "id": "3", "payload": {"document": "period", "period_id": PERIOD}})
    link.says({"type": "SYNC_REQUEST", "id": "4", "payload": {"document": "workspace"}})
    await house.settled()
    assert types(link.hears()) == ["ACK", "SYNC_RESPONSE", "SYNC_CONTEXT"]
    await house.close()


async def test_a_sync_that_failed_leaves_no_subscription_behind(house: House) -> None:
    link, peer = house.connect()
    link.says({"type": "SYNC_REQUEST", "id": "1", "payload": {"document": "period", "period_id": "unknown"}})
    await house.settled()
    assert link.hears()[1]["payload"]["code"] == "not_found"
    assert peer.session.subscriptions == set()


# leaving


async def test_after_unsubscribe_nothing_comes_and_the_document_is_let_go(house: House) -> None:
    link, _ = await house.joined()
    link.says({"type": "UNSUBSCRIBE", "id": "u", "payload": {"document": "period", "period_id": PERIOD}})
    house.gateway.tell([house.sequencer.advance(house.period)])
    (message,) = link.hears()
    assert (message["type"], message["id"], message["payload"]["outcome"]) == ("ACK", "u", "accepted")
    assert house.period.holds == 0


async def test_a_lost_connection_leaves_nothing_behind(house: House) -> None:
    link, peer = await house.joined()
    other, _ = house.connect("bo")
    other.says(a_sync())
    link.says(an_edit())
    link.lose()
    other.lose()  # while its sync is under way
    await house.settled()
    house.sequencer.commit()
    assert house.period.holds == 0
    assert len(house.gateway.roster) == 0
    assert list(house.gateway.audiences) == []
    assert peer.loose == {}
    assert link.writes == []


# editing


async def test_an1_an_edit_reaches_everyone_and_its_author_hears_changes_before_the_ack(house: House) -> None:
    link, _ = await house.joined(client="c1")
    other, _ = await house.joined("bo", codec=MSGPACK)
    link.says(an_edit("7", version=4))
    assert house.sequencer.pending
    house.sequencer.commit()
    changes, ack = link.hears()
    assert (changes["type"], ack["type"]) == ("CHANGES", "ACK")
    (change,) = changes["payload"]["changes"]
    assert (change["id"], change["client_id"], change["actor"]) == ("7", "c1", {"id": "ana", "name": "Ana"})
    assert ack == {"type": "ACK", "id": "7", "version": 5, "payload": {"outcome": "applied"}}
    assert types(other.hears()) == ["CHANGES"]


async def test_in_a_small_audience_changes_and_ack_are_one_write(house: House) -> None:
    link, _ = await house.joined()
    link.says(an_edit("7", version=4))
    house.sequencer.commit()
    assert len(link.writes) == 1


async def test_in_a_large_audience_the_order_is_the_same(house: House) -> None:
    links = [(await house.joined(f"user{index}"))[0] for index in range(40)]
    links[3].says(an_edit("7", version=4))
    house.sequencer.commit()
    assert types(links[3].hears()) == ["CHANGES", "ACK"]
    assert types(links[4].hears()) == ["CHANGES"]


async def test_an_edit_without_subscription_is_answered_and_lets_the_document_go(house: House) -> None:
    link, _ = house.connect()
    link.hears()
    link.says(an_edit("7"))
    await house.settled()
    assert house.period.holds == 1
    house.sequencer.commit()
    assert types(link.hears()) == ["ACK"]
    assert house.period.holds == 0


async def test_edits_that_wait_for_the_document_keep_their_order(house: House) -> None:
    link, _ = house.connect()
    link.says(an_edit("1"))
    link.says(a_sync())
    for message_id in ("2", "3"):
        link.says(an_edit(message_id))
    await house.settled()
    assert [submission.author.operation_id for _, submission in house.sequencer.pending] == ["1", "2", "3"]


async def test_a_base_beyond_this_replica_makes_it_read_the_log_first(house: House) -> None:
    link, _ = await house.joined()
    house.sequencer.ahead[house.period.key] = 6
    link.says(an_edit("1", version=6))
    link.says(an_edit("2", version=4))
    await house.settled()
    assert [submission.author.operation_id for _, submission in house.sequencer.pending] == ["1", "2"]
    assert types(link.hears()) == ["CHANGES"]


async def test_a_base_from_the_future_is_version_ahead_and_nothing_is_held(house: House) -> None:
    link, _ = await house.joined()
    link.says(an_edit("1", version=99))
    await house.settled()
    assert the_error(link) == "version_ahead"
    assert house.sequencer.pending == []
    assert house.period.holds == 1


async def test_a_viewer_may_look_and_not_touch(house: House) -> None:
    link, _ = house.connect(principal=a_principal("vi", role=Role.VIEWER))
    link.says(a_sync())
    await house.settled()
    link.hears()
    link.says(an_edit())
    assert the_error(link) == "forbidden"
    link.says({"type": "GENERATE_SCHEDULE", "id": "g", "payload": {"period_id": PERIOD}})
    assert the_error(link) == "forbidden"
    assert house.sequencer.pending == []


THEIRS = Author(UserId("bo"), "Bo", ClientId("c2"), OperationId("o1"))
FIELD = ConflictField("cell", "s1/2026-11-23", "shift", "N", "×", 5, THEIRS, "D")


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (Merged(9), {"type": "ACK", "id": "7", "version": 9, "payload": {"outcome": "merged"}}),
        (Unchanged(4), {"type": "ACK", "id": "7", "version": 4, "payload": {"outcome": "unchanged"}}),
        (Duplicate(3, "applied"), {"type": "ACK", "id": "7", "version": 3, "payload": {"outcome": "duplicate", "original": "applied"}}),
        (
            Conflicted("rejected", StrategyName.FIRST_WRITER_WINS, 5, (FIELD,)),
            {
                "type": "CONFLICT",
                "id": "7",
                "version": 5,
                "payload": {
                    "operation_id": "7",
                    "strategy": "first_writer_wins",
                    "outcome": "rejected",
                    "document": "period",
                    "period_id": PERIOD,
                    "reason": "changed",
                    "fields": [
                        {
                            "entity": "cell",
                            "id": "s1/2026-11-23",
                            "field": "shift",
                            "base": "N",
                            "theirs": {"value": "×", "version": 5, "actor": {"id": "bo", "name": "Bo"}},
                            "mine": "D",
                        }
                    ],
                },
            },
        ),
        (
            Refused(UnavailableError(retry_after_ms=500)),
            {
                "type": "ERROR",
                "id": "7",
                "payload": {"code": "unavailable", "temporary": True, "message": UnavailableError().message, "retry_after_ms": 500},
            },
        ),
    ],
)
async def test_cf3_every_outcome_has_its_one_answer(house: House, outcome: Any, answer: dict[str, Any]) -> None:
    link, _ = await house.joined()
    link.says(an_edit("7"))
    house.sequencer.commit(outcome)
    assert link.hears() == [answer]


async def test_an_outcome_that_comes_by_itself_is_sent_too(house: House) -> None:
    link, _ = await house.joined()
    link.says(an_edit("7"))
    ((_, submission),) = house.sequencer.pending
    submission.origin.answer(submission, Refused(UnavailableError()))
    assert the_error(link) == "unavailable"


async def test_cf3_the_author_of_an_overwritten_value_gets_a_notice_after_the_changes(house: House) -> None:
    loser, _ = await house.joined("bo", client="c2")
    winner, _ = await house.joined()
    winner.says(an_edit("7"))
    ((live, submission),) = house.sequencer.pending
    told = house.sequencer.advance(live, submission=submission)
    house.gateway.tell([structs.replace(told, overwritten=(Overwritten(THEIRS, (FIELD,)),))])
    changes, notice = loser.hears()
    assert changes["type"] == "CHANGES"
    assert "id" not in notice
    assert (notice["payload"]["operation_id"], notice["payload"]["outcome"]) == ("o1", "overwritten")
    assert types(winner.hears()) == ["CHANGES", "ACK"]


async def test_outcomes_of_others_than_clients_go_to_them_after_the_telling(house: House) -> None:
    link, _ = await house.joined()
    heard: list[object] = []

    class Waiting(Origin):
        def answer(self, submission: object, outcome: object) -> None:
            heard.append((outcome, types(link.hears())))

    link.says(an_edit("7"))
    ((live, submission),) = house.sequencer.pending
    told = house.sequencer.advance(live)
    told.answers.append((type(submission)(submission.operation, THEIRS, None, submission.rights, False, Waiting()), Applied(5)))  # type: ignore[attr-defined]  # a list in the fake
    house.gateway.tell([told])
    assert heard == [(Applied(5), ["CHANGES"])]


# operations that come again


async def test_en3_first_marked_and_remembered_operations_are_looked_up(house: House) -> None:
    link, _ = await house.joined()
    for message in (an_edit("1"), an_edit("2"), an_edit("3", retry=True), an_edit("2")):
        link.says(message)
    assert [submission.maybe_repeat for _, submission in house.sequencer.pending] == [True, False, True, True]


async def test_en3_a_client_that_keeps_repeating_unmarked_is_closed_with_4502(house: House) -> None:
    link, _ = await house.joined()
    link.says(an_edit("first"))
    house.sequencer.commit()
    for index in range(20):
        assert link.closed is None
        link.says(an_edit(str(index)))
        house.sequencer.commit(Duplicate(3, "applied"))
    assert link.closed is not None
    assert link.closed[0] == 4502


# hashes


async def test_dc5_a_hash_comes_with_changes_every_five_seconds_of_activity(house: House) -> None:
    link, _ = await house.joined()
    hashes = []
    for _ in range(12):
        house.clock.move(1)
        house.gateway.tell([house.sequencer.advance(house.period)])
        hashes += [message["payload"].get("hash") for message in link.hears()]
    assert [index for index, value in enumerate(hashes) if value is not None] == [4, 9]


# another history


async def test_a_document_with_another_epoch_is_sent_afresh(house: House) -> None:
    link, _ = await house.joined()
    house.period.state.epoch, house.period.state.version = "e1", 2
    told = house.sequencer.settle(house.period, None, Unchanged(2))  # type: ignore[arg-type]  # nobody's
    house.gateway.tell([type(told)(house.period, 2, (), (), reset=True)])
    house.gateway.tell([house.sequencer.advance(house.period)])
    messages = link.hears()
    assert [(message["type"], message.get("version")) for message in messages] == [
        ("SYNC_RESPONSE", 2),
        ("SYNC_CONTEXT", None),
        ("CHANGES", 3),
    ]
    assert messages[0]["payload"]["epoch"] == "e1"


# runs


async def test_rn3_a_runs_message_reaches_all_who_follow_the_period_and_nobody_else(house: House) -> None:
    link, _ = await house.joined()
    packed, _ = await house.joined("bo", codec=MSGPACK)
    stranger, _ = house.connect("eve")
    stranger.hears()
    progress = SolveProgressPayload(
        run_id="r1", period_id=PERIOD, state="running", stage="searching", progress=0.5, status_message="", elapsed_s=1.0, solutions=2
    )
    house.gateway.publish(WORKSPACE, PERIOD, SolveProgress(type="SOLVE_PROGRESS", payload=progress))
    assert types(link.hears()) == types(packed.hears()) == ["SOLVE_PROGRESS"]
    assert stranger.hears() == []


async def test_rn3_a_run_that_speaks_while_its_row_is_read_is_read_again_for_who_joins(house: House) -> None:
    progress = SolveProgressPayload(
        run_id="r1", period_id=PERIOD, state="running", stage="searching", progress=0.5, status_message="", elapsed_s=1.0, solutions=2
    )
    message = SolveProgress(type="SOLVE_PROGRESS", payload=progress)
    house.runs.meanwhile = lambda: house.gateway.publish(WORKSPACE, PERIOD, message)
    await house.joined()
    assert house.runs.listed == 2


@pytest.mark.parametrize(
    ("message", "call", "answer"),
    [
        ({"type": "GENERATE_SCHEDULE", "payload": {"period_id": PERIOD}}, ("generate", PERIOD), {"outcome": "accepted", "run_id": "r1"}),
        (
            {
                "type": "GENERATE_SCHEDULE_ORTOOLS",
                "payload": {"staffMembers": [], "dateRange": ["2026-12-01", "2026-12-31"], "constraints": {}},
            },
            ("generate", PERIOD),
            {"outcome": "accepted", "run_id": "r1", "ignored": ["staffMembers", "constraints"]},
        ),
        ({"type": "CANCEL_SOLVE", "payload": {"run_id": "r1"}}, ("cancel", "r1"), {"outcome": "accepted", "run_id": "r1"}),
        ({"type": "FINISH_SOLVE", "payload": {"run_id": "r1"}}, ("finish", "r1"), {"outcome": "accepted", "run_id": "r1"}),
        ({"type": "DISCARD_SOLUTION", "payload": {"run_id": "r1"}}, ("discard", "r1"), {"outcome": "accepted", "run_id": "r1"}),
        (
            {"type": "APPLY_SOLUTION", "payload": {"run_id": "r1", "mode": "overwrite"}},
            ("apply overwrite", "r1"),
            {"outcome": "applied", "run_id": "r1"},
        ),
    ],
)
async def test_a_command_to_runs_is_answered_by_what_they_say(
    house: House, message: dict[str, Any], call: tuple[str, str], answer: dict[str, Any]
) -> None:
    link, _ = house.connect()
    link.hears()
    link.says(message | {"id": "g"})
    await house.settled()
    (ack,) = link.hears()
    assert (ack["type"], ack["id"], ack["payload"]) == ("ACK", "g", answer)
    assert house.runs.calls == [call]


async def test_en6_an_older_request_to_generate_for_dates_of_no_period_is_not_found(house: House) -> None:
    link, _ = house.connect()
    link.hears()
    link.says({"type": "GENERATE_SCHEDULE_ORTOOLS", "id": "g", "payload": {"dateRange": {"start": "2020-01-01", "end": "2020-01-31"}}})
    await house.settled()
    assert the_error(link) == "not_found"


async def test_an_unknown_run_and_too_many_commands_are_named_errors(house: House) -> None:
    link, _ = house.connect()
    link.hears()
    link.says({"type": "CANCEL_SOLVE", "id": "c", "payload": {"run_id": "unknown"}})
    await house.settled()
    assert the_error(link) == "run_not_found"
    house.runs.blocked.clear()
    for index in range(9):
        link.says({"type": "GENERATE_SCHEDULE", "id": str(index), "payload": {"period_id": PERIOD}})
    await house.settled()
    assert the_error(link) == "overloaded"
    house.runs.blocked.set()
    await house.settled()
    assert types(link.hears()) == ["ACK"] * 8


# bad input


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"{", "bad_message"),
        (b"\xff\xfe", "bad_message"),
        (b"[]", "bad_message"),
        (b"{}", "bad_message"),
        (b'{"type":"NEVER_HEARD","id":"x"}', "unknown_type"),
        (b'{"type":"CELL_UPDATE","id":"x","payload":{"period_id":1,"cells":[]}}', "validation_failed"),
        (b'{"type":"CELL_UPDATE","payload":{"period_id":"p1","cells":[]}}', "validation_failed"),
        (b'{"type":"STAFF_CREATE","id":"x","payload":{"id":"s","code":"S","name":"a\\u0000b"}}', "validation_failed"),
        (b'{"type":"STAFF_CREATE","id":"x","payload":{"id":"s","code":"S","name":"\\ud800"}}', "validation_failed"),
        (b'{"type":"RULE_CREATE","id":"x","payload":{"id":"r","type":"t","params":{"n":18446744073709551616}}}', "validation_failed"),
        (b"[" * 100_000, "bad_message"),
    ],
)
async def test_bad_input_is_answered_by_its_error_and_the_connection_lives(house: House, payload: bytes, code: str) -> None:
    link, _ = await house.joined()
    link.sends(payload)
    assert the_error(link) == code
    assert link.closed is None
    assert house.sequencer.pending == []


async def test_cn2_a_frame_of_the_wrong_kind_is_bad_message(house: House) -> None:
    link, _ = await house.joined()
    link.sends(b'{"type":"PING"}', opcode=MSGPACK.opcode)
    assert the_error(link) == "bad_message"


async def test_en2_an_error_echoes_the_id_and_names_the_field(house: House) -> None:
    link, _ = await house.joined()
    link.sends(
        b'{"type":"CELL_UPDATE","id":"x7","payload":{"period_id":"p1","cells":[{"staff_id":"s","date":"tomorrow","set":{"shift":"D"}}]}}'
    )
    (message,) = link.hears()
    assert message["id"] == "x7"
    assert message["payload"]["details"]["field"] == "payload.cells.0.date"


async def test_en3_twenty_bad_messages_in_a_minute_close_with_4502_and_fewer_do_not(house: House) -> None:
    patient, _ = await house.joined()
    hasty, _ = await house.joined("bo")
    for _ in range(60):
        patient.sends(b"{")
        house.clock.move(4)
    assert patient.closed is None
    for _ in range(20):
        hasty.sends(b"{")
    assert hasty.closed is not None
    assert hasty.closed[0] == 4502


async def test_a_conflict_that_is_not_there_is_not_found(house: House) -> None:
    link, _ = await house.joined()
    link.says({"type": "CONFLICT_RESOLVE", "id": "r", "payload": {"conflict_id": "c", "choice": "mine"}})
    await house.settled()
    assert the_error(link) == "not_found"


async def test_ping_is_answered_by_pong_with_its_id(house: House) -> None:
    link, _ = await house.joined()
    link.says({"type": "PING", "id": "p"})
    link.says({"type": "PING"})
    assert link.hears() == [{"type": "PONG", "id": "p", "payload": {}}, {"type": "PONG", "payload": {}}]


# limits


async def test_who_is_too_fast_is_told_when_to_come_again_and_nothing_is_applied() -> None:
    house = House(GatewayLimits(ops_per_s=10))
    link, _ = await house.joined()
    for index in range(40):
        link.says(an_edit(str(index)))
    (error,) = link.hears()
    assert error["payload"]["code"] == "rate_limited"
    assert error["payload"]["retry_after_ms"] == 100
    assert len(house.sequencer.pending) == 39  # the sync took one of the burst
    house.clock.move(0.1)
    link.says(an_edit("again"))
    assert len(house.sequencer.pending) == 40
    await house.close()


async def test_a_user_has_one_bucket_over_all_connections() -> None:
    house = House(GatewayLimits(ops_per_s=10, user_ops_per_s=10))
    first, _ = await house.joined()
    second, _ = await house.joined()
    for index in range(38):
        (first if index % 2 else second).says(an_edit(str(index)))
    assert first.hears() == second.hears() == []
    first.says(an_edit("x"))
    assert the_error(first) == "rate_limited"
    await house.close()


async def test_who_ignores_the_limit_is_closed_with_4006() -> None:
    house = House(GatewayLimits(ops_per_s=1))
    link, _ = await house.joined()
    for index in range(1003):
        link.says(an_edit(str(index)))
    assert link.closed is not None
    assert link.closed[0] == 4006
    await house.close()
