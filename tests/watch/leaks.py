"""A thread, a child process or a task of ours that outlives its test fails the test."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

_OURS = tuple(
    str(Path(__file__).resolve().parents[2] / package) for package in ("kiosk", "presenter", "shared")
)
# A thread that was told to end needs a moment; it is joined, not slept for.
_GRACE_S = 2.0


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail when a thread that the test started still runs."""
    before = set(threading.enumerate())
    yield
    leaked = [thread for thread in threading.enumerate() if thread not in before and is_python_thread(thread)]
    for thread in leaked:
        thread.join(_GRACE_S)
    alive = [thread.name for thread in leaked if thread.is_alive()]
    if alive:
        pytest.fail(f"Threads that outlive the test: {', '.join(alive)}", pytrace=False)


def is_python_thread(thread: threading.Thread) -> bool:
    """Tell a thread that Python started from one of Qt's that only passed through Python."""
    return not isinstance(thread, threading._DummyThread)


@pytest.fixture(autouse=True)
def no_leaked_children() -> Iterator[None]:
    """Fail when a child process that the test started is still there, and end it."""
    before = child_processes()
    yield
    leaked = child_processes() - before
    names = [process_name(pid) for pid in sorted(leaked)]
    for pid in leaked:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if leaked:
        pytest.fail(f"Child processes that outlive the test: {', '.join(names)}", pytrace=False)


def child_processes() -> frozenset[int]:
    """Return the process ids of our children, the unreaped among them; empty where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return frozenset()
    lists = (task / "children" for task in Path("/proc/self/task").iterdir())
    found = frozenset(int(pid) for file in lists for pid in _read_or_empty(file).split())
    # Python's own helper of multiprocessing lives until the interpreter ends.
    tracker: object = getattr(resource_tracker._resource_tracker, "_pid", None)
    return found - {tracker}


def process_name(pid: int) -> str:
    """Return a short description of a process."""
    return f"{pid} {_read_or_empty(Path(f'/proc/{pid}/comm')).strip() or '(gone)'}"


def _read_or_empty(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.fixture(autouse=True)
def no_leaked_tasks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail when `asyncio.run` has to cancel a task of ours at its end: its owner forgot it.

    `asyncio.run` cancels what is left without a word, so the one place where it does is watched.
    """
    leaked: list[str] = []
    cancel_all: Callable[[asyncio.AbstractEventLoop], None] = asyncio.runners._cancel_all_tasks  # type: ignore[attr-defined]

    def note_and_cancel_all(loop: asyncio.AbstractEventLoop) -> None:
        leaked.extend(
            task.get_name() + f" ({task.get_coro()!r})" for task in asyncio.all_tasks(loop) if is_ours(task)
        )
        cancel_all(loop)

    monkeypatch.setattr(asyncio.runners, "_cancel_all_tasks", note_and_cancel_all)
    yield
    if leaked:
        pytest.fail("Tasks that nobody ended:\n  " + "\n  ".join(leaked), pytrace=False)


def is_ours(task: asyncio.Task[object]) -> bool:
    """Tell whether the task runs code of this project."""
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and code.co_filename.startswith(_OURS)
