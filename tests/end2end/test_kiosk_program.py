"""The seat's program as a process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.storage.seat_store import SeatStore

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.end2end


def kiosk(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **variables}
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


def test_a_second_kiosk_of_the_same_profile_says_so_and_ends(tmp_path: Path) -> None:
    profile = tmp_path / "seats" / "default"
    profile.mkdir(parents=True, mode=0o700)

    async def start_while_another_runs() -> subprocess.CompletedProcess[str]:
        store = await SeatStore.open(profile / "seat.sqlite", now=datetime(2026, 7, 16, tzinfo=UTC))
        try:
            return await asyncio.to_thread(kiosk, "--data", str(tmp_path), "--windowed", "--lang", "en")
        finally:
            await store.close()

    run = asyncio.run(start_while_another_runs())
    assert run.returncode == 1
    assert run.stderr == (
        f"Another program is using this file: {profile / 'seat.sqlite'} "
        "Close the other program and try again.\n"
    )


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = kiosk("--data", str(tmp_path / "file"), "--windowed", "--lang", "zh_CN")
    assert run.returncode == 1
    assert str(tmp_path / "file") in run.stderr


def test_data_of_something_else_has_its_own_exit_code(tmp_path: Path) -> None:
    profile = tmp_path / "seats" / "default"
    profile.mkdir(parents=True, mode=0o700)
    with contextlib.closing(sqlite3.connect(profile / "seat.sqlite")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    run = kiosk("--data", str(tmp_path), "--windowed", "--lang", "en")
    assert run.returncode == 5
    assert "This file belongs to something else" in run.stderr


def test_without_a_screen_the_kiosk_says_so() -> None:
    run = kiosk("--lang", "en", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert (run.returncode, run.stderr) == (
        1,
        "There is no screen to draw on. Start the program from a desktop session.\n",
    )
