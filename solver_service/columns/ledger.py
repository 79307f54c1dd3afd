"""A grid with what it costs, kept while whole rows change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from solver_service.columns.rows import Cells, Floats, Ints, Rows
from solver_service.columns.spreads import Spreads
from solver_service.person.people import People


@dataclass(frozen=True, slots=True)
class Scene:
    """What a search looks at and never changes. `moving`: the people who have a free cell."""

    people: People
    rows: Rows
    spreads: Spreads
    moving: tuple[int, ...]
    person_count: int
    day_count: int
    shift_count: int
    hard_price: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """`grid` costs Σ `own` (of people) + Σ `prices` (of totals) + `apart` (of spreads): hard·`hard_price` + soft, exactly."""

    grid: Cells
    own: Floats
    totals: Ints
    prices: Floats
    shares: list[list[int]]
    apart: float

    @property
    def cost(self) -> float:
        return float(self.own.sum() + self.prices.sum()) + self.apart


def ledger_of(scene: Scene, grid: Cells) -> Ledger:
    """Count a grid from nothing; its cost is infinite where a row is prohibited."""
    own = np.array([scene.people.own(person, row) for person, row in enumerate(grid)])
    totals = scene.rows.totals(grid)
    shares = scene.spreads.totals(grid)
    return Ledger(grid, own, totals, scene.rows.prices(totals), shares, scene.spreads.cost(shares))


def changed(scene: Scene, ledger: Ledger, changes: Mapping[int, Cells]) -> Ledger:
    """Return the ledger with these people's rows changed."""
    grid, own, totals = ledger.grid.copy(), ledger.own.copy(), ledger.totals.copy()
    for person, row in changes.items():
        totals += scene.rows.added(person, row) - scene.rows.added(person, grid[person])
        grid[person] = row
        own[person] = scene.people.own(person, row)
    shares = scene.spreads.moved(ledger.shares, changes)
    return replace(
        ledger, grid=grid, own=own, totals=totals, prices=scene.rows.prices(totals), shares=shares, apart=scene.spreads.cost(shares)
    )
