"""A question → the best candidates, in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from shared.live import LiveScore, Rise
from shared.suggestion import Candidate, Suggestion
from solver_service.suggest.moves import Choices, Moves
from solver_service.suggest.question import AwayQuestion, CellQuestion, Question, ShiftQuestion, SingleQuestion
from solver_service.suggest.wording import Wording, lay


@dataclass(frozen=True, slots=True)
class Begun:
    """A question taken apart. `effect`: what an absence does by itself; it is in the grid already."""

    effect: Candidate | None
    singles: tuple[SingleQuestion, ...]


def begun(live: LiveScore, asked: Question | None) -> Begun:
    """Put an absence into the grid; each shift that it leaves is a question of its own."""
    match asked:
        case AwayQuestion(person, days):
            left = [ShiftQuestion(live.grid[person][day], day, person) for day in days]
            effect = Wording(live).candidate(asked.moves)
            lay(live, asked.moves)
            return Begun(effect, tuple(shift for shift in left if shift.shift in live.scorer.context.working))
        case CellQuestion() | ShiftQuestion():
            return Begun(None, (asked,))
        case None:
            return Begun(None, ())
        case _:
            assert_never(asked)


def suggestion(wording: Wording, asked: SingleQuestion, limit: int, is_wanted: Callable[[], bool]) -> Suggestion:
    """Return the best `limit` candidates; where it isn't wanted any more, the best of those looked at until then."""
    live = wording.live
    context = live.scorer.context
    choices = Choices(live.scorer.compiled, live.grid)
    match asked:
        case CellQuestion(person, day):
            ranked = _ranked(live, choices.for_cell(asked), is_wanted)
            candidates = tuple(map(wording.candidate, ranked[:limit]))
            return Suggestion(date=context.dates[day], staff_id=context.staff[person].id, candidates=candidates, tried=len(ranked))
        case ShiftQuestion(shift, day):
            takers = _ranked(live, choices.takers(asked), is_wanted)
            ranked = _ranked(live, (*takers, *choices.chains(takers)), is_wanted)
            candidates = tuple(map(wording.candidate, ranked[:limit]))
            return Suggestion(date=context.dates[day], shift=context.shift_types[shift].code, candidates=candidates, tried=len(ranked))
        case _:
            assert_never(asked)


def _ranked(live: LiveScore, found: Iterable[Moves], is_wanted: Callable[[], bool]) -> list[Moves]:
    """Return the best first: hard points, soft points, fewest changes, then the order they came in."""
    rated: list[tuple[Rise, Moves]] = []
    for moves in found:
        if rated and not is_wanted():
            break
        rated.append((live.rise(moves), moves))
    rated.sort(key=lambda rating: (rating[0].hard, rating[0].soft, len(rating[1])))
    return [moves for _rise, moves in rated]
