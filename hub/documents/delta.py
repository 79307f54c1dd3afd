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


def size_min(state: DocumentState) -> int:
    """Return fewer bytes than a document's snapshot has in any encoding, at no cost: each cell of a period takes one at least."""
    if state.key.kind != "period":
        return 0
    fields = state.entities[("period", state.key.id)]
    staff: list[str] = list(value_of(fields, "staff") or ())
    first, last = date.fromisoformat(value_of(fields, "start_date")), date.fromisoformat(value_of(fields, "end_date"))
    return len(staff) * ((last - first).days + 1)


def _period(state: DocumentState) -> dict[str, Any]:
    fields = state.entities[("period", state.key.id)]
    staff: list[str] = list(value_of(fields, "staff") or ())
    dates = dates_between(value_of(fields, "start_date"), value_of(fields, "end_date"))
    shifts, locked, notes = _cells(state, staff, dates)
    codes = sorted({code for row in shifts for code in row if code is not None})
    index_of = {code: index for index, code in enumerate(codes)}
    return {
        "period": {"id": state.key.id}
        | {name: value_of(fields, name) for name in ("name", "start_date", "end_date", "status", "strategy")},
        "staff": staff,
        "dates": dates,
        "shifts": codes,
        "cells": {
            "shift": [[None if code is None else index_of[code] for code in row] for row in shifts],
            "locked": locked,
            "notes": notes,
        },
    }


def _cells(state: DocumentState, staff: list[str], dates: list[str]) -> tuple[list[list[Any]], list[list[int]], list[list[Any]]]:
    """Return codes by row and column, and where locks and notes are, row by row; one pass: it may be a million cells."""
    row_of = {staff_id: row for row, staff_id in enumerate(staff)}
    column_of = {day: column for column, day in enumerate(dates)}
    shifts: list[list[Any]] = [[None] * len(dates) for _ in staff]
    locked: list[list[int]] = []
    notes: list[list[Any]] = []
    for (staff_id, day), cell in state.cells.items():
        row, column = row_of.get(staff_id), column_of.get(day)
        if row is None or column is None:
            continue
        if (shift := cell.get("shift")) is not None:
            shifts[row][column] = shift.value
        if (lock := cell.get("locked")) is not None and lock.value:
            locked.append([row, column])
        if (note := cell.get("note")) is not None and note.value is not None:
            notes.append([row, column, note.value])
    locked.sort()
    notes.sort(key=_place)
    return shifts, locked, notes


def _place(note: list[Any]) -> tuple[int, int]:
    return note[0], note[1]


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
