"""Programs on stage that do not end when they are asked to."""

import os
import sys
from pathlib import Path

import pytest

from staging.actor import Actor, StepFailed, wait_until
from staging.stage import Stage

DEAF = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("hears nothing", flush=True)
while True:
    signal.pause()
"""
OBEDIENT = """
import signal
print("hears", flush=True)
signal.pause()
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to be deaf to")


def started(name: str, program: str, folder: Path) -> Actor:
    actor = Actor(name, (sys.executable, "-c", program), folder, os.environ, is_steered=False)
    actor.start()
    log = folder / f"{name}.log"
    wait_until(lambda: "hears" in log.read_text(), f"{name} runs", 20)
    return actor


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_program_that_does_not_end_is_named_with_its_log_and_killed(tmp_path: Path) -> None:
    deaf = started("kiosk-05", DEAF, tmp_path)
    pid = deaf.pid
    with pytest.raises(StepFailed) as failed:
        deaf.end(0.2)
    said = str(failed.value)
    assert "kiosk-05 did not end within 0.2 s" in said
    assert str(tmp_path / "kiosk-05.log") in said
    assert "hears nothing" in said
    assert not is_alive(pid)
    assert deaf.end() == 0


def test_clearing_ends_everybody_though_some_are_stubborn(tmp_path: Path) -> None:
    stage = Stage(tmp_path, tmp_path, language=None, has_screen=False)
    stage.kiosks = tuple(started(f"kiosk-{seat}", DEAF, tmp_path) for seat in ("05", "06"))
    stage.colleagues = started("colleagues", OBEDIENT, tmp_path)
    stage.presenter = started("presenter", OBEDIENT, tmp_path)
    pids = [actor.pid for actor in (*stage.everybody(), stage.colleagues)]
    with pytest.raises(StepFailed) as failed:
        stage.clear(0.2)
    said = str(failed.value)
    assert "kiosk-05 did not end" in said
    assert "kiosk-06 did not end" in said
    assert "colleagues" not in said.replace(str(tmp_path), "")
    assert not any(is_alive(pid) for pid in pids)
    stage.clear()
