"""How soon a kiosk shows its nameplate and a presenter lets the first seat join, from the start of the process.

The reference of both is the start of a bare Python process that imports Qt's widgets and paints an empty window.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from staging.actor import Actor, wait_until
from staging.packs import SAMPLE
from staging.stage import Stage
from tests.bench.fanout.lines import percentile, show

SAMPLES: Final = 7
BARE_WINDOW: Final = """
import sys, time
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print(time.monotonic_ns(), flush=True)
        app.quit()
app = QApplication(sys.argv)
window = Window()
window.showFullScreen()
app.exec()
"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as name:
        bare = percentile([_bare_window_ms() for _ in range(SAMPLES)], 0.5)
        kiosk = [_kiosk_ms(Path(name) / f"kiosk-{n}") for n in range(SAMPLES)]
        presenter = [_presenter_ms(Path(name) / f"presenter-{n}") for n in range(SAMPLES)]
        show(
            "start.nameplate.p50", percentile(kiosk, 0.5), "ms", reference=bare, samples=SAMPLES, target=1500
        )
        show(
            "start.presenter.p50",
            percentile(presenter, 0.5),
            "ms",
            reference=bare,
            samples=SAMPLES,
            target=2500,
        )


def _bare_window_ms() -> float:
    began = time.monotonic_ns()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", BARE_WINDOW], env=environment, capture_output=True, text=True, check=True
    )
    return (int(done.stdout.splitlines()[0]) - began) / 1e6


def _kiosk_ms(folder: Path) -> float:
    stage = _stage(folder)
    kiosk = stage.kiosks[0]
    return _until(stage, kiosk, lambda line: line["event"] == "painted_nameplate")


def _presenter_ms(folder: Path) -> float:
    stage = _stage(folder)
    return _until(stage, stage.presenter, lambda line: line["event"] == "joinable")


def _stage(folder: Path) -> Stage:
    folder.mkdir()
    return Stage(folder, SAMPLE, language="en", has_screen=False, has_traces=True)


def _until(stage: Stage, actor: Actor, happened: Callable[[dict[str, Any]], bool]) -> float:
    trace = stage.trace_of(actor.name)
    moments: list[int] = []

    def has_happened() -> bool:
        lines = trace.read_text(encoding="utf-8").splitlines() if trace.exists() else []
        moments[:] = [int(line["ns"]) for line in map(json.loads, lines) if happened(line)]
        return bool(moments)

    began = time.monotonic_ns()
    actor.start()
    try:
        wait_until(has_happened, f"{actor.name} has started", 30)
    finally:
        actor.end()
    return (moments[0] - began) / 1e6


if __name__ == "__main__":
    main()
