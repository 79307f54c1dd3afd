import asyncio

from hub.fanout.counts import Counts
from hub.fanout.following import Following
from hub.fanout.port import Announcement
from shared.ids import DocumentId

ONE, TWO = DocumentId(1), DocumentId(2)


def hear(_: Announcement) -> None:
    pass


COUNTS = Counts()


def a_following(*documents: DocumentId) -> Following:
    following = Following(COUNTS)
    for document in documents:
        following.want(document, hear)
    following.begin()
    return following


def test_what_is_wanted_is_asked_once_and_let_go_once() -> None:
    following = a_following(ONE, TWO)
    assert [sorted(one) for one in following.take_changes()] == [[1, 2], []]
    assert following.take_changes() == ([], [])
    following.drop(TWO)
    assert following.take_changes() == ([], [TWO])


def test_all_is_whole_once_the_server_confirmed_it() -> None:
    following = a_following(ONE, TWO)
    following.take_changes()
    following.asked(ONE)
    assert not following.is_whole
    following.asked(TWO)
    assert following.is_whole


def test_who_comes_back_before_anything_was_asked_changes_nothing() -> None:
    following = a_following(ONE)
    following.take_changes()
    following.asked(ONE)
    following.drop(ONE)
    following.want(ONE, hear)
    assert following.take_changes() == ([], [])
    assert following.is_whole


def test_an_answer_to_an_earlier_ask_confirms_nothing() -> None:
    following = a_following(ONE)
    following.take_changes()
    following.drop(ONE)
    following.take_changes()
    following.want(ONE, hear)
    following.take_changes()
    following.asked(ONE)
    assert not following.is_whole  # the server is about to let it go
    assert following.dropped(ONE)
    following.asked(ONE)
    assert following.is_whole


def test_nothing_stays_of_what_was_let_go() -> None:
    following = a_following(ONE)
    following.take_changes()
    following.drop(ONE)
    following.take_changes()
    assert COUNTS.subscriptions == 1
    following.asked(ONE)
    following.dropped(ONE)
    assert (COUNTS.subscriptions, following.listener(ONE)) == (0, None)


def test_nothing_stays_of_what_was_dropped_while_there_is_no_server() -> None:
    following = Following(COUNTS)
    following.want(ONE, hear)
    following.drop(ONE)
    following.drop(TWO)
    assert COUNTS.subscriptions == 0


def test_a_channel_that_the_server_lets_go_unasked_is_told_apart() -> None:
    following = a_following(ONE)
    following.take_changes()
    following.asked(ONE)
    assert not following.dropped(ONE)
    assert not following.dropped(TWO)


def test_a_new_connection_is_asked_for_everything_again() -> None:
    following = a_following(ONE, TWO)
    following.take_changes()
    following.asked(ONE)
    following.drop(TWO)
    following.begin()
    assert following.take_changes() == ([ONE], [])
    assert not following.is_whole
    assert COUNTS.subscriptions == 1


async def test_a_subscription_is_waited_for_until_it_is_confirmed() -> None:
    following = a_following(ONE)
    following.take_changes()
    asyncio.get_running_loop().call_soon(following.asked, ONE)
    await following.wait_for(ONE, 5)
    assert not following.is_late


async def test_what_is_not_confirmed_in_time_is_late_until_it_is() -> None:
    following = a_following(ONE, TWO)
    following.take_changes()
    for document in (ONE, TWO):
        await following.wait_for(document, 0)
    assert following.is_late
    assert [following.asked(ONE), following.is_late, following.asked(TWO), following.is_late] == [False, True, True, False]


async def test_what_is_late_and_let_go_is_not_missed() -> None:
    following = a_following(ONE)
    following.take_changes()
    await following.wait_for(ONE, 0)
    following.drop(ONE)
    assert not following.is_late
    assert not following.asked(ONE)
