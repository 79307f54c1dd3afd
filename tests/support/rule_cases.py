"""One table of cases a rule: a grid as text, the amount, the blamed cells; for the scorer and for every engine."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.problem import Problem
from tests.support.grids import MONDAY, TextGrid, a_problem, a_rule, grid


@dataclass(frozen=True, slots=True)
class Case:
    """`blamed` lists cells as `Ana 0 1, Bo 3`; `words` is the first violation's message, in whole.

    `stood` is the reference grid where it is another one; `people` has fields of staff members, by name.
    """

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
    stood: TextGrid | None = None
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.type}: {self.title}"

    @property
    def is_emptied(self) -> bool:
        """Whether a cell is open that was filled: no solve leaves it so."""
        rows = () if self.stood is None else zip(self.of.rows, self.stood.rows, strict=True)
        return any(code is None and stood is not None for row, before in rows for code, stood in zip(row, before, strict=True))

    def problem(self, weight: int = 1, *, is_hard: bool = False) -> Problem:
        rule = a_rule(self.type, self.params, weight=weight, staff=self.staff, dates=self.dates, name=self.name)
        if is_hard:
            rule = rule.model_copy(update={"enforcement": "hard"})
        problem = a_problem(self.of if self.stood is None else self.stood, rule, start=self.start, history=self.history)
        staff = tuple(member.model_copy(update=self.people.get(member.name, {})) for member in problem.staff)
        return problem.model_copy(update={"staff": staff})


LATE_EARLY = {"pairs": [{"before": ["L", "N"], "after": ["E"]}, {"before": ["N"], "after": ["E", "D"]}]}
SINGLE_OFF = {"sequence": [{"kinds": ["work"]}, {"kinds": ["off", "leave"]}, {"kinds": ["work"]}]}
TWO_OFF_AFTER_NIGHTS = {"kind": "required", "sequence": [{"shifts": ["N"]}, {"kinds": ["off"]}, {"kinds": ["off"]}], "given": 2}
OFF_AFTER_NIGHT = {"kind": "required", "sequence": [{"shifts": ["N"]}, {"kinds": ["off"]}, {"kinds": ["off"]}]}
PAIR = {"sets": [{"staff": ["ana", "bo"]}]}
TRIO = {"sets": [{"staff": ["cy", "ana", "bo"]}]}
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
    # min_rest
    Case("late then early", "min_rest", {"minutes": 660}, grid("Ana L E -", "Bo N L E"), 3, "Ana 0 1, Bo 0 1 2", "Ana has 8 h of rest between Late on Mon 7 Dec and Early on Tue 8 Dec, 11 h at least"),
    Case("exactly enough", "min_rest", {"minutes": 480}, grid("Ana L E -"), 0),
    Case("a night ends on the next day", "min_rest", {"minutes": 400}, grid("Ana N L -", "Bo N E -"), 2, "Ana 0 1, Bo 0 1", "Ana has 6 h 30 min of rest between Night on Mon 7 Dec and Late on Tue 8 Dec, 6 h 40 min at least"),
    Case("shifts that overlap leave no rest", "min_rest", {"minutes": 1}, grid("Ana N E"), 1, "Ana 0 1", "Ana has 0 h of rest between Night on Mon 7 Dec and Early on Tue 8 Dec, 1 min at least"),
    Case("across a day off", "min_rest", {"minutes": 2000}, grid("Ana L - E", "Bo E V L"), 1, "Ana 0 2", "Ana has 32 h of rest between Late on Mon 7 Dec and Early on Wed 9 Dec, 33 h 20 min at least"),
    Case("across two days off", "min_rest", {"minutes": 5000}, grid("Ana L - V E"), 1, "Ana 0 3", "Ana has 56 h of rest between Late on Mon 7 Dec and Early on Thu 10 Dec, 83 h 20 min at least"),
    Case("a shift without times is passed over", "min_rest", {"minutes": 2000}, grid("Ana L D E", "Bo D D D"), 1, "Ana 0 2"),
    Case("an open cell breaks a rest", "min_rest", {"minutes": 2000}, grid("Ana L . E"), 0),
    Case("only the next shift counts", "min_rest", {"minutes": 4000}, grid("Ana E E - E"), 2, "Ana 0 1 3"),
    Case("history", "min_rest", {"minutes": 660}, grid("Ana E -", "Bo E -", "Cy - E"), 1, "Ana 0", "Ana has 8 h of rest between Late on Sun 6 Dec and Early on Mon 7 Dec, 11 h at least", history={"Ana": "L", "Bo": "L .", "Cy": "L"}),
    Case("history across a day off", "min_rest", {"minutes": 2000}, grid("Ana E -", "Bo - E", "Cy - E"), 1, "Ana 0", history={"Ana": "L -", "Bo": "E L -", "Cy": "L ."}),
    Case("on the date of the second shift", "min_rest", {"minutes": 660}, grid("Ana L E L E"), 1, "Ana 2 3", dates={"weekdays": [3]}),
    # pattern
    Case("a single day off", "pattern", SINGLE_OFF, grid("Ana D - E V N", "Bo D - - D -"), 2, "Ana 0 1 2 3 4", "Ana has Day, Off and Early in a row from Mon 7 Dec"),
    Case("an unfinished one is none", "pattern", SINGLE_OFF, grid("Ana - D -", "Bo - - D"), 0),
    Case("an open cell breaks it", "pattern", SINGLE_OFF, grid("Ana D . D", "Bo D - ."), 0),
    Case("occurrences overlap", "pattern", SINGLE_OFF, grid("Ana D - D - D"), 2, "Ana 0 1 2 3 4"),
    Case("two days make a succession", "pattern", {"sequence": [{"shifts": ["L"]}, {"shifts": ["E", "D"]}]}, grid("Ana L E L", "Bo L L D"), 2, "Ana 0 1, Bo 1 2", "Ana has Late and Early in a row from Mon 7 Dec"),
    Case("from Fridays only", "pattern", {**SINGLE_OFF, "weekdays": [4]}, grid("Ana D - D - D - D"), 1, "Ana 4 5 6", "Ana has Day, Off and Day in a row from Fri 11 Dec"),
    Case("history begins it", "pattern", SINGLE_OFF, grid("Ana D D", "Bo - D", "Cy - D"), 2, "Ana 0, Bo 0 1", "Ana has Day, Off and Day in a row from Sat 5 Dec", history={"Ana": "D -", "Bo": "L", "Cy": ". "}),
    Case("from a weekday of the history", "pattern", {**SINGLE_OFF, "weekdays": [5]}, grid("Ana D D", "Bo - D"), 1, "Ana 0", history={"Ana": "D -", "Bo": "L"}),
    Case("on the date of its last day", "pattern", SINGLE_OFF, grid("Ana D - D - D"), 1, "Ana 2 3 4", dates={"from": "2026-12-10"}),
    Case("required days off", "pattern", OFF_AFTER_NIGHT, grid("Ana N - - D", "Bo N D - -", "Cy N - E -"), 2, "Bo 0 1, Cy 0 1 2", "Bo has Night on Mon 7 Dec; off has to follow, not Day on Tue 8 Dec"),
    Case("a condition of two days", "pattern", TWO_OFF_AFTER_NIGHTS, grid("Ana N N - - D", "Bo N - D N E"), 1, "Bo 0 1 2", "Bo has Night and Off in a row from Mon 7 Dec; off has to follow, not Day on Wed 9 Dec"),
    Case("the end leaves it open", "pattern", OFF_AFTER_NIGHT, grid("Ana D N", "Bo N -", "Cy N V"), 1, "Cy 0 1"),
    Case("an open cell leaves it open", "pattern", OFF_AFTER_NIGHT, grid("Ana N . D", "Bo N - ."), 0),
    Case("history obliges", "pattern", OFF_AFTER_NIGHT, grid("Ana - D -", "Bo D - -"), 2, "Ana 0 1, Bo 0", "Ana has Night and Off in a row from Sun 6 Dec; off has to follow, not Day on Tue 8 Dec", history={"Ana": "N", "Bo": "N -"}),
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
    # skill
    Case("what a shift type asks for", "skill", {}, grid("Ana N N N N", "Bo N N N N", "Cy D E N -"), 2, "Ana 3, Cy 2", "Ana has Night on Thu 10 Dec without First aid (until Wed 9 Dec)"),
    Case("only what is named", "skill", {"needs": [{"shifts": ["E"], "skill": "Keys"}], "of_shift_types": False}, grid("Ana E D", "Cy N -"), 1, "Ana 0", "Ana has Early on Mon 7 Dec without Keys"),
    Case("at a site", "skill", {"needs": [{"site": "Annex", "skill": "Keys"}]}, grid("Bo L D -", "Cy E L V"), 2, "Bo 0, Cy 1", "Bo has Late on Mon 7 Dec without Keys"),
    Case("two skills missing are one assignment", "skill", {"needs": [{"shifts": ["N"], "skill": "Keys"}]}, grid("Cy N -"), 1, "Cy 0", "Cy has Night on Mon 7 Dec without First aid and Keys"),
    Case("one of two skills is not enough", "skill", {"needs": [{"shifts": ["N"], "skill": "Keys"}]}, grid("Bo N -"), 1, "Bo 0", "Bo has Night on Mon 7 Dec without Keys"),
    Case("all work", "skill", {"needs": [{"skill": "First aid"}]}, grid("Ana D . - V", "Cy D . - V"), 1, "Cy 0"),
    Case("a group on some dates", "skill", {"needs": [{"skill": "Keys"}]}, grid("Ana D D D", "Bo D D D"), 2, "Ana 1 2", staff={"groups": ["Kitchen"]}, dates={"from": "2026-12-08"}),
    # together
    Case("another shift, or none", "together", PAIR, grid("Ana E D D - V", "Bo E L - D -"), 3, "Ana 1 2 3, Bo 1 2 3", "Ana Day and Bo Late on Tue 8 Dec: not together"),
    Case("an open cell works nothing", "together", PAIR, grid("Ana E . . -", "Bo . E . ."), 2, "Ana 0 1, Bo 0 1", "Ana Early and Bo open on Mon 7 Dec: not together"),
    Case("only nights", "together", {**PAIR, "shifts": ["N"]}, grid("Ana N E N", "Bo N D -"), 1, "Ana 2, Bo 2"),
    Case("each is held against the first", "together", TRIO, grid("Ana E D", "Bo E E", "Cy D D"), 3, "Ana 0, Bo 0 1, Cy 0 1", "Cy Day and Ana Early on Mon 7 Dec: not together"),
    Case("the scope is the set", "together", {}, grid("Ana E D", "Bo D D", "Cy E -"), 1, "Ana 1, Cy 1", staff={"groups": ["Kitchen"]}),
    Case("some dates", "together", PAIR, grid("Ana E E", "Bo - -"), 1, "Ana 1, Bo 1", dates={"weekdays": [1]}),
    # apart
    Case("the same shift", "apart", PAIR, grid("Ana E D N -", "Bo E L N -"), 2, "Ana 0 2, Bo 0 2", "Ana and Bo have Early on Mon 7 Dec: not apart"),
    Case("off, leave and open are no shift", "apart", PAIR, grid("Ana - V .", "Bo - V ."), 0),
    Case("one too many each", "apart", TRIO, grid("Ana E E", "Bo E D", "Cy E E"), 3, "Ana 0 1, Bo 0, Cy 0 1", "Cy, Ana and Bo have Early on Mon 7 Dec: not apart"),
    Case("days off apart", "apart", {**PAIR, "kinds": ["off"]}, grid("Ana - V E", "Bo - - E"), 1, "Ana 0, Bo 0"),
    Case("people outside the scope don't count", "apart", TRIO, grid("Ana E", "Bo E", "Cy E"), 1, "Ana 0, Cy 0", staff={"groups": ["Kitchen"]}),
    # backup
    Case("nobody works", "backup", PAIR, grid("Ana - V D . -", "Bo - - - . E"), 3, "Ana 0 1 3, Bo 0 1 3", "Ana Off and Bo Off on Mon 7 Dec: nobody at work"),
    Case("one of three is enough", "backup", TRIO, grid("Ana - E -", "Bo - - D", "Cy - - D"), 1, "Ana 0, Bo 0, Cy 0"),
    Case("a certain shift", "backup", {**PAIR, "shifts": ["L"]}, grid("Ana L E", "Bo - E"), 1, "Ana 1, Bo 1", "Ana Early and Bo Early on Tue 8 Dec: nobody on Late"),
    Case("people outside the scope don't count", "backup", TRIO, grid("Ana - -", "Bo E E", "Cy - E"), 1, "Ana 0, Cy 0", staff={"groups": ["Kitchen"]}),
    # fairness
    Case("nights", "fairness", {"shifts": ["N"]}, grid("Ana N N N -", "Bo - - - N", "Cy E E E E"), 2, "Ana 0 1 2", "Ana has 3 days of Night, Cy has 0 days of Night: 1 day of Night apart at most"),
    Case("as even as can be", "fairness", {}, grid("Ana D D - -", "Bo E . D V", "Cy D - . -"), 0),
    Case("nothing is free", "fairness", {"tolerance": 0}, grid("Ana D D -", "Bo D - -", "Cy - D D"), 1, "Ana 0 1, Cy 1 2", "Ana has 2 days of work, Bo has 1 day of work: 0 days of work apart at most"),
    Case("among a group on some dates", "fairness", {"tolerance": 0}, grid("Ana D D D", "Bo D D D", "Cy D - -"), 2, "Ana 1 2", staff={"groups": ["Kitchen"]}, dates={"from": "2026-12-08"}),
    Case("alone there is nothing to share", "fairness", {"tolerance": 0}, grid("Ana D D D", "Bo - - -"), 0, staff={"groups": ["Bar"]}),
    Case("points", "fairness", {"points": {"N": 3, "L": 1}}, grid("Ana N L", "Bo E E", "Cy N -"), 3, "Ana 0 1", "Ana has 4 points, Bo has 0 points: 1 point apart at most"),
    Case("weekends", "fairness", {"what": "weekends", "tolerance": 0}, grid("Ana - - - - - D D - - - - - - D", "Bo D D D D D D . - - - - - - -"), 1, "Ana 5 6 13", "Ana has 2 weekends, Bo has 1 weekend: 0 weekends apart at most"),
    Case("night weekends from Friday", "fairness", {"what": "weekends", "weekend": [4, 5], "shifts": ["N"], "tolerance": 0}, grid("Ana - - - - N - N", "Bo - - - - D D D"), 1, "Ana 4"),
    Case("hours", "fairness", {"what": "minutes", "tolerance": 4}, grid("Ana N N D", "Bo L V D"), 9, "Ana 0 1 2", "Ana has 28 h, Bo has 15 h: 4 h apart at most"),
    Case("started hours don't count", "fairness", {"what": "minutes", "tolerance": 0}, grid("Ana L", "Bo D"), 1, "Bo 0"),
    Case("half a share", "fairness", {"shares": [{"staff": "ana", "percent": 50}], "tolerance": 0}, grid("Ana D D - - -", "Bo D - D - D"), 1, "Ana 0 1", "Ana has 4 days of work (in proportion), Bo has 3 days of work: 0 days of work apart at most"),
    Case("done before", "fairness", {"shares": [{"staff": "bo", "before": 2}], "tolerance": 0}, grid("Ana D D -", "Bo - - D"), 1, "Bo 2"),
    Case("employed for a part", "fairness", {"tolerance": 0}, grid("Ana D - D D - -", "Bo - - - D D -"), 1, "Bo 3 4", "Bo has 4 days of work (in proportion), Ana has 3 days of work: 0 days of work apart at most", people={"Bo": {"first_day": date(2026, 12, 10)}}),
    Case("not employed at all", "fairness", {"tolerance": 0}, grid("Ana D D", "Bo - -", "Cy D D"), 0, people={"Bo": {"last_day": date(2026, 12, 6)}}),
    Case("off the mean", "fairness", {"measure": "deviation", "tolerance": 0}, grid("Ana D D D D", "Bo D D - -", "Cy - - - -"), 4, "Ana 0 1 2 3", "Ana has 4 days of work; a fair share is 2"),
    Case("off a broken mean", "fairness", {"measure": "deviation", "tolerance": 0}, grid("Ana D D D -", "Bo D - - -", "Cy D - - -"), 1, "Ana 0 1 2", "Ana has 3 days of work; a fair share is 1 to 2"),
    Case("a little off the mean", "fairness", {"measure": "deviation", "tolerance": 1}, grid("Ana D D D D", "Bo D D - -", "Cy - - - -"), 2, "Ana 0 1 2 3", "Ana has 4 days of work; a fair share is 1 to 3"),
    # stability
    Case("changed", "stability", {}, grid("Ana E D -", "Bo D . N"), 3, "Ana 0, Bo 0 1", "Ana had Day on Mon 7 Dec; it is Early", stood=grid("Ana D D -", "Bo E D N")),
    Case("what was open may be anything", "stability", {}, grid("Ana E D -", "Bo D . N"), 0, stood=grid("Ana . D .", "Bo D . .")),
    Case("only one is changed", "stability", {}, grid("Ana E D -", "Bo D . N"), 1, "Bo 2", stood=grid("Ana . D .", "Bo D . -")),
    Case("one more than is free", "stability", {"tolerance": 1}, grid("Ana E D -", "Bo D . N"), 1, "Ana 0, Bo 2", "2 cells changed, 1 at most", stood=grid("Ana D D .", "Bo D . -")),
    Case("some are free", "stability", {"tolerance": 2}, grid("Ana E D -", "Bo D . N"), 1, "Ana 0, Bo 0 1", "3 cells changed, 2 at most", stood=grid("Ana D D -", "Bo E D N")),
    Case("all are free", "stability", {"tolerance": 3}, grid("Ana E D -", "Bo D . N"), 0, stood=grid("Ana D D -", "Bo E D N")),
    Case("a group on some dates", "stability", {}, grid("Ana E E -", "Bo E E -"), 1, "Ana 1", staff={"groups": ["Kitchen"]}, dates={"from": "2026-12-08"}, stood=grid("Ana D D -", "Bo D D -")),
    # cost
    Case("all of it", "cost", {}, grid("Ana D - L", "Bo D V .", "Cy D D D"), 240 + 225 + 168, "", "Ana costs 465"),
    Case("rounded, a half up", "cost", {"unit": 50}, grid("Ana D L D", "Bo D - -"), 5 + 5 + 5 + 3, "", "Ana costs 750"),
    Case("within the budget", "cost", {"budget": 633}, grid("Ana D - L", "Bo D V .", "Cy D D D"), 0),
    Case("over the budget", "cost", {"budget": 600}, grid("Ana D - L", "Bo D V .", "Cy D D D"), 33, "", "The work costs 633, 600 at most"),
    Case("a group on some dates", "cost", {}, grid("Ana D D -", "Bo D D D"), 240, staff={"groups": ["Kitchen"]}, dates={"weekdays": [1]}),
    Case("overtime in each week, one cut", "cost", {"overtime": {"after": 900}}, grid("Ana D L - - - - - D D -"), 945 + 15 + 10 * 15, "Ana 0 1 7 8", "Ana costs 945"),
    Case("overtime in the period", "cost", {"overtime": {"after": 960, "window": "period", "percent": 200, "step": 30}}, grid("Ana D D L", "Bo D D -"), 705 + 15 * 15 + 336, "Ana 0 1 2", "Ana costs 705"),
    Case("overtime with its history", "cost", {"overtime": {"after": 960, "window": "week"}}, grid("Ana D", "Bo D"), 240 + 8 * 15 + 168 + 8 * 11, "Ana 0, Bo 0", start=date(2026, 12, 9), history={"Ana": "D D", "Bo": "N N"}),
    Case("overtime breaks the budget", "cost", {"budget": 470, "overtime": {"after": 900, "window": "period"}}, grid("Ana D L"), 10, "Ana 0 1", "The work costs 480, 470 at most"),
)  # fmt: skip
