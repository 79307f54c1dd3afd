"""A live document's state: the fold of its log."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.documents.past import Past
from hub.documents.record import DocumentKey, EntityKey, FieldValue, FieldValues, Place
from shared.ids import DocumentId
from shared.operations import CellKey


class People:
    """A period's people as a set, worked out once for the same list: batches are many, and mostly of one edit."""

    __slots__ = ("_ids", "_listed")

    def __init__(self) -> None:
        self._listed: object = None
        self._ids: frozenset[str] = frozenset()

    def of(self, listed: Iterable[str]) -> frozenset[str]:
        """Return the ids that are listed; a list is never changed in place."""
        if listed is not self._listed:
            self._listed, self._ids = listed, frozenset(listed)
        return self._ids


@dataclass(slots=True)
class DocumentState:
    """A document at a version. Moves only by `apply`; everybody else reads it.

    `hash` is the unsigned 64-bit state hash [DC5]. Fields that are null or false may stay in the maps: their version still decides
    conflicts. `past`: its last changes.
    """

    document_id: DocumentId
    key: DocumentKey
    epoch: str
    version: int
    hash: int
    cells: dict[CellKey, FieldValues] = field(default_factory=dict)
    entities: dict[EntityKey, FieldValues] = field(default_factory=dict)
    people: People = field(default_factory=People, init=False, repr=False, compare=False)
    past: Past = field(default_factory=Past, init=False, repr=False, compare=False)

    def field_at(self, place: Place) -> FieldValue | None:
        """Return a field as it stands; None where it was never set."""
        kind, entity_id, name = place
        if kind == "cell":
            staff_id, _, date = entity_id.rpartition("/")
            return self.cells.get((staff_id, date), {}).get(name)
        return self.entities.get((kind, entity_id), {}).get(name)
