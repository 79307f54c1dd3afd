"""`/conflicts`: one's own edits that wait for a choice, in whichever document."""

from typing import Annotated

from fastapi import APIRouter, Depends

from hub.api.caller import caller
from hub.api.page import Listed
from hub.api.services import Services
from hub.documents.keeping import kept_operation, places_of
from hub.gateway.conflicts import BYTES_MAX
from hub.gateway.wire import pending
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.store.conflicts import OwnConflict
from shared.protocol.server import ConflictPayload


class OpenConflict(ConflictPayload):
    """A pending conflict [CF4].

    `at` is when it was kept; `times` says when a version of `fields[].theirs` was made, where the log still holds it. `others`: so many
    values of the operation met nobody's, and wait with it.
    """

    at: str
    times: dict[str, str]
    others: int


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(prefix="/conflicts", tags=["conflicts"])
    reader = Depends(caller(services.authenticator, Action.READ))

    @routes.get("")
    async def page(principal: Annotated[Principal, reader]) -> Listed[OpenConflict]:
        """List one's own pending conflicts, oldest first, as many as fit a message; later ones are shown once earlier are resolved."""
        shown: list[OpenConflict] = []
        size = 0
        for own in await services.conflicts.of_user(principal.workspace_id, principal.user_id):
            one = _shown(own)
            size += len(one.model_dump_json())
            if shown and size > BYTES_MAX:
                break
            shown.append(one)
        return Listed(items=shown, next=None)

    return routes


def _shown(own: OwnConflict) -> OpenConflict:
    payload = pending(own.conflict, "workspace" if own.period_id is None else "period", own.period_id)
    others = len(places_of(kept_operation(own.conflict)) - {field.place for field in own.conflict.fields})
    return OpenConflict.model_validate(payload | {"at": own.at, "times": own.times, "others": others})
