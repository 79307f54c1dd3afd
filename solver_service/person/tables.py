"""Plans of several people as flat arrays, the form that compiled code reads."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

I16 = NDArray[np.int16]
I32 = NDArray[np.int32]
F64 = NDArray[np.float64]
Records = Any  # structured arrays, whose fields only compiled code reads as attributes
Int = Any  # in compiled code numbers are NumPy's, outside of it Python's
Float = Any

# An automaton. `outer`: dimensions but the inner one; `kinds`: different gains of those; the rest: where its part of an array begins.
AUTOMATON = np.dtype([(name, np.int32) for name in ("states", "classes", "outer", "kinds", "move", "kind", "type", "reach")], align=True)
# A transition, in the order [day type, state, class]: the state it leads to (−1: none), what it costs, what the inner dimension gains,
# which kind of gain the others have.
MOVE = np.dtype([("price", np.float64), ("target", np.int32), ("gain", np.int32), ("kind", np.int32)], align=True)
# A person. `constant`: what can't be helped; `segment`, `aside`: the first of its own; the next person's is where they end.
PERSON = np.dtype(
    [("constant", np.float64), ("automaton", np.int32), ("start", np.int32), ("segment", np.int32), ("aside", np.int32)], align=True
)
# A window of a dimension: its days, and its fee by total from `table` on; beyond `cap` units each costs `slope` (infinite: prohibited).
SEGMENT = np.dtype([(name, np.int32) for name in ("first", "last", "table", "cap", "least")] + [("slope", np.float64)], align=True)
# A counter that no automaton counts; its hinges and blocks end where the next one's begin.
ASIDE = np.dtype([(name, np.int32) for name in ("base", "step", "block", "hinge")], align=True)
HINGE = np.dtype([("sign", np.int32), ("limit", np.int32), ("slope", np.float64)], align=True)


class Tables(NamedTuple):
    """A dimension's column is 0 for the inner one and 1 + k for the k-th outer one. A symbol is its shift, the last one `OPEN`."""

    automata: Records
    moves: Records
    gains: I32  # [kind, outer dimension]
    most: I32  # [2, day type, column] what a day gains at most, a block of several days at its first; [1]: where a search begins
    reach: I32  # [days] units that the inner dimension can gain in so many days
    people: Records  # one more than there are
    day_type: I32  # [person, day]
    class_of: I32  # [person, symbol]
    cell: F64  # [person, day, symbol] own price; infinite where prohibited
    segment_at: I32  # [person, day, column] −1: none
    segments: Records
    fee: F64
    asides: Records  # one more than there are
    aside_points: I32  # [counter, symbol]
    blocks: I32  # the first of each block's days; one more than there are
    block_day: I32
    hinges: Records
