"""A period's picture, small, for tests of files."""

from datetime import UTC, date, datetime

from hub.exchange.picture import Person, Picture, Shift

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHIFTS = {
    "E": Shift("E", "△", "Early", "work", "early", "06:00", "14:00", 480, "Kitchen"),
    "N": Shift("N", "N", "Night", "work", "night", "22:00", "06:00", 450),
    "=x": Shift("=x", "◇", "Odd", "work", "late"),
    "X": Shift("X", "×", "Off", "off", "off"),
    "V": Shift("V", "V", "Holiday", "leave", "leave", "09:00", "17:00"),
}


def a_picture(
    *rows: str, first_day: date = date(2026, 12, 7), time_zone: str = "Europe/Berlin", names: tuple[str, ...] = (), name: str = "December"
) -> Picture:
    """Rows like "ana E N . X": a code, then shift codes, `.` = open; `names` of the people, in order."""
    people = [row.split()[0] for row in rows]
    cells = tuple(tuple(None if word == "." else word for word in row.split()[1:]) for row in rows)
    return Picture(
        period_id="p1",
        name=name,
        status="draft",
        version=7,
        workspace="Hoshi",
        time_zone=time_zone,
        first_day=first_day,
        day_count=len(cells[0]),
        people=tuple(Person(f"id-{code}", code, names[at] if at < len(names) else code.title()) for at, code in enumerate(people)),
        cells=cells,
        shifts=SHIFTS,
    )
