"""Who may do what: the one table, role × action."""

from enum import StrEnum
from typing import Final

from shared.domain import Role


class Action(StrEnum):
    """What a role is asked for."""

    READ = "read"
    EDIT = "edit"
    """Every operation on a document, undo included."""
    SOLVE = "solve"
    """Start, cancel, finish, apply or discard a run; keep configurations."""
    ADMINISTER = "administer"
    """Users, their roles, new workspaces."""


_VIEWER: Final = frozenset({Action.READ})
_MANAGER: Final = _VIEWER | {Action.EDIT, Action.SOLVE}

PERMITTED: Final[dict[Role, frozenset[Action]]] = {
    Role.VIEWER: _VIEWER,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: _MANAGER | {Action.ADMINISTER},
}


def may(role: Role, action: Action) -> bool:
    """Whether `role` permits `action`."""
    return action in PERMITTED[role]
