"""Target: any file is a part of an INRC-II instance or an error that names a line of it; what is read is a problem, and goes out as it came."""

from shared.formats.inrc2 import History, Instance, Past, Week
from shared.formats.inrc2_problem import whole_problem
from shared.formats.inrc2_reading import history_of, scenario_of, week_of
from shared.formats.inrc2_solution import rows_of, solution_text
from shared.formats.unreadable import UnreadableFileError
from shared.rules.compiled import compiled
from tests.fuzz.choices import Choices
from tests.fuzz.roster import check_line
from tests.support.inrc2 import HISTORY, SCENARIO, WEEK

SCENE = scenario_of(SCENARIO.encode(), "Sc.txt")
BEGAN = history_of(HISTORY.encode(), "H0.txt", SCENE)
DEMAND = week_of(WEEK.encode(), "WD.txt", SCENE)


def fuzz(data: bytes) -> None:
    """The first byte says which file it is, the rest is the file."""
    choices = Choices(data)
    part = choices.below(4)
    content = choices.rest()
    try:
        _read(part, content)
    except UnreadableFileError as error:
        check_line(error, content)


def _read(part: int, content: bytes) -> None:
    match part:
        case 0:
            scenario = scenario_of(content, "Sc.txt")
            pasts = (Past(0, 0, None, 0, 0, 1),) * len(scenario.nurses)
            _is_problem(Instance(scenario, History(0, pasts), (0,), (Week({}),)))
        case 1:
            _is_problem(Instance(SCENE, history_of(content, "H0.txt", SCENE), (4,), (DEMAND,)))
        case 2:
            _is_problem(Instance(SCENE, BEGAN, (4, 4), (week_of(content, "WD.txt", SCENE), DEMAND)))
        case _:
            rows = rows_of(content, "Sol.txt", SCENE, 0)
            assert rows_of(solution_text(SCENE, 0, rows).encode(), "Sol.txt", SCENE, 0) == rows


def _is_problem(instance: Instance) -> None:
    compiled(whole_problem(instance))
