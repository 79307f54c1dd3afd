from hub.identity.throttle import KEYS_MAX, Throttle


def test_one_may_fail_a_burst_at_once_and_then_once_an_interval() -> None:
    throttle = Throttle(burst=3, interval_s=10.0)
    for _ in range(3):
        assert throttle.wait_s("ana", 100.0) == 0
        throttle.failed("ana", 100.0)
    assert throttle.wait_s("ana", 100.0) == 10.0
    assert throttle.wait_s("ana", 109.0) == 1.0
    assert throttle.wait_s("ana", 110.0) == 0
    throttle.failed("ana", 110.0)
    assert throttle.wait_s("ana", 110.0) == 10.0


def test_failures_are_forgotten_with_time() -> None:
    throttle = Throttle(burst=2, interval_s=10.0)
    for _ in range(2):
        throttle.failed("ana", 0.0)
    assert throttle.wait_s("ana", 20.0) == 0
    throttle.failed("ana", 20.0)
    assert throttle.wait_s("ana", 20.0) == 0


def test_one_key_does_not_hold_up_another() -> None:
    throttle = Throttle(burst=1, interval_s=10.0)
    throttle.failed("ana", 0.0)
    assert throttle.wait_s("ana", 0.0) > 0
    assert throttle.wait_s("bo", 0.0) == 0


def test_what_is_remembered_is_bounded() -> None:
    throttle = Throttle(burst=1, interval_s=10.0)
    for number in range(KEYS_MAX + 10):
        throttle.failed(number, 0.0)
    assert throttle.wait_s(0, 0.0) == 0
    assert throttle.wait_s(KEYS_MAX, 0.0) > 0
