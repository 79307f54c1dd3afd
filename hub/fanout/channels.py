"""The names of channels: pure."""

import hashlib

from shared.ids import DocumentId

PREFIX = "rosterhub"
_DIGEST_BYTES = 8


class Channels:
    """Names within one deployment, which is what shares a database: `rosterhub/<deployment>/<document>`.

    A server that several deployments share keeps them apart by that name (pub/sub knows no database numbers). No braces: in a cluster the
    whole name is hashed, so that documents spread over its shards.
    """

    def __init__(self, database: str) -> None:
        """`database`: what tells this database from all others; it is not shown."""
        deployment = hashlib.blake2b(database.encode(), digest_size=_DIGEST_BYTES).hexdigest()
        self._stem = f"{PREFIX}/{deployment}/".encode()

    def of(self, document_id: DocumentId) -> bytes:
        """Return a document's channel."""
        return self._stem + str(document_id).encode()

    def document(self, channel: bytes) -> DocumentId | None:
        """Return the document of a channel, or None: it is no document's."""
        number = channel.removeprefix(self._stem)
        return DocumentId(int(number)) if number != channel and number.isdigit() else None

    def probe(self, replica: str, number: int) -> bytes:
        """Return a channel of a replica's own; by `number` it finds one on each shard."""
        return self._stem + f"probe/{replica}/{number}".encode()
