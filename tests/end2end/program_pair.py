"""A presenter and a kiosk that test themselves and each other, as processes: from source or frozen."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

_DOOR: Final = "door "
_FOREIGN: Final = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
LIMIT_S: Final = 120.0


class Outcome(msgspec.Struct, frozen=True):
    """How a program ended and what it printed."""

    exit_code: int
    lines: tuple[str, ...]
    errors: str


class Pair(msgspec.Struct, frozen=True):
    """The commands that start the programs, and the folder to start them in."""

    presenter: tuple[str, ...]
    kiosk: tuple[str, ...]
    folder: Path

    def run_kiosk(self, *options: str, within_s: float = LIMIT_S) -> Outcome:
        """The kiosk's self-test with these options, to its end."""
        done = subprocess.run(
            [*self.kiosk, "--self-test", *options],
            cwd=self.folder,
            env=bare_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=within_s,
        )
        return Outcome(done.returncode, tuple(done.stdout.splitlines()), done.stderr)


def run_pair(pair: Pair) -> tuple[Outcome, Outcome]:
    """What came of the presenter and of the kiosk that voted in its meeting."""
    with subprocess.Popen(
        [*pair.presenter, "--self-test", "--for-seat"],
        cwd=pair.folder,
        env=bare_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as podium:
        # A presenter that hangs is killed, which ends the reading below.
        killer = threading.Timer(LIMIT_S, podium.kill)
        killer.start()
        try:
            assert podium.stdout is not None
            assert podium.stderr is not None
            lines: list[str] = []
            for line in podium.stdout:
                lines.append(line.rstrip("\n"))
                if line.startswith(_DOOR):
                    break
            else:
                return Outcome(podium.wait(), tuple(lines), podium.stderr.read()), Outcome(-1, (), "no door")
            seat = pair.run_kiosk("--connect", lines[-1].removeprefix(_DOOR))
            rest, errors = podium.communicate()
            return Outcome(podium.returncode, (*lines, *rest.splitlines()), errors), seat
        finally:
            killer.cancel()
            podium.kill()


def bare_environment() -> Mapping[str, str]:
    """The environment without anything that leads a program back to our sources."""
    return {name: value for name, value in os.environ.items() if name not in _FOREIGN}
