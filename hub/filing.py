"""What the command line does with files: a new workspace of one, a period to one."""

from hub.arriving import bring_in
from hub.documents.record import DocumentKey
from hub.exchange.files import Kind, RosterFile, file_of
from hub.exchange.picturing import picture_of
from hub.exchange.reading import read
from hub.exchange.workshop import Workshop
from hub.first_start import admin_of
from hub.foundation import foundation
from hub.identity.passwords import Passwords
from hub.importing import NOTHING_KNOWN, plan_of
from hub.settings import Settings, child_environment
from hub.workspaces import workspace_key
from shared.ids import ClientId, PeriodId, WorkspaceId, new_id
from shared.protocol.errors import NotFoundError


async def take_in(
    settings: Settings, dsn: str, content: bytes, file: str, *, workspace_name: str | None, period_name: str | None
) -> dict[str, str]:
    """Make a workspace with one period of a file, and return their ids. Raises UnreadableFileError before anything is stored."""
    source = await read(content, file, Workshop(child_environment()))
    arrival = plan_of(source, name=period_name, known=NOTHING_KNOWN, new_id=new_id).checked(file)
    passwords = Passwords(memory_kib=settings.argon2_memory_kib, passes=settings.argon2_passes)
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    workspace_id = WorkspaceId(new_id())
    try:
        async with foundation(settings, dsn) as base:
            admin = await admin_of(base.people, passwords, email=settings.admin_email, password=password)
            rights = await base.workspaces.found(
                workspace_id,
                name=workspace_name or arrival.period.name,
                time_zone="UTC",
                user_id=admin.id,
                user_name=admin.name,
            )
            await bring_in(base.writer, arrival, author_id=admin.id, author_name=admin.name, client_id=ClientId(new_id()), rights=rights)
    finally:
        passwords.close()
    return {"workspace_id": workspace_id, "period_id": arrival.period.id}


async def give_out(settings: Settings, dsn: str, period_id: PeriodId, kind: Kind, *, staff: str | None) -> RosterFile:
    """Return a period's roster as a file; `staff` (id or code) asks for one person's calendar. Raises NotFoundError, TooLargeError."""
    async with foundation(settings, dsn) as base:
        found = await base.periods.workspaces_of(period_id)
        if len(found) != 1:
            raise NotFoundError(f"there is no period {period_id}" if not found else f"several workspaces have a period {period_id}")
        async with (
            base.writer.opened(workspace_key(found[0])) as workspace,
            base.writer.opened(DocumentKey(found[0], "period", period_id)) as period,
        ):
            picture = picture_of(period.state, workspace.state)
        workshop, at = Workshop(child_environment()), base.clock.now()
        return await file_of(picture, kind, workshop, at=at, fonts=settings.font_folders, staff=staff)
