"""What a file brings into a workspace: people, shift types, rules, one period and its cells. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from hub.documents.state import DocumentState
from hub.documents.workspace import entities_of
from hub.exchange.reading import Instance
from shared.domain import Colour, Rule, RuleScope, ShiftKind, ShiftType, StaffMember
from shared.entities import PeriodFields
from shared.formats import curtois_qu
from shared.formats.roster_table import CODE_LENGTH_MAX, FAULTS_MAX, Fault, Roster, RosterRow, Table, reading_of
from shared.formats.unreadable import UnreadableFileError
from shared.operations import CellEdit

_COLOURS: tuple[Colour, ...] = ("early", "day", "late", "night", "swing", "on-call")
NAME_MAX = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace has already, id by code; `put_away` are codes of archived things, never used again.

    `names` are the ids of people who aren't archived, by their name as `folded` has it; `shifts` the codes of shift types, by what else
    they are called: symbol, name, their code in other capitals, if only one is called so.
    """

    staff: Mapping[str, str]
    shift_types: Mapping[str, str]
    put_away: frozenset[str]
    has_rules: bool
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shifts: Mapping[str, str] = field(default_factory=dict)


NOTHING_KNOWN = Known({}, {}, frozenset(), has_rules=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is new, and the period; cells name staff by id and shifts by code."""

    staff: tuple[StaffMember, ...]
    shift_types: tuple[ShiftType, ...]
    rules: tuple[Rule, ...]
    period: PeriodFields
    cells: tuple[CellEdit, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """A person or a shift type that a file names."""

    code: str
    name: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would make; with faults it makes nothing, and the rest is what could be read."""

    arrival: Arrival | None
    people: tuple[Brought, ...]
    shift_types: tuple[Brought, ...]
    first_day: date | None
    last_day: date | None
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()

    def checked(self, file: str) -> Arrival:
        """Return what there is to be made. Raises UnreadableFileError with the first fault."""
        for fault in self.faults:
            raise UnreadableFileError(file, fault.line, fault.reason, fault.column)
        if self.arrival is None:
            raise UnreadableFileError(file, 1, "there is nothing in it")
        return self.arrival


def known_in(workspace: DocumentState) -> Known:
    """Return what a workspace has."""
    staff, shift_types = entities_of(workspace, "staff"), entities_of(workspace, "shift_type")
    everything = (*staff.values(), *shift_types.values())
    names: dict[str, tuple[str, ...]] = {}
    for staff_id, fields in staff.items():
        if fields.get("name") and not fields.get("archived"):
            names[folded(fields["name"])] = (*names.get(folded(fields["name"]), ()), staff_id)
    return Known(
        staff={fields["code"]: entity_id for entity_id, fields in staff.items()},
        shift_types={fields["code"]: entity_id for entity_id, fields in shift_types.items()},
        put_away=frozenset(fields["code"] for fields in everything if fields.get("archived")),
        has_rules=bool(entities_of(workspace, "rule")),
        names=names,
        shifts=_called(shift_types),
    )


def _called(shift_types: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    callings: dict[str, set[str]] = {}
    for fields in shift_types.values():
        if not fields.get("archived"):
            for text in (fields["code"], fields.get("symbol"), fields.get("name")):
                if text and folded(text):
                    callings.setdefault(folded(text), set()).add(fields["code"])
    return {text: next(iter(codes)) for text, codes in callings.items() if len(codes) == 1}


def folded(name: str) -> str:
    """Return a name as names are compared: spaces and capitals don't matter."""
    return " ".join(name.split()).casefold()


def in_known_codes(roster: Roster, known: Known) -> Roster:
    """Return a roster with shift codes where it has symbols or names of shift types; a code that is known is what it is."""
    if not known.shifts:
        return roster

    def code_of(text: str | None) -> str | None:
        return text if text is None or text in known.shift_types else known.shifts.get(folded(text), text)

    return replace(roster, rows=tuple(replace(row, cells=tuple(code_of(cell) for cell in row.cells)) for row in roster.rows))


def plan_of(source: Table | Instance, *, name: str | None, known: Known, new_id: Callable[[], str]) -> Plan:
    """Say what a file makes: a Curtois–Qu instance or a roster; the period is called `name`, or like the file.

    What is wrong with a roster is told as faults. Raises UnreadableFileError (FILE:LINE: reason) for an instance that can't be taken.
    """
    period_name = (name or PurePath(source.file).stem)[:NAME_MAX]
    return (
        _of_instance(source, period_name, known, new_id) if isinstance(source, Instance) else _of_roster(source, period_name, known, new_id)
    )


def _of_instance(source: Instance, name: str, known: Known, new_id: Callable[[], str]) -> Plan:
    if known.staff or known.shift_types or known.has_rules:
        raise UnreadableFileError(source.file, 1, "an instance brings rules for everybody: it goes into a workspace of its own")
    problem = curtois_qu.problem_of(source.content, source.file)
    staff = {member.id: member.model_copy(update={"id": new_id(), "name": member.name or member.code}) for member in problem.staff}
    ids = {code: member.id for code, member in staff.items()}
    arrival = Arrival(
        staff=tuple(staff.values()),
        shift_types=tuple(shift_type.model_copy(update={"id": new_id()}) for shift_type in problem.shift_types),
        rules=tuple(_renamed(rule, ids, new_id()) for rule in problem.rules),
        period=PeriodFields(id=new_id(), name=name, start_date=problem.start_date, end_date=problem.end_date, staff=tuple(ids.values())),
        cells=(),
    )
    return Plan(
        arrival,
        tuple(_brought(one) for one in arrival.staff),
        tuple(_brought(one) for one in arrival.shift_types),
        problem.start_date,
        problem.end_date,
    )


def _brought(made: StaffMember | ShiftType) -> Brought:
    return Brought(made.code, made.name, is_new=True)


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


def _of_roster(table: Table, name: str, known: Known, new_id: Callable[[], str]) -> Plan:
    reading = reading_of(table, codes=known.shift_types.keys())
    roster = in_known_codes(reading.roster, known)
    who = People(known, new_id)
    rows = [(row, who.of(row)) for row in roster.rows]
    faults = in_order((*reading.faults, *faults_in(rows, known, in_sheet=table.sheet is not None)))
    new_types = tuple(new_shift_types(roster, table.shifts, known, new_id))
    arrival = None
    if not faults:
        days = [day.isoformat() for day in roster.dates]
        arrival = Arrival(
            staff=tuple(who.new),
            shift_types=new_types,
            rules=(),
            period=PeriodFields(
                id=new_id(), name=name, start_date=roster.dates[0], end_date=roster.dates[-1], staff=tuple(staff_id for _, staff_id in rows)
            ),
            cells=tuple(_cells(rows, days)),
        )
    fresh = {member.id: member for member in who.new}
    people = tuple(
        Brought(fresh[staff_id].code, fresh[staff_id].name, is_new=True)
        if staff_id in fresh
        else Brought(row.staff, row.staff, is_new=False)
        for row, staff_id in rows
    )
    return Plan(arrival, people, shifts_brought(roster, known), *span_of(roster), faults, reading.notes)


def span_of(roster: Roster) -> tuple[date | None, date | None]:
    """Return a roster's first and last day, None where none could be read."""
    return (roster.dates[0], roster.dates[-1]) if roster.dates else (None, None)


def shifts_brought(roster: Roster, known: Known) -> tuple[Brought, ...]:
    """Return the shift types that a roster names."""
    return tuple(Brought(code, code, is_new=code not in known.shift_types) for code in roster.codes)


def new_shift_types(roster: Roster, said: Mapping[str, Mapping[str, Any]], known: Known, new_id: Callable[[], str]) -> Iterator[ShiftType]:
    """Make the shift types that a roster names and nobody knows: as the file says of them, else as work without times."""
    for index, code in enumerate(code for code in roster.codes if code not in known.shift_types):
        made = _work(code, index, new_id())
        try:
            yield ShiftType.model_validate({**made.model_dump(exclude_unset=True), **said.get(code, {})})
        except ValidationError:
            yield made


class People:
    """Who the rows of a roster are: by code, else by name, else somebody new."""

    def __init__(self, known: Known, new_id: Callable[[], str]) -> None:
        self._known = known
        self._new_id = new_id
        self._taken = set(known.staff)
        self.new: list[StaffMember] = []

    def of(self, row: RosterRow) -> str:
        """Return a person's id; of several with the same name the first."""
        if found := self._known.staff.get(row.staff):
            return found
        if named := self._known.names.get(folded(row.staff)):
            return named[0]
        member = StaffMember(id=self._new_id(), code=self._code(row.staff), name=row.name or row.staff)
        self.new.append(member)
        return member.id

    def _code(self, text: str) -> str:
        """Return a code for a text that may be longer than codes are."""
        code, number = text[:CODE_LENGTH_MAX], 1
        while code in self._taken:
            number += 1
            code = f"{text[: CODE_LENGTH_MAX - len(str(number)) - 1]}~{number}"
        self._taken.add(code)
        return code


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the first faults of a file, as many as are told."""
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column or 0)))[:FAULTS_MAX]


def faults_in(rows: list[tuple[RosterRow, str]], known: Known, *, in_sheet: bool) -> Iterator[Fault]:
    """Tell what of a roster doesn't fit into the workspace: archived people or shift types, names of several, one person twice."""
    callings: dict[str, set[str]] = {}
    for row, staff_id in rows:  # the same text twice is a fault of the file, told already
        callings.setdefault(staff_id, set()).add(row.staff)
    for row, staff_id in rows:
        if gone := next((code for code in (row.staff, *row.cells) if code in known.put_away), None):
            yield Fault(row.line, None, f"{gone!r} is archived in this workspace")
        if row.staff not in known.staff and len(named := known.names.get(folded(row.staff), ())) > 1:
            yield Fault(row.line, 1 if in_sheet else None, f"{len(named)} people are called {row.staff!r}: use their codes")
        elif len(callings[staff_id]) > 1:
            yield Fault(row.line, 1 if in_sheet else None, f"{row.staff!r} is in another line too, by code or by name")


def _cells(rows: list[tuple[RosterRow, str]], days: list[str]) -> Iterator[CellEdit]:
    for row, staff_id in rows:
        for day, code in zip(days, row.cells, strict=True):
            if code is not None:
                yield CellEdit(staff_id, day, {"shift": code})


def _work(code: str, index: int, shift_type_id: str) -> ShiftType:
    keys = code.lower() if code.isascii() and code.isalnum() and len(code) <= 3 else ""
    colour = _COLOURS[index % len(_COLOURS)]
    return ShiftType(id=shift_type_id, code=code, symbol=code[:8], keys=keys, name=code, kind=ShiftKind.WORK, colour=colour)
