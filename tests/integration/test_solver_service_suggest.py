"""`POST /suggest` on the real service: candidates, repairs, and what it refuses."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from shared.problem import Problem
from shared.score import check
from shared.suggestion import Repair, SuggestResponse
from solver_service.aside import ASIDES_MAX
from tests.support.grids import a_problem, a_rule, grid
from tests.support.solver_process import SolverProcess, a_solver, eventually, kill
from tests.support.solving import a_busy_problem

TOKEN = "a-token-of-this-test"


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with a_solver(SOLVER_SLOTS="1", SOLVER_WORKERS="2", SOLVER_TOKEN=TOKEN) as process:
        yield process


@pytest.fixture
def client(solver: SolverProcess) -> Iterator[httpx2.Client]:
    with solver.client() as client:
        eventually(lambda: not solver.solves())  # no repair of the test before is left
        yield client


def office() -> Problem:
    """Somebody has the day shift each day; nobody comes early after a late shift; Bo would like to have Wednesday off."""
    return a_problem(
        grid("Ana D D D -", "Bo - L - -", "Cy - - - D"),
        a_rule("coverage", {"shifts": ["D"], "min": 1}, enforcement="hard", weight=10, rule_id="day", name="Somebody by day"),
        a_rule("succession", {"pairs": [{"before": ["L"], "after": ["D", "E"]}]}, enforcement="hard", rule_id="rest"),
        a_rule("request", {"requests": [{"staff": "bo", "when": {"dates": ["2026-12-09"]}, "kind": "off"}]}, rule_id="wish", weight=3),
    )


def asked(problem: Problem, **question: Any) -> dict[str, Any]:
    return {"problem": problem.model_dump(mode="json", by_alias=True), **question}


def answered(client: httpx2.Client, problem: Problem, **question: Any) -> SuggestResponse:
    response = client.post("/suggest", json=asked(problem, **question))
    assert response.status_code == 200, response.text
    return SuggestResponse.model_validate(response.json())


def after(problem: Problem, repair: Repair, *, away: dict[tuple[str, str], str]) -> tuple[tuple[str | None, ...], ...]:
    """The reference with an absence and a repair in it."""
    cells = {(change.staff_id, str(change.date)): change.after for change in repair.changes} | away
    dates = [str(problem.start_date.fromordinal(problem.start_date.toordinal() + day)) for day in range(len(problem.reference[0]))]
    return tuple(
        tuple(cells.get((member.id, date), code) for date, code in zip(dates, row, strict=True))
        for member, row in zip(problem.staff, problem.reference, strict=True)
    )


def test_an_absence_is_answered_with_who_could_take_over_best_first(client: httpx2.Client) -> None:
    found = answered(client, office(), absence={"staff_id": "ana", "dates": ["2026-12-09"], "shift": "V"})
    assert found.effect is not None
    assert [violation.message for violation in found.effect.breaks] == ["0 people on Day on Wed 9 Dec, 1 at least"]
    (suggestion,) = found.suggestions
    assert (str(suggestion.date), suggestion.shift) == ("2026-12-09", "D")
    best, second = suggestion.candidates[:2]
    assert [(change.staff_id, change.before, change.after) for change in best.changes] == [("cy", "-", "D")]
    assert (best.rise.hard, best.rise.soft, best.breaks) == (-10, 0, ())
    assert [violation.rule_id for violation in best.mends] == ["day"]
    assert second.changes[0].staff_id == "bo"
    assert (second.rise.hard, second.rise.soft) == (-9, 3)
    assert {violation.rule_id for violation in second.breaks} == {"rest", "wish"}
    assert all(candidate.changes[0].staff_id != "ana" for candidate in suggestion.candidates)


def test_a_repair_takes_as_few_changes_as_it_can_and_says_its_score(client: httpx2.Client) -> None:
    problem = office()
    found = answered(client, problem, absence={"staff_id": "ana", "dates": ["2026-12-08", "2026-12-09"], "shift": "V"}, repair=True)
    repair = found.repair
    assert repair is not None
    assert (repair.before.hard, repair.after.hard) == (20, 0)
    assert len(repair.changes) == 2
    assert repair.is_proven
    assert not any(change.staff_id == "ana" and change.after != "V" for change in repair.changes)
    away = {("ana", "2026-12-08"): "V", ("ana", "2026-12-09"): "V"}
    assert check(problem, after(problem, repair, away=away)).score == repair.after


def test_a_grid_is_repaired_without_a_question(client: httpx2.Client) -> None:
    broken = [["-", "D", "D", "-"], ["-", "L", "-", "-"], ["-", "-", "-", "D"]]
    found = answered(client, office(), grid=broken, repair=True)
    assert (found.effect, found.suggestions) == (None, ())
    assert found.repair is not None
    assert [str(change.date) for change in found.repair.changes] == ["2026-12-07"]
    assert found.repair.mends[0].rule_id == "day"


def test_a_repair_answers_by_its_limit_with_what_it_has(client: httpx2.Client) -> None:
    problem = a_busy_problem(staff=60, days=84, shifts=6)
    rows = [["S0"] * 84 for _ in problem.staff]
    began = time.monotonic()
    found = answered(client, problem, grid=rows, repair=True, time_limit_s=2.0)
    assert time.monotonic() - began < 3.5
    assert found.repair is not None
    assert (found.repair.after.hard, found.repair.after.soft) <= (found.repair.before.hard, found.repair.before.soft)


def test_repairs_are_bounded_and_end_with_their_request(solver: SolverProcess, client: httpx2.Client) -> None:
    problem = a_busy_problem(staff=60, days=84, shifts=6)
    body = asked(problem, grid=[["S0"] * 84 for _ in problem.staff], repair=True, time_limit_s=25)
    waiting = [threading.Thread(target=give_up_after, args=(solver, body, 3.0)) for _ in range(ASIDES_MAX)]
    for thread in waiting:
        thread.start()
    eventually(lambda: len(solver.solves()) == ASIDES_MAX)
    refused = client.post("/suggest", json=body)
    assert (refused.status_code, refused.json()["code"]) == (503, "solver_busy")
    assert int(refused.headers["Retry-After"]) >= 1
    assert answered(client, office(), open_shift={"shift": "D", "date": "2026-12-07"}).suggestions
    for thread in waiting:
        thread.join(20)
    assert eventually(lambda: not solver.solves()) < 1


def test_a_repair_whose_process_is_killed_changes_nothing(solver: SolverProcess, client: httpx2.Client) -> None:
    problem = a_busy_problem(staff=60, days=84, shifts=6)
    rows = (("S0",) * 84,) * len(problem.staff)
    answers: list[SuggestResponse] = []
    asking = threading.Thread(target=lambda: answers.append(answered(client, problem, grid=rows, repair=True, time_limit_s=25)))
    asking.start()
    eventually(lambda: len(solver.solves()) == 1)
    kill(solver.solves()[0])
    asking.join(10)
    (found,) = answers
    assert found.repair is not None
    assert (found.repair.changes, found.repair.is_proven) == ((), False)
    assert found.repair.before == found.repair.after == check(problem, rows).score


def give_up_after(solver: SolverProcess, body: dict[str, Any], seconds: float) -> None:
    with solver.client() as client, pytest.raises(httpx2.ReadTimeout):
        client.post("/suggest", json=body, timeout=seconds)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({}, "cell: one of cell, open_shift, absence or repair is wanted"),
        (
            {"cell": {"staff_id": "ana", "date": "2026-12-07"}, "open_shift": {"shift": "D", "date": "2026-12-07"}},
            "open_shift: cell is asked",
        ),
        ({"cell": {"staff_id": "zoe", "date": "2026-12-07"}}, "cell.staff_id: there is no staff member 'zoe'"),
        ({"cell": {"staff_id": "ana", "date": "2027-12-07"}}, "cell.date: 2027-12-07 is not a date of the period"),
        ({"open_shift": {"shift": "Z", "date": "2026-12-07"}}, "open_shift.shift: there is no shift type 'Z'"),
        ({"absence": {"staff_id": "ana", "dates": ["2026-12-07", "2025-01-01"]}}, "absence.dates[1]: 2025-01-01"),
        ({"absence": {"staff_id": "ana", "dates": []}}, "absence.dates"),
        ({"cell": {"staff_id": "ana", "date": "2026-12-07"}, "grid": [["D"]]}, "grid: 1 rows for 3 people"),
        ({"cell": {"staff_id": "ana", "date": "2026-12-07"}, "limit": 0}, "limit"),
    ],
)
def test_what_cannot_be_asked_is_named(client: httpx2.Client, question: dict[str, Any], words: str) -> None:
    response = client.post("/suggest", json=asked(office(), **question))
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert words in response.json()["detail"]


def test_it_wants_the_token(solver: SolverProcess) -> None:
    assert httpx2.post(f"{solver.url}/suggest", json=asked(office())).status_code == 401
