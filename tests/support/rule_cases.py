"""One table of cases a rule: a grid as text, the amount, the blamed cells; for the scorer and for every engine."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.problem import Problem
from tests.support.grids import MONDAY, TextGrid, a_problem, a_rule, grid


@dataclass(frozen=True, slots=True)
class Case:
    """`blamed` lists cells as `Ana 0 1, Bo 3`; `words` is the first violation's message, in whole."""

    title: str
    type: str
    params: dict[str, Any]
    of: TextGrid
    amount: int
    blamed: str = ""
    words: str = ""
    staff: dict[str, Any] = field(default_factory=dict)
    dates: dict[str, Any] = field(default_factory=dict)
    history: dict[str, str] = field(default_factory=dict)
    start: date = MONDAY
    name: str = ""

    @property
    def id(self) -> str:
        return f"{self.type}: {self.title}"

    def problem(self, weight: int = 1, *, is_hard: bool = False) -> Problem:
        rule = a_rule(self.type, self.params, weight=weight, staff=self.staff, dates=self.dates, name=self.name)
        if is_hard:
            rule = rule.model_copy(update={"enforcement": "hard"})
        return a_problem(self.of, rule, start=self.start, history=self.history)


LATE_EARLY = {"pairs": [{"before": ["L", "N"], "after": ["E"]}, {"before": ["N"], "after": ["E", "D"]}]}
MONTH_OFF = {"kinds": ["off"], "min": 8, "max": 10, "window": "month"}

CASES: tuple[Case, ...] = (
    # coverage
    Case("short", "coverage", {"shifts": ["E"], "min": 2}, grid("Ana E D", "Bo E -", "Cy - E"), 1, "", "1 person on Early on Tue 8 Dec, 2 at least"),
    Case("over", "coverage", {"shifts": ["E"], "max": 1}, grid("Ana E D", "Bo E -", "Cy E E"), 2, "Ana 0, Bo 0, Cy 0", "3 people on Early on Mon 7 Dec, 1 at most"),
    Case("met", "coverage", {"shifts": ["E"], "min": 1, "max": 2}, grid("Ana E D", "Bo E E"), 0),
    Case("open cells are nobody", "coverage", {"min": 1}, grid("Ana . D", "Bo . ."), 1, "", "0 people at work on Mon 7 Dec, 1 at least"),
    Case("leave isn't work", "coverage", {"min": 2}, grid("Ana V D", "Bo D D"), 1),
    Case("the ideal is missed both ways", "coverage", {"shifts": ["D"], "ideal": 1}, grid("Ana D -", "Bo D -"), 2, "Ana 0, Bo 0", "2 people on Day on Mon 7 Dec, 1 wanted"),
    Case("own weights", "coverage", {"shifts": ["D"], "min": 1, "max": 1, "under_weight": 100, "over_weight": 3}, grid("Ana D -", "Bo D -"), 103, "Ana 0, Bo 0"),
    Case("other numbers on a date", "coverage", {"shifts": ["D"], "min": 2, "exceptions": [{"dates": ["2026-12-08"], "min": 1}]}, grid("Ana D D", "Bo - -"), 1),
    Case("a date without numbers", "coverage", {"shifts": ["D"], "min": 2, "exceptions": [{"dates": ["2026-12-08"]}]}, grid("Ana D D", "Bo D -"), 0),
    Case("a group", "coverage", {"min": 1}, grid("Ana - -", "Bo D D", "Cy D -"), 1, "", "0 of Kitchen at work on Tue 8 Dec, 1 at least", staff={"groups": ["Kitchen"]}),
    Case("a skill ends", "coverage", {"min": 2}, grid("Ana D D D D", "Bo D D D D"), 1, "", "1 person with First aid at work on Thu 10 Dec, 2 at least", staff={"skills": ["First aid"]}),
    Case("a site", "coverage", {"site": "Annex", "min": 1}, grid("Ana L D", "Bo D D"), 1),
    Case("weekdays only", "coverage", {"min": 1}, grid("Ana D D D D D - -"), 1, dates={"weekdays": [4, 5]}),
    # daily_limit
    Case("too many off", "daily_limit", {"min": 1, "max": 1}, grid("Ana - D", "Bo - D", "Cy V -"), 1, "Ana 0, Bo 0", "2 people off on Mon 7 Dec, 1 at most"),
    Case("too few off", "daily_limit", {"min": 2}, grid("Ana - D", "Bo - ."), 2, "", "0 people off on Tue 8 Dec, 2 at least"),
    Case("one shift", "daily_limit", {"shifts": ["N"], "max": 0}, grid("Ana N", "Bo N"), 2, "Ana 0, Bo 0", "2 people on Night on Mon 7 Dec, 0 at most"),
    Case("kept", "daily_limit", {"min": 1, "max": 2}, grid("Ana - D", "Bo - -"), 0),
    # group_limit
    Case("off 2, early 1", "group_limit", {"points": {"-": 2, "E": 1}, "max": 2}, grid("Ana - E -", "Bo E E D", "Cy - - -"), 1, "Ana 0, Bo 0", "Ana Off and Bo Early on Mon 7 Dec: 3 points, 2 at most", staff={"ids": ["ana", "bo"]}),
    Case("with a name", "group_limit", {"max": 1}, grid("Ana - D", "Bo - D"), 1, "Ana 0, Bo 0", "Grill: Ana Off and Bo Off on Mon 7 Dec: 2 points, 1 at most", name="Grill"),
    Case("open cells have no points", "group_limit", {"max": 0}, grid("Ana . D", "Bo . D"), 0),
    # window_count
    Case("over in the period", "window_count", {"shifts": ["N"], "max": 1}, grid("Ana N D N N"), 2, "Ana 0 2 3", "Ana has 3 days of Night in the period, 1 at most"),
    Case("under in the period", "window_count", {"kinds": ["off"], "min": 2}, grid("Ana D D - V"), 1, "", "Ana has 1 day off in the period, 2 at least"),
    Case("none allowed", "window_count", {"shifts": ["N"], "max": 0}, grid("Ana N D N", "Bo D D D"), 2, "Ana 0 2"),
    Case("points", "window_count", {"points": {"-": 2, "E": 1}, "max": 3}, grid("Ana - E - D"), 2, "Ana 0 1 2", "Ana has 5 points in the period, 3 at most"),
    Case("open is no day off", "window_count", {"kinds": ["off"], "min": 1}, grid("Ana D . D"), 1),
    Case("each week", "window_count", {"kinds": ["off"], "min": 1, "window": "week"}, grid("Ana - D D D D D D D D D D D D D"), 1, "", "Ana has 0 days off in the week of Mon 14 Dec, 1 at least"),
    Case("a cut month, minimum down", "window_count", MONTH_OFF, grid("Ana D D D D D D D D"), 2, "", "Ana has 0 days off in December 2026, 2 at least (limits in proportion: 8 of its 31 days count)"),
    Case("a cut month, maximum up", "window_count", {**MONTH_OFF, "min": 0}, grid("Ana - - - - D D D D"), 1, "Ana 0 1 2 3", "Ana has 4 days off in December 2026, 3 at most (limits in proportion: 8 of its 31 days count)"),
    Case("a month with its history", "window_count", {"kinds": ["off"], "max": 2, "window": "month"}, grid("Ana - -" + " D" * 29), 1, "Ana 0 1", "Ana has 3 days off in December 2026, 2 at most", start=date(2026, 12, 2), history={"Ana": "- -"}, dates={"to": "2026-12-31"}),
    Case("history that doesn't reach back", "window_count", {"kinds": ["off"], "max": 31, "min": 31, "window": "month"}, grid("Ana" + " -" * 29), 0, start=date(2026, 12, 3), history={"Ana": "-"}),
    Case("rolling days", "window_count", {"shifts": ["N"], "max": 1, "window": "rolling", "window_days": 3}, grid("Ana N D N N D"), 3, "Ana 0 2 3", "Ana has 2 days of Night in the 3 days from Mon 7 Dec, 1 at most"),
    Case("rolling days with history", "window_count", {"shifts": ["N"], "max": 1, "window": "rolling", "window_days": 3}, grid("Ana N D D", "Bo N D D"), 1, "Ana 0", history={"Ana": "N D"}),
    Case("weekdays of a window", "window_count", {"kinds": ["work"], "max": 0}, grid("Ana D D D D D D D"), 2, "Ana 5 6", dates={"weekdays": [5, 6]}),
    # work_minutes
    Case("over", "work_minutes", {"max": 900}, grid("Ana D D - N"), 660, "Ana 0 1 3", "Ana works 26 h in the period, 15 h at most"),
    Case("under", "work_minutes", {"min": 1000}, grid("Ana D . V L"), 70, "", "Ana works 15 h 30 min in the period, 16 h 40 min at least"),
    Case("a started step counts whole", "work_minutes", {"max": 900, "step": 60}, grid("Ana D L - -"), 1, "Ana 0 1"),
    Case("each week", "work_minutes", {"max": 2400, "window": "week", "step": 480}, grid("Ana D D D D D D - D D D D D - -"), 1, "Ana 0 1 2 3 4 5"),
    # consecutive
    Case("too long", "consecutive", {"max": 5}, grid("Ana D D E L D N D -"), 2, "Ana 0 1 2 3 4 5 6", "Ana works 7 days in a row from Mon 7 Dec, 5 at most"),
    Case("too short", "consecutive", {"min": 2}, grid("Ana - D - D D -"), 1, "Ana 1", "Ana works 1 day from Tue 8 Dec, 2 in a row at least"),
    Case("the first and last run aren't short", "consecutive", {"min": 3}, grid("Ana D - - D D"), 0),
    Case("days off", "consecutive", {"kinds": ["off", "leave"], "min": 2, "max": 2}, grid("Ana D - D - V - D"), 2, "Ana 1 3 4 5", "Ana is off 1 day from Tue 8 Dec, 2 in a row at least"),
    Case("one type", "consecutive", {"shifts": ["N"], "max": 1}, grid("Ana N N D N"), 1, "Ana 0 1", "Ana has Night 2 days in a row from Mon 7 Dec, 1 at most"),
    Case("history makes it long", "consecutive", {"max": 3}, grid("Ana D D - D"), 1, "Ana 0 1", "Ana works 4 days in a row from Sat 5 Dec, 3 at most", history={"Ana": "- D D"}),
    Case("days over before the period cost nothing", "consecutive", {"max": 2}, grid("Ana D - - D"), 1, "Ana 0", history={"Ana": "- D D D"}),
    Case("nothing over inside the period", "consecutive", {"max": 2}, grid("Ana - D D -"), 0, history={"Ana": "- D D D"}),
    Case("history makes it long enough", "consecutive", {"min": 3}, grid("Ana D - -"), 0, history={"Ana": "- D D"}),
    Case("history makes it short", "consecutive", {"min": 3}, grid("Ana D - -", "Bo - - D"), 3, "Ana 0, Bo 0", "Ana works 2 days from Sun 6 Dec, 3 in a row at least", history={"Ana": "- D", "Bo": "- D"}),
    Case("nobody knows how it began", "consecutive", {"min": 4}, grid("Ana D - -"), 0, history={"Ana": "D D"}),
    Case("an open cell breaks a run", "consecutive", {"max": 2}, grid("Ana D D . D D"), 0),
    Case("beside an open cell a run may go on", "consecutive", {"min": 2}, grid("Ana - D . D - -"), 0),
    Case("dates cut runs", "consecutive", {"max": 2}, grid("Ana D D D D D"), 1, "Ana 0 1 2", dates={"to": "2026-12-09"}),
    # succession
    Case("late then early", "succession", LATE_EARLY, grid("Ana L E D", "Bo N D E"), 2, "Ana 0 1, Bo 0 1", "Ana has Late on Mon 7 Dec and Early on Tue 8 Dec"),
    Case("pairs that overlap count once", "succession", LATE_EARLY, grid("Ana N E -"), 1, "Ana 0 1"),
    Case("after a day off all is well", "succession", LATE_EARLY, grid("Ana L - E", "Bo N . E"), 0),
    Case("history", "succession", LATE_EARLY, grid("Ana E D", "Bo E D"), 1, "Ana 0", "Ana has Late on Sun 6 Dec and Early on Mon 7 Dec", history={"Ana": "L"}),
    # weekends
    Case("too many", "weekends", {"max_worked": 1}, grid("Ana D D D D - D - D D D D - - D", "Bo - - - - - D D - - - - - - -"), 1, "Ana 5 13", "Ana works 2 weekends, 1 at most"),
    Case("too few free", "weekends", {"min_free": 1}, grid("Ana - - - - - D D - - - - - D -"), 1, "Ana 5 6 12", "Ana has 0 free weekends, 1 at least"),
    Case("not whole", "weekends", {"complete": True}, grid("Ana - - - - - D - - - - - - - D"), 2, "Ana 5 6 12 13", "Ana has Day on Sat 12 Dec and Off on Sun 13 Dec: a weekend is worked whole or not at all"),
    Case("mixed shifts", "weekends", {"same_shift": True}, grid("Ana - - - - - D E - - - - - D D"), 1, "Ana 5 6"),
    Case("an open cell changes nothing", "weekends", {"complete": True, "max_worked": 0}, grid("Ana - - - - - . -", "Bo - - - - - D ."), 1, "Bo 5"),
    Case("a weekend that the period cuts", "weekends", {"max_worked": 1, "complete": True}, grid("Ana D - - - - - D D"), 1, "Ana 0 6 7", start=date(2026, 12, 6)),
    Case("with its Saturday in the history", "weekends", {"max_worked": 0, "complete": True}, grid("Ana - - - - - -", "Bo D - - - - -"), 3, "Ana 0, Bo 0", start=date(2026, 12, 6), history={"Ana": "D", "Bo": "D"}),
    Case("Friday to Sunday", "weekends", {"days": [4, 5, 6], "complete": True}, grid("Ana - - - - D - D"), 2, "Ana 4 5 6"),
    # request
    Case("on", "request", {"requests": [{"staff": "ana", "when": {"dates": ["2026-12-08"]}, "shifts": ["L"]}]}, grid("Ana L D"), 1, "Ana 1", "Ana asked for Late on Tue 8 Dec; it is Day"),
    Case("off", "request", {"requests": [{"staff": "ana", "when": {"weekdays": [0]}, "kind": "off"}]}, grid("Ana L D", "Bo D D"), 1, "Ana 0", "Ana asked for Mon 7 Dec off; it is Late"),
    Case("avoid", "request", {"requests": [{"staff": "ana", "when": {}, "kind": "avoid", "shifts": ["E", "N"], "weight": 3}]}, grid("Ana E D N"), 6, "Ana 0 2", "Ana asked for no Early or Night on Mon 7 Dec; it is Early"),
    Case("to work at all", "request", {"requests": [{"staff": "ana", "when": {}, "kind": "on"}]}, grid("Ana E V . -"), 3, "Ana 1 2 3", "Ana asked for work on Tue 8 Dec; it is Vacation"),
    Case("an open cell is not working", "request", {"requests": [{"staff": "ana", "when": {}, "kind": "off"}, {"staff": "ana", "when": {}, "kind": "avoid", "shifts": ["D"]}]}, grid("Ana . ."), 0),
    # time_off
    Case("worked", "time_off", {"absences": [{"staff": "ana", "when": {"from": "2026-12-07", "to": "2026-12-09"}}]}, grid("Ana D - . D", "Bo D D D D"), 1, "Ana 0", "Ana has Day on Mon 7 Dec, a day of time off"),
    Case("the leave type itself", "time_off", {"absences": [{"staff": "ana", "when": {}, "leave": "V"}]}, grid("Ana V - D ."), 2, "Ana 1 2", "Ana has Off on Tue 8 Dec, a day of Vacation"),
)  # fmt: skip
