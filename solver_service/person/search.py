"""One search in a window of a row: what no price changes, and then the best rows for prices."""

from typing import Any, NamedTuple

import numpy as np

from solver_service.person.jit import compiled
from solver_service.person.layers import Layers, layers_of
from solver_service.person.sweep import Buffers, back, finals, sweep
from solver_service.person.tables import F64, I16, I32, Int, Tables
from solver_service.person.walk import fee


class Prepared(NamedTuple):
    """A search over days `first` … `end` − 1 from the state `start`; `is_open` is false where the rest of the row is prohibited.

    `rest` is what the row costs outside of it, `outside[segment]` what it gains there.
    """

    is_open: bool
    end: Int
    start: Int
    rest: float
    outside: I32
    layers: Layers
    value_count: Int
    range_count: Int


@compiled
def prepared(tables: Tables, person: Int, row: I16, first: Int, last: Int) -> Prepared:
    """Return the search for a window: from `first` until the days after `last` have led all rows into one state."""
    people, segments, fee_by_total = tables.people, tables.segments, tables.fee
    begin, stop = people[person].segment, people[person + 1].segment
    outside = np.zeros(stop - begin, dtype=np.int32)
    end, state = closed(tables, person, row, last)
    begun = np.int64(0)
    before, start = _along(tables, person, row, begun, first, np.int64(people[person].start), outside)
    after, _ = _along(tables, person, row, end, len(row), state, outside)
    rest = people[person].constant + before + after
    for segment in range(begin, stop):
        if segments[segment].last < first or segments[segment].first >= end:
            rest += fee(segments, fee_by_total, segment, outside[segment - begin])
    layers = layers_of(tables, person, first, end, outside)
    is_open = np.isfinite(rest) and len(layers.kind) > 0
    ranges = len(layers.kind) * layers.states * layers.weight
    return Prepared(is_open, end, start, rest, outside, layers, layers.offset[-1], ranges)


@compiled
def _along(tables: Tables, person: Int, row: I16, first: Int, last: Int, state: Int, outside: I32) -> tuple[Any, ...]:
    """Return (price, state) after the days `first` … `last` − 1 of `row`, and add what they gain to `outside`; infinite: prohibited."""
    moves, gains = tables.moves, tables.gains
    class_of, cell = tables.class_of[person], tables.cell[person]
    day_type, segment_at = tables.day_type[person], tables.segment_at[person]
    automaton, base = tables.automata[tables.people[person].automaton], tables.people[person].segment
    price = 0.0
    for day in range(first, last):
        found = class_of[row[day]]
        cost = cell[day, row[day]]
        if found < 0 or state < 0 or not np.isfinite(cost):
            return np.inf, np.int64(0)
        move = moves[automaton.move + (day_type[day] * automaton.states + state) * automaton.classes + found]
        state = np.int64(move.target)
        price += cost + move.price
        for column in range(automaton.outer + 1):
            segment = segment_at[day, column]
            if segment >= 0:
                outside[segment - base] += move.gain if column == 0 else gains[automaton.kind + move.kind, column - 1]
    if state < 0:
        return np.inf, np.int64(0)
    return price, state


@compiled
def closed(tables: Tables, person: Int, row: I16, last: Int) -> tuple[Any, ...]:
    """Return the first day from `last` on before which one state is left, whatever came before `last`, and that state (−1: none)."""
    moves, class_of, day_type = tables.moves, tables.class_of[person], tables.day_type[person]
    automaton = tables.automata[tables.people[person].automaton]
    here = np.ones(automaton.states, dtype=np.bool_)
    alive, state = np.int64(automaton.states), np.int64(0)
    for day in range(last, len(row)):
        if alive <= 1:
            return day, state
        found = class_of[row[day]]
        if found < 0:
            return day, np.int64(-1)
        there = np.zeros(automaton.states, dtype=np.bool_)
        alive, state = np.int64(0), np.int64(-1)
        begin = automaton.move + day_type[day] * automaton.states * automaton.classes + found
        for before in range(automaton.states):
            if here[before]:
                to = moves[begin + before * automaton.classes].target
                if to >= 0 and not there[to]:
                    there[to] = True
                    alive += 1
                    state = np.int64(to)
        here = there
    return len(row), state


@compiled
def best_rows(
    tables: Tables, person: Int, row: I16, first: Int, last: Int, prices: F64, ready: Prepared, buffers: Buffers, count: Int
) -> tuple[Any, ...]:
    """Return (values, rows): the best `count` rows, best first, with `prices[day − first, shift]` on the free days."""
    end, layers = ready.end, ready.layers
    class_of, cell = tables.class_of[person], tables.cell[person]
    classes = tables.automata[tables.people[person].automaton].classes
    costs = np.full((end - first, classes), np.inf)
    symbol = np.full((end - first, classes), -1, dtype=np.int16)
    shifts = prices.shape[1]
    for day in range(first, end):
        place = day - first
        if day >= last:
            found = class_of[row[day]]
            costs[place, found] = cell[day, row[day]]
            symbol[place, found] = row[day]
            continue
        for shift in range(shifts + 1):
            found = class_of[shift]
            if found < 0:
                continue
            cost = cell[day, shift]
            if shift < shifts:
                cost += prices[place, shift]
            if cost < costs[place, found]:
                costs[place, found] = cost
                symbol[place, found] = shift if shift < shifts else -1
    sweep(tables, person, ready.start, first, costs, ready.outside, layers, buffers)
    values = np.empty(count)
    ends = np.empty((count, 3), dtype=np.int32)
    found_count = finals(tables, person, end, ready.outside, layers, buffers, values, ends)
    rows = np.empty((found_count, len(row)), dtype=np.int16)
    path = np.empty(end - first, dtype=np.int32)
    for index in range(found_count):
        if not back(tables, person, first, costs, ready.outside, layers, buffers, ends[index], path):
            raise AssertionError("no way back through the search")
        for day in range(len(row)):
            rows[index, day] = symbol[day - first, path[day - first]] if first <= day < end else row[day]
    return values[:found_count] + ready.rest, rows
