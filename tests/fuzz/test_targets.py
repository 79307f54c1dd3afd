"""Every target under Hypothesis, from the kept inputs on; a coverage-guided fuzzer takes the same targets further (`make fuzz`)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.protocol.client import CLIENT_MESSAGE
from tests.fuzz import messages
from tests.fuzz.choices import Choices
from tests.fuzz.corpus import inputs_of
from tests.fuzz.targets import NAMES, target

EXAMPLES = {"conversation": 60, "handshake": 60}
"""Where an example is a story of a second or two in simulated time; 300 elsewhere."""

cuts = st.tuples(st.integers(0, 2_000), st.integers(0, 4), st.binary(max_size=4))


def changed(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """Replace a few bytes here and there."""
    for place, size, piece in changes:
        at = place % (len(data) + 1)
        data = data[:at] + piece + data[at + size :]
    return data


@pytest.mark.parametrize("name", NAMES)
def test_what_was_a_fault_once_is_none(name: str) -> None:
    fuzz = target(name)
    for data in inputs_of(name):
        fuzz(data)


@pytest.mark.parametrize("name", NAMES)
def test_no_bytes_are_a_fault(name: str) -> None:
    inputs = st.binary(max_size=1_500) | st.builds(changed, st.sampled_from(inputs_of(name)), st.lists(cuts, max_size=5))
    check = given(inputs)(target(name))
    settings(max_examples=EXAMPLES.get(name, 300), derandomize=True, deadline=None, database=None)(check)()


def test_every_type_of_message_is_said() -> None:
    assert set(messages.TYPES) == set(CLIENT_MESSAGE.json_schema()["discriminator"]["mapping"])


@given(st.binary(min_size=200, max_size=600))
@settings(derandomize=True, deadline=None, database=None)
def test_a_message_that_is_said_is_one_but_for_single_fields(data: bytes) -> None:
    choices = Choices(data)
    message = messages.message_of(choices, {"period_id": ["p1"], "date": ["2026-12-01"]})
    assert message["type"] in messages.TYPES
    assert messages.damaged(message, choices) is not message
