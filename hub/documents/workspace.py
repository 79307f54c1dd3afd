"""What a workspace's document tells the others: codes, people, the strategy."""

from dataclasses import dataclass

from hub.documents.record import EntityKey, FieldValues
from hub.documents.state import DocumentState
from shared.domain import StrategyName
from shared.entities import EntityKind, Fields, Json


def value_of(fields: FieldValues | None, name: str) -> Json:
    """Return a field's value; None where it isn't set."""
    found = None if fields is None else fields.get(name)
    return None if found is None else found.value


def is_archived(fields: FieldValues | None) -> bool:
    """Say whether an entity is archived."""
    return value_of(fields, "archived") is True


def entities_of(state: DocumentState, kind: EntityKind) -> dict[str, Fields]:
    """Return the entities of a kind by id, in order of id, each with its non-null fields (`archived: true` included)."""
    found = sorted((entity_id, fields) for (of_kind, entity_id), fields in state.entities.items() if of_kind == kind)
    return {entity_id: {name: field.value for name, field in fields.items() if field.value is not None} for entity_id, fields in found}


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """A workspace at a version, as the documents of its periods see it.

    `shift_codes` are of shift types that aren't archived; `staff_ids` are all.
    """

    strategy: StrategyName
    shift_codes: frozenset[str]
    staff_ids: frozenset[str]
    archived_periods: frozenset[str]


def view_of(workspace: DocumentState) -> WorkspaceView:
    """Return the view of a workspace's document. O(entities): keep it while the version stands."""
    entities = workspace.entities
    return WorkspaceView(
        strategy=workspace_strategy(workspace),
        shift_codes=frozenset(
            value_of(fields, "code") for (kind, _), fields in entities.items() if kind == "shift_type" and not is_archived(fields)
        ),
        staff_ids=frozenset(entity_id for kind, entity_id in entities if kind == "staff"),
        archived_periods=frozenset(entity_id for (kind, entity_id), fields in entities.items() if kind == "period" and is_archived(fields)),
    )


def workspace_strategy(workspace: DocumentState) -> StrategyName:
    """Return the workspace's conflict strategy."""
    settings: EntityKey = ("settings", workspace.key.id)
    return StrategyName(value_of(workspace.entities.get(settings), "strategy") or StrategyName.LAST_WRITER_WINS)


def strategy_of(document: DocumentState, view: WorkspaceView) -> StrategyName:
    """Return the conflict strategy that holds in a document: a period's own, else the workspace's [CF1]."""
    period: EntityKey = ("period", document.key.id)
    own = value_of(document.entities.get(period), "strategy") if document.key.kind == "period" else None
    return StrategyName(own) if own else view.strategy
