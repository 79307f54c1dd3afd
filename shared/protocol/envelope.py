"""The envelope around every message [EN1]."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.model import INT64_MAX, Record, Storable

MessageId = Annotated[str, Storable, StringConstraints(strict=True, min_length=1, max_length=64)]
"""`id` of a client's message [EN2]."""
Version = Annotated[int, Field(strict=True, ge=0, le=INT64_MAX)]


class ClientEnvelope(Record):
    """What every client → server message may have beside `type` and `payload`. `version` is the operation's base [EN4]."""

    id: MessageId | None = None
    version: Version | None = None
    timestamp: Annotated[str, StringConstraints(max_length=64)] | None = None
    retry: bool = False


class OperationEnvelope(ClientEnvelope):
    """A message that is answered by ACK, CONFLICT or ERROR needs an id [EN2]."""

    id: MessageId


class ServerEnvelope(Record):
    """What every server → client message may have beside `type` and `payload`."""

    id: str | None = None
    version: int | None = None
    timestamp: str | None = None
