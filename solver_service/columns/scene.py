"""Makes a problem ready for the column search."""

from collections.abc import Iterable

from shared.rules.compiled import Compiled
from shared.rules.terms import Cell, Counter, Row, Run, Sequence, Spread, Step, Term
from solver_service.columns.ledger import Scene
from solver_service.columns.rows import Rows
from solver_service.columns.spreads import Spreads
from solver_service.person.people import Choices, People

_HARD_LEAST, _HARD_MOST = 10_000.0, 1_000_000.0  # exact in doubles, and bearable for a linear program
_HARD_PER_SOFT = 100  # the dearest soft points that one change may cost: a hard point is worth more than all that mends it


def choices_of(compiled: Compiled) -> Choices:
    """Return what each cell may hold, by person and day."""
    context = compiled.context
    days = range(context.day_count)
    return [[compiled.choices(person, day) for day in days] for person in range(len(context.staff))]


def scene_of(compiled: Compiled, choices: Choices) -> Scene:
    """Compile everybody's row search and all couplings."""
    context, terms = compiled.context, compiled.terms
    person_count, shift_count = len(context.staff), len(context.shift_types)
    hard_price = hard_price_of(terms)
    moving = tuple(person for person, row in enumerate(choices) if any(len(cell) > 1 for cell in row))
    return Scene(
        People(terms, choices, shift_count, hard_price=hard_price),
        Rows(terms, person_count, context.day_count, shift_count, hard_price),
        Spreads(terms, hard_price),
        moving,
        person_count,
        context.day_count,
        shift_count,
        hard_price,
    )


def hard_price_of(terms: Iterable[Term]) -> float:
    """Return what a hard point costs where both halves of a score are one number."""
    dearest = max((_slope(term) for term in terms if not term.hard), default=0)
    return min(_HARD_MOST, max(_HARD_LEAST, float(_HARD_PER_SOFT * dearest)))


def _slope(term: Term) -> int:
    match term:
        case Cell() | Step() | Sequence() | Spread():
            return term.price
        case Run():
            return max(term.short_price, term.long_price)
        case Counter() | Row():
            return max((hinge.slope for hinge in (*term.price.under, *term.price.over)), default=0)
