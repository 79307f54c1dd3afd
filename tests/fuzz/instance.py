"""Target: any file is a Curtois–Qu instance or an error that names a line of it; what is read is a problem that keeps its own rules."""

from shared.formats.curtois_qu import is_curtois_qu, problem_of
from shared.formats.unreadable import UnreadableFileError
from shared.problem import Problem
from tests.fuzz.roster import check_line


def fuzz(data: bytes) -> None:
    """The whole input is the file."""
    is_curtois_qu(data.decode(errors="replace"))
    try:
        problem = problem_of(data, "instance.txt")
    except UnreadableFileError as error:
        check_line(error, data)
        return
    assert Problem.model_validate_json(problem.model_dump_json(by_alias=True)) == problem
