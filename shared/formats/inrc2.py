"""The records of the second nurse rostering competition: scenario, history, week, instance.

Source: S. Ceschia, N. T. T. Dang, P. De Causmaecker, S. Haspeslagh, A. Schaerf, "Second International Nurse Rostering Competition
(INRC-II): Problem description and rules", arXiv 1501.04177. shared/formats/inrc2_problem.py says what they mean as rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK_DAYS = len(DAY_NAMES)

OFF_CODE = "-"
"""The shift code of a day off: solutions of the competition leave those days out."""


def symbol(shift: str, skill: str) -> str:
    """Return the shift code of an assignment: who works a shift takes part in it with one skill."""
    return f"{shift}:{skill}"


@dataclass(frozen=True, slots=True)
class Span:
    """At least, at most."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift type; `run` is how many days in a row it is given, `never_next` what may not come on the next day."""

    name: str
    run: Span
    never_next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """`total` shifts and `weekends_most` over the whole horizon; `work` and `free` days in a row."""

    name: str
    total: Span
    work: Span
    free: Span
    weekends_most: int
    is_complete_weekend: bool


@dataclass(frozen=True, slots=True)
class Nurse:
    """A person with the name of a contract."""

    name: str
    contract: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What all instances of a data set have in common."""

    name: str
    week_count: int
    skills: tuple[str, ...]
    shifts: tuple[Shift, ...]
    contracts: Mapping[str, Contract]
    nurses: tuple[Nurse, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """What a nurse brings along: shifts and weekends so far, the last day's shift type (None: it was free), and the run it ends.

    `run` counts the days in a row with that shift type, `work` those worked, `free` those off.
    """

    total: int
    weekends: int
    last: str | None
    run: int
    work: int
    free: int


@dataclass(frozen=True, slots=True)
class History:
    """How things stand when `week_index` weeks of the horizon are over; one Past a nurse, in the scenario's order."""

    week_index: int
    nurses: tuple[Past, ...]


@dataclass(frozen=True, slots=True)
class OffRequest:
    """A nurse asks for a day without a shift type, or without any (None). `day` counts from Monday, 0."""

    nurse: str
    shift: str | None
    day: int


@dataclass(frozen=True, slots=True)
class Week:
    """The demand of one week: by (shift, skill) seven spans from the minimum to the optimum, Monday to Sunday."""

    needs: Mapping[tuple[str, str], tuple[Span, ...]]
    requests: tuple[OffRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """A data set with a first history and a week file for every week; `week_files` are their numbers, in turn."""

    scenario: Scenario
    history: History
    week_files: tuple[int, ...]
    weeks: tuple[Week, ...]
