"""How a program ends: in order when asked, and never silently when something broke."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("sample_program.py")
ROOT = Path(__file__).resolve().parents[3]


def start(what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), what],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_the_program_ends_in_order_when_its_last_window_closes() -> None:
    out, _errors = (process := start("close")).communicate(timeout=30)
    assert (out.split("\n")[:2], process.returncode) == (["ready", "cleaned up"], 7)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_the_program_ends_in_order_when_the_system_asks() -> None:
    process = start("wait")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    out, errors = process.communicate(timeout=30)
    assert (out, process.returncode, errors) == ("cleaned up\n", 7, "")


def test_a_mistake_in_a_slot_is_logged_with_its_trace_and_told() -> None:
    out, errors = (process := start("slot")).communicate(timeout=30)
    assert "Traceback" in errors
    assert "ValueError: our own mistake" in errors
    assert (out.split("\n")[:2], process.returncode) == (["ready", "cleaned up"], 7)


def test_a_mistake_that_escapes_is_logged_and_ends_with_1() -> None:
    _out, errors = (process := start("escape")).communicate(timeout=30)
    assert "ValueError: our own mistake" in errors
    assert process.returncode == 1
