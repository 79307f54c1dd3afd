"""Messages beyond the first version of the protocol reach only clients that named the feature [EN5]."""

from collections.abc import AsyncIterator

import pytest

from hub.gateway.features import FEATURE_OF, NAMED_MAX, features_of
from shared.problem import Score
from shared.protocol.server import Violations, ViolationsPayload
from tests.support.gateway import PERIOD, WORKSPACE, House, a_sync


@pytest.mark.parametrize(
    ("named", "known"),
    [
        ("violations", {"violations"}),
        ("teleport, violations,,", {"violations"}),
        ("", set()),
        ("VIOLATIONS", set()),
        (",".join(["x"] * NAMED_MAX + ["violations"]), set()),
        ("x" * 100_000, set()),
    ],
)
def test_en5_known_features_are_kept_and_others_ignored(named: str, known: set[str]) -> None:
    assert features_of(named) == known


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()


def the_rules_moved() -> Violations:
    payload = ViolationsPayload(period_id=PERIOD, score=Score(hard=0, soft=3), added=(), resolved=())
    return Violations(type="VIOLATIONS", version=4, payload=payload)


async def test_en5_a_new_type_reaches_only_who_named_its_feature(house: House) -> None:
    assert FEATURE_OF["VIOLATIONS"] == "violations"
    links = []
    for features in (frozenset({"violations"}), frozenset[str]()):
        link, peer = house.connect(features=features)
        link.says(a_sync())
        await house.settled()
        link.hears()
        links.append((link, peer))
    house.gateway.publish(WORKSPACE, PERIOD, the_rules_moved())
    assert [[message["type"] for message in link.hears()] for link, _ in links] == [["VIOLATIONS"], []]


async def test_en5_who_reads_slowly_hears_it_afterwards_if_they_named_it(house: House) -> None:
    heard = []
    for features in (frozenset({"violations"}), frozenset[str]()):
        link, _ = house.connect(features=features)
        link.says(a_sync())
        await house.settled()
        link.room = 0
        house.gateway.tell([house.sequencer.advance(house.period)])
        house.gateway.publish(WORKSPACE, PERIOD, the_rules_moved())
        link.hears()
        link.drain()
        heard.append([message["type"] for message in link.hears() if message["type"] != "PRESENCE"])
    assert heard == [["VIOLATIONS"], []]
