"""Scenario, history and week files of INRC-II, in the text form in which they are published.

Every reader raises UnreadableFileError (FILE:LINE: reason).
"""

from collections.abc import Iterator

from shared.formats.inrc2 import DAY_NAMES, WEEK_DAYS, Contract, History, Nurse, OffRequest, Past, Scenario, Shift, Span, Week, symbol
from shared.formats.inrc2_lines import NAME_LENGTH_MAX, Line, Lines
from shared.protocol.limits import DAYS_MAX, STAFF_MAX
from shared.rules.compiled import CELLS_MAX
from shared.rules.params import LIST_MAX

WEEKS_MAX = DAYS_MAX // WEEK_DAYS
SYMBOLS_MAX = 199
"""Shift types × skills: with the day off they are the shift types of a problem, which has 200 at most."""
CONTRACTS_MAX = 200
REQUESTS_MAX = LIST_MAX // WEEKS_MAX
"""Of one week, since the whole horizon's are one rule. A published week has about one a nurse."""
RUN_DAYS_MAX = 300
"""Days in a row before the first week: they become days of the problem's history, which has 400 at most."""
_NO_SHIFT, _ANY_SHIFT = "None", "Any"


def scenario_of(content: bytes, file: str) -> Scenario:
    """Read a scenario, `Sc-<data set>.txt`."""
    lines = Lines(content, file)
    _, name = lines.value("SCENARIO")
    week_count = lines.count("WEEKS", least=1, most=WEEKS_MAX)
    skills: list[str] = []
    for line in lines.rows(lines.count("SKILLS", least=1, most=SYMBOLS_MAX), 1, "a skill"):
        skills.append(lines.new(line, line.words[0], skills, "skill"))
    shifts = _shifts(lines, skills)
    contracts = _contracts(lines)
    nurses_most = min(STAFF_MAX, CELLS_MAX // (WEEK_DAYS * week_count))
    nurses = tuple(_nurses(lines, lines.count("NURSES", least=1, most=nurses_most), contracts, skills))
    lines.end()
    return Scenario(name, week_count, tuple(skills), shifts, contracts, nurses)


def history_of(content: bytes, file: str, scenario: Scenario) -> History:
    """Read how the nurses of `scenario` stand, `H0-<data set>-<n>.txt`."""
    lines = Lines(content, file)
    lines.title("HISTORY")
    line = lines.row(2, "the week's number and the data set")
    week_index = lines.number(line, line.words[0], scenario.week_count - 1)
    _same_data_set(lines, line, scenario)
    lines.title("NURSE_HISTORY")
    found: dict[str, Past] = {}
    names = [nurse.name for nurse in scenario.nurses]
    for line in lines.rows(len(names), 7, "a nurse's history"):
        name = lines.known(line, line.words[0], names, "nurse")
        found[lines.new(line, name, found, "nurse")] = _past(lines, line, scenario)
    lines.end()
    return History(week_index, tuple(found[name] for name in names))


def week_of(content: bytes, file: str, scenario: Scenario) -> Week:
    """Read the demand of a week, `WD-<data set>-<n>.txt`; what isn't named isn't needed."""
    lines = Lines(content, file)
    lines.title("WEEK_DATA")
    _same_data_set(lines, lines.row(1, "the data set"), scenario)
    lines.title("REQUIREMENTS")
    shifts = [shift.name for shift in scenario.shifts]
    needs: dict[tuple[str, str], tuple[Span, ...]] = {}
    for line in lines.until_section(2 + WEEK_DAYS, "a requirement"):
        need = lines.known(line, line.words[0], shifts, "shift type"), lines.known(line, line.words[1], scenario.skills, "skill")
        if need in needs:
            raise lines.wrong(line, f"{need[0]} has requirements for {need[1]} already")
        needs[need] = tuple(lines.span(line, text) for text in line.words[2:])
    requests = tuple(_requests(lines, shifts, {nurse.name for nurse in scenario.nurses}))
    lines.end()
    return Week(needs, requests)


def _shifts(lines: Lines, skills: list[str]) -> tuple[Shift, ...]:
    runs: dict[str, Span] = {}
    for line in lines.rows(lines.count("SHIFT_TYPES", least=1, most=SYMBOLS_MAX // len(skills)), 2, "a shift type"):
        name = lines.new(line, line.words[0], [*runs, _NO_SHIFT, _ANY_SHIFT], "shift type")
        for skill in skills:
            # the code of a pair is cut at its only colon
            if len(symbol(name, skill)) > NAME_LENGTH_MAX or ":" in name + skill:
                raise lines.wrong(line, f"{symbol(name, skill)[:80]!r} must have at most {NAME_LENGTH_MAX} characters and one colon")
        runs[name] = lines.span(line, line.words[1])
    lines.title("FORBIDDEN_SHIFT_TYPES_SUCCESSIONS")
    never: dict[str, tuple[str, ...]] = {}
    for line in lines.until_section(-2, "a shift type's successions"):
        name = lines.new(line, lines.known(line, line.words[0], runs, "shift type"), never, "shift type")
        never[name] = tuple(lines.known(line, after, runs, "shift type") for after in _counted(lines, line, 1))
    return tuple(Shift(name, run, never.get(name, ())) for name, run in runs.items())


def _contracts(lines: Lines) -> dict[str, Contract]:
    found: dict[str, Contract] = {}
    for line in lines.rows(lines.count("CONTRACTS", least=1, most=CONTRACTS_MAX), 6, "a contract"):
        name, total, work, free, weekends, complete = line.words
        lines.new(line, name, found, "contract")
        found[name] = Contract(
            name=name,
            total=lines.span(line, total),
            work=lines.span(line, work),
            free=lines.span(line, free),
            weekends_most=lines.number(line, weekends),
            is_complete_weekend=lines.number(line, complete, 1) == 1,
        )
    return found


def _nurses(lines: Lines, count: int, contracts: dict[str, Contract], skills: list[str]) -> Iterator[Nurse]:
    seen: set[str] = set()
    for line in lines.rows(count, -3, "a nurse"):
        seen.add(name := lines.new(line, line.words[0], seen, "nurse"))
        contract = lines.known(line, line.words[1], contracts, "contract")
        own = tuple(lines.known(line, skill, skills, "skill") for skill in _counted(lines, line, 2))
        yield Nurse(name, contract, own)


def _past(lines: Lines, line: Line, scenario: Scenario) -> Past:
    total, weekends, run, work, free = (lines.number(line, line.words[at]) for at in (1, 2, 4, 5, 6))
    last = line.words[3]
    shifts = [shift.name for shift in scenario.shifts]
    if last != _NO_SHIFT:
        lines.known(line, last, shifts, "shift type")
    is_whole = (run == work == 0) if last == _NO_SHIFT else (1 <= run <= work and free == 0 and (run == work or len(shifts) > 1))
    if not is_whole or max(work, free) > RUN_DAYS_MAX:
        raise lines.wrong(line, f"{run}, {work} and {free} days in a row can't end with {last}, or are more than {RUN_DAYS_MAX}")
    return Past(total, weekends, None if last == _NO_SHIFT else last, run, work, free)


def _requests(lines: Lines, shifts: list[str], nurses: set[str]) -> Iterator[OffRequest]:
    for line in lines.rows(lines.count("SHIFT_OFF_REQUESTS", least=0, most=REQUESTS_MAX), 3, "a request"):
        nurse, shift, day = line.words
        lines.known(line, nurse, nurses, "nurse")
        asked = None if shift == _ANY_SHIFT else lines.known(line, shift, shifts, "shift type")
        yield OffRequest(nurse, asked, DAY_NAMES.index(lines.known(line, day, DAY_NAMES, "day")))


def _counted(lines: Lines, line: Line, at: int) -> tuple[str, ...]:
    """The words after the one that says how many they are."""
    count, words = lines.number(line, line.words[at]), line.words[at + 1 :]
    if count != len(words):
        raise lines.wrong(line, f"announces {count} names and has {len(words)}")
    return words


def _same_data_set(lines: Lines, line: Line, scenario: Scenario) -> None:
    if line.words[-1] != scenario.name:
        raise lines.wrong(line, f"belongs to {line.words[-1][:NAME_LENGTH_MAX]!r}, the scenario to {scenario.name[:NAME_LENGTH_MAX]!r}")
