"""What people's totals cost that should lie close together, kept while rows change."""

from collections.abc import Iterable, Mapping, Sequence

from shared.rules.terms import Member, Spread, Term
from solver_service.columns.rows import Cells


class Spreads:
    """Every `Spread` of a problem. A hard point costs `hard_price`."""

    def __init__(self, terms: Iterable[Term], hard_price: float) -> None:
        self._terms = [term for term in terms if isinstance(term, Spread)]
        self._weights = [term.price * (hard_price if term.hard else 1.0) for term in self._terms]
        self._places: dict[int, list[tuple[int, int, Member]]] = {}
        for index, term in enumerate(self._terms):
            for place, member in enumerate(term.members):
                self._places.setdefault(member.person, []).append((index, place, member))

    @property
    def is_empty(self) -> bool:
        return not self._terms

    def totals(self, grid: Cells) -> list[list[int]]:
        """Return every member's total, a list a term."""
        return [term.totals(grid.tolist()) for term in self._terms]

    def moved(self, totals: Sequence[list[int]], changes: Mapping[int, Cells]) -> list[list[int]]:
        """Return the totals with these people's rows changed."""
        if not self._terms:
            return []
        moved = [list(found) for found in totals]
        for person, row in changes.items():
            for index, place, member in self._places.get(person, ()):
                moved[index][place] = self._terms[index].total(member, row.tolist())
        return moved

    def cost(self, totals: Sequence[list[int]]) -> float:
        return sum(weight * term.apart(found) for term, weight, found in zip(self._terms, self._weights, totals, strict=True))
