"""Random small problems with random rules of every type, and grids for them."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from shared.domain import DateScope, Rule, RuleScope, StaffScope
from shared.problem import Problem, Row
from shared.rules import CATALOGUE
from tests.support.grids import SHIFT_TYPES, TextGrid, a_problem

CODES = tuple(shift.code for shift in SHIFT_TYPES)
NAMES = ("Ana", "Bo", "Cy", "Dee")
FIRST_DAYS = (date(2026, 12, 7), date(2026, 12, 6), date(2026, 12, 24), date(2027, 1, 31))
DAYS_MAX = 12

Params = st.SearchStrategy[dict[str, Any]]

codes = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True)
small = st.integers(0, 4)
maybe = st.none() | small
kinds = st.lists(st.sampled_from(["work", "off", "leave"]), max_size=2, unique=True)
points = st.dictionaries(st.sampled_from(CODES), st.integers(0, 3), max_size=3)
factor = st.integers(1, 3)
shift_sets: Params = st.fixed_dictionaries({}, optional={"shifts": codes, "kinds": kinds})
limits = st.tuples(maybe, maybe).filter(lambda pair: pair[0] is None or pair[1] is None or pair[0] <= pair[1])
windows: Params = st.sampled_from(
    [
        {"window": "period"},
        {"window": "month"},
        {"window": "week"},
        {"window": "rolling", "window_days": 2},
        {"window": "rolling", "window_days": 5},
    ]
)


def limited(*parts: Params, scale: int = 1) -> Params:
    """Params of several parts, with limits."""

    def joined(found: tuple[Any, ...]) -> dict[str, Any]:
        (least, most), *rest = found
        params = {"min": None if least is None else least * scale, "max": None if most is None else most * scale}
        for part in rest:
            params |= part
        return params

    return st.tuples(limits, *parts).map(joined)


@st.composite
def date_scopes(draw: st.DrawFn, days: tuple[date, ...]) -> dict[str, Any]:
    scope: dict[str, Any] = {}
    if draw(st.booleans()):
        return scope
    if draw(st.booleans()):
        scope["weekdays"] = draw(st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True))
    if draw(st.booleans()):
        scope["from"] = draw(st.sampled_from(days))
    if draw(st.booleans()):
        scope["to"] = draw(st.sampled_from(days))
    if draw(st.booleans()):
        scope["dates"] = draw(st.lists(st.sampled_from(days), min_size=1, max_size=6))
    return scope


staff_scopes = st.sampled_from(
    [
        {},
        {},
        {"ids": ["ana", "cy"]},
        {"groups": ["Kitchen"]},
        {"skills": ["First aid"]},
        {"positions": ["Chef"]},
        {"employment": ["part_time", "contract"]},
        {"ids": ["bo"], "groups": ["Kitchen"]},
    ]
)


def params_of(rule_type: str, days: tuple[date, ...]) -> Params:
    """Valid parameters of this rule type. A rule type without them fails here."""
    texts = [str(day) for day in days]
    when = date_scopes(days).map(lambda scope: {key: value if key == "weekdays" else _text(value) for key, value in scope.items()})
    staff = st.sampled_from(["ana", "bo"])
    needs = limited(st.fixed_dictionaries({}, optional={"ideal": maybe}))
    dated = st.tuples(needs, st.lists(st.sampled_from(texts), min_size=1, max_size=3)).map(lambda found: {**found[0], "dates": found[1]})
    pair = st.fixed_dictionaries({"before": codes, "after": codes})
    wish = st.tuples(
        shift_sets, st.fixed_dictionaries({"staff": staff, "when": when, "kind": st.sampled_from(["on", "off", "avoid"]), "weight": factor})
    )
    absence = st.fixed_dictionaries({"staff": staff, "when": when}, optional={"leave": st.sampled_from(["V", "-"])})
    weekdays = st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True)
    need = st.tuples(
        shift_sets,
        st.fixed_dictionaries({"skill": st.sampled_from(["First aid", "Keys"])}, optional={"site": st.sampled_from(["Main", "Annex"])}),
    ).map(lambda found: found[0] | found[1])
    people = st.lists(st.sampled_from([name.lower() for name in NAMES]), min_size=2, max_size=4, unique=True)
    sets = st.lists(people.map(lambda found: {"staff": found}), max_size=2)
    set_rule = st.tuples(shift_sets, st.fixed_dictionaries({}, optional={"sets": sets})).map(lambda found: found[0] | found[1])
    share = st.fixed_dictionaries({}, optional={"percent": st.sampled_from([30, 50, 80]), "before": small})
    shares = st.dictionaries(st.sampled_from(["ana", "cy"]), share).map(lambda found: [{"staff": who, **own} for who, own in found.items()])
    whats: list[dict[str, Any]] = [{"what": "shifts"}, {"what": "weekends"}, {"what": "minutes", "unit": 60}, {"points": {"N": 3, "E": 1}}]
    shared = st.tuples(
        st.fixed_dictionaries(
            {"measure": st.sampled_from(["range", "deviation"]), "tolerance": st.integers(0, 2)},
            optional={"shares": shares, "weekend": st.sampled_from([[5, 6], [4, 5, 6], [6, 0]])},
        ),
        st.sampled_from(whats),
    ).map(lambda found: found[0] | found[1])
    overtime = st.fixed_dictionaries(
        {"after": st.sampled_from([0, 480, 1000, 2400])},
        optional={
            "window": st.sampled_from(["week", "month", "period"]),
            "percent": st.sampled_from([125, 200]),
            "step": st.sampled_from([1, 60]),
        },
    )
    strategies: dict[str, Params] = {
        "coverage": st.tuples(
            needs,
            shift_sets,
            st.fixed_dictionaries(
                {"under_weight": factor, "over_weight": factor},
                optional={"site": st.sampled_from(["Main", "Annex"]), "exceptions": st.lists(dated, max_size=2)},
            ),
        ).map(lambda found: found[0] | found[1] | found[2]),
        "daily_limit": limited(shift_sets),
        "group_limit": st.tuples(shift_sets, st.fixed_dictionaries({"max": small, "points": points})).map(
            lambda found: found[0] | found[1]
        ),
        "window_count": limited(shift_sets, windows, st.fixed_dictionaries({}, optional={"points": points})),
        "work_minutes": limited(windows, st.fixed_dictionaries({"step": st.sampled_from([1, 30, 480, 500])}), scale=700),
        "consecutive": limited(shift_sets),
        "succession": st.fixed_dictionaries({"pairs": st.lists(pair, min_size=1, max_size=3)}),
        "min_rest": st.fixed_dictionaries({"minutes": st.sampled_from([1, 481, 660, 1000, 2000, 3500])}),
        "pattern": st.tuples(
            st.lists(shift_sets, min_size=2, max_size=4),
            st.integers(1, 3),
            st.fixed_dictionaries({"kind": st.sampled_from(["forbidden", "required"])}, optional={"weekdays": weekdays}),
        ).map(lambda found: {"sequence": found[0], "given": min(found[1], len(found[0]) - 1), **found[2]}),
        "skill": st.fixed_dictionaries({"needs": st.lists(need, max_size=2), "of_shift_types": st.booleans()}),
        "together": set_rule,
        "apart": set_rule,
        "backup": set_rule,
        "weekends": st.fixed_dictionaries(
            {"days": st.sampled_from([[5, 6], [4, 5, 6], [6], [6, 0]])},
            optional={"max_worked": maybe, "min_free": maybe, "complete": st.booleans(), "same_shift": st.booleans()},
        ),
        "request": st.fixed_dictionaries({"requests": st.lists(wish.map(lambda found: found[0] | found[1]), max_size=3)}),
        "time_off": st.fixed_dictionaries({"absences": st.lists(absence, max_size=3)}),
        "fairness": st.tuples(shift_sets, shared).map(lambda found: found[0] | found[1]),
        "stability": st.fixed_dictionaries({}, optional={"tolerance": small}),
        "cost": st.fixed_dictionaries(
            {}, optional={"budget": st.sampled_from([0, 500, 3000]), "overtime": overtime, "unit": st.sampled_from([1, 10])}
        ),
    }
    return strategies[rule_type]


@st.composite
def rules(draw: st.DrawFn, days: tuple[date, ...], rule_id: str, rule_type: str | None = None) -> Rule:
    chosen = rule_type or draw(st.sampled_from(sorted(CATALOGUE)))
    return Rule(
        id=rule_id,
        type=chosen,
        enforcement=draw(st.sampled_from(["hard", "soft"])),
        weight=draw(st.integers(1, 9)),
        scope=RuleScope(staff=StaffScope.model_validate(draw(staff_scopes)), dates=DateScope.model_validate(draw(date_scopes(days)))),
        params=draw(params_of(chosen, days)),
    )


@st.composite
def problems(draw: st.DrawFn, *, rule_type: str | None = None, rule_count_max: int = 3, may_be_open: bool = True) -> Problem:
    """A problem of up to four people and twelve days, with a reference grid and often a history."""
    start = draw(st.sampled_from(FIRST_DAYS))
    day_count = draw(st.integers(1, DAYS_MAX))
    names = NAMES[: draw(st.integers(2, len(NAMES)))]
    days = tuple(start + timedelta(days=day) for day in range(day_count))
    cell = st.sampled_from([*CODES, None] if may_be_open else CODES)
    rows = tuple(draw(st.lists(cell, min_size=day_count, max_size=day_count).map(tuple)) for _ in names)
    history = {name: draw(st.lists(st.sampled_from([*CODES, "."]), max_size=8).map(" ".join)) for name in names if draw(st.booleans())}
    found = [draw(rules(days, f"r{index}", rule_type)) for index in range(draw(st.integers(1, rule_count_max)))]
    absent = tuple(name.lower() for name in NAMES[len(names) :])  # rules may name them all the same
    return a_problem(TextGrid(names, rows), *found, start=start, history=history, absent_staff=absent)


def grids_of(problem: Problem, *, may_be_open: bool = True) -> st.SearchStrategy[tuple[Row, ...]]:
    """Other grids of the same problem."""
    day_count = (problem.end_date - problem.start_date).days + 1
    cell = st.sampled_from([*CODES, None] if may_be_open else CODES)
    row = st.lists(cell, min_size=day_count, max_size=day_count).map(tuple)
    return st.tuples(*[row] * len(problem.staff))


def _text(value: date | list[date]) -> str | list[str]:
    return [str(day) for day in value] if isinstance(value, list) else str(value)
