"""A small data set of INRC-II."""

from pathlib import Path

SCENARIO = """SCENARIO = n003w2

WEEKS = 2

SKILLS = 2
Head
Nurse

SHIFT_TYPES = 3
Early (2,3)
Late (2,3)
Night (1,2)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Late 1 Early
Night 2 Early Late

CONTRACTS = 2
Full (5,9) (2,4) (2,3) 1 1
Part (3,6) (2,3) (2,4) 1 0

NURSES = 3
Ana Full 2 Head Nurse
Bo Full 1 Nurse
Cy Part 1 Nurse
"""

HISTORY = """HISTORY
0 n003w2

NURSE_HISTORY
Ana 0 0 Late 1 3 0
Bo 0 0 None 0 0 2
Cy 0 0 Night 2 2 0
"""

WEEK = """WEEK_DATA
n003w2

REQUIREMENTS
Early Head (0,1) (0,0) (1,1) (0,0) (0,0) (0,0) (0,0)
Early Nurse (0,1) (1,2) (0,0) (0,0) (0,1) (0,0) (0,1)
Night Nurse (0,0) (0,1) (0,1) (0,1) (0,0) (0,1) (0,0)

SHIFT_OFF_REQUESTS = 3
Ana Any Tue
Bo Late Sat
Cy Night Sun
"""


def write_data_set(folder: Path) -> Path:
    """Write the data set and return the path that names its instance: the same week twice."""
    for name, text in (("Sc-n003w2", SCENARIO), ("H0-n003w2-0", HISTORY), ("WD-n003w2-4", WEEK)):
        (folder / f"{name}.txt").write_text(text)
    return folder / "n003w2_0_4-4"
