"""`/periods/{id}/check`: what the grid costs as it stands."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from hub.api.caller import caller
from hub.api.documents import opened_period, opened_workspace
from hub.api.services import Services
from hub.identity.port import Principal
from hub.identity.roles import Action
from hub.runs.check import check_live
from shared.model import Id
from shared.problem import CheckResponse


class Checked(CheckResponse):
    """Score and violations of the grid at `version`."""

    version: int


def router(services: Services) -> APIRouter:
    """Return the resource."""
    routes = APIRouter(tags=["check"])
    reader = Depends(caller(services.authenticator, Action.READ))

    @routes.post("/periods/{period_id}/check")
    async def check(principal: Annotated[Principal, reader], period_id: Annotated[Id, Path()]) -> Checked:
        """Count the grid as it stands, with every violation in words."""
        async with opened_workspace(services, principal) as workspace, opened_period(services, principal, period_id) as period:
            version = period.state.version
            found = await check_live(period.state, workspace.state)
        return Checked(score=found.score, violations=found.violations, version=version)

    return routes
