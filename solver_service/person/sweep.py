"""The dynamic program: the least price of every (state, outer total, inner total), day by day, and the best rows back from its end.

No predecessors are kept: on the way back the one is taken that gives the same value to the last bit.
"""

from typing import NamedTuple

import numpy as np

from solver_service.person.jit import compiled
from solver_service.person.layers import END, Layers, end_prices
from solver_service.person.tables import F64, I32, Int, Tables
from solver_service.person.walk import fees

NONE = np.int32(2**30)


class Buffers(NamedTuple):
    """Work space, used again from search to search: values, and the lowest and highest inner total reached of each cell."""

    values: F64
    lowest: I32
    highest: I32


@compiled
def sweep(tables: Tables, person: Int, start: Int, first: Int, costs: F64, outside: I32, layers: Layers, buffers: Buffers) -> None:
    """Fill the buffers with the least prices of reaching each cell of each layer; `costs[day − first, class]`, infinite: prohibited."""
    automaton = tables.automata[tables.people[person].automaton]
    states, classes, weight = np.int64(automaton.states), np.int64(automaton.classes), layers.weight
    base = tables.people[person].segment
    moves, segments, inner_at, day_type = tables.moves, tables.segments, tables.segment_at[person, :, 0], tables.day_type[person]
    step_to, step_price, offset = layers.step_to, layers.step_price, layers.offset
    values, lowest, highest = buffers.values, buffers.lowest, buffers.highest
    slab = states * weight
    for cell in range(slab * len(layers.kind)):
        lowest[cell] = NONE
        highest[cell] = -1
    values[start * weight] = 0.0
    lowest[start * weight], highest[start * weight] = 0, 0
    for layer in range(1, len(layers.kind)):
        day = np.int64(layers.day[layer])
        low, high = layers.low[layer], layers.high[layer]
        low_before, width_before = layers.low[layer - 1], layers.high[layer - 1] - layers.low[layer - 1] + 1
        before, now, width = offset[layer - 1], offset[layer], high - low + 1
        phase = layers.phase[layer]
        if layers.kind[layer] == END:
            _end(tables, person, day, layer, outside, layers, buffers)
            continue
        begin_moves = automaton.move + day_type[day] * states * classes
        inner = inner_at[day]
        slope, is_capped = np.inf, False
        if inner >= 0:
            slope = segments[inner].slope
            is_capped = np.isfinite(slope) and high >= segments[inner].cap - outside[inner - base]
        for state in range(states):
            for j in range(weight):
                source = (layer - 1) * slab + state * weight + j
                least, most = lowest[source], highest[source]
                if most < least:
                    continue
                came = before + (state * weight + j) * width_before - low_before
                for found in range(classes):
                    cost = costs[day - first, found]
                    if not np.isfinite(cost):
                        continue
                    move = moves[begin_moves + state * classes + found]
                    if move.target < 0:
                        continue
                    j_to = step_to[phase, move.kind, j]
                    if j_to < 0:
                        continue
                    cost += move.price + step_price[phase, move.kind, j]
                    gain = move.gain
                    begin, stop = max(least + gain, low), min(most + gain, high)
                    beyond = is_capped and most + gain > high
                    if stop < begin and not beyond:
                        continue
                    cell = move.target * weight + j_to
                    target = layer * slab + cell
                    goes = now + cell * width - low
                    if highest[target] < lowest[target]:
                        values[goes + low : goes + high + 1] = np.inf
                    if stop >= begin:
                        here = values[came + begin - gain : came + stop - gain + 1]
                        there = values[goes + begin : goes + stop + 1]
                        for place in range(len(here)):
                            value = here[place] + cost
                            there[place] = min(value, there[place])
                        lowest[target] = min(lowest[target], begin)
                        highest[target] = max(highest[target], stop)
                    if beyond:
                        for total in range(max(least, high - gain + 1), most + 1):
                            value = values[came + total] + (cost + slope * (total + gain - high))
                            values[goes + high] = min(values[goes + high], value)
                        lowest[target] = min(lowest[target], high)
                        highest[target] = high


@compiled
def _end(tables: Tables, person: Int, day: Int, layer: Int, outside: I32, layers: Layers, buffers: Buffers) -> None:
    """Price the windows that end after `day`, and let their totals fall together."""
    weight = layers.weight
    slab = layers.states * weight
    values, lowest, highest = buffers.values, buffers.lowest, buffers.highest
    low_before, low, high = layers.low[layer - 1], layers.low[layer], layers.high[layer]
    prices, after, inner = end_prices(tables, person, layers, day, outside, False)
    gone = outside[inner - tables.people[person].segment] if inner >= 0 else 0
    width_before, width = layers.high[layer - 1] - low_before + 1, high - low + 1
    inner_prices = fees(tables, inner, gone, low_before, layers.high[layer - 1])
    for place in range(slab):
        source = (layer - 1) * slab + place
        if highest[source] < lowest[source]:
            continue
        j = place % weight
        if not np.isfinite(prices[j]):
            continue
        cell = place - j + after[j]
        target = layer * slab + cell
        came = layers.offset[layer - 1] + place * width_before - low_before
        goes = layers.offset[layer] + cell * width - low
        if highest[target] < lowest[target]:
            values[goes + low : goes + high + 1] = np.inf
        for total in range(lowest[source], highest[source] + 1):
            value = values[came + total] + prices[j] + inner_prices[total - low_before]
            to = total if inner < 0 else 0
            if np.isfinite(value):
                values[goes + to] = min(values[goes + to], value)
                lowest[target] = min(lowest[target], to)
                highest[target] = max(highest[target], to)


@compiled
def finals(tables: Tables, person: Int, end: Int, outside: I32, layers: Layers, buffers: Buffers, best: F64, ends: I32) -> Int:
    """Return how many rows there are to go back from: the best per final totals, best first; `ends[i]` = (state, j, inner total)."""
    weight, states = layers.weight, layers.states
    layer = len(layers.kind) - 1
    low, high = layers.low[layer], layers.high[layer]
    prices, _, inner = end_prices(tables, person, layers, end - 1, outside, True)
    gone = outside[inner - tables.people[person].segment] if inner >= 0 else 0
    inner_prices = fees(tables, inner, gone, low, high)
    values, lowest, highest, offset = buffers.values, buffers.lowest, buffers.highest, layers.offset[layer]
    width = high - low + 1
    count = 0
    for j in range(weight):
        if not np.isfinite(prices[j]):
            continue
        for total in range(low, high + 1):
            least, state = np.inf, -1
            for candidate in range(states):
                place = candidate * weight + j
                cell = layer * states * weight + place
                if lowest[cell] <= total <= highest[cell]:
                    value = values[offset + place * width + total - low]
                    if value < least:
                        least, state = value, candidate
            if state < 0:
                continue
            least += prices[j] + inner_prices[total - low]
            if not np.isfinite(least):
                continue
            if count < len(best):
                place = count
                count += 1
            elif least < best[count - 1]:
                place = count - 1
            else:
                continue
            while place > 0 and best[place - 1] > least:
                best[place] = best[place - 1]
                for part in range(3):
                    ends[place, part] = ends[place - 1, part]
                place -= 1
            best[place] = least
            ends[place, 0], ends[place, 1], ends[place, 2] = state, j, total
    return count


@compiled
def back(
    tables: Tables, person: Int, first: Int, costs: F64, outside: I32, layers: Layers, buffers: Buffers, ending: I32, path: I32
) -> bool:
    """Fill `path[day − first]` with the classes of the best row that ends in (state, j, inner total). False: a fault of ours."""
    automaton = tables.automata[tables.people[person].automaton]
    states, classes, weight = np.int64(automaton.states), np.int64(automaton.classes), layers.weight
    base = tables.people[person].segment
    moves, segments, inner_at, day_type = tables.moves, tables.segments, tables.segment_at[person, :, 0], tables.day_type[person]
    step_to, step_price, offset = layers.step_to, layers.step_price, layers.offset
    values, lowest, highest = buffers.values, buffers.lowest, buffers.highest
    slab = states * weight
    state: Int = ending[0]
    j: Int = ending[1]
    total: Int = ending[2]
    for layer in range(len(layers.kind) - 1, 0, -1):
        day = np.int64(layers.day[layer])
        width = layers.high[layer] - layers.low[layer] + 1
        value = values[offset[layer] + (state * weight + j) * width + total - layers.low[layer]]
        width, before = layers.high[layer - 1] - layers.low[layer - 1] + 1, offset[layer - 1] - layers.low[layer - 1]
        if layers.kind[layer] == END:
            prices, after, inner = end_prices(tables, person, layers, day, outside, False)
            gone = outside[inner - base] if inner >= 0 else 0
            low_before = layers.low[layer - 1]
            inner_prices = fees(tables, inner, gone, low_before, layers.high[layer - 1])
            is_found = False
            for j_from in range(weight):
                if after[j_from] != j or not np.isfinite(prices[j_from]) or is_found:
                    continue
                cell = state * weight + j_from
                source = (layer - 1) * slab + cell
                for candidate in range(lowest[source], highest[source] + 1):
                    if inner < 0 and candidate != total:
                        continue
                    if values[before + cell * width + candidate] + prices[j_from] + inner_prices[candidate - low_before] == value:
                        j, total, is_found = j_from, candidate, True
                        break
            if not is_found:
                return False
            continue
        inner = inner_at[day]
        slope, is_top = np.inf, False
        if inner >= 0:
            slope = segments[inner].slope
            high = layers.high[layer]
            is_top = np.isfinite(slope) and total == high and high >= segments[inner].cap - outside[inner - base]
        begin = automaton.move + day_type[day] * states * classes
        phase = layers.phase[layer]
        is_found = False
        for place in range(states * classes):
            move = moves[begin + place]
            found = place % classes
            if move.target != state or is_found or not np.isfinite(costs[day - first, found]):
                continue
            for j_from in range(weight):
                if step_to[phase, move.kind, j_from] != j:
                    continue
                cell = place // classes * weight + j_from
                source = (layer - 1) * slab + cell
                if highest[source] < lowest[source]:
                    continue
                cost = costs[day - first, found] + (move.price + step_price[phase, move.kind, j_from])
                came: Int = total - move.gain
                if lowest[source] <= came <= highest[source] and values[before + cell * width + came] + cost == value:
                    is_found = True
                elif is_top:
                    for candidate in range(max(lowest[source], came + 1), highest[source] + 1):
                        if values[before + cell * width + candidate] + (cost + slope * (candidate - came)) == value:
                            came, is_found = candidate, True
                            break
                if is_found:
                    path[day - first] = found
                    state, j, total = place // classes, j_from, came
                    break
        if not is_found:
            return False
    return True
