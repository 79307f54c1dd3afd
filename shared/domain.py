"""Staff, shift types, rules, settings: the frozen records of a workspace."""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from shared.model import Code, Id, Record, ShortText, Storable


class ShiftKind(StrEnum):
    """What a shift type means for coverage and runs; days off are shift types too."""

    WORK = "work"
    OFF = "off"
    LEAVE = "leave"


class Employment(StrEnum):
    """How a person is employed."""

    REGULAR = "regular"
    CONTRACT = "contract"
    PART_TIME = "part_time"


class Role(StrEnum):
    """What a user may do in a workspace; identity/roles.py has the table."""

    ADMIN = "admin"
    MANAGER = "manager"
    VIEWER = "viewer"


class PeriodStatus(StrEnum):
    """A closed period refuses edits with `period_closed`."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class StrategyName(StrEnum):
    """How a conflicting field is decided [CF2]."""

    LAST_WRITER_WINS = "last_writer_wins"
    FIRST_WRITER_WINS = "first_writer_wins"
    MERGE = "merge"
    USER_CHOICE = "user_choice"


Colour = Literal["off", "early", "day", "late", "night", "swing", "on-call", "leave", "empty"]
"""One of the page's nine shift colour tokens."""


class Skill(Record):
    """Something a person can do, up to and including `until` (no end where it is null)."""

    name: ShortText
    until: date | None = None


class StaffMember(Record):
    """A person who is rostered. `code` is the first column of a roster file; it never changes."""

    id: Id
    code: Code
    name: ShortText = ""
    position: ShortText | None = None
    department: ShortText | None = None
    group: ShortText | None = None
    employment: Employment = Employment.REGULAR
    skills: tuple[Skill, ...] = ()
    hourly_cost: Annotated[int, Field(ge=0, le=10**9)] | None = None
    first_day: date | None = None
    last_day: date | None = None


class ShiftType(Record):
    """What a cell holds: `code` in cells, rules and files; `symbol` is what the grid shows.

    Times are wall clock; an end at or before the start is on the next day.
    """

    id: Id
    code: Code
    symbol: Annotated[str, Storable, StringConstraints(max_length=8)] = ""
    keys: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{0,3}$")] = ""
    name: ShortText = ""
    kind: ShiftKind = ShiftKind.WORK
    start: time | None = None
    end: time | None = None
    paid_minutes: Annotated[int, Field(ge=0, le=2880)] = 0
    colour: Colour = "day"
    site: ShortText | None = None
    skills: tuple[ShortText, ...] = ()


class StaffScope(Record):
    """Which staff a rule is about: everyone who matches all the given fields; nothing given = everyone."""

    ids: tuple[Id, ...] | None = None
    groups: tuple[ShortText, ...] | None = None
    positions: tuple[ShortText, ...] | None = None
    skills: tuple[ShortText, ...] | None = None
    employment: tuple[Employment, ...] | None = None


class DateScope(Record):
    """Which dates a rule is about: all that match the given fields. `weekdays`: 0 = Monday … 6 = Sunday."""

    from_date: date | None = Field(default=None, alias="from")
    to_date: date | None = Field(default=None, alias="to")
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] | None = None
    dates: tuple[date, ...] | None = None


class RuleScope(Record):
    """Staff and dates that a rule is about."""

    staff: StaffScope = StaffScope()
    dates: DateScope = DateScope()


class Rule(Record):
    """A rule as data; `type` names a module of shared/rules, whose `Params` validate `params`."""

    id: Id
    type: ShortText
    name: ShortText = ""
    enabled: bool = True
    enforcement: Literal["hard", "soft"] = "soft"
    weight: Annotated[int, Field(ge=0, le=10**6)] = 1
    scope: RuleScope = RuleScope()
    params: dict[str, Any] = Field(default_factory=dict)


class WorkspaceSettings(Record):
    """Settings of a workspace that everyone shares."""

    name: ShortText = ""
    time_zone: ShortText = "UTC"
    week_start: Annotated[int, Field(ge=0, le=6)] = 0
    strategy: StrategyName = StrategyName.LAST_WRITER_WINS
