"""Plans into tables."""

from collections.abc import Sequence
from math import inf

import numpy as np

from shared.rules.terms import Counter
from solver_service.person.automaton import Automaton, Moves
from solver_service.person.counted import Segment
from solver_service.person.plan import Plan
from solver_service.person.tables import ASIDE, AUTOMATON, HINGE, I32, MOVE, PERSON, SEGMENT, Records, Tables


def packed(plans: Sequence[Plan]) -> Tables:
    """Return the plans as one set of tables; each automaton is in it once."""
    automata = list(dict.fromkeys(plan.automaton for plan in plans))
    moves = [automaton.moves for automaton in automata]
    outer = max(move.others.shape[1] for move in moves)
    segments = [segment for plan in plans for _, segment in _segments(plan)]
    counters = [(plan, counter) for plan in plans for counter in plan.aside]
    blocks = [block for _, counter in counters for block in counter.blocks]
    return Tables(
        automata=_automata(automata, moves),
        moves=np.concatenate([_moves(move) for move in moves]),
        gains=np.concatenate([_wide(move.others, outer) for move in moves]),
        most=np.stack(
            [
                np.concatenate([_columns(most, outer) for most in found])
                for found in ([m.most for m in moves], [m.most_first for m in moves])
            ]
        ),
        reach=np.concatenate([move.reach for move in moves]),
        people=_people(plans, automata),
        day_type=np.stack([plan.automaton.day_types for plan in plans]),
        class_of=np.stack([plan.class_of for plan in plans]),
        cell=np.stack([plan.cell for plan in plans]),
        segment_at=_segment_at(plans, outer),
        segments=_segment_records(segments),
        fee=np.concatenate([np.zeros(0), *(segment.fee.table for segment in segments)]),
        asides=_asides([counter for _, counter in counters]),
        aside_points=_ints([counter.points for _, counter in counters]).reshape(len(counters), plans[0].cell.shape[1]),
        blocks=_starts([len(block) for block in blocks]),
        block_day=_ints([day for block in blocks for day in block]),
        hinges=np.array([hinge for plan, counter in counters for hinge in _hinges(plan, counter)], dtype=HINGE),
    )


def _automata(automata: Sequence[Automaton], moves: Sequence[Moves]) -> Records:
    records = np.zeros(len(automata), dtype=AUTOMATON)
    records["states"] = [move.target.shape[1] for move in moves]
    records["classes"] = [move.target.shape[2] for move in moves]
    records["outer"] = [move.others.shape[1] for move in moves]
    records["kinds"] = [len(move.others) for move in moves]
    records["move"] = _starts([move.target.size for move in moves])[:-1]
    records["kind"] = _starts([len(move.others) for move in moves])[:-1]
    records["type"] = _starts([len(move.most) for move in moves])[:-1]
    records["reach"] = _starts([len(move.reach) for move in moves])[:-1]
    return records


def _moves(moves: Moves) -> Records:
    records = np.zeros(moves.target.size, dtype=MOVE)
    records["price"] = moves.price.ravel()
    records["target"] = moves.target.ravel()
    records["gain"] = moves.gain.ravel()
    records["kind"] = moves.gains.ravel()
    return records


def _people(plans: Sequence[Plan], automata: Sequence[Automaton]) -> Records:
    number = {automaton: index for index, automaton in enumerate(automata)}
    records = np.zeros(len(plans) + 1, dtype=PERSON)
    records["constant"][:-1] = [plan.constant for plan in plans]
    records["automaton"][:-1] = [number[plan.automaton] for plan in plans]
    records["start"][:-1] = [plan.automaton.moves.place[plan.start] for plan in plans]
    records["segment"] = _starts([len(_segments(plan)) for plan in plans])
    records["aside"] = _starts([len(plan.aside) for plan in plans])
    return records


def _segment_records(segments: Sequence[Segment]) -> Records:
    records = np.zeros(len(segments), dtype=SEGMENT)
    records["first"] = [segment.first for segment in segments]
    records["last"] = [segment.last for segment in segments]
    records["table"] = _starts([len(segment.fee.table) for segment in segments])[:-1]
    records["cap"] = [segment.fee.cap for segment in segments]
    records["least"] = [segment.fee.least for segment in segments]
    records["slope"] = [segment.fee.slope for segment in segments]
    return records


def _asides(counters: Sequence[Counter]) -> Records:
    records = np.zeros(len(counters) + 1, dtype=ASIDE)
    records["base"][:-1] = [counter.base for counter in counters]
    records["step"][:-1] = [counter.price.step for counter in counters]
    records["block"] = _starts([len(counter.blocks) for counter in counters])
    records["hinge"] = _starts([len(counter.price.under) + len(counter.price.over) for counter in counters])
    return records


def _segments(plan: Plan) -> list[tuple[int, Segment]]:
    """The plan's segments with their dimension's column."""
    count = len(plan.dimensions)
    columns = [(number + 1) % count for number in range(count)]  # the last one's is 0
    return [(column, segment) for column, dimension in zip(columns, plan.dimensions, strict=True) for segment in dimension.segments]


def _segment_at(plans: Sequence[Plan], dims: int) -> I32:
    found = np.full((len(plans), plans[0].cell.shape[0], dims + 1), -1, dtype=np.int32)
    number = 0
    for person, plan in enumerate(plans):
        for column, segment in _segments(plan):
            found[person, segment.first : segment.last + 1, column] = number
            number += 1
    return found


def _hinges(plan: Plan, counter: Counter) -> list[tuple[int, int, float]]:
    weight = plan.contract.weight(hard=counter.hard)
    signed = [*((-1, hinge) for hinge in counter.price.under), *((1, hinge) for hinge in counter.price.over)]
    return [(sign, hinge.limit, inf if weight == inf else weight * hinge.slope) for sign, hinge in signed]


def _wide(others: I32, dims: int) -> I32:
    wide = np.zeros((len(others), dims), dtype=np.int32)
    wide[:, : others.shape[1]] = others
    return wide


def _columns(most: I32, dims: int) -> I32:
    """The inner dimension, last in a plan, first in the tables."""
    wide = np.zeros((len(most), dims + 1), dtype=np.int32)
    wide[:, 0] = most[:, -1]
    wide[:, 1 : most.shape[1]] = most[:, :-1]
    return wide


def _ints(values: object) -> I32:
    return np.array(values, dtype=np.int32)


def _starts(counts: Sequence[int]) -> I32:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int32)]).astype(np.int32)
