import asyncio

import pytest

from hub.identity.passwords import WAITING_MAX, Passwords
from shared.protocol.errors import OverloadedError


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(memory_kib=64, passes=1)


async def test_a_password_matches_its_hash_and_no_other(passwords: Passwords) -> None:
    kept = await passwords.hash("correct horse")
    assert kept.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert await passwords.match(kept, "correct horse")
    assert not await passwords.match(kept, "wrong horse")
    passwords.close()


async def test_without_a_hash_nothing_matches_and_as_much_is_worked_out(passwords: Passwords) -> None:
    assert not await passwords.match(None, "")
    assert passwords._nobody.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert not passwords.is_outdated(passwords._nobody)
    passwords.close()


async def test_what_is_no_hash_matches_nothing(passwords: Passwords) -> None:
    assert not await passwords.match("plain", "plain")
    passwords.close()


async def test_a_hash_of_another_cost_is_read_and_outdated(passwords: Passwords) -> None:
    dearer = Passwords(memory_kib=128, passes=1)
    kept = await passwords.hash("correct horse")
    assert await dearer.match(kept, "correct horse")
    assert dearer.is_outdated(kept)
    assert not passwords.is_outdated(kept)
    passwords.close()
    dearer.close()


async def test_only_so_many_wait(passwords: Passwords) -> None:
    asked = [asyncio.create_task(passwords.match(None, "x")) for _ in range(WAITING_MAX + 1)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers if answer is not False] == [OverloadedError]
    passwords.close()
