"""A period as an iCalendar: shifts with their times, leave as whole days. No notes: they are private."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Event

from hub.exchange.picture import Person, Picture, Shift
from shared.protocol.version import SERVER_VERSION

UTC: Final = "UTC"


def calendar_of(picture: Picture, at: datetime, *, staff: str | None = None) -> bytes:
    """Return the calendar of all people, or of the one with id or code `staff`; `at` (UTC) is when it was asked for.

    A shift with times stands in the workspace's zone, which comes with it (VTIMEZONE), and may end on the next day; one without is a
    whole day, so is leave; days off aren't in it. UIDs stay the same for person and day, so a program that takes it again moves its
    entries. Times of a zone that nobody knows float.
    """
    zone = _zone(picture.time_zone)
    people = [person for person in picture.people if staff in {None, person.id, person.code}]
    calendar = Calendar()
    calendar.add("prodid", f"-//Rosterhub//{SERVER_VERSION}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    title = picture.name if staff is None or not people else f"{picture.name}: {_called(people[0])}"
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    if zone is not None:
        calendar.add("x-wr-timezone", picture.time_zone)
    for event in _events(picture, staff, zone, at):
        calendar.add_component(event)
    if zone is not None and picture.time_zone != UTC:
        last = picture.first_day + timedelta(days=picture.day_count + 1)
        calendar.add_missing_timezones(first_date=picture.first_day - timedelta(days=1), last_date=last)
    made: bytes = calendar.to_ical()
    return made


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name that is a folder, or holds what no path may
        return None


def _called(person: Person) -> str:
    return person.name or person.code


def _events(picture: Picture, staff: str | None, zone: ZoneInfo | None, at: datetime) -> Iterator[Event]:
    dates = picture.dates
    for person, row in picture.rows():
        if staff not in {None, person.id, person.code}:
            continue
        for day, code in zip(dates, row, strict=True):
            shift = None if code is None else picture.shifts[code]
            if shift is None or shift.kind == "off":
                continue
            event = Event()
            event.add("uid", f"{picture.period_id}/{person.id}/{day.isoformat()}@rosterhub")
            event.add("dtstamp", at)
            event.add("sequence", picture.version)
            event.add("summary", shift.name if staff is not None else f"{_called(person)}: {shift.name}")
            if shift.site:
                event.add("location", shift.site)
            _add_times(event, shift, day, zone)
            yield event


def _add_times(event: Event, shift: Shift, day: date, zone: ZoneInfo | None) -> None:
    if shift.kind == "leave" or shift.start is None or shift.end is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT" if shift.kind == "leave" else "OPAQUE")
        return
    start, end = time.fromisoformat(shift.start), time.fromisoformat(shift.end)
    event.add("dtstart", datetime.combine(day, start, zone))
    event.add("dtend", datetime.combine(day + timedelta(days=end <= start), end, zone))
