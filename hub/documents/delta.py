"""A document's snapshot [DC3], and whether a delta serves better."""

from datetime import date, timedelta
from typing import Any

from hub.documents.state import DocumentState
from hub.documents.workspace import entities_of, is_archived, value_of


def snapshot(state: DocumentState) -> dict[str, Any]:
    """Return a document as DC3 has it; the same value on every replica, lists in the order given or of id."""
    return _period(state) if state.key.kind == "period" else _workspace(state)


def dates_between(first: str, last: str) -> list[str]:
    """Return all ISO dates from first to last."""
    start = date.fromisoformat(first)
    return [(start + timedelta(days=index)).isoformat() for index in range((date.fromisoformat(last) - start).days + 1)]


def _period(state: DocumentState) -> dict[str, Any]:
    fields = state.entities[("period", state.key.id)]
    staff: list[str] = list(value_of(fields, "staff") or ())
    dates = dates_between(value_of(fields, "start_date"), value_of(fields, "end_date"))
    rows = [[state.cells.get((staff_id, day)) for day in dates] for staff_id in staff]
    codes = sorted({shift for row in rows for cell in row if (shift := value_of(cell, "shift")) is not None})
    index_of = {code: index for index, code in enumerate(codes)}
    placed = [(s, d, cell) for s, row in enumerate(rows) for d, cell in enumerate(row) if cell is not None]
    return {
        "period": {"id": state.key.id}
        | {name: value_of(fields, name) for name in ("name", "start_date", "end_date", "status", "strategy")},
        "staff": staff,
        "dates": dates,
        "shifts": codes,
        "cells": {
            "shift": [[None if (shift := value_of(cell, "shift")) is None else index_of[shift] for cell in row] for row in rows],
            "locked": [[s, d] for s, d, cell in placed if value_of(cell, "locked")],
            "notes": [[s, d, note] for s, d, cell in placed if (note := value_of(cell, "note")) is not None],
        },
    }


def _workspace(state: DocumentState) -> dict[str, Any]:
    listed = {
        kind: [{"id": entity_id} | fields for entity_id, fields in entities_of(state, kind).items()]
        for kind in ("staff", "shift_type", "rule")
    }
    periods = sorted((entity_id, fields) for (kind, entity_id), fields in state.entities.items() if kind == "period")
    return {
        "settings": entities_of(state, "settings").get(state.key.id, {}),
        "staff": listed["staff"],
        "shift_types": listed["shift_type"],
        "rules": listed["rule"],
        "periods": [{"id": entity_id, "archived": is_archived(fields)} for entity_id, fields in periods],
    }
