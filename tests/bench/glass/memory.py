"""Memory of this process and of its render workers, as the system counts it."""

from __future__ import annotations

import os
from pathlib import Path


def own_mib() -> float:
    """Private and shared pages in proportion (PSS) of this process, MiB."""
    return _pss_kib(os.getpid()) / 1024


def workers_mib() -> float:
    """The same of all children of this process together, MiB."""
    return sum(_pss_kib(pid) for pid in _children(os.getpid())) / 1024


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, tasks.read_text(encoding="ascii").split()):
            found += [child, *_children(child)]
    return found


def _pss_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
