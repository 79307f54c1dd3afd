"""Rule `request`: what people wish for on certain dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from shared.domain import DateScope, Rule, ShiftKind
from shared.model import Record
from shared.rules.context import Context
from shared.rules.params import LIST_MAX, Factor, ShiftSet, StaffRef
from shared.rules.port import Breach, PersonRule, RuleType
from shared.rules.terms import OPEN, Cell, Grid, Term
from shared.rules.words import day_words, person_words, set_words, shift_words


class Wish(ShiftSet):
    """`on`: to have one of the shifts (none named: to work); `avoid`: to have none of them (none named: not to work); `off`: a day off."""

    staff: StaffRef = Field(title="Who")
    when: DateScope = Field(title="When")
    kind: Literal["on", "off", "avoid"] = Field(default="on", title="Wish")
    weight: Factor = Field(default=1, title="Counts")


class Params(Record):
    """Each wish is judged on each of its dates."""

    requests: tuple[Wish, ...] = Field(title="Wishes", max_length=LIST_MAX)


@dataclass(frozen=True, slots=True)
class Judged:
    """One wish on one date: `is_missed` by shift, the open cell last."""

    wish: Wish
    day: int
    is_missed: tuple[bool, ...]


class Request(PersonRule[Params]):
    """A unit is one request not met, times the wish's own weight.

    An open cell is not working [SV1]: it meets `off` and `avoid`, not `on`.
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        asked: dict[int, list[Judged]] = {}
        in_scope = frozenset(self.people)
        dated = frozenset(self.days)
        for wish in params.requests:
            person = context.person_index.get(wish.staff)
            if person in in_scope:
                is_missed = self._is_missed(wish)
                asked.setdefault(person, []).extend(Judged(wish, day, is_missed) for day in context.days_in(wish.when) if day in dated)
        self._asked = {person: tuple(asked[person]) for person in sorted(asked)}

    @property
    def asked(self) -> Mapping[int, tuple[Judged, ...]]:
        """Each person's wishes, one entry for each date that they are about."""
        return self._asked

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(self._asked)

    def touched(self, person: int, day: int) -> tuple[int, ...]:
        del day
        return (person,) if person in self._asked else ()

    def amount(self, part: int, grid: Grid) -> int:
        row = grid[part]
        return sum([judged.wish.weight for judged in self._asked[part] if judged.is_missed[row[judged.day]]])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        row = grid[part]
        for judged in self._asked[part]:
            if judged.is_missed[row[judged.day]]:
                yield Breach(judged.wish.weight, self._words(part, judged, row[judged.day]), ((part, judged.day),), part, judged.day)

    def terms(self) -> Iterator[Term]:
        for person, asked in self._asked.items():
            for judged in asked:
                shifts = tuple(shift for shift in range(OPEN, len(self.context.shift_types)) if judged.is_missed[shift])
                if shifts:
                    yield Cell(self.index, self.is_hard, person, (judged.day,), shifts, self.rule.weight * judged.wish.weight)

    def _is_missed(self, wish: Wish) -> tuple[bool, ...]:
        context = self.context
        if wish.kind == "off":
            return tuple(bool(mark) for mark in context.table(context.working))
        picked = context.table(wish.picked(context, ShiftKind.WORK))
        return tuple(not mark if wish.kind == "on" else bool(mark) for mark in picked)

    def _words(self, person: int, judged: Judged, cell: int) -> str:
        context, wish = self.context, judged.wish
        name, day = person_words(context, person), day_words(context.dates[judged.day])
        shifts = set_words(context, wish.picked(context, ShiftKind.WORK))
        match wish.kind:
            case "on":
                return f"{name} asked for {shifts} on {day}; it is {shift_words(context, cell)}"
            case "avoid":
                return f"{name} asked for no {shifts} on {day}; it is {shift_words(context, cell)}"
            case "off":
                return f"{name} asked for {day} off; it is {shift_words(context, cell)}"


RULE: RuleType[Params] = RuleType(
    name="request",
    title="Wishes",
    help="What people asked for: a shift, a day off, or not to have a shift on certain dates.",
    unit="one request not met",
    params=Params,
    bound=Request,
    example={"requests": [{"staff": "hiro", "when": {"dates": ["2026-12-12"]}, "kind": "on", "shifts": ["l"]}]},
)
