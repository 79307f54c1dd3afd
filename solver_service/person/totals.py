"""Totals over people and what they cost, for compiled loops."""

import numpy as np

from solver_service.person.jit import compiled
from solver_service.person.links import Links
from solver_service.person.tables import F64, I16, I32, Float, Int


@compiled
def row_price(links: Links, row: Int, total: Int) -> Float:
    """Return what a row costs at this total."""
    found = links.rows[row]
    place = total - found.low
    if 0 <= place < found.size:
        return links.prices[found.table + place]
    price = 0.0
    for index in range(found.hinge, links.rows[row + 1].hinge):
        hinge = links.hinges[index]
        beyond = hinge.sign * (total - hinge.limit)
        if beyond > 0:
            price += hinge.slope * ((beyond + found.step - 1) // found.step)
    return price


@compiled
def rows_cost(links: Links, totals: np.ndarray) -> Float:
    """Return what all rows cost at these totals."""
    price = 0.0
    for row in range(len(totals)):
        price += row_price(links, row, totals[row])
    return price


@compiled
def add_row(links: Links, person: Int, row: I16, totals: np.ndarray, sign: Int) -> None:
    """Add what a person's row adds to every total, or take it back (`sign` −1)."""
    symbols = links.spread_points.shape[1]
    for day in range(len(row)):
        symbol = row[day] if row[day] >= 0 else symbols - 1
        for index in range(links.cells[person * len(row) + day], links.cells[person * len(row) + day + 1]):
            entry = links.entries[index]
            for place in range(links.points[entry.points], links.points[entry.points + 1]):
                if links.symbol[place] == symbol:
                    totals[entry.row] += sign * links.amount[place]


@compiled
def marginal(links: Links, person: Int, row: I16, first: Int, last: Int, totals: np.ndarray, prices: F64) -> None:
    """Fill `prices[day − first, shift]` with what each shift in each cell of the window costs more than none.

    The person's other cells are as in `row`, which the totals hold. The price of a total is read here and not in `row_price`: a call
    would count references to every array of `links`, at fifty times the cost.
    """
    shifts = prices.shape[1]
    prices[:] = 0.0
    for day in range(first, last):
        cell = person * len(row) + day
        symbol = row[day] if row[day] >= 0 else shifts
        for index in range(links.cells[cell], links.cells[cell + 1]):
            entry = links.entries[index]
            begin, end = links.points[entry.points], links.points[entry.points + 1]
            total = totals[entry.row]
            for place in range(begin, end):
                if links.symbol[place] == symbol:
                    total -= links.amount[place]
            found = links.rows[entry.row]
            at = total - found.low
            for place in range(begin, end):
                after = at + links.amount[place]
                if min(at, after) >= 0 and max(at, after) < found.size:
                    change = links.prices[found.table + after] - links.prices[found.table + at]
                else:
                    change = row_price(links, entry.row, total + links.amount[place]) - row_price(links, entry.row, total)
                prices[day - first, links.symbol[place]] += change


@compiled
def rows_change(links: Links, touched: I32, count: Int, rise: np.ndarray, totals: np.ndarray) -> Float:
    """Return by how much the price of the first `count` rows of `touched` rises when their totals rise by `rise`."""
    change = 0.0
    for index in range(count):
        row = touched[index]
        found = links.rows[row]
        at = totals[row] - found.low
        after = at + rise[row]
        if min(at, after) >= 0 and max(at, after) < found.size:
            change += links.prices[found.table + after] - links.prices[found.table + at]
        else:
            change += row_price(links, row, totals[row] + rise[row]) - row_price(links, row, totals[row])
    return change


@compiled
def member_total(links: Links, spread: Int, place: Int, row: I16) -> Int:
    """Return a spread member's total on its row."""
    total = links.member_base[place]
    for block in range(links.spreads[spread].block, links.spreads[spread + 1].block):
        best = 0
        for index in range(links.blocks[block], links.blocks[block + 1]):
            best = max(best, links.spread_points[spread, row[links.block_day[index]]])
        total += best
    return total * links.member_times[place] // links.member_per[place]


@compiled
def spread_price(links: Links, spread: Int, totals: np.ndarray) -> Float:
    """Return what a spread costs with these members' totals."""
    found = links.spreads[spread]
    first, last = found.member, links.spreads[spread + 1].member
    lowest, highest, whole = totals[first], totals[first], 0
    for place in range(first, last):
        lowest, highest = min(lowest, totals[place]), max(highest, totals[place])
        whole += totals[place]
    if found.is_range:
        return found.price * max(0, highest - lowest - found.tolerance)
    count = last - first
    least, most = whole // count - found.tolerance, -(-whole // count) + found.tolerance
    units = 0
    for place in range(first, last):
        units += max(0, least - totals[place], totals[place] - most)
    return found.price * units
