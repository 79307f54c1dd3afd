"""Plain words for people, days, shifts and counts [page.md, section 7]."""

from collections.abc import Sequence
from datetime import date

from shared.domain import ShiftKind, StaffScope
from shared.rules.context import Context
from shared.rules.terms import OPEN

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: date) -> str:
    """Mon 7 Dec."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def month_words(day: date) -> str:
    """December 2026."""
    return f"{month_name(day)} {day.year}"


def month_name(day: date) -> str:
    """December."""
    return _FULL_MONTHS[day.month - 1]


def person_words(context: Context, person: int) -> str:
    """The name, else the code."""
    member = context.staff[person]
    return member.name or member.code


def shift_words(context: Context, shift: int) -> str:
    """The name, else the code; an open cell is `open`."""
    if shift == OPEN:
        return "open"
    shift_type = context.shift_types[shift]
    return shift_type.name or shift_type.code


def set_words(context: Context, shifts: Sequence[int], join: str = "or") -> str:
    """`work`, `off`, or the names: `Early or Late`."""
    if tuple(shifts) == context.working and len(shifts) != 1:
        return "work"
    if is_off(context, shifts):
        return "off"
    return listed([shift_words(context, shift) for shift in shifts], join)


def on_words(context: Context, shifts: Sequence[int]) -> str:
    """Where people with these shifts are: `at work`, `off`, `on Early or Late`."""
    found = set_words(context, shifts)
    return {"work": "at work", "off": "off"}.get(found, f"on {found}")


def is_off(context: Context, shifts: Sequence[int]) -> bool:
    """Whether these are days off, leave possibly among them: any day off at all, or one kind of it."""
    kinds = {context.shift_types[shift].kind for shift in shifts}
    return ShiftKind.OFF in kinds and ShiftKind.WORK not in kinds


def days_words(context: Context, count: int, shifts: Sequence[int]) -> str:
    """`1 day off`, `3 days of work`, `2 days of Early and Late`."""
    days = counted(count, "day")
    return f"{days} off" if is_off(context, shifts) else f"{days} of {set_words(context, shifts, 'and')}"


def listed(words: Sequence[str], join: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; `none` for nothing."""
    if not words:
        return "none"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {join} {words[-1]}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 day`, `2 days`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def minutes_words(minutes: int) -> str:
    """`40 h`, `7 h 30 min`, `45 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours or not rest else "", f"{rest} min" if rest else "") if part)


def headcount_words(count: int, scope: StaffScope) -> str:
    """`2 people`, `2 of Kitchen`, `1 person with First aid`: whom a rule counts."""
    people = counted(count, "person", "people")
    if scope.groups or scope.positions:
        people = f"{count} of {listed([*(scope.groups or ()), *(scope.positions or ())], 'or')}"
    return f"{people} with {listed(scope.skills, 'or')}" if scope.skills else people
