"""The frozen programs, built in the background while other tests run: packaging needs a minute of one core."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
BUILD_WITHIN_S: Final = 600


class FrozenBuild:
    """One run of the packaging, begun when the tests are collected and waited for by the first that needs it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="wuzhi-frozen-")
        root = Path(self._folder.name)
        self._dist, self._log = root / "dist", root / "log"
        gently = ("nice", "-n", "15") if shutil.which("nice") else ()
        places = ("--dist", str(self._dist), "--work", str(root / "work"))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*gently, sys.executable, str(ROOT / "build" / "package.py"), *places],
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def bundles(self) -> Path:
        """The folder with both bundles, where `dev.py package` would leave them."""
        code = self._process.wait(BUILD_WITHIN_S)
        assert code == 0, self._log.read_text(encoding="utf-8", errors="replace")
        return self._dist

    def end(self) -> None:
        """Stop what still runs and remove everything."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        self._folder.cleanup()


BUILD: Final = pytest.StashKey[FrozenBuild]()


def begin_if_needed(session: pytest.Session) -> None:
    """Begin the build when a collected test asks for it, and put those tests last."""
    needing = [item for item in session.items if "bundles" in getattr(item, "fixturenames", ())]
    if not needing or session.config.option.collectonly:
        return
    session.items[:] = [item for item in session.items if item not in needing] + needing
    session.config.stash[BUILD] = FrozenBuild()


def end_if_begun(config: pytest.Config) -> None:
    """Leave nothing behind."""
    build = config.stash.get(BUILD, None)
    if build is not None:
        build.end()
