"""Weeks of INRC-II as a problem: its soft score is the competition's objective, its hard rules are the competition's."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from shared.domain import Colour, Rule, RuleScope, ShiftKind, ShiftType, Skill, StaffMember, StaffScope
from shared.formats.curtois_qu import FIRST_DAY
from shared.formats.inrc2 import OFF_CODE, WEEK_DAYS, Contract, History, Instance, Scenario, Week, symbol
from shared.formats.inrc2_history import last_days
from shared.problem import Problem

OPTIMAL_COVERAGE, SHIFT_RUN, WORK_RUN, FREE_RUN, REQUEST, COMPLETE_WEEKEND, TOTAL, WEEKENDS = 30, 15, 30, 30, 10, 30, 20, 30
"""The weights of the constraints S1 to S7, in the order of the problem description."""

EXPECTED_MINIMUM = 300
"""A person short of the minimum in a week that is only expected: a price, since what must hold is the known week's."""

_COLOURS: tuple[Colour, ...] = ("early", "day", "late", "night", "swing", "on-call")


def whole_problem(instance: Instance) -> Problem:
    """Return the whole horizon as one problem; its soft score is the total of the competition's validator, exactly."""
    return problem_of(instance.scenario, instance.history, instance.weeks)


def problem_of(scenario: Scenario, history: History, weeks: Sequence[Week], expected: Sequence[Week] = ()) -> Problem:
    """Return the `weeks` that follow `history`, and after them those that are only `expected`: their minimum is a high price, no must.

    The codes of staff are the nurses' names, those of shift types `Early:HeadNurse` and `-`; the files have no dates, and the first
    week of the horizon begins on FIRST_DAY, a Monday. The runs that end on the last day of the history are the problem's history.
    Limits of the horizon (S6, S7) are lowered by what a nurse has already; one who is over them already is charged for what is more
    only. Where the weeks end before the horizon does, they are taken in proportion: the minimum rounded down, the maximum up.
    """
    return _Weeks(scenario, history, (*weeks, *expected), len(weeks)).problem()


class _Weeks:
    """Some weeks of a scenario."""

    def __init__(self, scenario: Scenario, history: History, weeks: Sequence[Week], known_count: int) -> None:
        self.known_count = known_count
        self.scenario = scenario
        self.history = history
        self.weeks = weeks
        self.first_day = FIRST_DAY + timedelta(weeks=history.week_index)

    def problem(self) -> Problem:
        scenario = self.scenario
        return Problem(
            staff=tuple(
                StaffMember(id=nurse.name, code=nurse.name, group=nurse.contract, skills=tuple(Skill(name=skill) for skill in nurse.skills))
                for nurse in scenario.nurses
            ),
            shift_types=(_day_off(), *self._shift_types()),
            start_date=self.first_day,
            end_date=self._date(len(self.weeks) - 1, WEEK_DAYS - 1),
            rules=tuple(self._rules()),
            history={nurse.name: last_days(scenario, past) for nurse, past in zip(scenario.nurses, self.history.nurses, strict=True)},
        )

    def _shift_types(self) -> Iterator[ShiftType]:
        for index, shift in enumerate(self.scenario.shifts):
            for skill in self.scenario.skills:
                code = symbol(shift.name, skill)
                colour = _COLOURS[index % len(_COLOURS)]
                yield ShiftType(id=code, code=code, symbol=shift.name[:8], name=f"{shift.name} {skill}", colour=colour, skills=(skill,))

    def _rules(self) -> Iterator[Rule]:
        yield _rule("skill", "skill", "Skills", {})
        yield from self._successions()
        yield from self._coverage("least", range(self.known_count), None)
        yield from self._coverage("expected", range(self.known_count, len(self.weeks)), EXPECTED_MINIMUM)
        yield from self._coverage("wanted", range(len(self.weeks)), OPTIMAL_COVERAGE)
        yield from self._shift_runs()
        for contract in self.scenario.contracts.values():
            yield from self._contract(contract)
        yield from self._horizon()
        yield from self._requests()

    def _successions(self) -> Iterator[Rule]:
        pairs = [
            {"before": self._codes(shift.name), "after": [code for name in shift.never_next for code in self._codes(name)]}
            for shift in self.scenario.shifts
            if shift.never_next
        ]
        if pairs:
            yield _rule("succession", "succession", "Shifts that can't follow", {"pairs": pairs})

    def _coverage(self, what: Literal["least", "expected", "wanted"], indices: range, weight: int | None) -> Iterator[Rule]:
        dates: dict[tuple[str, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for index in indices:
            for need, spans in self.weeks[index].needs.items():
                for day, span in enumerate(spans):
                    count = span.most if what == "wanted" else span.least
                    if count:
                        dates[need][count].append(str(self._date(index, day)))
        for (shift, skill), by_count in dates.items():
            params = {
                "shifts": [symbol(shift, skill)],
                "exceptions": [{"min": count, "dates": found} for count, found in sorted(by_count.items())],
            }
            yield _rule("coverage", f"{what}-{symbol(shift, skill)}", f"{what.capitalize()} {shift} {skill}", params, weight=weight)

    def _shift_runs(self) -> Iterator[Rule]:
        for shift in self.scenario.shifts:
            params = {"shifts": self._codes(shift.name), "min": shift.run.least, "max": shift.run.most}
            yield _rule("consecutive", f"run-{shift.name}", f"{shift.name} in a row", params, weight=SHIFT_RUN)

    def _contract(self, contract: Contract) -> Iterator[Rule]:
        name, staff = contract.name, StaffScope(groups=(contract.name,))
        for kind, span, weight in (("work", contract.work, WORK_RUN), ("off", contract.free, FREE_RUN)):
            params = {"kinds": [kind], "min": span.least, "max": span.most}
            yield _rule("consecutive", f"{kind}-{name}", f"Days of {kind} in a row, {name}", params, weight=weight, staff=staff)
        if contract.is_complete_weekend:
            yield _rule(
                "weekends", f"complete-{name}", f"Complete weekends, {name}", {"complete": True}, weight=COMPLETE_WEEKEND, staff=staff
            )

    def _horizon(self) -> Iterator[Rule]:
        """The limits of the horizon that are left, one rule for all nurses who share them."""
        done, of = min(self.history.week_index + len(self.weeks), self.scenario.week_count), self.scenario.week_count
        totals: dict[tuple[int, int], list[str]] = defaultdict(list)
        weekends: dict[int, list[str]] = defaultdict(list)
        for nurse, past in zip(self.scenario.nurses, self.history.nurses, strict=True):
            contract = self.scenario.contracts[nurse.contract]
            least, most = contract.total.least * done // of, -(-contract.total.most * done // of)
            totals[max(0, least - past.total), max(0, most - past.total)].append(nurse.name)
            weekends[max(0, -(-contract.weekends_most * done // of) - past.weekends)].append(nurse.name)
        for (least, most), names in totals.items():
            params = {"kinds": ["work"], "min": least, "max": most}
            yield _rule("window_count", f"total-{least}-{most}", f"{least} to {most} shifts", params, weight=TOTAL, staff=_people(names))
        for most, names in weekends.items():
            yield _rule(
                "weekends", f"weekends-{most}", f"At most {most} weekends", {"max_worked": most}, weight=WEEKENDS, staff=_people(names)
            )

    def _requests(self) -> Iterator[Rule]:
        asked = []
        for index, week in enumerate(self.weeks):
            for request in week.requests:
                when = {"dates": [str(self._date(index, request.day))]}
                kind = {"kind": "off"} if request.shift is None else {"kind": "avoid", "shifts": self._codes(request.shift)}
                asked.append({"staff": request.nurse, "when": when, **kind})
        if asked:
            yield _rule("request", "requests", "Requests", {"requests": asked}, weight=REQUEST)

    def _codes(self, shift: str) -> list[str]:
        return [symbol(shift, skill) for skill in self.scenario.skills]

    def _date(self, week: int, day: int) -> date:
        return self.first_day + timedelta(weeks=week, days=day)


def _day_off() -> ShiftType:
    return ShiftType(id=OFF_CODE, code=OFF_CODE, symbol="×", name="Off", kind=ShiftKind.OFF, colour="off")


def _people(names: list[str]) -> StaffScope:
    return StaffScope(ids=tuple(names))


def _rule(
    kind: str, rule_id: str, name: str, params: dict[str, Any], *, weight: int | None = None, staff: StaffScope | None = None
) -> Rule:
    """A rule of this type; hard where it has no weight."""
    scope = RuleScope(staff=staff or StaffScope())
    enforcement: Literal["hard", "soft"] = "hard" if weight is None else "soft"
    return Rule(id=rule_id, type=kind, name=name, enforcement=enforcement, weight=weight or 1, scope=scope, params=params)
