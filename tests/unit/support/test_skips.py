"""The list of reasons for which a test may be skipped."""

from tests.support.skips import LIST, listed_reasons, unlisted


def test_a_reason_begins_with_one_of_the_list() -> None:
    listed = listed_reasons("# Title\n\n- `root only`: needs root.\n- `no nginx`: needs nginx.\n")

    assert listed == ["root only", "no nginx"]
    assert unlisted(["root only: another user", "felt like it"], listed) == ["felt like it"]


def test_the_list_can_be_read() -> None:
    assert listed_reasons(LIST.read_text())
