"""An engine that outlived its presenter is ended before a new one starts.

Needed where the system cannot end a child with its parent (macOS), and for the instant on Linux before that promise
is made. Windows: nothing is ended here, and there is no Job Object yet; an orphan there shows as a taken port.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from presenter.hub.engine_config import EngineFolder

_POLL_S: Final = 0.02
_END_WITHIN_S: Final = 3.0


async def end_orphan(folder: EngineFolder) -> None:
    """End an engine that still runs from this folder. The caller holds the room's lock: its presenter is dead."""
    if sys.platform == "win32":
        return
    pid = _noted_pid(folder.pid)
    if pid is None or not _runs_from(pid, folder.config):
        return
    loop = asyncio.get_running_loop()
    kill_at = loop.time() + _END_WITHIN_S
    send_signal(pid, signal.SIGTERM)
    while _runs_from(pid, folder.config):
        if loop.time() > kill_at:
            send_signal(pid, signal.SIGKILL)
        await asyncio.sleep(_POLL_S)


def send_signal(pid: int, number: signal.Signals) -> None:
    """Send it, unless the process is gone: the system ends an orphan too, at any moment."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _noted_pid(path: Path) -> int | None:
    try:
        text = path.read_text("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) > 1 else None


def _runs_from(pid: int, config: Path) -> bool:
    """Whether process `pid` was started with this configuration file: numbers of processes are used again."""
    process = Path("/proc", str(pid))
    if process.parent.is_dir():
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(config) in words
    # macOS has no /proc.
    listed = subprocess.run(
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False, timeout=5
    )
    return os.fsencode(config) in listed.stdout
