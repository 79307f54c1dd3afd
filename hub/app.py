"""Wiring: opens resources in order, builds the objects, closes in reverse."""

import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final

import structlog
from starlette.types import ASGIApp

from hub.api.app import web_application
from hub.api.limit import OperationLimit
from hub.api.probes import Gauge, Vitals
from hub.api.services import DemoDoor, Services
from hub.api.site import Site
from hub.clock import Clock
from hub.demo import Demo
from hub.exchange.workshop import Workshop
from hub.first_start import Beginning, admin_of, begin
from hub.foundation import Foundation, foundation
from hub.gateway.endpoint import Endpoint
from hub.gateway.hub import Gateway
from hub.gateway.limits import GatewayLimits
from hub.gateway.watch import Watch
from hub.identity.accounts import Accounts
from hub.identity.authenticator import IdentityAuthenticator
from hub.identity.members import Members
from hub.identity.passwords import Passwords
from hub.identity.rights import RightsReader
from hub.identity.tokens import Tokens, kept_secret
from hub.runs.service import Runs
from hub.runs.solver_client import SolverClient
from hub.server import Server
from hub.settings import Settings, child_environment
from hub.solver_child import SolverChild
from hub.store.configs import ConfigIndex
from hub.store.conflicts import ConflictIndex
from hub.store.people import PeopleStore
from hub.store.port import DocumentStore, NothingWrittenError
from hub.store.postgres_runs import PostgresRuns
from hub.tasks import Tasks
from shared.ids import new_id

AWAY_S_MAX: Final = 3.0  # over which clients are sent away, where there are many
AWAY_PER_S: Final = 500  # at the least: what the other replicas can take in
GC_THRESHOLDS: Final = (50_000, 20, 20)  # the defaults cost 15 ms at p99 of 16,000 edits/s
GC_PAUSE_S: Final = 60.0
SWEEP_PAUSE_S: Final = 600.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Hub:
    """A whole replica, ready to be served."""

    application: ASGIApp
    accounts: Accounts
    beginning: Beginning
    drain: "Drain"
    tasks: Tasks


@asynccontextmanager
async def hub(settings: Settings, dsn: str) -> AsyncIterator[Hub]:
    """Open a replica on a database; it can be served as long as the block lasts."""
    async with AsyncExitStack() as stack:
        replica = new_id()
        base = await stack.enter_async_context(foundation(settings, dsn, replica=replica))
        tasks = Tasks()
        stack.push_async_callback(tasks.close)
        passwords = Passwords(memory_kib=settings.argon2_memory_kib, passes=settings.argon2_passes)
        stack.callback(passwords.close)
        secret = settings.jwt_secret.get_secret_value() if settings.jwt_secret else kept_secret(settings.rosterhub_data)
        tokens = Tokens(secret)
        rights = RightsReader(base.people, tasks)
        authenticator = IdentityAuthenticator(base.people, rights, tokens, base.clock, tasks)
        accounts = Accounts(base.people, passwords, tokens, base.clock)

        has_solver, solver = _solver(settings, base.clock, stack)
        runs = Runs(
            store=PostgresRuns(base.database), sequencer=base.sequencer, solver=solver, clock=base.clock, tasks=tasks, replica=replica
        )
        gateway = Gateway(
            sequencer=base.sequencer,
            runs=runs,
            authenticator=authenticator,
            periods=base.periods,
            fanout=base.fanout,
            clock=base.clock,
            tasks=tasks,
            limits=limits_of(settings),
            replica=replica,
        )
        base.sequencer.teller = gateway.tell
        runs.start(gateway)
        stack.push_async_callback(runs.close)
        watch = Watch(gateway, memberships=rights, clock=base.clock, tasks=tasks)
        watch.start()
        endpoint = Endpoint(gateway, authenticator, settings.origins)

        beginning = await _begin(settings, base, passwords)
        services = Services(
            authenticator=authenticator,
            accounts=accounts,
            members=Members(base.people, passwords, accounts),
            workspaces=base.workspaces,
            sequencer=base.sequencer,
            writer=base.writer,
            runs=runs,
            periods=base.periods,
            configs=ConfigIndex(base.database),
            conflicts=ConflictIndex(base.database),
            clock=base.clock,
            operation_limit=OperationLimit(settings.limit_user_ops_per_s),
            origins=settings.origins,
            upload_bytes_max=settings.limit_upload_bytes,
            workshop=Workshop(child_environment()),
            font_folders=settings.font_folders,
            demo=DemoDoor(beginning.admin.id, beginning.workspace_id) if settings.rosterhub_demo and settings.is_local else None,
        )
        is_durable = await base.store.durable()
        if not is_durable:
            log.warning("database.not_durable")
        drain = Drain(endpoint, gateway, watch, runs)
        vitals = Vitals(
            replica=replica,
            is_durable=lambda: is_durable,
            is_healthy=lambda: base.sequencer.healthy,
            has_solver=has_solver,
            has_doorbell=lambda: not base.fanout.degraded,
            is_draining=lambda: endpoint.is_draining,
            gauges=(
                Gauge("hub_connections", "Connections of this replica.", lambda: len(gateway.roster)),
                Gauge("hub_connections_slow", "Those of them that read too slowly just now.", lambda: _slow_count(gateway)),
                Gauge("hub_documents", "Documents in memory.", lambda: base.sequencer.documents),
                *_fanout_gauges(base),
            ),
        )
        application = web_application(services, endpoint, vitals, Site(), body_bytes_max=settings.limit_message_bytes)
        _ = tasks.start("hub.collect", _collect(base.clock))
        _ = tasks.start("hub.sweep", _sweep(base.people, base.store, base.clock))
        yield Hub(application, accounts, beginning, drain, tasks)


async def serve(
    settings: Settings, dsn: str, listening: socket.socket, *, wants_code: bool, on_ready: Callable[[str | None], None]
) -> None:
    """Serve a replica until a signal ends it. Once it answers, `on_ready` gets a one-time code of the administrator, if it wants one.

    Where the administrator has a password there is none to give.
    """
    async with hub(settings, dsn) as replica:
        begun = replica.beginning
        has_code = wants_code and settings.admin_password is None and begun.admin.password_hash is None
        code = await replica.accounts.new_code(begun.admin.id, begun.workspace_id) if has_code else None
        server = Server(replica.application, message_bytes_max=settings.limit_message_bytes, drain=replica.drain, tasks=replica.tasks)
        server.on_started = partial(on_ready, code)
        # What is here now stays: no collection needs to look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        await server.serve(sockets=[listening])


class Drain:
    """Lets nobody in any more, sends everybody away, and gives this replica's runs back to the queue."""

    def __init__(self, endpoint: Endpoint, gateway: Gateway, watch: Watch, runs: Runs) -> None:
        self._endpoint = endpoint
        self._gateway = gateway
        self._watch = watch
        self._runs = runs

    async def __call__(self) -> None:
        """Return when everybody was told, and the runs are others'. `/ready` says no from the first moment on."""
        self._endpoint.is_draining = True
        spread_s = min(AWAY_S_MAX, len(self._gateway.roster) / AWAY_PER_S)
        await asyncio.gather(self._watch.drain(spread_s, Random(os.urandom(8))), self._runs.give_back())


def limits_of(settings: Settings) -> GatewayLimits:
    """Return what a client may have."""
    return GatewayLimits(
        ops_per_s=settings.limit_ops_per_s,
        user_ops_per_s=settings.limit_user_ops_per_s,
        connections_per_user=settings.limit_connections_per_user,
        subscriptions=settings.limit_subscriptions,
        message_bytes=settings.limit_message_bytes,
    )


def _slow_count(gateway: Gateway) -> int:
    return sum(peer.outbox is not None for peer in gateway.roster)


def _fanout_gauges(base: Foundation) -> tuple[Gauge, ...]:
    counts = base.fanout_counts
    return (
        Gauge("hub_fanout_degraded", "1 while other replicas hear of commits by the poll only.", lambda: base.fanout.degraded),
        Gauge("hub_fanout_subscriptions", "Documents that are listened for.", lambda: counts.subscriptions),
        Gauge("hub_fanout_said_total", "Words said to other replicas.", lambda: counts.said, "counter"),
        Gauge("hub_fanout_heard_total", "Words heard from other replicas.", lambda: counts.heard, "counter"),
        Gauge("hub_fanout_dropped_total", "Words that found no room.", lambda: counts.dropped, "counter"),
        Gauge("hub_fanout_unread_total", "Words that could not be read.", lambda: counts.unread, "counter"),
        Gauge("hub_fanout_lost_total", "Times that the connection was lost or could not be made.", lambda: counts.lost, "counter"),
    )


def _solver(settings: Settings, clock: Clock, stack: AsyncExitStack) -> tuple[Callable[[], bool], SolverClient]:
    """Return whether there is a solver, and how to speak to it: the one of `SOLVER_URL`, or a child of ours."""
    token = settings.solver_token.get_secret_value() if settings.solver_token else None
    if settings.solver_url is not None:
        url = settings.solver_url.get_secret_value().rstrip("/")
        client = SolverClient(lambda: url, token)
        stack.push_async_callback(client.close)
        return (lambda: True), client
    tasks = Tasks()
    stack.push_async_callback(tasks.close)
    child = SolverChild(child_environment(), clock, tasks, log_level=settings.log_level)
    stack.push_async_callback(child.close)
    client = SolverClient(lambda: child.url, token)
    stack.push_async_callback(client.close)
    return (lambda: child.url is not None), client


async def _begin(settings: Settings, base: Foundation, passwords: Passwords) -> Beginning:
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    admin = await admin_of(base.people, passwords, email=settings.admin_email, password=password)
    demo = Demo(base.workspaces, base.writer, base.clock.now().date()) if settings.rosterhub_demo else None
    return await begin(base.people, base.workspaces, admin, demo)


async def _collect(clock: Clock) -> None:
    """Collect what bursts of joins left behind, now and then: the thresholds are high.

    The oldest generation is left alone: looking through all documents holds everybody up, 0.1 s and more with 200 in memory.
    """
    while True:
        await clock.sleep(GC_PAUSE_S)
        gc.collect(1)


async def _sweep(people: PeopleStore, documents: DocumentStore, clock: Clock) -> None:
    """Forget what has ended, now and then: sessions and codes (each renewal leaves one), and pending conflicts [CF4]."""
    while True:
        try:
            await people.forget_expired()
            await documents.forget_conflicts()
        except NothingWrittenError as error:
            log.warning("store.not_swept", reason=str(error))
        await clock.sleep(SWEEP_PAUSE_S)
