"""Rows of people that were seen before and may be wanted again."""

import numpy as np

from solver_service.columns.rows import Cells, Floats

_ROWS_MAX = 500  # a person; when they are more, the oldest quarter goes


class Pool:
    """The newest rows of each person, whole ones, with their own prices."""

    def __init__(self, person_count: int) -> None:
        self._rows: list[dict[bytes, tuple[Cells, float]]] = [{} for _ in range(person_count)]
        self._stacked: dict[int, tuple[Cells, Floats]] = {}

    def add(self, person: int, row: Cells, own: float) -> None:
        known = self._rows[person]
        key = row.tobytes()
        if key in known:
            return
        known[key] = row, own
        self._stacked.pop(person, None)
        if len(known) > _ROWS_MAX:
            for old in list(known)[: _ROWS_MAX // 4]:
                del known[old]

    def best(self, person: int, prices: Floats, count: int) -> list[tuple[Cells, float]]:
        """Return the `count` rows that cost least with `prices` (by day and shift) added to their own."""
        known = self._rows[person]
        if len(known) <= count:
            return list(known.values())
        if person not in self._stacked:
            self._stacked[person] = np.array([row for row, _own in known.values()]), np.array([own for _row, own in known.values()])
        rows, own = self._stacked[person]
        padded = np.hstack([prices, np.zeros((len(prices), 1))])  # the last one is an open cell's
        costs = own + padded[np.arange(rows.shape[1]), rows].sum(axis=1)
        return [(rows[at], float(own[at])) for at in np.argpartition(costs, count)[:count]]
