"""Solution files of INRC-II, one a week: read into rows of shift codes, and written from them."""

from collections.abc import Sequence

from shared.formats.inrc2 import DAY_NAMES, OFF_CODE, WEEK_DAYS, Scenario, symbol
from shared.formats.inrc2_lines import Lines
from shared.problem import Row


def solution_text(scenario: Scenario, week_index: int, rows: Sequence[Row]) -> str:
    """Return the solution file of a week (counted from 0): one row of seven shift codes a nurse, in the scenario's order."""
    found = [
        f"{nurse.name} {day} {code.replace(':', ' ')}\n"
        for nurse, row in zip(scenario.nurses, rows, strict=True)
        for day, code in zip(DAY_NAMES, row, strict=True)
        if code not in (None, OFF_CODE)
    ]
    return f"SOLUTION\n{week_index} {scenario.name}\n\nASSIGNMENTS = {len(found)}\n{''.join(found)}"


def rows_of(content: bytes, file: str, scenario: Scenario, week_index: int) -> tuple[Row, ...]:
    """Read the solution file of a week; days without an assignment are days off.

    A person's second assignment on a day is an error, since a cell holds one shift type. Raises UnreadableFileError (FILE:LINE: reason).
    """
    lines = Lines(content, file)
    lines.title("SOLUTION")
    line = lines.row(2, "the week's number and the data set")
    if line.words != (str(week_index), scenario.name):
        raise lines.wrong(line, f"the solution of week {week_index} of {scenario.name} is wanted")
    rows = {nurse.name: [OFF_CODE] * WEEK_DAYS for nurse in scenario.nurses}
    shifts = [shift.name for shift in scenario.shifts]
    for line in lines.rows(lines.count("ASSIGNMENTS", least=0, most=WEEK_DAYS * len(rows)), 4, "an assignment"):
        nurse, day, shift, skill = line.words
        row = rows[lines.known(line, nurse, rows, "nurse")]
        at = DAY_NAMES.index(lines.known(line, day, DAY_NAMES, "day"))
        code = symbol(lines.known(line, shift, shifts, "shift type"), lines.known(line, skill, scenario.skills, "skill"))
        if row[at] != OFF_CODE:
            raise lines.wrong(line, f"{nurse} has {row[at].replace(':', ' ')} on {day} already")
        row[at] = code
    lines.remarks()
    lines.end()
    return tuple(tuple(row) for row in rows.values())
