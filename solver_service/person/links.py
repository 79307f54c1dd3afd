"""What couples people as arrays, the form that compiled code reads."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from shared.rules.terms import Hinge, Price, Row, Spread
from solver_service.person.found import Floats
from solver_service.person.tables import F64, I32, Records

TABLE_MAX = 4_096
"""A price of more different totals than this is worked out from its hinges each time."""

# A row's price: by total from `low` on in `prices`, `size` of them; beyond, or where there are none, by its hinges.
ROW = np.dtype([("low", np.int64), ("size", np.int64), ("table", np.int64), ("step", np.int64), ("hinge", np.int64)], align=True)
HINGE = np.dtype([("sign", np.int64), ("limit", np.int64), ("slope", np.float64)], align=True)
# What a cell adds to: `row`, and which list of (symbol, points).
ENTRY = np.dtype([("row", np.int32), ("points", np.int32)], align=True)


class Links(NamedTuple):
    """Cells are numbered person × days + day."""

    rows: Records  # one more than there are
    hinges: Records
    prices: F64
    cells: I32  # the first entry of each cell; one more than there are
    entries: Records
    points: I32  # the first of each list; one more than there are
    symbol: I32
    amount: I32
    spreads: Records
    members: I32  # [spread, person]: its place among the totals, −1: none
    member_base: I32  # [place]
    member_times: I32
    member_per: I32
    spread_points: I32  # [spread, symbol]
    blocks: I32  # the first of each block's days
    block_day: I32


# `price` for each unit beyond `tolerance`; `member`: its first total; `block`: its first block; they end where the next one's begin.
SPREAD = np.dtype(
    [("price", np.float64), ("is_range", np.int32), ("tolerance", np.int32), ("member", np.int32), ("block", np.int32)], align=True
)


def links_of(
    rows: Sequence[Row], spreads: Sequence[Spread], *, person_count: int, day_count: int, shift_count: int, hard_price: float
) -> Links:
    """Return the rows and spreads as arrays. A hard point costs `hard_price`."""
    lists: dict[tuple[tuple[int, int], ...], int] = {}
    cells: list[list[tuple[int, int]]] = [[] for _ in range(person_count * day_count)]
    for index, row in enumerate(rows):
        for part in row.parts:
            points = tuple((symbol, amount) for symbol, amount in enumerate(part.points[:-1]) if amount)
            number = lists.setdefault(points, len(lists))
            for person in part.people:
                for day in part.days:
                    cells[person * day_count + day].append((index, number))
    members = np.full((len(spreads), person_count), -1, dtype=np.int32)
    place = 0
    for index, spread in enumerate(spreads):
        for member in spread.members:
            members[index, member.person] = place
            place += 1
    blocks = [block for spread in spreads for block in spread.blocks]
    tables, row_records = _prices(rows, hard_price)
    points_of = [spread.points for spread in spreads]
    return Links(
        rows=row_records,
        hinges=np.array([hinge for row in rows for hinge in _hinges(row, hard_price)], dtype=HINGE),
        prices=tables,
        cells=_starts([len(entries) for entries in cells]),
        entries=np.array([entry for entries in cells for entry in entries], dtype=ENTRY),
        points=_starts([len(points) for points in lists]),
        symbol=_ints([symbol for points in lists for symbol, _ in points]),
        amount=_ints([amount for points in lists for _, amount in points]),
        spreads=_spread_records(spreads, hard_price),
        members=members,
        member_base=_ints([member.base for spread in spreads for member in spread.members]),
        member_times=_ints([member.times for spread in spreads for member in spread.members]),
        member_per=_ints([member.per for spread in spreads for member in spread.members]),
        spread_points=_ints(points_of).reshape(len(spreads), shift_count + 1),
        blocks=_starts([len(block) for block in blocks]),
        block_day=_ints([day for block in blocks for day in block]),
    )


def _prices(rows: Sequence[Row], hard_price: float) -> tuple[Floats, Records]:
    records = np.zeros(len(rows) + 1, dtype=ROW)
    tables: dict[tuple[Price, bool, int, int], tuple[int, Floats]] = {}
    size = 0
    for index, row in enumerate(rows):
        low = row.base + sum(min(part.points) * len(part.people) * len(part.days) for part in row.parts)
        high = row.base + sum(max(part.points) * len(part.people) * len(part.days) for part in row.parts)
        records[index]["low"], records[index]["step"] = low, row.price.step
        if high - low < TABLE_MAX:
            key = (row.price, row.hard, low, high)
            if key not in tables:
                weight = hard_price if row.hard else 1.0
                tables[key] = size, np.array([row.price.at(total) * weight for total in range(low, high + 1)])
                size += high - low + 1
            records[index]["size"], records[index]["table"] = high - low + 1, tables[key][0]
    records["hinge"] = _starts([len(row.price.under) + len(row.price.over) for row in rows])
    return np.concatenate([np.zeros(0), *(table for _, table in tables.values())]), records


def _hinges(row: Row, hard_price: float) -> list[tuple[int, int, float]]:
    def weighted(hinge: Hinge) -> float:
        return hinge.slope * (hard_price if row.hard else 1.0)

    return [
        *((-1, hinge.limit, weighted(hinge)) for hinge in row.price.under),
        *((1, hinge.limit, weighted(hinge)) for hinge in row.price.over),
    ]


def _spread_records(spreads: Sequence[Spread], hard_price: float) -> Records:
    records = np.zeros(len(spreads) + 1, dtype=SPREAD)
    records["price"][:-1] = [spread.price * (hard_price if spread.hard else 1.0) for spread in spreads]
    records["is_range"][:-1] = [spread.measure == "range" for spread in spreads]
    records["tolerance"][:-1] = [spread.tolerance for spread in spreads]
    records["member"] = _starts([len(spread.members) for spread in spreads])
    records["block"] = _starts([len(spread.blocks) for spread in spreads])
    return records


def _ints(values: object) -> I32:
    return np.array(values, dtype=np.int32)


def _starts(counts: Sequence[int]) -> I32:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int32)]).astype(np.int32)
