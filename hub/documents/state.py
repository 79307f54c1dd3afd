"""A live document's state: the fold of its log."""

from dataclasses import dataclass, field

from hub.documents.record import DocumentKey, EntityKey, FieldValues
from shared.ids import DocumentId
from shared.operations import CellKey


@dataclass(slots=True)
class DocumentState:
    """A document at a version. Moves only by `apply`; everybody else reads it.

    `hash` is the unsigned 64-bit state hash [DC5]. Fields that are null or false may stay in the maps: their version still decides
    conflicts.
    """

    document_id: DocumentId
    key: DocumentKey
    epoch: str
    version: int
    hash: int
    cells: dict[CellKey, FieldValues] = field(default_factory=dict)
    entities: dict[EntityKey, FieldValues] = field(default_factory=dict)
