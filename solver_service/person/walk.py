"""What a given row costs its person."""

import numpy as np

from solver_service.person.jit import compiled
from solver_service.person.tables import F64, I16, Float, Int, Records, Tables


@compiled
def fee(segments: Records, fee_by_total: F64, segment: Int, total: Int) -> Float:
    """Return what a segment costs at this total; infinite where it is prohibited."""
    found = segments[segment]
    if total <= found.cap:
        return fee_by_total[found.table + total]
    return fee_by_total[found.table + found.cap] + found.slope * (total - found.cap)


@compiled
def fees(tables: Tables, segment: Int, outside: Int, low: Int, high: Int) -> F64:
    """Return what `outside` and `low` … `high` units cost, by units from `low` on; nothing for no segment (−1)."""
    segments, fee_by_total = tables.segments, tables.fee
    prices = np.zeros(high - low + 1)
    if segment >= 0:
        for units in range(low, high + 1):
            prices[units - low] = fee(segments, fee_by_total, segment, units + outside)
    return prices


@compiled
def aside(tables: Tables, person: Int, row: I16) -> Float:
    """Return what the counters that the automaton doesn't count cost on this row."""
    asides, points, blocks, block_day, hinges = tables.asides, tables.aside_points, tables.blocks, tables.block_day, tables.hinges
    price = 0.0
    for x in range(tables.people[person].aside, tables.people[person + 1].aside):
        counter = asides[x]
        total = np.int64(counter.base)
        for block in range(counter.block, asides[x + 1].block):
            best = points[x, row[block_day[blocks[block]]]]
            for place in range(blocks[block] + 1, blocks[block + 1]):
                best = max(best, points[x, row[block_day[place]]])
            total += best
        for index in range(counter.hinge, asides[x + 1].hinge):
            hinge = hinges[index]
            beyond = hinge.sign * (total - hinge.limit)
            if beyond > 0:
                price += hinge.slope * ((beyond + counter.step - 1) // counter.step)
    return price


@compiled
def own(tables: Tables, person: Int, row: I16) -> Float:
    """Return the person's own price of a whole row; infinite where it is prohibited."""
    people, automaton = tables.people, tables.automata[tables.people[person].automaton]
    moves, gains, segments, fee_by_total = tables.moves, tables.gains, tables.segments, tables.fee
    class_of, cell = tables.class_of[person], tables.cell[person]
    day_type, segment_at = tables.day_type[person], tables.segment_at[person]
    first, count = people[person].segment, people[person + 1].segment - people[person].segment
    totals = np.zeros(count, dtype=np.int64)
    price = people[person].constant
    state = np.int64(people[person].start)
    for day in range(len(row)):
        found = class_of[row[day]]
        cost = cell[day, row[day]]
        if found < 0 or not np.isfinite(cost):
            return np.inf
        move = moves[automaton.move + (day_type[day] * automaton.states + state) * automaton.classes + found]
        state = np.int64(move.target)
        if state < 0:
            return np.inf
        price += cost + move.price
        for column in range(automaton.outer + 1):
            segment = segment_at[day, column]
            if segment >= 0:
                totals[segment - first] += move.gain if column == 0 else gains[automaton.kind + move.kind, column - 1]
    for segment in range(count):
        price += fee(segments, fee_by_total, first + segment, totals[segment])
    return price + aside(tables, person, row)
