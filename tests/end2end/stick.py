"""The programs that write and read a USB stick and count again, as somebody types them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from staging.stage import ROOT


def clerk(*arguments: str) -> str:
    """What `wuzhi-clerk` says, in English; it must not fail."""
    return _run("presenter.clerk", "--lang", "en", *arguments)


def taken_in(stick: Path, data: Path) -> str:
    """What `wuzhi-clerk import` says, while the podium's program is closed; `data` as the podium has it."""
    return clerk("import", str(stick), "--data", str(data))


def export_outbox(file: Path, data: Path, profile: str = "default") -> Path:
    """`kiosk --export-outbox FILE` for a seat, also beside its running program."""
    _run("kiosk", "--lang", "en", "--data", str(data), "--profile", profile, "--export-outbox", str(file))
    return file


def _run(module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{module} {arguments}: {done.stdout}{done.stderr}"
    return done.stdout
