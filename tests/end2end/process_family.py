"""A program and all that it started: which processes they are, and how much memory they take together (Linux)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_LOOK_EVERY_S = 0.2


class Process(NamedTuple):
    """A process; `since` tells it from a later one that got the same id."""

    pid: int
    since: int


def family(pid: int) -> frozenset[Process]:
    """The process and its descendants, those that ended but were not buried among them."""
    return frozenset(found for each in _with_descendants(pid) if (found := _process(each)) is not None)


def is_running(process: Process) -> bool:
    """Whether it still runs; one that only waits for its parent to look does not."""
    is_ended = _figures(process.pid)[:1] in (["Z"], ["X"])
    return not is_ended and _process(process.pid) == process


def pss_bytes(pid: int) -> int:
    """What the process and its descendants hold together; of memory that several share, each its part."""
    return sum(_pss_kib(each) for each in _with_descendants(pid)) * 1024


class FamilyWatch:
    """Looks at a program again and again: who was ever there, and the most memory."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.seen: frozenset[Process] = frozenset()
        self.peak_bytes = 0

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(_LOOK_EVERY_S)

    def look(self) -> None:
        """Look once."""
        self.seen |= family(self._pid)
        self.peak_bytes = max(self.peak_bytes, pss_bytes(self._pid))


def _with_descendants(pid: int) -> Iterator[int]:
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, _read(tasks).split()):
            yield from _with_descendants(child)


def _process(pid: int) -> Process | None:
    figures = _figures(pid)
    return Process(pid, int(figures[19])) if figures else None


def _figures(pid: int) -> list[str]:
    """Of `/proc/<pid>/stat` what follows the name, which may hold anything: the state, …; nothing where it is gone."""
    return _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()


def _pss_kib(pid: int) -> int:
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it ended meanwhile
