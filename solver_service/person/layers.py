"""The layers of one search: which days and window ends it passes, and which totals each of them must tell apart.

A layer is the start, a day, or the end of a counter's window after a day (all totals of that dimension fall together, priced). The
totals of the outer dimensions are one index j; the inner dimension is the contiguous one. Of its totals only those are kept that the
days so far can have gained and from which the days that are left can still reach the least total that isn't prohibited: over a year
that is a few dozen of thousands.
"""

from typing import Any, NamedTuple

import numpy as np

from solver_service.person.jit import compiled
from solver_service.person.tables import I32, Int, Records, Tables
from solver_service.person.walk import fee

START, DAY, END = 0, 1, 2


class Layers(NamedTuple):
    """`low`, `high`: the inner totals kept. `weight` outer totals j in each of `states`.

    `phase`: the outer windows in force, with `step_to[phase, kind of gain, j]` (−1: prohibited) and `step_price`.
    """

    kind: np.ndarray
    day: np.ndarray
    low: np.ndarray
    high: np.ndarray
    phase: np.ndarray
    step_to: np.ndarray
    step_price: np.ndarray
    stride: np.ndarray
    extent: np.ndarray
    weight: Int
    offset: np.ndarray  # where a layer's values begin; one more than there are
    states: Int


@compiled
def room(segments: Records, segment: Int, outside: Int) -> Int:
    """Return the units that a segment can still tell apart; −1 where it is over a prohibition."""
    found = segments[segment]
    cap = found.cap - outside
    if cap < 0:
        return -1 if not np.isfinite(found.slope) else 0
    return np.int64(cap)


@compiled
def layers_of(tables: Tables, person: Int, first: Int, end: Int, outside: I32) -> Layers:
    """Return the layers of a search over days `first` … `end` − 1. No layers where no row can be."""
    # names for the arrays: each look into the tables is slow to compile
    segments, reach, most, day_type = tables.segments, tables.reach, tables.most, tables.day_type[person]
    automaton = tables.automata[tables.people[person].automaton]
    base = tables.people[person].segment
    at = tables.segment_at[person]
    outer, days = automaton.outer, end - first
    ends, phases, is_possible = 0, 1, True

    extent, stride = np.ones(outer, dtype=np.int64), np.ones(outer, dtype=np.int64)
    for k in range(outer):
        gained, before = 0, -1
        for day in range(first, end):
            segment = at[day, 1 + k]
            if segment < 0:
                continue
            left = room(segments, segment, outside[segment - base])
            if segment != before:
                gained, before = 0, segment
                is_possible = is_possible and left >= 0
            gained += most[int(day == first), automaton.type + day_type[day], 1 + k]
            extent[k] = max(extent[k], 1 + min(gained, left))
    weight = 1
    for k in range(outer):
        stride[k] = weight
        weight *= extent[k]
    for day in range(first, end - 1):
        ends += _is_end(at, day)
        phases += _is_new(at, day)

    count = 1 + days + ends if is_possible else 0
    kind_of, day_of, phase_of = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    low, high = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    step_to = np.empty((phases, automaton.kinds, weight), dtype=np.int32)
    step_price = np.zeros((phases, automaton.kinds, weight))
    offset = np.zeros(count + 1, dtype=np.int64)
    layers = Layers(kind_of, day_of, low, high, phase_of, step_to, step_price, stride, extent, weight, offset, np.int64(automaton.states))
    if not is_possible:
        return layers
    gains = tables.gains[automaton.kind : automaton.kind + automaton.kinds]
    kind_of[0], day_of[0], phase_of[0] = START, first, 0
    layer, phase, begun = 0, 0, first
    _steps(gains, segments, at[first], base, outside, layers, phase)
    for day in range(first, end):
        segment = at[day, 0]
        if day == first or segment != at[day - 1, 0]:
            begun = day
        layer += 1
        kind_of[layer], day_of[layer], phase_of[layer] = DAY, day, phase
        if segment >= 0:
            gone = outside[segment - base]
            final = min(segments[segment].last, end - 1)
            high[layer] = min(room(segments, segment, gone), reach[automaton.reach + day - begun + 1])
            low[layer] = max(0, segments[segment].least - gone - reach[automaton.reach + final - day])
        is_possible = is_possible and low[layer] <= high[layer]
        if day < end - 1:
            if _is_end(at, day):
                layer += 1
                kind_of[layer], day_of[layer], phase_of[layer] = END, day, phase
                if segment >= 0 and segment == at[day + 1, 0]:
                    low[layer], high[layer] = low[layer - 1], high[layer - 1]
            if _is_new(at, day):
                phase += 1
                _steps(gains, segments, at[day + 1], base, outside, layers, phase)
    for layer in range(count):
        offset[layer + 1] = offset[layer] + (high[layer] - low[layer] + 1) * automaton.states * weight
    if not is_possible:
        return Layers(kind_of[:0], day_of, low, high, phase_of, step_to, step_price, stride, extent, weight, offset, layers.states)
    return layers


@compiled
def _is_end(at: I32, day: Int) -> bool:
    """Whether a window ends after this day."""
    for column in range(at.shape[1]):
        if at[day, column] >= 0 and at[day, column] != at[day + 1, column]:
            return True
    return False


@compiled
def _is_new(at: I32, day: Int) -> bool:
    """Whether other outer windows are in force on the next day."""
    for column in range(1, at.shape[1]):
        if at[day, column] != at[day + 1, column]:
            return True
    return False


@compiled
def _steps(gains: I32, segments: Records, here: I32, base: Int, outside: I32, layers: Layers, phase: Int) -> None:
    """Fill in where each kind of gain leads from each outer index, and what is paid beyond a cap."""
    stride, extent = layers.stride, layers.extent
    step_to, step_price = layers.step_to[phase], layers.step_price[phase]
    for kind in range(step_to.shape[0]):
        for j in range(step_to.shape[1]):
            to, price = 0, 0.0
            for k in range(len(stride)):
                value = (j // stride[k]) % extent[k]
                gain = gains[kind, k]
                segment = here[1 + k]
                if gain > 0 and segment >= 0:
                    cap = max(room(segments, segment, outside[segment - base]), 0)
                    value += gain
                    if value > cap:
                        price += segments[segment].slope * (value - cap)
                        value = cap
                    if value >= extent[k]:
                        price, value = np.inf, 0  # no row gains that much
                to += value * stride[k]
            step_to[kind, j] = to if np.isfinite(price) else -1
            step_price[kind, j] = price


@compiled
def end_prices(tables: Tables, person: Int, layers: Layers, day: Int, outside: I32, is_last: bool) -> tuple[Any, ...]:  # noqa: FBT001
    """Return what ends after `day`: (price and index afterwards by outer index j, the inner segment that ends or −1).

    At the last day of a search all that is going on ends.
    """
    segments, fee_by_total = tables.segments, tables.fee
    stride, extent = layers.stride, layers.extent
    here = tables.segment_at[person, day]
    base = tables.people[person].segment
    following = tables.segment_at[person, day if is_last else day + 1]
    prices = np.zeros(layers.weight)
    after = np.arange(layers.weight)
    for k in range(len(stride)):
        segment = here[1 + k]
        if segment >= 0 and (is_last or segment != following[1 + k]):
            gone = outside[segment - base]
            for j in range(layers.weight):
                value = (j // stride[k]) % extent[k]
                after[j] -= value * stride[k]
                prices[j] += fee(segments, fee_by_total, segment, value + gone)
    inner = here[0] if here[0] >= 0 and (is_last or here[0] != following[0]) else -1
    return prices, after, np.int64(inner)
