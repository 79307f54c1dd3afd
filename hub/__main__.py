"""`python -m hub serve | import FILE | export PERIOD_ID | verify | migrate | new-epoch`."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
import uvloop

from hub import settings as hub_settings
from hub import telemetry
from hub.embedded import EmbeddedServerError
from hub.foundation import database_of
from hub.settings import Settings, SettingsError
from hub.store.connections import renew_epochs_of
from hub.store.failures import DRIVER_ERRORS
from hub.store.migrate import SchemaError, migrate
from hub.store.port import NothingWrittenError
from shared.formats.unreadable import UnreadableFileError
from shared.ids import PeriodId
from shared.protocol.errors import RosterhubError

FAILED, UNREADABLE = 1, 2

T = TypeVar("T")

app = typer.Typer(help="Keeps rosters that many edit at once.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def serve() -> None:
    """Serve one hub replica, until a signal ends it. Settings come from the environment."""
    settings = _settings()
    from hub.app import serve as run  # noqa: PLC0415 - the web server is loaded where there is one
    from hub.server import listen, url_of  # noqa: PLC0415

    try:
        listening = listen(settings.hub_host, settings.hub_port)
    except OSError as error:
        _end(UNREADABLE, f"HUB_PORT={settings.hub_port}: can't listen on {settings.hub_host}: {os.strerror(error.errno or 0)}")
    url = url_of(listening)
    for words in settings.unserved():
        typer.echo(words, err=True)

    def on_ready(code: str | None) -> None:
        typer.echo(f"Rosterhub is at {url}" if code is None else f"Rosterhub is at {url} - sign in: {url}/#code={code}")

    with _database(settings) as dsn:
        _run(run(settings, dsn, listening, wants_code=sys.stdout.isatty(), on_ready=on_ready))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A roster (CSV, Excel, OpenDocument), or a Curtois–Qu instance.")],
    *,
    workspace: Annotated[str | None, typer.Option(metavar="NAME", help="What the new workspace is called; else like the file.")] = None,
    name: Annotated[str | None, typer.Option(metavar="PERIOD", help="What the period is called; else like the file.")] = None,
) -> None:
    """Make a workspace with one period of FILE; prints their ids as JSON. Exit status 2: FILE can't be read, and nothing is stored."""
    from hub.filing import take_in  # noqa: PLC0415

    settings = _settings()
    try:
        content = file.read_bytes()
    except OSError as error:
        _end(UNREADABLE, f"{file}:1: {error.strerror}")
    with _database(settings) as dsn:
        found = _run(take_in(settings, dsn, content, str(file), workspace_name=workspace, period_name=name))
    typer.echo(json.dumps(found))


@app.command()
def export(
    period_id: Annotated[str, typer.Argument(metavar="PERIOD_ID")],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write.")],
    format: Annotated[str, typer.Option(metavar="F", help="csv, xlsx, pdf or ics.")] = "csv",
    staff: Annotated[str | None, typer.Option(metavar="CODE", help="With ics: only this person's calendar.")] = None,
) -> None:
    """Write a period's roster to a file: CSV, Excel, PDF, or a calendar."""
    from hub.exchange.files import KINDS  # noqa: PLC0415
    from hub.filing import give_out  # noqa: PLC0415

    kind = next((known for known in KINDS if known == format), None)
    if kind is None:
        _end(UNREADABLE, f"--format {format}: csv, xlsx, pdf or ics is wanted")
    if staff is not None and kind != "ics":
        _end(UNREADABLE, f"--staff {staff}: goes with --format ics only")
    settings = _settings()
    with _database(settings) as dsn:
        made = _run(give_out(settings, dsn, PeriodId(period_id), kind, staff=staff))
    try:
        out.write_bytes(made.content)
    except OSError as error:
        _end(FAILED, f"{out}: {error.strerror}")


@app.command()
def verify(
    *,
    workspace: Annotated[str | None, typer.Option(metavar="ID", help="Only this workspace's documents.")] = None,
    document: Annotated[str | None, typer.Option(metavar="ID", help="Only this one: a period's id, or a workspace's.")] = None,
) -> None:
    """Fold every log anew and compare what is stored; writes nothing, hubs may go on. Exit status 1: lines name document and version."""
    from hub.verifying.command import verify as compare  # noqa: PLC0415 - the scorer is loaded where there is something to score

    settings = _settings()

    def tell(line: object) -> None:
        _progress("")
        typer.echo(line)

    with _database(settings) as dsn:
        counts = _run(compare(dsn, workspace_id=workspace, document_id=document, on_finding=tell, on_progress=_progress))
    if not counts.documents and (workspace or document):
        _end(UNREADABLE, f"there is no document {document or f'of workspace {workspace}'}")
    tell(counts)
    if counts.findings:
        raise typer.Exit(FAILED)


@app.command("migrate")
def migrate_schema(
    *, post: Annotated[bool, typer.Option("--post", help="Also what only suits this version: when no older replica is left.")] = False
) -> None:
    """Bring the database's schema up to date."""
    settings = _settings()
    with _database(settings) as dsn:
        for applied in _run(migrate(dsn, post=post)):
            typer.echo(applied)


@app.command("new-epoch")
def new_epoch() -> None:
    """Give every document a new epoch, so that pages drop what they hold and load what is there: after a restore from a backup."""
    settings = _settings()
    with _database(settings) as dsn:
        _run(renew_epochs_of(dsn))


def _progress(words: object) -> None:
    """Write how far it is over the last line, for a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{words}")
        sys.stderr.flush()


def _settings() -> Settings:
    try:
        settings = hub_settings.read()
    except SettingsError as error:
        _end(UNREADABLE, str(error))
    telemetry.configure(level=settings.log_level, log_format=settings.log_format)
    return settings


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    with ExitStack() as stack:
        try:
            dsn = stack.enter_context(database_of(settings))
        except EmbeddedServerError as error:
            _end(FAILED, str(error))
        yield dsn


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work`; what can be expected to fail ends the program with one line."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except UnreadableFileError as error:
        _end(UNREADABLE, error.message)
    except SettingsError as error:
        _end(UNREADABLE, str(error))
    except SchemaError as error:
        _end(FAILED, str(error))
    except RosterhubError as error:
        _end(FAILED, error.message)
    except (NothingWrittenError, *DRIVER_ERRORS) as error:
        _end(FAILED, f"the database can't be used: {error}")


def _end(status: int, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(status)


if __name__ == "__main__":
    app()
