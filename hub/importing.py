"""What a file brings into a workspace: people, shift types, rules, one period and its cells. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from hub.documents.state import DocumentState
from hub.documents.workspace import entities_of
from shared.domain import Colour, Rule, RuleScope, ShiftKind, ShiftType, StaffMember
from shared.entities import PeriodFields
from shared.formats import curtois_qu, roster_csv
from shared.formats.unreadable import UnreadableFileError, text_of
from shared.operations import CellEdit

_COLOURS: tuple[Colour, ...] = ("early", "day", "late", "night", "swing", "on-call")
NAME_MAX = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace has already, id by code; `put_away` are codes of archived things, never used again."""

    staff: Mapping[str, str]
    shift_types: Mapping[str, str]
    put_away: frozenset[str]
    has_rules: bool


NOTHING_KNOWN = Known({}, {}, frozenset(), has_rules=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is new, and the period; cells name staff by id and shifts by code."""

    staff: tuple[StaffMember, ...]
    shift_types: tuple[ShiftType, ...]
    rules: tuple[Rule, ...]
    period: PeriodFields
    cells: tuple[CellEdit, ...]


def known_in(workspace: DocumentState) -> Known:
    """Return what a workspace has."""
    staff, shift_types = entities_of(workspace, "staff"), entities_of(workspace, "shift_type")
    everything = (*staff.values(), *shift_types.values())
    return Known(
        staff={fields["code"]: entity_id for entity_id, fields in staff.items()},
        shift_types={fields["code"]: entity_id for entity_id, fields in shift_types.items()},
        put_away=frozenset(fields["code"] for fields in everything if fields.get("archived")),
        has_rules=bool(entities_of(workspace, "rule")),
    )


def arrival_of(content: bytes, file: str, *, name: str | None, known: Known, new_id: Callable[[], str]) -> Arrival:
    """Read a Curtois–Qu instance or a CSV roster; the period is called `name`, or like the file.

    Raises UnreadableFileError (FILE:LINE: reason), also where what it holds doesn't fit into the workspace.
    """
    period_name = (name or PurePath(file).stem)[:NAME_MAX]
    if curtois_qu.is_curtois_qu(text_of(content, file)):
        return _of_instance(content, file, period_name, known, new_id)
    return _of_roster(content, file, period_name, known, new_id)


def _of_instance(content: bytes, file: str, name: str, known: Known, new_id: Callable[[], str]) -> Arrival:
    if known.staff or known.shift_types or known.has_rules:
        raise UnreadableFileError(file, 1, "an instance brings rules for everybody: it goes into a workspace of its own")
    problem = curtois_qu.problem_of(content, file)
    staff = {member.id: member.model_copy(update={"id": new_id(), "name": member.name or member.code}) for member in problem.staff}
    ids = {code: member.id for code, member in staff.items()}
    return Arrival(
        staff=tuple(staff.values()),
        shift_types=tuple(shift_type.model_copy(update={"id": new_id()}) for shift_type in problem.shift_types),
        rules=tuple(_renamed(rule, ids, new_id()) for rule in problem.rules),
        period=PeriodFields(id=new_id(), name=name, start_date=problem.start_date, end_date=problem.end_date, staff=tuple(ids.values())),
        cells=(),
    )


def _renamed(rule: Rule, ids: Mapping[str, str], rule_id: str) -> Rule:
    """Return a rule that names people by their new ids."""
    people = rule.scope.staff.ids
    renamed = None if people is None else tuple(ids[person] for person in people)
    scope = RuleScope(staff=rule.scope.staff.model_copy(update={"ids": renamed}), dates=rule.scope.dates)
    return rule.model_copy(update={"id": rule_id, "scope": scope, "params": _with_ids(rule.params, ids)})


def _with_ids(value: Any, ids: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {key: ids.get(inner, inner) if _names_staff(key, inner) else _with_ids(inner, ids) for key, inner in value.items()}
        case list() | tuple():
            return [_with_ids(inner, ids) for inner in value]
        case _:
            return value


def _names_staff(key: str, value: Any) -> bool:
    return key == "staff" and isinstance(value, str)


def _of_roster(content: bytes, file: str, name: str, known: Known, new_id: Callable[[], str]) -> Arrival:
    roster = roster_csv.roster_of(content, file, codes=known.shift_types.keys())
    for row in roster.rows:
        if gone := next((code for code in (row.staff, *row.cells) if code in known.put_away), None):
            raise UnreadableFileError(file, row.line, f"{gone!r} is archived in this workspace")
    people = {row.staff: known.staff.get(row.staff) or new_id() for row in roster.rows}
    new_codes = [code for code in roster.codes if code not in known.shift_types]
    days = [day.isoformat() for day in roster.dates]
    return Arrival(
        staff=tuple(StaffMember(id=people[code], code=code, name=code) for code in people if code not in known.staff),
        shift_types=tuple(_work(code, index, new_id()) for index, code in enumerate(new_codes)),
        rules=(),
        period=PeriodFields(id=new_id(), name=name, start_date=roster.dates[0], end_date=roster.dates[-1], staff=tuple(people.values())),
        cells=tuple(_cells(roster, people, days)),
    )


def _cells(roster: roster_csv.Roster, people: Mapping[str, str], days: list[str]) -> Iterator[CellEdit]:
    for row in roster.rows:
        for day, code in zip(days, row.cells, strict=True):
            if code is not None:
                yield CellEdit(people[row.staff], day, {"shift": code})


def _work(code: str, index: int, shift_type_id: str) -> ShiftType:
    keys = code.lower() if code.isascii() and code.isalnum() and len(code) <= 3 else ""
    colour = _COLOURS[index % len(_COLOURS)]
    return ShiftType(id=shift_type_id, code=code, symbol=code[:8], keys=keys, name=code, kind=ShiftKind.WORK, colour=colour)
