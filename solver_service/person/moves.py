"""The compiled loop of annealing: one window of one person after the other."""

from typing import Any, NamedTuple

import numpy as np

from solver_service.person.jit import compiled
from solver_service.person.links import Links
from solver_service.person.noise import NORMALS, Dice, below, draw, part
from solver_service.person.search import Prepared, prepared
from solver_service.person.sweep import Buffers, back, finals, sweep
from solver_service.person.tables import F64, I16, I32, Float, Int, Tables
from solver_service.person.totals import marginal, member_total, rows_change, spread_price
from solver_service.person.walk import own

VALUES_MAX = 8_000_000
"""A move whose search needs more is passed over."""


class State(NamedTuple):
    """A grid with its totals and the people's own prices, and the best grid so far; the loop changes all of them."""

    grid: I16
    totals: np.ndarray
    spreads: np.ndarray
    owns: F64
    best: I16


class Tally(NamedTuple):
    """The price now and the least so far; moves that were kept, and that found no row."""

    cost: float
    least: float
    kept: Int
    failed: Int
    buffers: Buffers


@compiled
def anneal(
    tables: Tables,
    links: Links,
    state: State,
    moving: np.ndarray,
    lengths: I32,
    temperature: float,
    moves: Int,
    dice: Dice,
    normals: F64,
    cost: float,
    least: float,
    buffers: Buffers,
) -> Tally:
    """Try so many moves at one temperature. Changes `state` and `dice`; the same ones give the same moves."""
    kept, failed = 0, 0
    day_count = state.grid.shape[1]
    row = np.empty(day_count, dtype=np.int16)
    touched = np.empty(len(links.rows), dtype=np.int32)
    rise = np.zeros(len(links.rows), dtype=np.int64)
    is_touched = np.zeros(len(links.rows), dtype=np.bool_)
    for _ in range(moves):
        person = moving[below(dice, len(moving))]
        length = lengths[below(dice, len(lengths))]
        # windows reach over both borders, so that the days there are as often in one as others
        first = min(max(0, below(dice, day_count - length + 2 * (length // 2) + 1) - length // 2), day_count - length)
        last = first + length
        found, buffers = _responds(tables, links, state, person, first, last, temperature, dice, normals, buffers, row)
        priced = own(tables, person, row) if found else np.inf
        if not np.isfinite(priced):
            failed += 1
            continue
        is_new = False
        for day in range(first, last):
            is_new = is_new or row[day] != state.grid[person, day]
        if not is_new:
            continue
        change = priced - state.owns[person]
        count = _rises(links, person, state.grid[person], row, first, last, rise, touched, is_touched)
        change += rows_change(links, touched, count, rise, state.totals)
        for spread in range(len(links.spreads) - 1):
            change += _spread_change(links, state, spread, person, row)
        is_kept = change <= 0 or part(dice) < np.exp(-change / temperature)
        for index in range(count):
            place = touched[index]
            if is_kept:
                state.totals[place] += rise[place]
            rise[place] = 0
            is_touched[place] = False
        if not is_kept:
            continue
        for spread in range(len(links.spreads) - 1):
            member = links.members[spread, person]
            if member >= 0:
                state.spreads[member] = member_total(links, spread, member, row)
        for day in range(first, last):
            state.grid[person, day] = row[day]
        state.owns[person] = priced
        cost += change
        kept += 1
        if cost < least - 1e-6:
            least = cost
            for other in range(len(state.grid)):
                for day in range(day_count):
                    state.best[other, day] = state.grid[other, day]
    return Tally(cost, least, kept, failed, buffers)


@compiled
def _responds(
    tables: Tables,
    links: Links,
    state: State,
    person: Int,
    first: Int,
    last: Int,
    temperature: float,
    dice: Dice,
    normals: F64,
    buffers: Buffers,
    row: I16,
) -> tuple[Any, ...]:
    """Fill `row` with the person's row whose window is best against noisy costs; return (whether there is one, the buffers)."""
    for day in range(len(row)):
        row[day] = state.grid[person, day]
    ready = prepared(tables, person, row, first, last)
    if not ready.is_open or ready.value_count > VALUES_MAX:
        return False, buffers
    if len(buffers.values) < ready.value_count or len(buffers.lowest) < ready.range_count:
        size = max(int(ready.range_count * 1.5), len(buffers.lowest))
        values = np.empty(max(int(ready.value_count * 1.5), len(buffers.values)))
        buffers = Buffers(values, np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32))
    costs, symbol = _noisy(tables, links, state, person, first, last, ready, temperature, dice, normals)
    sweep(tables, person, ready.start, first, costs, ready.outside, ready.layers, buffers)
    value = np.empty(1)
    ending = np.empty((1, 3), dtype=np.int32)
    if not finals(tables, person, ready.end, ready.outside, ready.layers, buffers, value, ending):
        return False, buffers
    path = np.empty(ready.end - first, dtype=np.int32)
    if not back(tables, person, first, costs, ready.outside, ready.layers, buffers, ending[0], path):
        raise AssertionError("no way back through the search")
    for day in range(first, last):
        row[day] = symbol[day - first, path[day - first]]
    return True, buffers


@compiled
def _noisy(
    tables: Tables,
    links: Links,
    state: State,
    person: Int,
    first: Int,
    last: Int,
    ready: Prepared,
    temperature: float,
    dice: Dice,
    normals: F64,
) -> tuple[Any, ...]:
    """Return (costs[day − first, class], symbol[day − first, class]): own price, marginal costs and noise, the cheapest of each class."""
    row = state.grid[person]
    classes = tables.automata[tables.people[person].automaton].classes
    shifts = tables.class_of.shape[1] - 1
    costs = np.full((ready.end - first, classes), np.inf)
    symbol = np.full((ready.end - first, classes), -1, dtype=np.int16)
    is_full = _full(tables, person, row, first, last)
    prices = np.empty((last - first, shifts))
    marginal(links, person, row, first, last, state.totals, prices)
    for day in range(first, ready.end):
        place = day - first
        if day >= last:
            found = tables.class_of[person, row[day]]
            costs[place, found] = tables.cell[person, day, row[day]]
            symbol[place, found] = row[day]
            continue
        for shift in range(shifts + 1):
            found = tables.class_of[person, shift]
            if found < 0 or is_full[shift]:
                continue
            cost = tables.cell[person, day, shift]
            if shift < shifts:
                cost += prices[place, shift] + temperature * normals[draw(dice) % NORMALS]
            if cost < costs[place, found]:
                costs[place, found] = cost
                symbol[place, found] = shift if shift < shifts else -1
    return costs, symbol


@compiled
def _full(tables: Tables, person: Int, row: I16, first: Int, last: Int) -> np.ndarray:
    """Return which symbols would break a limit that the automaton doesn't count, even once in the window."""
    is_full = np.zeros(tables.class_of.shape[1], dtype=np.bool_)
    for x in range(tables.people[person].aside, tables.people[person + 1].aside):
        counter = tables.asides[x]
        for index in range(counter.hinge, tables.asides[x + 1].hinge):
            hinge = tables.hinges[index]
            if hinge.sign < 0 or np.isfinite(hinge.slope):
                continue
            total = counter.base
            is_inside = False
            for block in range(counter.block, tables.asides[x + 1].block):
                day = tables.block_day[tables.blocks[block]]
                if first <= day < last:
                    is_inside = True
                elif tables.blocks[block + 1] == tables.blocks[block] + 1:
                    total += tables.aside_points[x, row[day]]
            for shift in range(len(is_full)):
                points = tables.aside_points[x, shift]
                if is_inside and points > 0 and total + points > hinge.limit:
                    is_full[shift] = True
    return is_full


@compiled
def _rises(
    links: Links, person: Int, old: I16, new: I16, first: Int, last: Int, rise: np.ndarray, touched: I32, is_touched: np.ndarray
) -> Int:
    """Fill in by how much each total rises from `old` to `new`; return how many of them are `touched`."""
    count = 0
    symbols = links.spread_points.shape[1]
    for day in range(first, last):
        if old[day] == new[day]:
            continue
        before = old[day] if old[day] >= 0 else symbols - 1
        after = new[day] if new[day] >= 0 else symbols - 1
        cell = person * len(old) + day
        for index in range(links.cells[cell], links.cells[cell + 1]):
            entry = links.entries[index]
            points = 0
            for place in range(links.points[entry.points], links.points[entry.points + 1]):
                if links.symbol[place] == after:
                    points += links.amount[place]
                elif links.symbol[place] == before:
                    points -= links.amount[place]
            if points:
                rise[entry.row] += points
                if not is_touched[entry.row]:
                    is_touched[entry.row] = True
                    touched[count] = entry.row
                    count += 1
    return count


@compiled
def _spread_change(links: Links, state: State, spread: Int, person: Int, row: I16) -> Float:
    """Return by how much a spread's price rises with this row."""
    member = links.members[spread, person]
    if member < 0:
        return 0.0
    before = state.spreads[member]
    after = member_total(links, spread, member, row)
    if before == after:
        return 0.0
    price = -spread_price(links, spread, state.spreads)
    state.spreads[member] = after
    price += spread_price(links, spread, state.spreads)
    state.spreads[member] = before
    return price
