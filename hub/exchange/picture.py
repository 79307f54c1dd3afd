"""A period as its files show it: plain records, which travel to the process that writes the file."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct


class Person(Struct, frozen=True):
    """A row."""

    id: str
    code: str
    name: str


class Shift(Struct, frozen=True):
    """What a cell may hold. `start` and `end` are wall clock, HH:MM, both or neither; an end at or before the start is on the next day."""

    code: str
    symbol: str
    name: str
    kind: str
    colour: str
    start: str | None = None
    end: str | None = None
    paid_minutes: int = 0
    site: str | None = None


class Picture(Struct, frozen=True):
    """A period at a version. `cells` hold shift codes, null = open, a row a person; `shifts` those that occur or may be chosen, by code."""

    period_id: str
    name: str
    status: str
    version: int
    workspace: str
    time_zone: str
    first_day: date
    day_count: int
    people: tuple[Person, ...]
    cells: tuple[tuple[str | None, ...], ...]
    shifts: dict[str, Shift]

    @property
    def dates(self) -> tuple[date, ...]:
        """Its days, in order."""
        return tuple(self.first_day + timedelta(days=day) for day in range(self.day_count))

    @property
    def used(self) -> tuple[Shift, ...]:
        """The shifts that occur in the cells, in the order of `shifts`."""
        occurring = {code for row in self.cells for code in row if code is not None}
        return tuple(shift for code, shift in self.shifts.items() if code in occurring)

    def rows(self) -> Iterator[tuple[Person, tuple[str | None, ...]]]:
        """Go through the people with their cells."""
        return zip(self.people, self.cells, strict=True)

    def entry_count(self, staff: str | None = None) -> int:
        """Return how many entries a calendar has: of all, or of the person with this id or code. Days off are none."""
        shown = {code for code, shift in self.shifts.items() if shift.kind != "off"}
        return sum(code in shown for person, row in self.rows() if staff in {None, person.id, person.code} for code in row)

    def paid_minutes(self, row: tuple[str | None, ...]) -> int:
        """Return what a row's shifts are paid, in minutes."""
        return sum(self.shifts[code].paid_minutes for code in row if code is not None)
