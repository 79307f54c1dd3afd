"""Typed ids: how they are made, and how they are read."""

import os
import time
import uuid
from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
PeriodId = NewType("PeriodId", str)
StaffId = NewType("StaffId", str)
ShiftTypeId = NewType("ShiftTypeId", str)
RuleId = NewType("RuleId", str)
UserId = NewType("UserId", str)
RunId = NewType("RunId", str)
ConflictId = NewType("ConflictId", str)
ClientId = NewType("ClientId", str)
OperationId = NewType("OperationId", str)
DocumentId = NewType("DocumentId", int)
"""The store's own bigint for a document; the wire's id (a period's or workspace's) is looked up once."""


def new_id() -> str:
    """Return a new UUIDv7 in text (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits.

    Ids made later sort later, to the millisecond; nothing else may be read out of them.
    """
    milliseconds = time.time_ns() // 1_000_000  # noqa: TID251  # an id's prefix orders nothing: no clock to inject
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | (random & (2**62 - 1))
    return str(uuid.UUID(int=value))
