"""Messages that ask another room and answer with what it says: runs, and a fresh token."""

from typing import TYPE_CHECKING, Final, assert_never, cast

from hub.gateway import wire
from hub.gateway.frames import framed
from hub.gateway.message import CommandRun, Generate, GenerateDates, RefreshAuth
from hub.gateway.peer import Peer
from hub.gateway.ports import Authenticator, PeriodFinder
from hub.runs.port import RunsPort
from hub.tasks import Tasks
from shared.ids import PeriodId
from shared.protocol.client import RunOptions
from shared.protocol.errors import ForbiddenError, NotFoundError, OverloadedError, RosterhubError

if TYPE_CHECKING:
    from hub.gateway.hub import Gateway

UNDER_WAY_MAX: Final = 8
"""Commands of one client at a time."""

Command = Generate | GenerateDates | CommandRun | RefreshAuth


class Commands:
    """Carries commands out, each in a task of its own; every one is answered by ACK or ERROR [AN1]."""

    def __init__(self, gateway: "Gateway", *, runs: RunsPort, authenticator: Authenticator, periods: PeriodFinder, tasks: Tasks) -> None:
        self._gateway = gateway
        self._runs = runs
        self._authenticator = authenticator
        self._periods = periods
        self._tasks = tasks

    def start(self, peer: Peer, command: Command) -> None:
        """Begin; the answer comes later."""
        if peer.commands >= UNDER_WAY_MAX:
            self._gateway.refuse(peer, OverloadedError(retry_after_ms=1_000), command.id, type(command).__name__)
            return
        peer.commands += 1
        _ = self._tasks.start("gateway.command", self._work(peer, command))

    async def _work(self, peer: Peer, command: Command) -> None:
        try:
            ack = await self._answer(peer, command)
            peer.send(framed(peer.codec, ack))
        except RosterhubError as error:
            self._gateway.refuse(peer, error, command.id, type(command).__name__)
        finally:
            peer.commands -= 1

    async def _answer(self, peer: Peer, command: Command) -> wire.Ack:
        match command:
            case Generate(id=message_id, period_id=period_id, options=options):
                return await self._generate(peer, message_id, period_id, options)
            case GenerateDates(id=message_id, first_date=first, last_date=last, ignored=ignored):
                period_id_found = await self._periods.of_dates(peer.workspace_id, first, last)
                if period_id_found is None:
                    raise NotFoundError("There is no period with these dates.")
                return await self._generate(peer, message_id, period_id_found, RunOptions(), ignored)
            case CommandRun():
                return await self._command(peer, command)
            case RefreshAuth():
                return await self._renew(peer, command)
            case _:
                assert_never(command)

    async def _generate(
        self, peer: Peer, message_id: str, period_id: PeriodId, options: RunOptions, ignored: tuple[str, ...] = ()
    ) -> wire.Ack:
        run_id, is_repeat = await self._runs.generate(
            peer.session.principal, period_id, options, client_id=peer.session.client_id, operation_id=message_id
        )
        payload = wire.AckPayload(
            "duplicate" if is_repeat else "accepted", original="accepted" if is_repeat else None, run_id=run_id, ignored=ignored or None
        )
        return wire.Ack(message_id, payload=payload)

    async def _command(self, peer: Peer, command: CommandRun) -> wire.Ack:
        principal, run_id = peer.session.principal, command.run_id
        match command.action:
            case "cancel":
                await self._runs.cancel(principal, run_id)
            case "finish":
                await self._runs.finish(principal, run_id)
            case "discard":
                await self._runs.discard(principal, run_id)
            case "apply":
                version, outcome = await self._runs.apply(
                    principal, run_id, mode=command.mode, cells=command.cells, client_id=peer.session.client_id
                )
                return wire.Ack(command.id, version, wire.AckPayload(cast("wire.AckOutcome", outcome), run_id=run_id))
            case _:
                assert_never(command.action)
        return wire.Ack(command.id, payload=wire.AckPayload("accepted", run_id=run_id))

    async def _renew(self, peer: Peer, message: RefreshAuth) -> wire.Ack:
        """Take a fresh token of the same user in the same workspace [CN6]."""
        try:
            principal = await self._authenticator.by_token(message.token)
        except RosterhubError as error:
            if error.temporary:
                raise
            raise ForbiddenError("This token is not good.") from error
        held = peer.session.principal
        if (principal.user_id, principal.workspace_id) != (held.user_id, held.workspace_id):
            raise ForbiddenError("This token is another user's, or for another workspace.")
        peer.session.principal = principal
        self._gateway.renewed(peer)
        return wire.Ack(message.id, payload=wire.AckPayload("accepted"))
