from itertools import count
from typing import Any

import pytest

from hub.importing import NOTHING_KNOWN, Arrival, Known, arrival_of
from shared.formats.unreadable import UnreadableFileError

INSTANCE = b"""SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
SECTION_STAFF
A,E=7,2880,960,5,2,2,1
B,E=7,2880,960,5,2,2,1
SECTION_DAYS_OFF
A,0
SECTION_SHIFT_ON_REQUESTS
B,2,E,2
SECTION_SHIFT_OFF_REQUESTS
SECTION_COVER
0,E,1,100,1
"""


def arrived(content: bytes, file: str = "dir/june.csv", name: str | None = None, known: Known = NOTHING_KNOWN) -> Arrival:
    numbers = count(1)
    return arrival_of(content, file, name=name, known=known, new_id=lambda: f"id{next(numbers)}")


def test_a_roster_brings_people_work_shifts_and_cells() -> None:
    found = arrived(b"staff,2026-06-01,2026-06-02\nana,D,\nbo,N,D\n")
    assert [(one.code, one.name) for one in found.staff] == [("ana", "ana"), ("bo", "bo")]
    assert [(one.code, one.kind, one.symbol, one.keys) for one in found.shift_types] == [("D", "work", "D", "d"), ("N", "work", "N", "n")]
    assert found.period.staff == tuple(one.id for one in found.staff)
    assert (found.period.name, str(found.period.start_date), str(found.period.end_date)) == ("june", "2026-06-01", "2026-06-02")
    ana, bo = found.period.staff
    assert [(edit.staff_id, edit.date, edit.set) for edit in found.cells] == [
        (ana, "2026-06-01", {"shift": "D"}),
        (bo, "2026-06-01", {"shift": "N"}),
        (bo, "2026-06-02", {"shift": "D"}),
    ]
    assert len({found.period.id, *found.period.staff, *(one.id for one in found.shift_types)}) == 5


def test_what_the_workspace_has_is_not_brought_again() -> None:
    known = Known({"ana": "a"}, {"D": "d"}, frozenset(), has_rules=True)
    found = arrived(b"staff,2026-06-01\nana,D\nbo,N\n", known=known)
    assert ([one.code for one in found.staff], [one.code for one in found.shift_types]) == (["bo"], ["N"])
    assert found.period.staff[0] == "a"


def test_what_was_put_away_is_not_brought_back() -> None:
    known = Known({"ana": "a"}, {"D": "d"}, frozenset({"D"}), has_rules=False)
    with pytest.raises(UnreadableFileError, match=r"dir/june\.csv:2: 'D' is archived in this workspace"):
        arrived(b"staff,2026-06-01\nana,D\n", known=known)


def test_an_instance_gets_ids_of_its_own_everywhere() -> None:
    found = arrived(INSTANCE, "tiny.txt", "Week")
    ids = {one.code: one.id for one in found.staff}
    assert ids.keys() == {"A", "B"}
    assert not {"A", "B"} & set(found.period.staff)
    assert (found.period.name, found.cells) == ("Week", ())
    named: list[Any] = [person for rule in found.rules for person in rule.scope.staff.ids or ()]
    params = {rule.type: rule.params for rule in found.rules}
    named += [absence["staff"] for absence in params["time_off"]["absences"]] + [wish["staff"] for wish in params["request"]["requests"]]
    assert named
    assert set(named) <= set(ids.values())
    assert params["request"]["requests"][0] == {
        "staff": ids["B"],
        "when": {"dates": ["2024-01-03"]},
        "shifts": ["E"],
        "kind": "on",
        "weight": 2,
    }
    assert len({rule.id for rule in found.rules}) == len(found.rules)


def test_an_instance_goes_into_a_workspace_of_its_own() -> None:
    for known in (Known({"x": "x"}, {}, frozenset(), has_rules=False), Known({}, {}, frozenset(), has_rules=True)):
        with pytest.raises(UnreadableFileError, match=r"tiny\.txt:1: "):
            arrived(INSTANCE, "tiny.txt", known=known)


def test_a_long_file_name_is_cut() -> None:
    assert len(arrived(b"staff,2026-06-01\nana,D\n", "x" * 500).period.name) == 200
