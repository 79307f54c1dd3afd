"""What one person's terms ask of a row, as hashable parts: people with equal parts share an automaton."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

from shared.rules import terms
from shared.rules.terms import Cell, Counter, Run, Step
from solver_service.person.rolling import Rolling, rolling_of


@dataclass(frozen=True, slots=True)
class Follow:
    """`price` on each of `days` whose cell is in `after` while the day before is in `before`."""

    days: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    price: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a run rule. `history` and `lenient` as in `Run`."""

    first_day: int
    last_day: int
    history: int
    lenient: bool


@dataclass(frozen=True, slots=True)
class Length:
    """Runs of `shifts` cost `short` for each day under `minimum`, `long` for each over `maximum`; stretches don't overlap."""

    shifts: tuple[int, ...]
    minimum: int
    maximum: int | None
    short: float
    long: float
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """`price` for each of `days` from which on the cells are in `sets`, one after the other."""

    days: tuple[int, ...]
    sets: tuple[tuple[int, ...], ...]
    price: float


@dataclass(frozen=True, slots=True)
class Contract:
    """One person's terms, sorted by what the search makes of them. Prices of hard terms are infinite where the person is strict."""

    cells: tuple[Cell, ...]
    follows: tuple[Follow, ...]
    lengths: tuple[Length, ...]
    chains: tuple[Chain, ...]
    rollings: tuple[Rolling, ...]
    counters: tuple[Counter, ...]
    hard_weight: float

    @property
    def is_strict(self) -> bool:
        return self.hard_weight == inf

    def weight(self, *, hard: bool) -> float:
        """What a point costs."""
        return self.hard_weight if hard else 1.0


def contract_of(own: Iterable[terms.Term], hard_weight: float, *, remembers: bool) -> Contract:
    """Sort a person's own terms. `hard_weight` is what a hard point costs: infinite for a person who is strict.

    `remembers`: short windows that overlap are parts of their own, else counters like others.
    """
    found = list(own)
    cells = tuple(term for term in found if isinstance(term, Cell))
    follows = tuple(
        Follow(term.days, term.before, term.after, _price(term.price, hard_weight, hard=term.hard))
        for term in found
        if isinstance(term, Step) and term.price
    )
    chains = tuple(
        Chain(term.days, term.sets, _price(term.price, hard_weight, hard=term.hard))
        for term in found
        if isinstance(term, terms.Sequence) and term.price
    )
    counters = [term for term in found if isinstance(term, Counter)]
    rollings, counters = rolling_of(counters, hard_weight) if remembers else ([], counters)
    runs = [term for term in found if isinstance(term, Run)]
    return Contract(cells, follows, tuple(_lengths(runs, hard_weight)), chains, tuple(rollings), tuple(counters), hard_weight)


def _lengths(runs: Sequence[Run], hard_weight: float) -> list[Length]:
    """The runs by what they cost; each group in as few layers of stretches as do without overlaps."""
    layers: dict[Length, list[list[Stretch]]] = {}
    for run in sorted(runs, key=lambda run: run.first_day):
        short = _price(run.short_price, hard_weight, hard=run.hard) if (run.minimum or 0) > 1 else 0.0
        long = 0.0 if run.maximum is None else _price(run.long_price, hard_weight, hard=run.hard)
        minimum = run.minimum or 0 if short else 0
        maximum = run.maximum if long else None
        if not minimum and maximum is None:
            continue
        stretch = Stretch(run.first_day, run.last_day, run.history, run.lenient)
        found = layers.setdefault(Length(run.shifts, minimum, maximum, short, long, ()), [])
        layer = next((layer for layer in found if layer[-1].last_day < stretch.first_day), None)
        if layer is None:
            found.append([stretch])
        else:
            layer.append(stretch)
    return [replace(length, stretches=tuple(layer)) for length, found in layers.items() for layer in found]


def _price(points: int, hard_weight: float, *, hard: bool) -> float:
    if not hard:
        return float(points)
    return inf if hard_weight == inf else points * hard_weight
