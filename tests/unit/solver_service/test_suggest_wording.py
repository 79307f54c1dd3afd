"""What a part of a rule breaks and mends between two states of a grid."""

from shared.rules.port import Breach
from solver_service.suggest.wording import difference


def breach(amount: int, message: str, *, person: int | None = None, day: int | None = None) -> Breach:
    return Breach(amount, message, (), person, day)


def test_a_breach_that_stays_is_neither() -> None:
    same = breach(1, "one short", day=3)
    assert difference((same,), (same,)) == ((), ())


def test_a_breach_that_grows_counts_by_the_difference_in_the_words_of_what_it_is_now() -> None:
    assert difference((breach(1, "one short", day=3),), (breach(3, "three short", day=3),)) == ((breach(2, "three short", day=3),), ())


def test_a_breach_that_shrinks_counts_by_the_difference_in_the_words_of_what_it_was() -> None:
    assert difference((breach(3, "three short", day=3),), (breach(1, "one short", day=3),)) == ((), (breach(2, "three short", day=3),))


def test_breaches_of_other_places_are_told_both() -> None:
    gone, new = breach(1, "Ana works 6 days", person=0, day=1), breach(1, "Ana works 6 days", person=0, day=4)
    assert difference((gone,), (new,)) == ((new,), (gone,))


def test_other_words_for_the_same_are_nothing_new() -> None:
    assert difference((breach(1, "Ana Off", day=1),), (breach(1, "Ana Vacation", day=1),)) == ((), ())


def test_what_is_broken_twice_and_then_once_is_mended_once() -> None:
    twice = breach(1, "a day of time off", person=0, day=1)
    assert difference((twice, twice), (twice,)) == ((), (twice,))
