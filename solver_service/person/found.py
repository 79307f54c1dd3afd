"""What the person search takes and gives: windows of a row, and the best rows for prices."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Window:
    """Days `first … last − 1` of a person's row are free, the rest stays as in `row`; all of a search that no price changes.

    `state` is the search's own.
    """

    person: int
    row: Ints
    first: int
    last: int
    state: Any


@dataclass(frozen=True, slots=True)
class Found:
    """The best rows, best first.

    `value` is the least over all rows of the row's own price and the window's prices: exact where `is_exact`, else a lower bound.
    `values[i]` is what `rows[i]` (int16, whole rows) really costs. No row where there is none; `value` is infinite then.
    """

    value: float
    is_exact: bool
    rows: Ints
    values: Floats
