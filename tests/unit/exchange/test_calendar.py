"""A calendar says when who works where, in the workspace's zone, and nothing private."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from hub.exchange.calendar import calendar_of
from hub.exchange.picture import Picture
from tests.support.pictures import AT, a_picture

BERLIN = ZoneInfo("Europe/Berlin")


def events_of(picture: Picture, staff: str | None = None) -> list[Event]:
    return list(Calendar.from_ical(calendar_of(picture, AT, staff=staff)).events)


def test_a_shift_over_midnight_ends_on_the_next_day_in_the_workspaces_zone() -> None:
    (event,) = events_of(a_picture("ana N"), "id-ana")
    assert event.start == datetime(2026, 12, 7, 22, tzinfo=BERLIN)
    assert event.end == datetime(2026, 12, 8, 6, tzinfo=BERLIN)
    assert event["summary"] == "Night"


def test_the_zone_comes_with_the_calendar() -> None:
    text = calendar_of(a_picture("ana N"), AT).decode()
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin" in text
    assert "DTSTART;TZID=Europe/Berlin:20261207T220000" in text


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 24), 9), (date(2026, 3, 28), 7)])
def test_a_night_in_which_clocks_change_keeps_its_times(day: date, hours: int) -> None:
    (event,) = events_of(a_picture("ana N", first_day=day), "ana")
    start, end = event.start, event.end
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    assert (start.hour, end.hour) == (22, 6)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)


def test_leave_and_shifts_without_times_are_whole_days_and_days_off_are_not_in_it() -> None:
    leave, odd = events_of(a_picture("ana V =x X ."), "ana")
    assert (leave.start, leave.end) == (date(2026, 12, 7), date(2026, 12, 8))
    assert (odd.start, odd["summary"]) == (date(2026, 12, 8), "Odd")
    assert (leave["transp"], odd["transp"]) == ("TRANSPARENT", "OPAQUE")


def test_entries_keep_their_uid_and_say_who_where_everybody_is_in_it() -> None:
    picture = a_picture("ana E", "bo N")
    everybody, one = events_of(picture), events_of(picture, "id-bo")
    assert [event["summary"] for event in everybody] == ["Ana: Early", "Bo: Night"]
    assert everybody[0]["location"] == "Kitchen"
    assert one[0]["uid"] == everybody[1]["uid"] == "p1/id-bo/2026-12-07@rosterhub"
    assert one[0]["sequence"] == 7


def test_a_zone_that_nobody_knows_leaves_times_floating() -> None:
    (event,) = events_of(a_picture("ana E", time_zone="../etc/passwd"), "ana")
    assert event.start.isoformat() == "2026-12-07T06:00:00"


def test_utc_needs_no_zone() -> None:
    text = calendar_of(a_picture("ana E", time_zone="UTC"), AT).decode()
    assert "DTSTART:20261207T060000Z" in text
    assert "VTIMEZONE" not in text
