"""The product's own kinds of problems, and variants with and without each soft and coupling kind of rule: pure data."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

from shared.demo import demo
from shared.domain import DateScope, Employment, Rule, RuleScope, ShiftKind, ShiftType, Skill, StaffMember, StaffScope
from shared.problem import Problem, Row

FIRST_DAY = date(2027, 3, 1)
"""A Monday."""

_OFF = ShiftType(id="off", code="x", name="Off", kind=ShiftKind.OFF, colour="off")
_LEAVE = ShiftType(id="leave", code="v", name="Leave", kind=ShiftKind.LEAVE, colour="leave")
_WARD = (("e", 6, 8), ("d", 9, 8), ("m", 12, 8), ("l", 14, 8), ("n", 22, 9))
"""Code, first hour, hours."""
_LARGE_SITES = 4  # two guards by day and two by night


def restaurant(_seed: int = 1) -> Problem:
    """The demo: 15 × 60."""
    return demo().problem()


def hotel(seed: int = 1) -> Problem:
    """40 people × 60 days in four teams: early, day, late and night, teams that must be there, months, weekends, wishes, leave."""
    dice = random.Random(seed)
    teams = ("Desk", "House", "Kitchen", "Bar")
    shifts = [_shift(code, first, hours) for code, first, hours in _WARD if code != "m"]
    staff = [_member(index, group=teams[index % 4], skills=("First aid",) if index % 5 == 0 else ()) for index in range(40)]
    rules = [
        *(_must("coverage", f"{team} {code}", {"shifts": [code], "min": 1}, groups=(team,)) for team in teams for code in ("e", "l")),
        _must("coverage", "Night", {"shifts": ["n"], "min": 2, "max": 3}),
        *(
            _wish_rule("coverage", f"People {code}", {"shifts": [code], "ideal": count}, 40)
            for code, count in (("e", 8), ("d", 7), ("l", 9))
        ),
        _wish_rule("coverage", "Busy evenings", {"shifts": ["l"], "min": 12}, 40, dates=DateScope(weekdays=(4, 5))),
        _wish_rule("coverage", "First aid", {"min": 2}, 60, skills=("First aid",)),
        *_rests(("l", "n"), "n"),
        _must("consecutive", "Days in a row", {"kinds": ["work"], "max": 6}),
        _wish_rule("consecutive", "Days off together", {"kinds": ["off"], "min": 2}, 15),
        _wish_rule("consecutive", "Nights in a row", {"shifts": ["n"], "min": 2, "max": 4}, 25),
        _wish_rule("window_count", "Days off a month", {"kinds": ["off"], "min": 9, "max": 11, "window": "month"}, 50),
        _wish_rule("weekends", "Weekends", {"max_worked": 6, "complete": True}, 20),
        *_asked(staff, 60, dice, wishes=120, leaves=12),
    ]
    return _problem(staff, shifts, 60, rules)


def guards(seed: int = 1) -> Problem:
    """25 guards, one week, 200 shifts of 12 hours at ten sites, some for who is armed or has a dog.

    They can't take them all (175 cells, less their days off): the sites come by rank.
    """
    dice = random.Random(seed)
    sites = [f"Site {index}" for index in range(10)]
    shifts, rules = [], []
    for index, site in enumerate(sites):
        needs = ("Armed",) if index in {0, 1, 2} else ("Dog",) if index == 3 else ()
        for code, first in ((f"s{index}d", 7), (f"s{index}n", 19)):
            shifts.append(_shift(code, first, 12, site=site, skills=needs))
            wanted = {"shifts": [code], "ideal": 2 if index < _LARGE_SITES else 1}
            rules.append(_wish_rule("coverage", f"{site} {code[-1]}", wanted, 300 - 20 * index))
    more = {"shifts": [f"s{_LARGE_SITES}n"], "min": 2}
    rules.append(_wish_rule("coverage", "A second one at night", more, 90, dates=DateScope(weekdays=(3, 4, 5, 6))))
    holders = {"Armed": 9, "Dog": 4}
    staff = [
        _member(
            index,
            skills=tuple(
                Skill(name=name, until=FIRST_DAY + timedelta(days=3) if (index + offset) % 7 == 3 else None)
                for offset, (name, count) in enumerate(holders.items())
                if (index * (offset + 1)) % 25 < count
            ),
        )
        for index in range(25)
    ]
    rules += [
        _must("skill", "Skills", {"needs": [{"shifts": [shift.code], "skill": skill} for shift in shifts for skill in shift.skills]}),
        _must("min_rest", "Rest", {"minutes": 11 * 60}),
        _must("window_count", "A day off", {"kinds": ["off"], "min": 1, "window": "period"}),
        _wish_rule("work_minutes", "Hours", {"min": 3 * 720, "max": 5 * 720, "step": 60}, 5),
        _wish_rule("consecutive", "Nights", {"shifts": [shift.code for shift in shifts if shift.code.endswith("n")], "max": 4}, 20),
        *_asked(staff, 7, dice, wishes=25, leaves=0),
    ]
    return _problem(staff, shifts, 7, rules)


def hospital(seed: int = 1) -> Problem:
    """100 people × 31 days × 6 shift types, four wards: cover by ward and skill, contracts, rests, weekends, fair nights, wishes, leave."""
    dice = random.Random(seed)
    wards = ("North", "East", "South", "West")
    shifts = [_shift(code, first, hours) for code, first, hours in _WARD] + [_shift("o", 8, 6)]
    staff = [
        _member(
            index,
            group=wards[index % 4],
            skills=("Senior",) if index % 3 == 0 else (),
            employment=Employment.PART_TIME if index % 5 == 4 else Employment.REGULAR,
        )
        for index in range(100)
    ]
    need = {"e": 4, "d": 2, "m": 1, "l": 4, "n": 2, "o": 1}
    rules = [
        *(
            _wish_rule("coverage", f"{ward} {code}", {"shifts": [code], "ideal": count, "under_weight": 10}, 10, groups=(ward,))
            for ward in wards
            for code, count in need.items()
        ),
        *(
            _must("coverage", f"{ward} {code} at least", {"shifts": [code], "min": 1}, groups=(ward,))
            for ward in wards
            for code in ("e", "l", "n")
        ),
        *(_wish_rule("coverage", f"Seniors {code}", {"shifts": [code], "min": 2}, 60, skills=("Senior",)) for code in ("e", "l", "n")),
        *_rests(("l", "n", "m"), "n"),
        _must("min_rest", "Rest", {"minutes": 11 * 60}),
        _must("consecutive", "Days in a row", {"kinds": ["work"], "max": 6}),
        _wish_rule("consecutive", "Two days off", {"kinds": ["off"], "min": 2}, 20),
        _wish_rule("consecutive", "Nights", {"shifts": ["n"], "min": 2, "max": 4}, 30),
        _wish_rule("work_minutes", "Full time", {"min": 9000, "max": 10200, "step": 60}, 10, employment=(Employment.REGULAR,)),
        _wish_rule("work_minutes", "Part time", {"min": 4500, "max": 5700, "step": 60}, 10, employment=(Employment.PART_TIME,)),
        _wish_rule("weekends", "Weekends", {"max_worked": 2, "complete": True}, 25),
        _wish_rule("fairness", "Fair nights", {"shifts": ["n"], "tolerance": 2}, 20),
        *_asked(staff, 31, dice, wishes=250, leaves=25),
    ]
    return _problem(staff, shifts, 31, rules)


KINDS: dict[str, Callable[[int], Problem]] = {"restaurant": restaurant, "hotel": hotel, "guards": guards, "hospital": hospital}


def with_fairness(problem: Problem) -> Problem:
    """Everyone works as many late shifts as the others, and as many weekends, nearly."""
    late = [problem.shift_types[-1].code]
    return _more(
        problem,
        _wish_rule("fairness", "Fair late shifts", {"shifts": late, "tolerance": 2}, 15),
        _wish_rule("fairness", "Fair weekends", {"what": "weekends", "tolerance": 1}, 15),
    )


def with_groups(problem: Problem) -> Problem:
    """Teams of five of whom few are off on one day."""
    teams = [problem.staff[first : first + 5] for first in range(0, len(problem.staff) - 4, 5)]
    off = next(shift.code for shift in problem.shift_types if shift.kind is ShiftKind.OFF)
    return _more(
        problem,
        *(
            _wish_rule("group_limit", f"Team {index}", {"points": {off: 2}, "max": 4}, 30, ids=tuple(member.id for member in team))
            for index, team in enumerate(teams)
        ),
    )


def with_pairs(problem: Problem) -> Problem:
    """Some who work together, some who never do, some of whom one is always there."""
    ids = [member.id for member in problem.staff]
    pairs = [list(pair) for pair in zip(ids[::2], ids[1::2], strict=False)]
    return _more(
        problem,
        *(
            _wish_rule(kind, kind, {"sets": [{"staff": pair} for pair in pairs[first::3]]}, weight)
            for first, (kind, weight) in enumerate((("together", 8), ("apart", 12), ("backup", 12)))
        ),
    )


def with_stability(problem: Problem) -> Problem:
    """A roster that is published already: each changed cell costs. It is good, but for a tenth of its cells."""
    dice = random.Random(len(problem.staff))
    free = next(shift.code for shift in problem.shift_types if shift.kind is ShiftKind.OFF)
    work = [shift.code for shift in problem.shift_types if shift.kind is ShiftKind.WORK]
    days = (problem.end_date - problem.start_date).days + 1
    stands = problem.reference or ((None,) * days,) * len(problem.staff)
    reference = tuple(_published(index, row, work, free, dice) for index, row in enumerate(stands))
    return _more(problem.model_copy(update={"reference": reference}), _wish_rule("stability", "Published", {"tolerance": 0}, 5))


VARIANTS: dict[str, Callable[[Problem], Problem]] = {
    "fairness": with_fairness,
    "groups": with_groups,
    "pairs": with_pairs,
    "stability": with_stability,
}


def _published(index: int, row: Row, work: Sequence[str], free: str, dice: random.Random) -> Row:
    """Five days of work in seven, one shift a week; what stands already stays."""
    shift = [work[(index + week) % len(work)] for week in range(len(row) // 7 + 1)]
    usual = (shift[day // 7] if (day + index) % 7 < 5 else free for day in range(len(row)))
    return tuple(cell or (dice.choice([*work, free]) if dice.random() < 0.1 else planned) for cell, planned in zip(row, usual, strict=True))


def _rests(late: Sequence[str], night: str) -> Iterator[Rule]:
    early = ["e"]
    yield _must("succession", "Late, then early", {"pairs": [{"before": list(late), "after": early}]})
    yield _must("succession", "Night, then day", {"pairs": [{"before": [night], "after": ["e", "d"]}]})


def _asked(staff: Sequence[StaffMember], days: int, dice: random.Random, *, wishes: int, leaves: int) -> Iterator[Rule]:
    """What people asked for: days off, and a few weeks of leave."""
    asked = [
        {
            "staff": dice.choice(staff).id,
            "when": {"dates": [str(FIRST_DAY + timedelta(days=dice.randrange(days)))]},
            "kind": "off",
            "shifts": [],
        }
        for _ in range(wishes)
    ]
    yield _wish_rule("request", "Wishes", {"requests": asked}, 10)
    if leaves:
        away = []
        for member in dice.sample(list(staff), leaves):
            first = FIRST_DAY + timedelta(days=dice.randrange(days - 6))
            away.append({"staff": member.id, "when": {"from": str(first), "to": str(first + timedelta(days=dice.randint(1, 6)))}})
        yield _must("time_off", "Leave", {"absences": away})


def _problem(staff: Sequence[StaffMember], shifts: Sequence[ShiftType], days: int, rules: Sequence[Rule]) -> Problem:
    numbered = tuple(rule.model_copy(update={"id": f"r{index}"}) for index, rule in enumerate(rules))
    return Problem(
        staff=tuple(staff),
        shift_types=(_OFF, _LEAVE, *shifts),
        start_date=FIRST_DAY,
        end_date=FIRST_DAY + timedelta(days=days - 1),
        rules=numbered,
    )


def _more(problem: Problem, *rules: Rule) -> Problem:
    added = (rule.model_copy(update={"id": f"more-{index}"}) for index, rule in enumerate(rules))
    return problem.model_copy(update={"rules": (*problem.rules, *added)})


def _member(index: int, *, skills: Sequence[str | Skill] = (), **fields: Any) -> StaffMember:
    found = tuple(skill if isinstance(skill, Skill) else Skill(name=skill) for skill in skills)
    return StaffMember(id=f"p{index}", code=f"P{index:03}", name=f"Person {index}", skills=found, **fields)


def _shift(code: str, first: int, hours: int, **fields: Any) -> ShiftType:
    return ShiftType(
        id=code, code=code, name=code, start=time(first), end=time((first + hours) % 24), paid_minutes=60 * hours - 30, **fields
    )


def _must(kind: str, name: str, params: dict[str, Any], **staff: Any) -> Rule:
    return _rule(kind, name, params, RuleScope(staff=StaffScope(**staff))).model_copy(update={"enforcement": "hard"})


def _wish_rule(kind: str, name: str, params: dict[str, Any], weight: int, *, dates: DateScope | None = None, **staff: Any) -> Rule:
    scope = RuleScope(staff=StaffScope(**staff), dates=dates or DateScope())
    return _rule(kind, name, params, scope).model_copy(update={"weight": weight})


def _rule(kind: str, name: str, params: dict[str, Any], scope: RuleScope) -> Rule:
    return Rule(id="r", type=kind, name=name, scope=scope, params=params)
