"""Verifying is silent over every good history, and says something over every corrupted one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from hub.documents.record import CellEffect, Change, Effect, EntityEffect
from hub.verifying.stored import Stored
from shared.operations import Operation
from tests.property.test_convergence import period_edits, workspace_edits
from tests.support.sequencing import USERS
from tests.support.verified import History, a_period_history, a_workspace_history, refolded

Corrupted = tuple[Stored, list[Change]]
Draw = Callable[[st.SearchStrategy[Any]], Any]

edits = st.lists(
    st.tuples(st.sampled_from(USERS[:2]), st.one_of(st.none(), st.integers(0, 3)), st.sampled_from(["a", "b"])), min_size=3, max_size=20
)


@st.composite
def histories(draw: Draw) -> History:
    """A period's or a workspace's history of some edits, undos and redos by two people with two clients."""
    kind = draw(st.sampled_from(["period", "workspace"]))
    operations: st.SearchStrategy[Operation] = period_edits if kind == "period" else workspace_edits
    history = a_period_history() if kind == "period" else a_workspace_history()
    for user, lag, client in draw(edits):
        history.done(draw(operations), user=user, client=client, base=None if lag is None else max(0, history.state.version - lag))
    assume(history.state.version > 2)
    return history


def other(value: object) -> object:
    return "D" if value != "D" else "E"


def chosen(draw: Draw, found: list[Any]) -> Any:
    assume(found)
    return found[draw(st.integers(0, len(found) - 1))]


def a_cell_value(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return cell_column(draw, stored, log, lambda value, version: (other(value), version))


def a_cell_version(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return cell_column(draw, stored, log, lambda value, version: (value, version + 1))


def a_lost_cell_version(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return cell_column(draw, stored, log, lambda value, _: (value, None))


def cell_column(draw: Draw, stored: Stored, log: list[Change], bent: Callable[[Any, int], tuple[Any, Any]]) -> Corrupted:
    places = [
        (row, column) for row, cell in enumerate(stored.cells) for column, (_, version) in enumerate(cell.columns) if version is not None
    ]
    row, column = chosen(draw, places)
    cells = list(stored.cells)
    columns = list(cells[row].columns)
    columns[column] = bent(*cast("tuple[Any, int]", columns[column]))
    cells[row] = cells[row]._replace(columns=tuple(columns))
    return replace(stored, cells=cells), log


def a_lost_cell(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    gone = chosen(draw, list(stored.cells))
    return replace(stored, cells=[cell for cell in stored.cells if cell is not gone]), log


def a_cell_from_nowhere(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    cell = stored.cells[0] if stored.cells else None
    assume(cell is not None)
    assert cell is not None
    more = cell._replace(date="2026-12-31", columns=(("D", draw(st.integers(1, stored.version))), (None, None), (None, None)))
    return replace(stored, cells=[*stored.cells, more]), log


def an_entity_value(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return entity_field(draw, stored, log, lambda value, version: (other(value), version))


def an_entity_version(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return entity_field(draw, stored, log, lambda value, version: (value, version - 1))


def entity_field(draw: Draw, stored: Stored, log: list[Change], bent: Callable[[Any, int], tuple[Any, Any]]) -> Corrupted:
    row, name = chosen(draw, [(row, name) for row, entity in enumerate(stored.entities) for name in entity.fields])
    entities = list(stored.entities)
    value, version = bent(entities[row].fields[name], entities[row].versions[name])
    entities[row] = entities[row]._replace(fields=entities[row].fields | {name: value}, versions=entities[row].versions | {name: version})
    return replace(stored, entities=entities), log


def a_lost_entity(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    gone = chosen(draw, list(stored.entities))
    return replace(stored, entities=[entity for entity in stored.entities if entity is not gone]), log


def the_hash(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return replace(stored, hash=stored.hash ^ (1 << draw(st.integers(0, 63)))), log


def the_version(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return replace(stored, version=stored.version + draw(st.sampled_from([-1, 1]))), log


def a_log_cut_early(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return replace(stored, log_from=draw(st.integers(2, stored.version)), is_cut_early=True), log


def a_lost_log_row(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    gone = chosen(draw, log)
    return stored, [change for change in log if change is not gone]


def a_repeated_operation(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    first, again = (draw(st.integers(0, len(log) - 1)) for _ in range(2))
    assume(first != again)
    return stored, bent_at(log, again, changed(log[again], author=log[first].author))


def an_inverse(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return half_of_a_change(draw, stored, log, "inverse")


def an_effect(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return half_of_a_change(draw, stored, log, "effect")


def half_of_a_change(draw: Draw, stored: Stored, log: list[Change], half: str) -> Corrupted:
    index = chosen(draw, [index for index, change in enumerate(log) if getattr(change, half) != Effect()])
    effect: Effect = getattr(log[index], half)
    places: list[CellEffect | EntityEffect] = [*effect.cells, *([] if effect.entity is None else [effect.entity])]
    place = chosen(draw, places)
    name = chosen(draw, list(place.set))
    bent = changed(place, set=place.set | {name: other(place.set[name])})
    cells = tuple(cast("CellEffect", bent) if cell is place else cell for cell in effect.cells)
    entity = cast("EntityEffect", bent) if place is effect.entity else effect.entity
    return stored, bent_at(log, index, changed(log[index], **{half: Effect(cells, entity)}))


def what_an_undo_takes_back(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    index = chosen(draw, [index for index, change in enumerate(log) if change.type in {"UNDO", "REDO"}])
    wrong = draw(st.one_of(st.none(), st.integers(1, stored.version)))
    assume(wrong != log[index].undoes)
    return stored, bent_at(log, index, changed(log[index], undoes=wrong))


def a_base(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    index = draw(st.integers(0, len(log) - 1))
    return stored, bent_at(log, index, changed(log[index], base=log[index].version + draw(st.integers(0, 3))))


def a_type(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    index = draw(st.integers(0, len(log) - 1))
    return stored, bent_at(log, index, changed(log[index], type="CELL_UPDATES"))


def a_lost_listing(draw: Draw, stored: Stored, log: list[Change]) -> Corrupted:
    return replace(stored, is_listed=False, period_ids=frozenset()), log


def bent_at(log: list[Change], index: int, change: Change) -> list[Change]:
    return [*log[:index], change, *log[index + 1 :]]


CORRUPTIONS = [
    a_cell_value, a_cell_version, a_lost_cell_version, a_lost_cell, a_cell_from_nowhere, an_entity_value, an_entity_version, a_lost_entity, the_hash,
    the_version, a_log_cut_early, a_lost_log_row, a_repeated_operation, an_inverse, an_effect, what_an_undo_takes_back, a_base, a_type, a_lost_listing,
]  # fmt: skip


@given(history=histories())
@settings(max_examples=100, deadline=None)
def test_a_good_history_is_well(history: History) -> None:
    assert refolded(history.stored, history.log) == []


@given(history=histories(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_good_history_is_well_wherever_its_log_was_cut_off(history: History, data: st.DataObject) -> None:
    assert refolded(*history.cut(data.draw(st.integers(2, history.state.version + 1)))) == []


@pytest.mark.parametrize("corrupted", CORRUPTIONS)
@given(history=histories(), data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_single_corruption_is_found_and_named(corrupted: Callable[..., Corrupted], history: History, data: st.DataObject) -> None:
    found = refolded(*corrupted(data.draw, history.stored, history.log))
    assert found
    assert all(finding.document == history.stored.name and 0 < finding.version <= history.state.version + 1 for finding in found)
