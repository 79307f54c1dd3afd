"""Token buckets and tallies."""

import pytest

from hub.gateway.limits import BURST_FACTOR, Tally, TokenBucket, admitted


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    bucket = TokenBucket(10, now=0)
    given = [admitted((bucket,), 0, 1) for _ in range(10 * BURST_FACTOR + 1)]
    assert given == [None] * 10 * BURST_FACTOR + [100]
    assert admitted((bucket,), 0.1, 1) is None
    assert admitted((bucket,), 0.1, 1) == 100


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    bucket = TokenBucket(10, now=0)
    assert bucket.wait_s(1e6, 10 * BURST_FACTOR) == 0
    assert bucket.wait_s(1e6, 10 * BURST_FACTOR + 1) == pytest.approx(0.1)


def test_where_one_bucket_is_empty_the_others_lose_nothing() -> None:
    full, empty = TokenBucket(10, now=0), TokenBucket(10, now=0)
    empty.take(10 * BURST_FACTOR)
    assert admitted((full, empty), 0, 1) == 100
    assert full.wait_s(0, 10 * BURST_FACTOR) == 0


def test_a_tally_is_reached_by_its_number_within_a_minute_only() -> None:
    tally = Tally(3)
    assert [tally.reaches(at) for at in (0, 30, 61, 62, 63)] == [False, False, False, True, True]
