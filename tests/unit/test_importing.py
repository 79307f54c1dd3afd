from itertools import count
from typing import Any

import pytest

from hub.exchange.reading import Instance
from hub.importing import NOTHING_KNOWN, Arrival, Known, Plan, plan_of
from shared.formats import curtois_qu, roster_csv
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
    return planned(content, file, name, known).checked(file)


def planned(content: bytes, file: str = "june.csv", name: str | None = None, known: Known = NOTHING_KNOWN) -> Plan:
    numbers = count(1)
    is_instance = curtois_qu.is_curtois_qu(content.decode())
    source = Instance(content, file) if is_instance else roster_csv.table_of(content, file)
    return plan_of(source, name=name, known=known, new_id=lambda: f"id{next(numbers)}")


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


def test_people_are_known_by_their_code_else_by_their_name_and_else_they_are_new() -> None:
    known = Known({"ana": "a", "bo": "b"}, {}, frozenset(), has_rules=False, names={"bo berg": ("b",)})
    found = arrived(b"staff,name,2026-06-01\nana,Somebody,D\nBO  Berg,,D\ncy,Cy Diaz,D\n", known=known)
    assert found.period.staff[:2] == ("a", "b")
    assert [(one.code, one.name) for one in found.staff] == [("cy", "Cy Diaz")]


def test_a_name_that_is_too_long_for_a_code_gets_a_code_of_its_own() -> None:
    long = "Maria Magdalena von Hohenstein-Wartenberg"
    found = arrived(f"staff,2026-06-01\n{long},D\n{long} II,D\n".encode())
    assert [one.name for one in found.staff] == [long, f"{long} II"]
    assert [one.code for one in found.staff] == [long[:32], f"{long[:30]}~2"]


def test_all_that_does_not_fit_is_told_at_once_with_its_line() -> None:
    known = Known({"ana": "a", "old": "o"}, {}, frozenset({"old"}), has_rules=False, names={"ana": ("a",), "jo": ("j", "k")})
    found = planned(b"staff,2026-06-01\nana,D\nAna,D\nJo,D\nold,D\n", known=known)
    assert [(fault.line, fault.reason) for fault in found.faults] == [
        (2, "'ana' is in another line too, by code or by name"),
        (3, "'Ana' is in another line too, by code or by name"),
        (4, "2 people are called 'Jo': use their codes"),
        (5, "'old' is archived in this workspace"),
    ]
    assert found.arrival is None


def test_a_shift_may_be_written_by_its_symbol_its_name_or_in_other_capitals_if_only_one_is_called_so() -> None:
    shifts = {"early": "e", "△": "e", "e": "e", "late": "l"}
    known = Known({}, {"e": "1", "l": "2", "L": "3"}, frozenset(), has_rules=False, shifts=shifts)
    found = arrived("staff,2026-06-01,2026-06-02,2026-06-03,2026-06-04,2026-06-05\nana,E,△,Late,L,Q\n".encode(), known=known)
    assert [edit.set["shift"] for edit in found.cells] == ["e", "e", "l", "L", "Q"]
    assert [one.code for one in found.shift_types] == ["Q"]
