"""The CP-SAT model of a term costs what the term says, on every grid."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from shared.rules.terms import OPEN, Cell, Counter, Hinge, Measure, Member, Part, Price, Row, Run, Sequence, Spread, Step, Term, total_of
from solver_service.engines.model.build import LEAST_SOFT, Aim, build

PEOPLE, DAYS, SHIFTS = 3, 4, 3
BOTH = Aim(1000, 1, None)

days = st.lists(st.integers(0, DAYS - 1), min_size=1, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
shifts = st.lists(st.integers(0, SHIFTS - 1), min_size=1, max_size=2, unique=True).map(lambda found: tuple(sorted(found)))
points = st.tuples(*[st.integers(0, 2)] * SHIFTS, st.just(0))
hinges = st.lists(st.builds(Hinge, st.integers(-1, 6), st.integers(1, 3)), max_size=2).map(tuple)
prices = st.builds(Price, hinges, hinges, st.integers(1, 2))
parts = st.builds(Part, st.lists(st.integers(0, PEOPLE - 1), min_size=1, max_size=2, unique=True).map(tuple), days, points)
person = st.integers(0, PEOPLE - 1)
price = st.integers(1, 5)
hard = st.booleans()
blocks = st.lists(st.sampled_from([(0,), (1,), (3,), (0, 1), (2, 3), (0, 1, 2)]), min_size=1, max_size=3).map(tuple)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    first, last = sorted((draw(st.integers(0, DAYS - 1)), draw(st.integers(0, DAYS - 1))))
    history = draw(st.integers(0, 3))
    return Run(
        0,
        draw(hard),
        draw(person),
        first,
        last,
        draw(shifts),
        draw(st.none() | st.integers(1, 4)),
        draw(st.none() | st.integers(1, 3)),
        draw(price),
        draw(price),
        history,
        draw(st.booleans()),
    )


@st.composite
def spreads(draw: st.DrawFn) -> Spread:
    people = draw(st.lists(person, min_size=2, max_size=PEOPLE, unique=True))
    members = tuple(Member(who, draw(st.integers(0, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))) for who in people)
    measures: tuple[Measure, ...] = ("range", "deviation")
    measure = draw(st.sampled_from(measures))
    return Spread(0, draw(hard), measure, members, draw(blocks), draw(points), draw(st.integers(0, 2)), draw(price))


@st.composite
def budgets(draw: st.DrawFn) -> Row:
    is_hard = draw(hard)
    tiers = st.builds(Price, st.just(()), hinges, st.integers(1, 2))
    counters = draw(st.lists(st.builds(Counter, st.just(0), st.just(is_hard), person, blocks, points, tiers), min_size=1, max_size=2))
    over = tuple(draw(st.lists(st.builds(Hinge, st.integers(0, 6), st.integers(1, 3)), max_size=2)))
    return Row(0, is_hard, tuple(draw(st.lists(parts, max_size=2))), Price(over=over), draw(st.integers(0, 2)), tuple(counters))


terms: st.SearchStrategy[Term] = st.one_of(
    st.builds(Cell, st.just(0), hard, person, days, shifts, price),
    st.builds(
        Step,
        st.just(0),
        hard,
        person,
        st.lists(st.integers(1, DAYS - 1), min_size=1, max_size=2, unique=True).map(tuple),
        shifts,
        shifts,
        price,
    ),
    st.builds(
        Sequence,
        st.just(0),
        hard,
        person,
        st.lists(st.integers(0, DAYS - 3), min_size=1, max_size=2, unique=True).map(tuple),
        st.tuples(shifts, shifts, shifts),
        price,
    ),
    runs(),
    st.builds(Counter, st.just(0), hard, person, blocks, points, prices, st.integers(0, 2)),
    st.builds(Row, st.just(0), hard, st.lists(parts, min_size=1, max_size=2).map(tuple), prices, st.integers(0, 2)),
    spreads(),
    budgets(),
)
cells = st.integers(OPEN, SHIFTS - 1)
grids = st.lists(st.lists(cells, min_size=DAYS, max_size=DAYS), min_size=PEOPLE, max_size=PEOPLE)


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Term], list[list[int]], dict[tuple[int, int], tuple[int, ...]]]:
    """Terms, a grid whose other cells stand, and the cells that are free."""
    grid = draw(grids)
    free: dict[tuple[int, int], tuple[int, ...]] = {}
    for cell in product(range(PEOPLE), range(DAYS)):
        choices = draw(st.sampled_from([(), (0, 1), (1, 2), (0, 1, 2)]))
        if choices and len(free) < 5:
            free[cell] = choices
    return draw(st.lists(terms, min_size=1, max_size=4)), grid, free


def filled(grid: list[list[int]], free: dict[tuple[int, int], tuple[int, ...]]) -> list[list[list[int]]]:
    """Every grid that the free cells allow."""
    found = []
    for chosen in product(*free.values()):
        rows = [list(row) for row in grid]
        for (who, day), shift in zip(free, chosen, strict=True):
            rows[who][day] = shift
        found.append(rows)
    return found


@settings(max_examples=150, deadline=None)
@given(situations())
def test_the_cost_of_a_hinted_grid_is_the_price_of_its_terms(
    situation: tuple[list[Term], list[list[int]], dict[tuple[int, int], tuple[int, ...]]],
) -> None:
    rules, grid, free = situation
    built = build(grid, free, rules, BOTH)
    for candidate in filled(grid, free)[:40]:
        score = built.score_on(candidate)
        assert (score.hard, score.soft) == total_of(rules, candidate)


@settings(max_examples=60, deadline=None)
@given(situations())
def test_the_optimum_is_that_of_trying_every_grid(
    situation: tuple[list[Term], list[list[int]], dict[tuple[int, int], tuple[int, ...]]],
) -> None:
    rules, grid, free = situation
    built = build(grid, free, rules, BOTH)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(built.model.cp) == cp_model.OPTIMAL
    totals = [total_of(rules, candidate) for candidate in filled(grid, free)]
    assert round(solver.objective_value) == min(1000 * hard + soft for hard, soft in totals)
    found = built.model.grid_of(lambda index: bool(solver.response_proto.solution[index]))
    assert total_of(rules, found) == min(totals)


@settings(max_examples=60, deadline=None)
@given(situations())
def test_where_hard_terms_are_forbidden_only_grids_without_them_are_left(
    situation: tuple[list[Term], list[list[int]], dict[tuple[int, int], tuple[int, ...]]],
) -> None:
    rules, grid, free = situation
    built = build(grid, free, rules, LEAST_SOFT)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(built.model.cp)
    allowed = [soft for hard, soft in (total_of(rules, candidate) for candidate in filled(grid, free)) if not hard]
    if allowed:
        assert status == cp_model.OPTIMAL
        assert round(solver.objective_value) == min(allowed)
    else:
        assert status == cp_model.INFEASIBLE
