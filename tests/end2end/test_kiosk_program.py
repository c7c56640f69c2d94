"""The seat's program as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.end2end


def kiosk(*options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "kiosk", *options]
    return subprocess.run(
        command, cwd=ROOT, env=environment, timeout=60, capture_output=True, text=True, check=False
    )


def test_the_self_test_paints_the_nameplate_and_draws_a_page(tmp_path: Path) -> None:
    run = kiosk("--data", str(tmp_path), "--self-test", "--lang", "en")
    assert (run.returncode, run.stderr) == (0, "")


def test_a_damaged_file_is_set_aside_and_the_seat_begins_anew(tmp_path: Path) -> None:
    profile = tmp_path / "seats" / "default"
    profile.mkdir(parents=True)
    (profile / "seat.sqlite").write_bytes(b"SQLite format 3\x00" + b"\x00" * 4080)
    (profile / "seat.sqlite").chmod(0o600)
    run = kiosk("--data", str(tmp_path), "--self-test", "--lang", "en")
    assert run.returncode == 0
    assert list(profile.glob("seat.sqlite.damaged-*"))


@pytest.mark.parametrize(
    "options", [("--seat", "no seat"), ("--connect", "no host:"), ("--windowed", "big"), ("--lang", "fr")]
)
def test_an_option_that_cannot_be_meant_is_refused(options: tuple[str, str]) -> None:
    run = kiosk(*options)
    assert run.returncode == 2
    assert "error" in run.stderr
