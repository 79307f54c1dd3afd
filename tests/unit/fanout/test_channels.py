import pytest

from hub.fanout.channels import PREFIX, Channels
from shared.ids import DocumentId

CHANNELS = Channels("7312/rosterhub")


def test_a_document_has_a_channel_and_a_channel_its_document() -> None:
    channel = CHANNELS.of(DocumentId(42))
    assert channel.startswith(f"{PREFIX}/".encode())
    assert CHANNELS.document(channel) == 42


def test_databases_on_one_server_have_channels_of_their_own() -> None:
    other = Channels("7312/staging")
    assert other.of(DocumentId(42)) != CHANNELS.of(DocumentId(42))
    assert other.document(CHANNELS.of(DocumentId(42))) is None


def test_the_name_of_a_database_is_not_shown() -> None:
    assert b"staging" not in Channels("7312/staging").of(DocumentId(42))


@pytest.mark.parametrize("channel", [b"", b"42", CHANNELS.probe("r1", 0), CHANNELS.of(DocumentId(42)) + b"x", "é".encode()])
def test_other_channels_are_no_documents(channel: bytes) -> None:
    assert CHANNELS.document(channel) is None


def test_the_whole_name_of_a_channel_is_hashed_in_a_cluster() -> None:
    assert not {b"{", b"}"} & {bytes([byte]) for byte in CHANNELS.of(DocumentId(42)) + CHANNELS.probe("r1", 3)}
