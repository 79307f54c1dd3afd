"""What every rule type offers: its form and help, and, bound to a problem, amounts, words and terms."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from shared.domain import Rule
from shared.model import Record
from shared.rules.context import Context
from shared.rules.terms import Grid, Term

ParamsT = TypeVar("ParamsT", bound=Record)
FigureT = TypeVar("FigureT")


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of a rule: `amount` ≥ 1 in the rule's unit, in words, with the (person, day) cells to show for it."""

    amount: int
    message: str
    cells: tuple[tuple[int, int], ...]
    person: int | None = None
    day: int | None = None


class BoundRule(ABC, Generic[ParamsT]):
    """A rule bound to a problem. Its amount is the sum over independent parts (a person, a date, …).

    Parts are what an incremental scorer keeps: a changed cell changes the amounts of `touched(person, day)` only.
    `amount` and `breaches` count from the grid alone and know nothing of `terms`, which say the same to solvers.
    """

    def __init__(self, context: Context, rule: Rule, index: int, params: ParamsT) -> None:
        self.context = context
        self.rule = rule
        self.index = index
        self.params = params

    @property
    def is_hard(self) -> bool:
        return self.rule.enforcement == "hard"

    @property
    @abstractmethod
    def parts(self) -> Sequence[int]:
        """The numbers of its parts."""

    @abstractmethod
    def touched(self, person: int, day: int) -> Sequence[int]:
        """The parts whose amount may change with this cell."""

    def tells_apart(self, old: int, new: int) -> bool:
        """Whether an amount or figure may change where a cell that held the shift `old` holds `new` instead (either may be OPEN).

        Saves an incremental scorer to count parts again for nothing. Breaches may change all the same, in their words and cells.
        """
        return old != new

    @abstractmethod
    def amount(self, part: int, grid: Grid) -> int:
        """The amount ≥ 0 of one part: Σ amounts of its breaches."""

    @abstractmethod
    def breaches(self, part: int, grid: Grid) -> Iterator[Breach]:
        """Every breach of one part, in words."""

    @abstractmethod
    def terms(self) -> Iterator[Term]:
        """The rule as data: Σ prices = weight × amount on every grid."""


class PersonRule(BoundRule[ParamsT]):
    """A rule whose parts are the people it is about."""

    def __init__(self, context: Context, rule: Rule, index: int, params: ParamsT) -> None:
        super().__init__(context, rule, index, params)
        self.people = context.people_in(rule.scope.staff)
        self.days = context.days_in(rule.scope.dates)
        self._is_person = frozenset(self.people)

    @property
    def parts(self) -> Sequence[int]:
        return self.people

    def touched(self, person: int, day: int) -> Sequence[int]:
        del day
        return (person,) if person in self._is_person else ()


class DayRule(BoundRule[ParamsT]):
    """A rule whose parts are the dates it is about."""

    def __init__(self, context: Context, rule: Rule, index: int, params: ParamsT) -> None:
        super().__init__(context, rule, index, params)
        self.days = context.days_in(rule.scope.dates)
        everyday = context.people_in(rule.scope.staff)
        expires = rule.scope.staff.skills is not None
        self.people_on = {day: context.people_in(rule.scope.staff, day) if expires else everyday for day in self.days}
        self._is_person_on = (
            {day: frozenset(people) for day, people in self.people_on.items()} if expires else dict.fromkeys(self.days, frozenset(everyday))
        )

    @property
    def parts(self) -> Sequence[int]:
        return self.days

    def touched(self, person: int, day: int) -> Sequence[int]:
        return (day,) if person in self._is_person_on.get(day, ()) else ()


class Changed(NamedTuple):
    """A cell that held the shift `old`, and holds another now."""

    person: int
    day: int
    old: int


class Followed(ABC, Generic[FigureT]):
    """What a rule offers besides whose parts are large: a figure that follows one changed cell without a look at the whole part.

    An incremental scorer keeps the figures; amount(part, grid) = amount_at(part, figure(part, grid)) on every grid.
    """

    @abstractmethod
    def figure(self, part: int, grid: Grid) -> FigureT:
        """What the part's amount follows from."""

    @abstractmethod
    def followed(self, part: int, figure: FigureT, changed: Changed, grid: Grid) -> FigureT:
        """The figure on `grid`, given what it was before one cell changed that touches the part."""

    @abstractmethod
    def amount_at(self, part: int, figure: FigureT) -> int:
        """The part's amount."""


@dataclass(frozen=True)
class RuleType(Generic[ParamsT]):
    """An entry of the catalogue. `name` is what `Rule.type` holds; `help` is a sentence or two for managers; `example` is valid."""

    name: str
    title: str
    help: str
    unit: str
    params: type[ParamsT]
    bound: type[BoundRule[ParamsT]]
    example: dict[str, Any]

    def read(self, context: Context, rule: Rule) -> ParamsT:
        """Return the rule's parameters; every name in them is known. Raises pydantic.ValidationError, which names each field."""
        return self.params.model_validate(rule.params, context={"problem": context})
