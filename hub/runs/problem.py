"""A period and its workspace as a solver's problem."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pydantic import ValidationError

from hub.documents.delta import dates_between
from hub.documents.state import DocumentState
from hub.documents.workspace import entities_of, value_of
from shared.domain import Rule, ShiftType, StaffMember
from shared.entities import EntityKind, Fields, entity_record
from shared.invalid import InvalidProblemError, ProblemFault
from shared.problem import FixedCell, Problem, Row, SolveScope
from shared.protocol.errors import ValidationFailedError
from shared.rules.compiled import Compiled, compiled

_RULE_AT = re.compile(r"^rules\[(\d+)\]\.?")
FAULTS_MAX = 50
"""Faults that an error lists."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The grid of a period as it stands: people who aren't archived in the grid's order, ISO dates, codes that may be entered."""

    staff_ids: tuple[str, ...]
    dates: tuple[str, ...]
    codes: frozenset[str]


def roster_of(period: DocumentState, workspace: DocumentState) -> Roster:
    """Return the grid's rows, columns and codes. A period's own document always has its header."""
    header = period.entities["period", period.key.id]
    known = {entity_id for entity_id, fields in entities_of(workspace, "staff").items() if not fields.get("archived")}
    shift_types = entities_of(workspace, "shift_type").values()
    return Roster(
        staff_ids=tuple(staff_id for staff_id in value_of(header, "staff") or () if staff_id in known),
        dates=tuple(dates_between(value_of(header, "start_date"), value_of(header, "end_date"))),
        codes=frozenset(fields["code"] for fields in shift_types if not fields.get("archived")),
    )


def grid_of(period: DocumentState, roster: Roster) -> tuple[tuple[Row, ...], tuple[FixedCell, ...]]:
    """Return the shift codes as they stand, one row a person of `roster`, and the locked cells that have one.

    Null = open [SV1], also where a code is not one of the roster's. A tight loop: 500 × 92 cells must not hold up the others.
    """
    cells, codes = period.cells, roster.codes
    days = [(day, date.fromisoformat(day)) for day in roster.dates]
    rows: list[Row] = []
    fixed: list[FixedCell] = []
    for staff_id in roster.staff_ids:
        row: list[str | None] = []
        for day, on in days:
            fields = cells.get((staff_id, day))
            found = None if fields is None else fields.get("shift")
            if fields is None or found is None or found.value not in codes:
                row.append(None)
                continue
            row.append(found.value)
            locked = fields.get("locked")
            if locked is not None and locked.value:
                fixed.append(FixedCell.model_construct(staff_id=staff_id, date=on, shift=found.value))
        rows.append(tuple(row))
    return tuple(rows), tuple(fixed)


def problem_of(
    period: DocumentState, workspace: DocumentState, scope: SolveScope | None = None, *, keeps_archived: bool = False
) -> Problem:
    """Return what a solver or the scorer gets: staff in the grid's order, the grid as it stands, locked cells fixed, enabled rules.

    An archived shift type is no choice for a solver, so its cells count as open; with `keeps_archived` they count as what they are.
    Rules may name archived codes and people who are not in the period: they pass over them. Raises ValidationFailedError, which names
    the entity that can't be read. O(cells): values of the state are true already, and aren't validated again.
    """
    roster = roster_of(period, workspace)
    if keeps_archived:
        roster = Roster(roster.staff_ids, roster.dates, frozenset(roster.codes | _codes_in_use(period)))
    staff = entities_of(workspace, "staff")
    shift_types = entities_of(workspace, "shift_type")
    reference, fixed = grid_of(period, roster)
    return Problem.model_construct(
        staff=tuple(cast("StaffMember", _record("staff", staff_id, staff[staff_id])) for staff_id in roster.staff_ids),
        shift_types=tuple(
            cast("ShiftType", _record("shift_type", entity_id, fields))
            for entity_id, fields in shift_types.items()
            if fields["code"] in roster.codes
        ),
        start_date=date.fromisoformat(roster.dates[0]),
        end_date=date.fromisoformat(roster.dates[-1]),
        rules=tuple(_rules(workspace)),
        fixed=fixed,
        history={},
        reference=reference,
        scope=scope,
        absent_staff=tuple(sorted(staff.keys() - set(roster.staff_ids))),
        absent_codes=tuple(sorted(fields["code"] for fields in shift_types.values() if fields["code"] not in roster.codes)),
    )


def valid(problem: Problem) -> Compiled:
    """Return the problem made ready for the scorer. Raises ValidationFailedError, which names the rule and what is wrong with it."""
    try:
        return compiled(problem)
    except InvalidProblemError as error:
        named = [_named(problem, fault) for fault in error.faults]
        more = f" (and {len(named) - 1} more)" if len(named) > 1 else ""
        details = {"faults": named[:FAULTS_MAX], "count": len(named)}
        raise ValidationFailedError(f"{named[0]['message']}{more}", details=details) from error


def _named(problem: Problem, fault: ProblemFault) -> dict[str, Any]:
    if (found := _RULE_AT.match(fault.where)) is None:
        return {"where": fault.where, "message": f"{fault.where}: {fault.message}"}
    rule = problem.rules[int(found[1])]
    where = fault.where[found.end() :]
    return {"rule_id": rule.id, "where": where, "message": f"The rule “{rule.name or rule.type}” can't be used: {where}: {fault.message}"}


def _codes_in_use(period: DocumentState) -> set[str]:
    return {code for fields in period.cells.values() if (code := value_of(fields, "shift")) is not None}


def _rules(workspace: DocumentState) -> Iterator[Rule]:
    for rule_id, fields in entities_of(workspace, "rule").items():
        if not fields.get("archived") and fields.get("enabled", True):
            yield cast("Rule", _record("rule", rule_id, fields))


def _record(kind: EntityKind, entity_id: str, fields: Mapping[str, Any]) -> object:
    try:
        return entity_record(kind, entity_id, cast("Fields", fields))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(map(str, fault["loc"]))
        name = fields.get("name") or fields.get("code") or entity_id
        words = kind.replace("_", " ")
        raise ValidationFailedError(
            f"The {words} “{name}” can't be used: {field}: {fault['msg']}", details={"entity": kind, "id": entity_id, "field": field}
        ) from error
