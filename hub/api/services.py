"""What the HTTP interface is built on."""

from dataclasses import dataclass

from hub.api.limit import OperationLimit
from hub.clock import Clock
from hub.exchange.workshop import Workshop
from hub.gateway.ports import Authenticator
from hub.identity.accounts import Accounts
from hub.identity.members import Members
from hub.runs.port import RunsPort
from hub.sequencer.port import SequencerPort
from hub.sequencer.writing import Writer
from hub.store.configs import ConfigIndex
from hub.store.conflicts import ConflictIndex
from hub.store.periods import PeriodIndex
from hub.workspaces import Workspaces


@dataclass(frozen=True)
class DemoDoor:
    """Who gets in without a password: the demo's visitor, from this machine only."""

    user_id: str
    workspace_id: str


@dataclass(frozen=True)
class Services:
    """Everything that a resource may call. `demo` None: nobody gets in without a credential."""

    authenticator: Authenticator
    accounts: Accounts
    members: Members
    workspaces: Workspaces
    sequencer: SequencerPort
    writer: Writer
    runs: RunsPort
    periods: PeriodIndex
    configs: ConfigIndex
    conflicts: ConflictIndex
    clock: Clock
    operation_limit: OperationLimit
    origins: frozenset[str]
    upload_bytes_max: int
    workshop: Workshop
    font_folders: tuple[str, ...]
    demo: DemoDoor | None
