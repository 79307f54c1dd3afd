"""What a document remembers of what stood before."""

import pytest

from hub.documents.past import CELLS_MAX, CHANGES_MAX, Past
from hub.documents.record import Author, CellEffect, Change, Effect, EntityEffect, Place
from shared.entities import Fields
from shared.ids import ClientId, OperationId, UserId
from shared.operations import EntityCreate
from tests.support.documents import a_submission, a_workspace, resolved

ANA = Author(UserId("ana"), "Ana", ClientId("c"), OperationId("o"))
SHIFT: Place = ("cell", "s1/2026-12-01", "shift")


def a_change(version: int, before: Fields, cells: int = 1) -> Change:
    inverse = tuple(CellEffect(f"s{number + 1}", "2026-12-01", before) for number in range(cells))
    return Change(version, None, ANA, "CELL_UPDATE", Effect(inverse), Effect(inverse))


@pytest.mark.parametrize(("base", "stood"), [(3, None), (4, "v5"), (5, "v6"), (6, "v7"), (7, "nothing since")])
def test_it_says_what_stood_as_far_back_as_its_changes_reach(base: int, stood: str | None) -> None:
    past = Past()
    past.note([a_change(version, {"shift": f"v{version}"}) for version in (5, 6, 7)])
    found = past.at(base, frozenset({SHIFT}))
    assert (None if found is None else found.get(SHIFT, "nothing since")) == stood


def test_a_document_that_was_just_loaded_remembers_nothing() -> None:
    assert Past().at(0, frozenset({SHIFT})) is None


def test_only_the_places_that_are_asked_for_are_told() -> None:
    past = Past()
    past.note([a_change(1, {"shift": "a", "note": "b"}, cells=2)])
    assert past.at(0, frozenset({SHIFT})) == {SHIFT: "a"}


def test_it_is_bounded_in_changes_and_in_cells() -> None:
    past = Past()
    past.note([a_change(version, {"shift": "a"}) for version in range(1, CHANGES_MAX + 2)])
    assert past.at(1, frozenset({SHIFT})) is not None
    assert past.at(0, frozenset({SHIFT})) is None
    past.note([a_change(CHANGES_MAX + 2, {"shift": "a"}, cells=CELLS_MAX)])
    assert past.at(CHANGES_MAX + 1, frozenset({SHIFT})) == {SHIFT: "a"}
    past.note([a_change(CHANGES_MAX + 3, {"shift": "b"})])
    assert past.at(CHANGES_MAX + 1, frozenset({SHIFT})) is None
    assert past.at(CHANGES_MAX + 2, frozenset({SHIFT})) == {SHIFT: "b"}


def test_before_a_creation_nothing_stood() -> None:
    state = a_workspace()
    resolved(state, a_submission(EntityCreate("staff", "s9", {"code": "Z", "name": "Zoe"})))
    places: frozenset[Place] = frozenset({("staff", "s9", name) for name in ("code", "name", "archived")})
    assert state.past.at(1, places) == {("staff", "s9", "code"): None, ("staff", "s9", "name"): None}


def test_an_entity_that_someone_else_changed_is_not_told() -> None:
    past = Past()
    effect = Effect((), EntityEffect("staff", "s1", {"name": "B"}))
    past.note([Change(1, None, ANA, "STAFF_UPDATE", effect, Effect((), EntityEffect("staff", "s1", {"name": "A"})))])
    places: frozenset[Place] = frozenset({("staff", "s2", "name"), ("staff", "s1", "name")})
    assert past.at(0, places) == {("staff", "s1", "name"): "A"}
