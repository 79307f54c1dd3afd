"""A period as a file. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from hub.documents.delta import snapshot
from hub.documents.state import DocumentState
from hub.documents.workspace import entities_of
from shared.formats.roster_csv import roster_text


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A file's text, and what it may be called."""

    text: str
    file_name: str


def csv_of(period: DocumentState, workspace: DocumentState) -> RosterFile:
    """Return a period's roster as CSV; people by their codes, in the order of the grid."""
    shown = snapshot(period)
    staff, shifts = entities_of(workspace, "staff"), shown["shifts"]
    rows = [
        (staff[staff_id]["code"], tuple(None if index is None else shifts[index] for index in row))
        for staff_id, row in zip(shown["staff"], shown["cells"]["shift"], strict=True)
    ]
    codes = {fields["code"] for fields in entities_of(workspace, "shift_type").values()}
    text = roster_text([date.fromisoformat(day) for day in shown["dates"]], rows, codes)
    name = re.sub(r"[^\w -]+", "", shown["period"]["name"] or "").strip() or "roster"
    return RosterFile(text, f"{name}.csv")
