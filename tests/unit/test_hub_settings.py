import pytest

from hub import settings
from hub.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


WANTED = """
    HUB_HOST HUB_PORT DATABASE_URL DATABASE_REPLICA_URL DB_POOL_MIN DB_POOL_MAX DB_POOL_TIMEOUT_S REDIS_URL SOLVER_URL SOLVER_TOKEN
    ROSTERHUB_DATA ROSTERHUB_DEMO ADMIN_EMAIL ADMIN_PASSWORD JWT_SECRET JWT_JWKS_URL ALLOWED_ORIGINS SENTRY_DSN LOG_LEVEL LOG_FORMAT
    LIMIT_OPS_PER_S LIMIT_USER_OPS_PER_S LIMIT_CONNECTIONS_PER_USER LIMIT_SUBSCRIPTIONS LIMIT_MESSAGE_BYTES LIMIT_UPLOAD_BYTES
"""


def test_every_variable_of_the_specification_is_there_and_in_the_table() -> None:
    assert set(WANTED.split()) <= {name.upper() for name in Settings.model_fields}
    for name in Settings.model_fields:
        assert f"| `{name.upper()}` |" in settings.table()


def test_the_defaults_are_the_specifications() -> None:
    found = settings.read()
    assert (found.hub_host, found.hub_port, str(found.rosterhub_data)) == ("127.0.0.1", 8000, ".data")
    assert (found.db_pool_min, found.db_pool_max, found.db_pool_timeout_s) == (2, 20, 5)
    assert (found.limit_ops_per_s, found.limit_user_ops_per_s, found.limit_connections_per_user) == (50, 200, 50)
    assert (found.limit_subscriptions, found.limit_message_bytes, found.limit_upload_bytes) == (20, 1_048_576, 10_485_760)
    assert (found.admin_email, found.rosterhub_demo, found.origins) == ("admin@localhost", False, frozenset())


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("HUB_PORT", "")
    assert (settings.read().database_url, settings.read().hub_port) == (None, 8000)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HUB_PORT", "70000", "HUB_PORT='70000': input should be less than or equal to 65535"),
        ("HUB_PORT", "x", "HUB_PORT='x': input should be a valid integer, unable to parse string as an integer"),
        ("DATABASE_URL", "mysql://u:secret@h/d", "DATABASE_URL=(hidden): an address that begins with postgresql:// or postgres:// is wanted"),
        ("JWT_SECRET", "short", "JWT_SECRET=(hidden): at least 32 characters are wanted"),
        ("ADMIN_EMAIL", "admin", "ADMIN_EMAIL='admin': an e-mail address is wanted, like ana@example.org"),
        ("ALLOWED_ORIGINS", "https://a.example/x", "ALLOWED_ORIGINS='https://a.example/x': 'https://a.example/x' is no origin like https://roster.example"),
        ("DB_POOL_MIN", "30", "DB_POOL_MIN=30: at most DB_POOL_MAX (20) is wanted"),
        ("LIMIT_MESSAGE_BYTES", "1", "LIMIT_MESSAGE_BYTES='1': input should be greater than or equal to 4096"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_what_is_wanted(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        settings.read()
    assert str(error.value) == words


def test_all_wrong_values_are_named_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PORT", "x")
    monkeypatch.setenv("LOG_LEVEL", "x")
    with pytest.raises(SettingsError) as error:
        settings.read()
    assert len(str(error.value).splitlines()) == 2


def test_redis_needs_what_several_replicas_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://h")
    for name, value in (("JWT_SECRET", "j" * 32), ("SOLVER_URL", "http://h")):
        with pytest.raises(SettingsError, match=f"{name} is not set"):
            settings.read()
        monkeypatch.setenv(name, value)
    found = settings.read()
    assert found.redis_url is not None
    assert list(found.unserved()) == []


def test_a_child_sees_nothing_that_only_the_hub_must_know(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "JWT_SECRET", "ADMIN_PASSWORD", "SENTRY_DSN"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("SOLVER_SLOTS", "2")
    found = settings.child_environment()
    assert "secret" not in found.values()
    assert found["SOLVER_SLOTS"] == "2"


@pytest.mark.parametrize(
    ("host", "is_local"), [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("roster.example", False), ("", False)]
)  # fmt: skip
def test_what_only_this_machine_can_reach(host: str, is_local: bool) -> None:
    assert settings.is_loopback(host) is is_local
