"""Solves in this process, and problems that keep a solver busy."""

import threading
import time
from datetime import date, timedelta
from typing import Any

from shared.domain import Rule, ShiftKind, ShiftType, StaffMember
from shared.problem import Event, Options, Problem, Solution
from solver_service.engines.options import complete
from solver_service.engines.port import Order
from solver_service.engines.registry import ENGINES

FIRST_DAY = date(2026, 12, 7)


def solved(problem: Problem, *, stop: threading.Event | None = None, **options: Any) -> tuple[Solution, list[Event]]:
    """The engine's answer and its events."""
    events: list[Event] = []
    given = Options.model_validate({"time_limit_s": 5, "workers": 2, **options})
    whole = complete(given, workers_max=2, time_limit_max_s=60)
    order = Order(problem, whole, time.monotonic(), stop or threading.Event())
    return ENGINES[whole.engine].solve(order, events.append), events


def a_busy_problem(staff: int = 30, days: int = 56, shifts: int = 4) -> Problem:
    """A roster that takes minutes to prove: coverage against runs, rests, totals and wishes."""
    codes = [f"S{index}" for index in range(shifts)]
    kinds = {"kinds": ["work"]}
    rules = [
        *(
            _rule(
                f"cover-{code}",
                "coverage",
                {"shifts": [code], "min": staff // (shifts + 1), "max": staff // (shifts + 1), "under_weight": 100},
            )
            for code in codes
        ),
        _rule(
            "rest",
            "succession",
            {"pairs": [{"before": [late], "after": codes[:index]} for index, late in enumerate(codes) if index]},
            hard=True,
        ),
        _rule("runs", "consecutive", {**kinds, "min": 2, "max": 5}, hard=True),
        _rule("rests", "consecutive", {"kinds": ["off"], "min": 2}, hard=True),
        _rule("minutes", "work_minutes", {"min": days * 300, "max": days * 330, "step": 480}),
        _rule("weekends", "weekends", {"max_worked": days // 14}),
        _rule("wishes", "request", {"requests": [_wish(person, days, codes) for person in range(staff)]}),
    ]
    return Problem(
        staff=tuple(StaffMember(id=f"p{index}", code=f"P{index}") for index in range(staff)),
        shift_types=(
            ShiftType(id="off", code="-", kind=ShiftKind.OFF),
            *(ShiftType(id=code, code=code, paid_minutes=480) for code in codes),
        ),
        start_date=FIRST_DAY,
        end_date=FIRST_DAY + timedelta(days=days - 1),
        rules=tuple(rules),
    )


def a_huge_problem() -> Problem:
    """A model that takes seconds to build."""
    return a_busy_problem(staff=110, days=120, shifts=8)


def _rule(rule_id: str, rule_type: str, params: dict[str, Any], *, hard: bool = False) -> Rule:
    return Rule(id=rule_id, type=rule_type, enforcement="hard" if hard else "soft", weight=1, params=params)


def _wish(person: int, days: int, codes: list[str]) -> dict[str, Any]:
    dates = [str(FIRST_DAY + timedelta(days=day)) for day in range(person % 5, days, 5)]
    return {"staff": f"p{person}", "when": {"dates": dates}, "kind": "on", "shifts": [codes[person % len(codes)]], "weight": 1 + person % 3}
