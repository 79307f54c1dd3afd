"""Passwords as argon2id hashes, made and checked in threads of their own."""

import asyncio
import base64
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from shared.protocol.errors import OverloadedError

THREADS: Final = 2  # each takes a core and the memory of one hash
WAITING_MAX: Final = 32  # at some 30 ms each, the last one waits half a second
PASSWORD_LENGTH_MIN: Final = 8
PASSWORD_LENGTH_MAX: Final = 1_000
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32

T = TypeVar("T")


class Passwords:
    """Hashes with one cost: `memory_kib` and `passes` over it, one lane. Hashes of another cost are still read."""

    def __init__(self, *, memory_kib: int, passes: int) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1, hash_len=_HASH_BYTES, salt_len=_SALT_BYTES)
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={passes},p=1${_random(_SALT_BYTES)}${_random(_HASH_BYTES)}"
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="password")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return the hash that is kept. Raises OverloadedError."""
        return await self._run(partial(self._hasher.hash, password))

    async def match(self, password_hash: str | None, password: str) -> bool:
        """Whether `password` is the one; without a hash never, after the same time. Raises OverloadedError."""
        found = await self._run(partial(self._matches, password_hash or self._nobody, password))
        return found and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash has another cost than new ones."""
        return self._hasher.check_needs_rehash(password_hash)

    def close(self) -> None:
        """End the threads; what they do is waited for, a fraction of a second."""
        self._threads.shutdown(cancel_futures=True)

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    async def _run(self, work: "partial[T]") -> T:
        if self._waiting >= WAITING_MAX:
            raise OverloadedError(retry_after_ms=1_000)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _random(size_bytes: int) -> str:
    return base64.b64encode(secrets.token_bytes(size_bytes)).decode().rstrip("=")
