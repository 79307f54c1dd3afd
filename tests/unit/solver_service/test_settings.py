"""Settings from the environment."""

import pytest

from solver_service.settings import SettingsError, is_loopback, read


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "TOKEN", "SLOTS", "WORKERS", "MEMORY_MB", "TIME_LIMIT_MAX_S"):
        monkeypatch.delenv(f"SOLVER_{name}", raising=False)


def test_the_defaults_are_the_documented_ones() -> None:
    found = read()
    assert (found.host, found.port, found.token, found.slots, found.memory_mb, found.time_limit_max_s) == (
        "127.0.0.1",
        8100,
        None,
        1,
        2048,
        3600,
    )
    assert found.workers >= 1


def test_the_command_line_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLVER_PORT", "9000")
    assert read(port=0, host=None).port == 0
    assert read().port == 9000


def test_an_empty_variable_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLVER_SLOTS", "")
    assert read().slots == 1


def test_every_wrong_value_is_named_with_what_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLVER_SLOTS", "0")
    monkeypatch.setenv("SOLVER_PORT", "70000")
    with pytest.raises(SettingsError) as error:
        read()
    assert "SOLVER_SLOTS='0'" in str(error.value)
    assert "SOLVER_PORT='70000'" in str(error.value)


def test_a_token_is_wanted_off_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="SOLVER_TOKEN"):
        read(host="0.0.0.0")
    monkeypatch.setenv("SOLVER_TOKEN", "secret")
    assert "secret" not in repr(read(host="0.0.0.0"))


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False), ("solver", False)]
)
def test_loopback_is_this_machine_alone(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
