"""Rule `skill`: shifts that only people with a skill may have."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from shared.domain import Rule, ShiftKind
from shared.model import Record, ShortText
from shared.rules.context import Context
from shared.rules.params import LIST_MAX, ShiftSet
from shared.rules.port import Breach, PersonRule, RuleType
from shared.rules.terms import Cell, Grid, Term
from shared.rules.words import day_words, listed, person_words, shift_words


class Need(ShiftSet):
    """These shifts need this skill. Nothing named: every shift worked, or, with `site`, every shift worked there."""

    skill: ShortText = Field(title="Skill")
    site: ShortText | None = Field(default=None, title="Site", description="Only shifts at this site need it.")


class Params(Record):
    """What is named here, and what the shift types ask for themselves. A shift that needs several skills needs them all."""

    needs: Annotated[tuple[Need, ...], Field(max_length=LIST_MAX)] = Field(default=(), title="Skills needed")
    of_shift_types: bool = Field(default=True, title="And the skills that the shift types name")


class SkillRule(PersonRule[Params]):
    """A unit is one assignment without a skill that it needs, however many are missing. A skill counts up to its last day.

    An open cell needs nothing.
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: Params) -> None:
        super().__init__(context, rule, index, params)
        self._needed = self._needs()
        self._lacking: dict[frozenset[str], tuple[bool, ...]] = {}
        self._is_without = {person: tuple((day, self._table(person, day)) for day in self.days) for person in self.people}

    def amount(self, part: int, grid: Grid) -> int:
        row = grid[part]
        return sum([is_without[row[day]] for day, is_without in self._is_without[part]])

    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        row, context = grid[part], self.context
        for day, is_without in self._is_without[part]:
            if is_without[row[day]]:
                has = f"{person_words(context, part)} has {shift_words(context, row[day])} on {day_words(context.dates[day])}"
                yield Breach(1, f"{has} without {self._missing(part, day, row[day])}", ((part, day),), part, day)

    def terms(self) -> Iterator[Term]:
        for person, judged in self._is_without.items():
            days: dict[tuple[bool, ...], list[int]] = {}
            for day, is_without in judged:
                days.setdefault(is_without, []).append(day)
            for is_without, found in days.items():
                shifts = tuple(shift for shift, is_missing in enumerate(is_without) if is_missing)
                if shifts:
                    yield Cell(self.index, self.is_hard, person, tuple(found), shifts, self.rule.weight)

    def _needs(self) -> tuple[frozenset[str], ...]:
        """The skills that each shift type needs; none for an open cell."""
        context = self.context
        needed = [set(shift.skills) if self.params.of_shift_types else set() for shift in context.shift_types]
        for need in self.params.needs:
            for shift in context.at_site(need.picked(context, ShiftKind.WORK), need.site):
                needed[shift].add(need.skill)
        return (*map(frozenset, needed), frozenset())

    def _table(self, person: int, day: int) -> tuple[bool, ...]:
        """By shift: whether the person lacks a skill for it on this day. People and days with the same skills share it."""
        skills = self.context.skills_on(person, day)
        if skills not in self._lacking:
            self._lacking[skills] = tuple(not needed <= skills for needed in self._needed)
        return self._lacking[skills]

    def _missing(self, person: int, day: int, shift: int) -> str:
        """The skills that are missing; with its last day where the person had it."""
        ended = {skill.name: skill.until for skill in self.context.staff[person].skills if skill.until is not None}
        missing = sorted(self._needed[shift] - self.context.skills_on(person, day))
        return listed([f"{name} (until {day_words(ended[name])})" if name in ended else name for name in missing])


RULE: RuleType[Params] = RuleType(
    name="skill",
    title="Skills",
    help="Which skills people need for certain shifts, or to work at a site. Shift types can name skills too; a skill may have a last day.",
    unit="one assignment without it",
    params=Params,
    bound=SkillRule,
    example={"needs": [{"shifts": ["l"], "skill": "First aid"}]},
)
