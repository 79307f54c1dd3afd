"""What a grid says in figures: cover, people, rules, fairness; by the scorer's own rules, so that both tell the same."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from shared.domain import Rule, ShiftKind, ShiftType
from shared.model import Record
from shared.problem import CellRef
from shared.rules.compiled import Compiled
from shared.rules.context import Context
from shared.rules.cost import Cost
from shared.rules.cost import Params as CostParams
from shared.rules.coverage import Coverage
from shared.rules.fairness import Fairness
from shared.rules.port import BoundRule
from shared.rules.request import Request
from shared.rules.terms import OPEN, Grid, Spread
from shared.score import Scorer

CELLS_SHOWN_MAX: Final = 200
"""Cells of one rule that are listed: more is no place to look at."""
WEEKEND: Final = (5, 6)
MIDNIGHT: Final = datetime.time(0)

Measure = Literal["paid_minutes", "nights", "weekends", "days_off"]
MEASURES: Final[tuple[Measure, ...]] = ("paid_minutes", "nights", "weekends", "days_off")


class CoverDay(Record):
    """One rule on one date. `min` and `max` are what is wanted (its ideal, where the rule names no limit there), null: no limit.

    `short` and `over`: people beyond them; `points` is what the scorer counts for the date.
    """

    date: datetime.date
    min: int | None
    max: int | None
    there: int
    short: int
    over: int
    points: int


class CoverRule(Record):
    """A coverage rule over its dates. `staff_ids`: whom it counts on some of them; `shifts`: the codes that count."""

    rule_id: str
    enforcement: Literal["hard", "soft"]
    shifts: tuple[str, ...]
    staff_ids: tuple[str, ...]
    days: tuple[CoverDay, ...]


class WishDay(Record):
    """One wish on one of its dates."""

    date: datetime.date
    is_met: bool


class PersonFigures(Record):
    """One person's row. Counts are of cells; `weekends` are those (Saturday, Sunday) with work on either day.

    `wishes`: one entry for each rule, wish and date. `must_points`, `wish_points`, `breaches`: what the scorer blames on this person
    alone. `cost` is in whole currency units, overtime as the first cost rule has it; null where no hourly cost is known.
    """

    staff_id: str
    shifts: Mapping[str, int]
    kinds: Mapping[ShiftKind, int]
    open: int
    nights: int
    weekends: int
    days_off: int
    paid_minutes: int
    wishes: tuple[WishDay, ...]
    breaches: int
    must_points: int
    wish_points: int
    cost: int | None


class RuleFigures(Record):
    """What one rule that is broken costs: breaches, and Σ amount and points as the scorer has them; `cells`: the first of those blamed."""

    rule_id: str
    type: str
    enforcement: Literal["hard", "soft"]
    breaches: int
    amount: int
    points: int
    cells: tuple[CellRef, ...]


class Share(Record):
    """How a measure is shared out among those who are employed on some date.

    `spread` = most − least; `deviation` is the mean distance from `mean`.
    """

    measure: Measure
    mean: float
    least: int
    most: int
    spread: int
    deviation: float


class FairTotal(Record):
    """One person's total as a fairness rule counts it."""

    staff_id: str
    total: int


class FairRule(Record):
    """A fairness rule: the totals that it compares, and what it costs."""

    rule_id: str
    totals: tuple[FairTotal, ...]
    tolerance: int
    points: int


class Sums(Record):
    """The whole grid. Of `cover_days` (rules × dates with a limit) `cover_held` hold, of `wish_days` `wishes_met`; `cost` as a person's."""

    must_points: int
    wish_points: int
    cells: int
    open: int
    paid_minutes: int
    cover_days: int
    cover_held: int
    wish_days: int
    wishes_met: int
    cost: int | None


class Statistics(Record):
    """The figures of one grid. People are in its order, rules in theirs."""

    dates: tuple[datetime.date, ...]
    night_shifts: tuple[str, ...]
    sums: Sums
    cover: tuple[CoverRule, ...]
    people: tuple[PersonFigures, ...]
    rules: tuple[RuleFigures, ...]
    shares: tuple[Share, ...]
    fair: tuple[FairRule, ...]


def statistics_of(problem: Compiled, grid: Grid) -> Statistics:
    """Return the figures of `grid` (indices, as the scorer takes them).

    Pure; O(rules' parts + cells). Points, wishes and totals are those that the scorer counts: Σ over `rules` of their points is the score.
    """
    context = problem.context
    cover = tuple(_cover(rule, grid) for rule in problem.rules if isinstance(rule, Coverage))
    rules, blamed = _broken(problem, grid)
    wishes = _wishes(problem, grid)
    costs = _costs(problem, grid)
    people = tuple(
        _person(context, person, grid[person], wishes=wishes[person], blame=blamed[person], cost=costs.get(person))
        for person in range(len(context.staff))
    )
    dated = [day for rule in cover for day in rule.days if day.min is not None or day.max is not None]
    return Statistics(
        dates=context.dates,
        night_shifts=tuple(shift.code for shift in context.shift_types if is_night(shift)),
        sums=Sums(
            must_points=sum(rule.points for rule in rules if rule.enforcement == "hard"),
            wish_points=sum(rule.points for rule in rules if rule.enforcement == "soft"),
            cells=len(people) * context.day_count,
            open=sum(person.open for person in people),
            paid_minutes=sum(person.paid_minutes for person in people),
            cover_days=len(dated),
            cover_held=sum(not day.short and not day.over for day in dated),
            wish_days=sum(len(person.wishes) for person in people),
            wishes_met=sum(wish.is_met for person in people for wish in person.wishes),
            cost=sum(costs.values()) if costs else None,
        ),
        cover=cover,
        people=people,
        rules=rules,
        shares=tuple(_shares(context, people)),
        fair=tuple(_fair(rule, grid) for rule in problem.rules if isinstance(rule, Fairness) and rule.parts),
    )


def is_night(shift: ShiftType) -> bool:
    """Whether a shift is night work: it ends after midnight, or wears the colour of nights."""
    runs_over = shift.start is not None and shift.end is not None and MIDNIGHT < shift.end < shift.start
    return shift.kind is ShiftKind.WORK and (shift.colour == "night" or runs_over)


def _cover(rule: Coverage, grid: Grid) -> CoverRule:
    context = rule.context
    people = sorted({person for found in rule.people_on.values() for person in found})
    return CoverRule(
        rule_id=rule.rule.id,
        enforcement=rule.rule.enforcement,
        shifts=tuple(context.shift_types[shift].code for shift in rule.shifts()),
        staff_ids=tuple(context.staff[person].id for person in people),
        days=tuple(_cover_day(rule, day, grid) for day in rule.days),
    )


def _cover_day(rule: Coverage, day: int, grid: Grid) -> CoverDay:
    need = rule.exceptions.get(rule.context.dates[day], rule.params)
    least = need.ideal if need.min is None else need.min
    most = need.ideal if need.max is None else need.max
    there = rule.total(day, grid)
    return CoverDay.model_construct(
        date=rule.context.dates[day],
        min=least,
        max=most,
        there=there,
        short=0 if least is None else max(0, least - there),
        over=0 if most is None else max(0, there - most),
        points=rule.rule.weight * rule.amount(day, grid),
    )


class _Blame:
    """What is blamed on one person alone."""

    def __init__(self) -> None:
        self.breaches = 0
        self.points: dict[bool, int] = {True: 0, False: 0}


def _broken(problem: Compiled, grid: Grid) -> tuple[tuple[RuleFigures, ...], Mapping[int, _Blame]]:
    """The rules that cost something, and what each person is blamed for."""
    scorer = Scorer(problem)
    blamed: dict[int, _Blame] = defaultdict(_Blame)
    found: list[RuleFigures] = []
    for rule in problem.rules:
        amounts = [(part, amount) for part in rule.parts if (amount := rule.amount(part, grid))]
        if not amounts:
            continue
        breaches = [breach for part, _ in amounts for breach in rule.breaches(part, grid)]
        for breach in breaches:
            if breach.person is not None:
                blamed[breach.person].breaches += 1
                blamed[breach.person].points[rule.is_hard] += rule.rule.weight * breach.amount
        cells = dict.fromkeys(cell for breach in breaches for cell in breach.cells)
        amount = sum(amount for _, amount in amounts)
        found.append(
            RuleFigures(
                rule_id=rule.rule.id,
                type=rule.rule.type,
                enforcement=rule.rule.enforcement,
                breaches=len(breaches),
                amount=amount,
                points=rule.rule.weight * amount,
                cells=tuple(scorer.cell(person, day) for person, day in list(cells)[:CELLS_SHOWN_MAX]),
            )
        )
    return tuple(found), blamed


def _wishes(problem: Compiled, grid: Grid) -> Mapping[int, list[WishDay]]:
    found: dict[int, list[WishDay]] = defaultdict(list)
    dates = problem.context.dates
    for rule in problem.rules:
        if isinstance(rule, Request):
            for person, asked in rule.asked.items():
                row = grid[person]
                found[person].extend(WishDay(date=dates[wish.day], is_met=not wish.is_missed[row[wish.day]]) for wish in asked)
    for wishes in found.values():
        wishes.sort(key=lambda wish: wish.date)
    return found


def _costs(problem: Compiled, grid: Grid) -> Mapping[int, int]:
    """What each person whose hourly cost is known costs, in whole currency units."""
    context = problem.context
    overtime = next((rule.params.overtime for rule in problem.rules if isinstance(rule, Cost)), None)
    counted = Cost(context, Rule(id="statistics", type="cost"), len(problem.rules), CostParams(overtime=overtime))
    found = {person: counted.amount(person, grid) for person in counted.parts}
    return found | {person: 0 for person, member in enumerate(context.staff) if member.hourly_cost == 0}


def _person(
    context: Context, person: int, row: Sequence[int], *, wishes: Sequence[WishDay], blame: _Blame, cost: int | None
) -> PersonFigures:
    counts = Counter(row)
    is_open = counts.pop(OPEN, 0)
    kinds = Counter[ShiftKind]()
    nights = minutes = 0
    for index, count in counts.items():
        shift = context.shift_types[index]
        kinds[shift.kind] += count
        nights += count * is_night(shift)
        minutes += count * shift.paid_minutes
    return PersonFigures(
        staff_id=context.staff[person].id,
        shifts={context.shift_types[index].code: counts[index] for index in sorted(counts)},
        kinds={kind: kinds[kind] for kind in ShiftKind},
        open=is_open,
        nights=nights,
        weekends=sum(1 for _ in _weekends(context, row)),
        days_off=kinds[ShiftKind.OFF],
        paid_minutes=minutes,
        wishes=tuple(wishes),
        breaches=blame.breaches,
        must_points=blame.points[True],
        wish_points=blame.points[False],
        cost=cost,
    )


def _weekends(context: Context, row: Sequence[int]) -> Iterator[int]:
    """The weekends with work on either day, by the number of their Saturday since the year 1."""
    working = frozenset(context.working)
    found = {
        date.toordinal() - (date.weekday() - WEEKEND[0])
        for date, cell in zip(context.dates, row, strict=True)
        if date.weekday() in WEEKEND and cell in working
    }
    yield from sorted(found)


def _shares(context: Context, people: Sequence[PersonFigures]) -> Iterator[Share]:
    counted = [found for index, found in enumerate(people) if any(context.is_employed(index, day) for day in range(context.day_count))]
    for measure in MEASURES if counted else ():
        values: list[int] = [getattr(person, measure) for person in counted]
        mean = sum(values) / len(values)
        least, most = min(values), max(values)
        deviation = sum(abs(value - mean) for value in values) / len(values)
        yield Share(measure=measure, mean=mean, least=least, most=most, spread=most - least, deviation=deviation)


def _fair(rule: BoundRule[Any], grid: Grid) -> FairRule:
    spread = next(term for term in rule.terms() if isinstance(term, Spread))
    totals = zip(spread.members, spread.totals(grid), strict=True)
    return FairRule(
        rule_id=rule.rule.id,
        totals=tuple(FairTotal(staff_id=rule.context.staff[member.person].id, total=total) for member, total in totals),
        tolerance=spread.tolerance,
        points=rule.rule.weight * sum(rule.amount(part, grid) for part in rule.parts),
    )
