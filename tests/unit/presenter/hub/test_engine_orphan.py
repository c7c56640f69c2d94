"""An engine that dies by itself while it is being ended is ended."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from presenter.hub.engine_orphan import send_signal


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is ended there")
def test_a_process_that_is_gone_already_takes_every_signal() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait(10)
    send_signal(child.pid, signal.SIGTERM)


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is ended there")
def test_a_process_that_runs_gets_the_signal() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    send_signal(child.pid, signal.SIGKILL)
    assert child.wait(10) == -signal.SIGKILL
    assert child.stdin is not None
    child.stdin.close()
