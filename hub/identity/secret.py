"""Secrets that a browser holds, a cookie or a one-time code: drawn here, kept as hashes."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

SESSION_LIFE: Final = timedelta(days=14)
"""From its last renewal on; the page renews with every token."""
ROTATED_LIFE: Final = timedelta(seconds=30)
"""How long a renewed session's old secret is good: tabs that renew in the same moment all succeed."""
CODE_LIFE: Final = timedelta(minutes=10)
INVITATION_LIFE: Final = timedelta(days=7)
SECRET_LENGTH_MAX: Final = 200
_BYTES: Final = 32


def draw() -> str:
    """Return a new secret of 256 bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(secret: str) -> bytes:
    """Return what is kept of a secret; it is random and long, so a plain hash does."""
    return hashlib.sha256(secret.encode()).digest()
