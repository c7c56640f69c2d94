"""The demo: a presenter and three seats on this machine, with the sample meeting or somebody's own papers.

Run through `python3 build/dev.py demo`, which sets everything up first.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from staging.actor import StepFailed
from staging.packs import SAMPLE, pack_with_papers
from staging.stage import Stage
from staging.story import COLLEAGUES, Story


def main() -> int:
    """Play the story without a person, or put the programs on the screen and wait until the presenter is closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, help="a folder of PDFs to meet about")
    parser.add_argument("--unattended", action="store_true", help="play the whole story without a person")
    parser.add_argument("--out", type=Path, help="where the unattended story leaves pictures and exports")
    parser.add_argument("--lang", choices=("zh_CN", "en"))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="wuzhi-demo-") as folder:
        try:
            pack = pack_with_papers(options.papers, Path(folder) / "pack") if options.papers else SAMPLE
        except OSError as error:
            print(error, file=sys.stderr)
            return 2
        stage = Stage(Path(folder), pack, language=options.lang, has_screen=not options.unattended)
        return _unattended(stage, options.out) if options.unattended else _attended(stage)


def _unattended(stage: Stage, out: Path) -> int:
    out.mkdir(parents=True, exist_ok=True)
    try:
        with _cleared(stage):
            Story(stage, out).play()
    except StepFailed as error:
        print(error, file=sys.stderr)
        _keep_logs(stage, out)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _attended(stage: Stage) -> int:
    """The colleagues sign in and vote by themselves, so that a quorum is there to try everything with."""
    try:
        with _cleared(stage):
            for actor in stage.everybody():
                actor.start()
            stage.presenter.connect(60)
            door = stage.presenter.wait_for(lambda s: bool(s["door"]), "the room is open", 60)["door"]
            stage.call_colleagues(str(door), COLLEAGUES)
            for kiosk in stage.kiosks:
                kiosk.connect(60)
            print("The demo runs. Close the presenter's window to end it.", flush=True)
            stage.presenter.wait()
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


@contextmanager
def _cleared(stage: Stage) -> Iterator[None]:
    """End all programs at the end. Raises `StepFailed` when one does not end."""
    try:
        yield
    finally:
        stage.clear()


def _keep_logs(stage: Stage, out: Path) -> None:
    for log in stage.folder.glob("*.log"):
        (out / log.name).write_bytes(log.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
