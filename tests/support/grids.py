"""Grids as text, and problems built from them."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Literal

from shared.domain import DateScope, Employment, Rule, RuleScope, ShiftKind, ShiftType, Skill, StaffMember, StaffScope
from shared.problem import Problem, Row

MONDAY = date(2026, 12, 7)
OPEN_MARK = "."

SHIFT_TYPES = (
    ShiftType(id="st-off", code="-", name="Off", kind=ShiftKind.OFF, colour="off"),
    ShiftType(id="st-early", code="E", name="Early", paid_minutes=480, colour="early", start=time(6), end=time(14)),
    ShiftType(id="st-day", code="D", name="Day", paid_minutes=480, site="Main"),
    ShiftType(id="st-late", code="L", name="Late", paid_minutes=450, colour="late", site="Annex", start=time(14, 30), end=time(22)),
    ShiftType(id="st-night", code="N", name="Night", paid_minutes=600, colour="night", start=time(22), end=time(8), skills=("First aid",)),
    ShiftType(id="st-leave", code="V", name="Vacation", kind=ShiftKind.LEAVE, colour="leave"),
)


@dataclass(frozen=True, slots=True)
class TextGrid:
    names: tuple[str, ...]
    rows: tuple[Row, ...]


def grid(*lines: str) -> TextGrid:
    """Read lines like `Ana  D D N - .`: a name, then a shift code a day (`.` = open)."""
    names, rows = [], []
    for line in lines:
        name, *cells = line.split()
        names.append(name)
        rows.append(cells_of(" ".join(cells)))
    assert len({len(row) for row in rows}) == 1, "rows of one length"
    return TextGrid(tuple(names), tuple(rows))


def cells_of(text: str) -> Row:
    return tuple(None if code == OPEN_MARK else code for code in text.split())


def a_staff_member(name: str, **fields: Any) -> StaffMember:
    """Id in lower case, code in upper case: three names that can't be mixed up unseen."""
    return StaffMember(id=name.lower(), code=name.upper(), name=name, **fields)


def a_rule(
    rule_type: str,
    params: dict[str, Any],
    *,
    enforcement: Literal["hard", "soft"] = "soft",
    weight: int = 1,
    staff: dict[str, Any] | None = None,
    dates: dict[str, Any] | None = None,
    rule_id: str = "r1",
    name: str = "",
) -> Rule:
    scope = RuleScope(staff=StaffScope.model_validate(staff or {}), dates=DateScope.model_validate(dates or {}))
    return Rule(id=rule_id, type=rule_type, name=name, enforcement=enforcement, weight=weight, scope=scope, params=params)


def a_problem(of: TextGrid, *rules: Rule, start: date = MONDAY, history: dict[str, str] | None = None, **fields: Any) -> Problem:
    """The problem whose reference is this grid. Ana's group is Kitchen, Bo's Bar, Cy's Kitchen (part time); Ana's first aid ends on the first Wednesday.

    An hour of Ana's costs 30, one of Bo's 21.
    """
    known: dict[str, dict[str, Any]] = {
        "Ana": {
            "group": "Kitchen",
            "position": "Chef",
            "skills": (Skill(name="First aid", until=start + timedelta(days=2)),),
            "hourly_cost": 30,
        },
        "Bo": {"group": "Bar", "skills": (Skill(name="First aid"),), "hourly_cost": 21},
        "Cy": {"group": "Kitchen", "employment": Employment.PART_TIME},
    }
    return Problem(
        staff=tuple(a_staff_member(name, **known.get(name, {})) for name in of.names),
        shift_types=SHIFT_TYPES,
        start_date=start,
        end_date=start + timedelta(days=len(of.rows[0]) - 1),
        rules=rules,
        reference=of.rows,
        history={name.lower(): cells_of(cells) for name, cells in (history or {}).items()},
        **fields,
    )
