"""Holds skipped tests against the list in tests/SKIPS.md, and says how many there are."""

from pathlib import Path

import pytest

LIST = Path(__file__).parents[1] / "SKIPS.md"


def listed_reasons(text: str) -> list[str]:
    """Return the reasons of the list: each item begins with one in backquotes; a test skips with a text that begins with it."""
    return [line.split("`")[1] for line in text.splitlines() if line.startswith("- `")]


def unlisted(reasons: list[str], listed: list[str]) -> list[str]:
    return [reason for reason in reasons if not any(reason.startswith(known) for known in listed)]


def _reasons(reporter: pytest.TerminalReporter) -> list[str]:
    skipped = reporter.stats.get("skipped", [])
    return [report.longrepr[2].removeprefix("Skipped: ") for report in skipped if isinstance(report.longrepr, tuple)]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and unlisted(_reasons(reporter), listed_reasons(LIST.read_text())):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = _reasons(terminalreporter)
    terminalreporter.write_line(f"skips: {len(reasons)}")
    for reason in unlisted(reasons, listed_reasons(LIST.read_text())):
        terminalreporter.write_line(f"skipped for a reason that tests/SKIPS.md doesn't list: {reason}", red=True)
