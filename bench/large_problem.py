"""A large workplace: 100 people × 60 days under 30 rules of every type."""

import random
from datetime import date, time, timedelta
from typing import Any, Literal

from shared.domain import Rule, RuleScope, ShiftKind, ShiftType, Skill, StaffMember, StaffScope
from shared.problem import Problem

FIRST_DAY = date(2026, 12, 7)
_GROUPS = ("Red", "Green", "Blue", "Grey")
_SHIFTS = (
    ("e", 6, 14, 480),
    ("d", 8, 16, 450),
    ("l", 14, 22, 480),
    ("n", 22, 6, 540),
)
_WISHES = 300


def a_large_problem(*, staff_count: int = 100, day_count: int = 60, seed: int = 1) -> Problem:
    """The same problem for the same numbers; its reference is a grid that covers most days and breaks some of every rule."""
    dice = random.Random(seed)
    staff = tuple(_member(index) for index in range(staff_count))
    return Problem(
        staff=staff,
        shift_types=(
            ShiftType(id="st-off", code="o", name="Off", kind=ShiftKind.OFF),
            ShiftType(id="st-leave", code="v", name="Leave", kind=ShiftKind.LEAVE),
            *(
                ShiftType(id=f"st-{code}", code=code, start=time(start), end=time(end), paid_minutes=minutes)
                for code, start, end, minutes in _SHIFTS
            ),
        ),
        start_date=FIRST_DAY,
        end_date=FIRST_DAY + timedelta(days=day_count - 1),
        rules=tuple(_rules(staff_count, day_count, dice)),
        reference=tuple(_row(index, day_count, dice) for index in range(staff_count)),
    )


def _member(index: int) -> StaffMember:
    skills = (Skill(name="Driver", until=FIRST_DAY + timedelta(days=index)),) if index % 3 == 0 else ()
    return StaffMember(
        id=f"p{index}", code=f"P{index:03}", name=f"Person {index}", group=_GROUPS[index % len(_GROUPS)], skills=skills, hourly_cost=30
    )


def _row(index: int, day_count: int, dice: random.Random) -> tuple[str | None, ...]:
    """Five days of work in seven, the shift changing each week; now and then something else."""
    weeks = ("e", "d", "l", "n")
    row: list[str | None] = []
    for day in range(day_count):
        usual = weeks[(index + (day + index) // 7) % 4] if (day + index) % 7 < 5 else "o"
        row.append(dice.choice(("e", "d", "l", "n", "o", "v")) if dice.random() < 0.05 else usual)
    return tuple(row)


def _rules(staff_count: int, day_count: int, dice: random.Random) -> list[Rule]:
    rules: list[Rule] = []

    def add(kind: str, params: dict[str, Any], enforcement: Literal["hard", "soft"] = "soft", **staff: Any) -> None:
        scope = RuleScope(staff=StaffScope(**staff))
        rules.append(Rule(id=f"r{len(rules)}", type=kind, enforcement=enforcement, weight=1 + len(rules) % 5, scope=scope, params=params))

    for code in ("e", "d", "l", "n"):
        add("coverage", {"shifts": [code], "min": staff_count // 7, "max": staff_count // 5}, "hard")
    for group in _GROUPS:
        add("coverage", {"min": staff_count // 8, "max": staff_count // 5}, groups=(group,))
    add("coverage", {"shifts": ["n"], "min": 1}, "hard", skills=("Driver",))
    add("daily_limit", {"kinds": ["leave"], "max": staff_count // 10}, "hard")
    add("group_limit", {"points": {"o": 2, "v": 3}, "max": staff_count // 4}, groups=("Red",))
    add("window_count", {"shifts": ["n"], "max": 6, "window": "month"}, "hard")
    add("window_count", {"kinds": ["off"], "min": 2, "window": "rolling", "window_days": 10}, "hard")
    add("window_count", {"points": {"n": 3, "l": 1}, "max": 21, "window": "rolling", "window_days": 14})
    add("window_count", {"kinds": ["off", "leave"], "min": 1, "max": 3, "window": "week"})
    add("work_minutes", {"max": 2700, "window": "week", "step": 60}, "hard")
    add("work_minutes", {"min": 7200, "max": 11520, "window": "month", "step": 60})
    add("consecutive", {"kinds": ["work"], "min": 2, "max": 6}, "hard")
    add("consecutive", {"kinds": ["off"], "min": 2, "max": 4})
    add("consecutive", {"shifts": ["n"], "min": 2, "max": 5})
    add("succession", {"pairs": [{"before": ["l"], "after": ["e"]}, {"before": ["n"], "after": ["e", "d", "l"]}]}, "hard")
    add("weekends", {"max_worked": day_count // 9, "same_shift": True})
    add("min_rest", {"minutes": 660}, "hard")
    add("pattern", {"sequence": [{"shifts": ["n"]}, {"kinds": ["off"]}, {"shifts": ["n"]}]})
    add("skill", {"needs": [{"shifts": ["d"], "skill": "Driver"}]}, groups=("Red",))
    add("apart", {"sets": [{"staff": [f"p{index}", f"p{index + 1}"]} for index in range(0, staff_count - 1, 10)]})
    add("fairness", {"shifts": ["n"], "tolerance": 3})
    add("stability", {"tolerance": 5})
    add("cost", {"budget": staff_count * day_count * 170, "overtime": {"after": 2700, "percent": 125}})
    add("request", {"requests": [_wish(staff_count, day_count, dice) for _ in range(_WISHES)]})
    return rules


def _wish(staff_count: int, day_count: int, dice: random.Random) -> dict[str, Any]:
    day = FIRST_DAY + timedelta(days=dice.randrange(day_count))
    kind = dice.choice(("on", "off", "avoid"))
    shifts = [] if kind == "off" else [dice.choice("edln")]
    return {"staff": f"p{dice.randrange(staff_count)}", "when": {"dates": [str(day)]}, "kind": kind, "shifts": shifts}
