"""What holds for every test: no screen, and a test fails on what it leaves behind or says unasked."""

import os

import pytest

# Before anything imports Qt. A developer who wants to see the windows sets another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.end2end.frozen_build import begin_if_needed, end_if_begun

pytest_plugins = ("tests.watch.leaks", "tests.watch.log_lines")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat here which checks have failed: they ran before, far above."""
    failed = os.environ.get("WUZHI_FAILED_CHECKS")
    if failed:
        terminalreporter.write_line(f"Checks that failed before the tests: {failed}", red=True, bold=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Freeze the programs in the background while the other tests run."""
    begin_if_needed(session)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was begun."""
    end_if_begun(config)
