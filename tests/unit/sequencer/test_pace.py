from hub.sequencer.pace import BURST, PER_S_AT_FIRST, TELLING, WAIT_S, WAITING_MIN, Pace


def committed(pace: Pace, operations: int, seconds: float | None, times: int = 100) -> Pace:
    for _ in range(times):
        pace.begin(operations)
        pace.end(seconds)
    return pace


def test_what_may_wait_is_what_is_committed_in_a_moment() -> None:
    assert Pace().waiting_max == PER_S_AT_FIRST * WAIT_S
    assert abs(committed(Pace(), 200, 0.05).waiting_max - 4_000 * WAIT_S) <= 1
    assert abs(committed(Pace(), 500, 0.01).waiting_max - 50_000 * WAIT_S) <= 2


def test_some_may_wait_however_slow_it_is() -> None:
    assert committed(Pace(), 100, 3.0).waiting_max == WAITING_MIN


def test_small_statements_and_failed_ones_tell_nothing() -> None:
    assert committed(Pace(), TELLING - 1, 0.01).waiting_max == Pace().waiting_max
    assert committed(Pace(), 500, None).waiting_max == Pace().waiting_max


def test_one_statement_that_was_held_up_weighs_little() -> None:
    pace = committed(Pace(), 200, 0.02)
    before = pace.waiting_max
    assert committed(pace, 200, 2.0, times=1).waiting_max > 0.85 * before


def test_what_is_in_hand_is_known_until_it_is_settled() -> None:
    pace = Pace()
    pace.begin(7)
    assert pace.in_hand == 7
    pace.end(0.01)
    assert pace.in_hand == 0


def test_behind_a_large_statement_nothing_waits_beyond_the_bound() -> None:
    pace = Pace()
    most = pace.waiting_max
    pace.begin(most // 2)
    assert not pace.refuses(most - 1)
    assert pace.refuses(most)


def test_a_small_statement_that_is_held_up_once_costs_nobody_a_refusal() -> None:
    pace = Pace()
    most = pace.waiting_max
    pace.begin(most // 4)
    assert not pace.refuses(BURST * most - 1)
    assert pace.refuses(BURST * most)
