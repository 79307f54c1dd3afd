import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from hub.api.body import BodyLimit
from hub.api.limit import USERS_MAX, OperationLimit
from hub.api.operations import base_version, edit_of
from hub.api.origin import is_loopback_request, refuse_foreign
from hub.api.page import after, cursor_of
from hub.api.problem import StaleError, problem_of
from hub.documents.record import Rights
from hub.gateway.message import WORKSPACE, DocumentRef
from hub.identity.port import Principal
from shared.domain import Role
from shared.ids import PeriodId, UserId, WorkspaceId
from shared.operations import CellUpdate, EntityUpdate, Undo
from shared.protocol.errors import ForbiddenError, RateLimitedError, RosterhubError, ValidationFailedError, error_types

W = WorkspaceId("w")
PERIOD = DocumentRef("period", PeriodId("p"))


def a_principal(user: str = "ana") -> Principal:
    return Principal(UserId(user), "Ana", "ana@example.org", W, "Bistro", Role.MANAGER, Rights(W, UserId(user), 1), None)


def a_request(*, client: str = "127.0.0.1", scheme: str = "http", **headers: str) -> Request:
    named = {"host": "127.0.0.1:8000"} | {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "scheme": scheme, "headers": raw, "client": (client, 1)}
    return Request(scope)


class TestCursor:
    @pytest.mark.parametrize("entity_id", ["x", "01a2", "Zoë/ü", "a b"])
    def test_it_leads_to_where_it_came_from(self, entity_id: str) -> None:
        assert after(cursor_of(entity_id)) == entity_id

    def test_none_is_the_beginning(self) -> None:
        assert after(None) == after("") == ""

    @pytest.mark.parametrize("cursor", ["é", "a", "AAAA", "!!!!", "_w=="])
    def test_what_is_none_of_ours_is_refused(self, cursor: str) -> None:
        with pytest.raises(ValidationFailedError):
            after(cursor)


class TestIfMatch:
    def test_it_names_the_version(self) -> None:
        assert base_version('"e1:42"', "e1") == 42

    def test_another_history_is_stale(self) -> None:
        with pytest.raises(StaleError) as error:
            base_version('"e0:42"', "e1")
        assert (error.value.http_status, error.value.code) == (412, "conflict")

    @pytest.mark.parametrize("value", ["*", "42", '"42"', '"e1:"', '"e1:-1"', '"e1:042"', '"e1:99999999999999999999"', 'W/"e1:1"', ""])
    def test_anything_else_is_refused(self, value: str) -> None:
        with pytest.raises(ValidationFailedError):
            base_version(value, "e1")


class TestEdit:
    def test_the_path_says_which_period(self) -> None:
        cell = {"staff_id": "s", "date": "2026-06-01", "set": {"shift": "D"}}
        assert isinstance(edit_of("CELL_UPDATE", {"cells": [cell]}, PERIOD, "o", W).operation, CellUpdate)
        assert isinstance(edit_of("PERIOD_UPDATE", {"set": {"name": "x"}}, PERIOD, "o", W).operation, EntityUpdate)
        assert edit_of("UNDO", {}, PERIOD, "o", W).operation == Undo("period", PeriodId("p"))
        assert edit_of("UNDO", {}, WORKSPACE, "o", W).operation == Undo("workspace")

    @pytest.mark.parametrize(
        ("kind", "payload", "document"),
        [
            ("UNDO", {"document": "workspace"}, PERIOD),
            ("UNDO", {"document": "period", "period_id": "p"}, WORKSPACE),
            ("STAFF_DELETE", {"id": "s"}, PERIOD),
            ("PERIOD_UPDATE", {"id": "q", "set": {}}, PERIOD),
            ("PING", {}, PERIOD),
            ("GENERATE_SCHEDULE", {}, PERIOD),
        ],
    )
    def test_what_belongs_elsewhere_is_refused(self, kind: str, payload: dict[str, Any], document: DocumentRef) -> None:
        with pytest.raises(ValidationFailedError):
            edit_of(kind, payload, document, "o", W)


class TestOrigin:
    def test_ones_own_page_an_allowed_one_and_what_is_no_browser_may(self) -> None:
        refuse_foreign(a_request(origin="http://127.0.0.1:8000"), ())
        refuse_foreign(a_request(origin="https://other.example"), ("https://other.example",))
        refuse_foreign(a_request(), ())

    @pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1:8000", "http://127.0.0.1:8001", "null", ""])
    def test_others_may_not(self, origin: str) -> None:
        with pytest.raises(ForbiddenError):
            refuse_foreign(a_request(origin=origin), ())

    def test_only_this_machine_by_its_own_name_and_without_a_proxy_is_loopback(self) -> None:
        assert is_loopback_request(a_request())
        assert is_loopback_request(a_request(host="localhost:8000"))
        assert not is_loopback_request(a_request(client="203.0.113.7"))
        assert not is_loopback_request(a_request(host="evil.example"))
        assert not is_loopback_request(a_request(x_forwarded_for="127.0.0.1"))
        assert not is_loopback_request(a_request(forwarded="for=127.0.0.1"))


class TestOperationLimit:
    def test_a_user_has_four_seconds_worth_at_once_and_then_the_rate(self) -> None:
        limit = OperationLimit(10)
        for _ in range(40):
            limit.take(a_principal(), 0.0)
        with pytest.raises(RateLimitedError) as error:
            limit.take(a_principal(), 0.0)
        assert error.value.retry_after_ms == 100
        limit.take(a_principal("bo"), 0.0)
        limit.take(a_principal(), 0.11)

    def test_what_is_remembered_is_bounded(self) -> None:
        limit = OperationLimit(1)
        for number in range(USERS_MAX + 10):
            limit.take(a_principal(f"u{number}"), 0.0)
        assert len(limit._buckets) == USERS_MAX


class TestProblem:
    @pytest.mark.parametrize("kind", error_types().values())
    def test_every_error_of_the_protocol_has_a_document(self, kind: type[RosterhubError]) -> None:
        response = problem_of(kind(details={"field": "x"}, retry_after_ms=1_500))
        body = json.loads(bytes(response.body))
        assert (response.status_code, response.media_type) == (kind.http_status, "application/problem+json")
        assert (body["code"], body["status"], body["details"]) == (kind.code, kind.http_status, {"field": "x"})
        assert body.keys() >= {"type", "title", "detail"}
        assert response.headers["retry-after"] == "2"


class TestBodyLimit:
    async def served(self, pieces: list[bytes], headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """What a client with this body hears of an application that answers with the body's length, whatever happens to it."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            taken = 0
            try:
                while (message := await receive()).get("more_body"):
                    taken += len(message["body"])
                answer = str(taken + len(message["body"]))
            except RosterhubError:
                answer = "something else"
            await PlainTextResponse(answer)(scope, receive, send)

        waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces] + [{"type": "http.request", "body": b""}]
        sent: list[Message] = []

        async def receive() -> Message:
            return waiting.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        limit = BodyLimit(app, bytes_max=10, upload_bytes_max=1_000)
        await limit({"type": "http", "headers": raw}, receive, send)
        return sent[0]["status"], sent[1]["body"]

    async def test_a_small_body_passes(self) -> None:
        assert await self.served([b"12345", b"67890"]) == (200, b"10")

    async def test_a_large_one_is_refused_by_its_announced_length(self) -> None:
        assert (await self.served([], {"content-length": "11"}))[0] == 413

    async def test_a_large_one_is_refused_while_it_comes_whatever_its_reader_says(self) -> None:
        assert (await self.served([b"123456", b"7890ab"]))[0] == 413

    async def test_an_upload_may_be_larger(self) -> None:
        assert (await self.served([b"x" * 900], {"content-type": "multipart/form-data; boundary=x"}))[0] == 200

    async def test_a_length_that_is_no_number_is_refused(self) -> None:
        assert (await self.served([], {"content-length": "-1"}))[0] == 400
