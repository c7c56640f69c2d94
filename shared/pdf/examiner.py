"""Examining a file in a worker of its own: always an answer, within a bounded time."""

import asyncio
import mmap
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from shared.pdf.pages import Examination, Finding
from shared.pdf.process import MEMORY_BYTES, WorkerGone, WorkerProcess
from shared.pdf.segment import Segment
from shared.pdf.wire import Examined, ExaminePaper, Looking, Ready
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr

EXAMINE_WITHIN_S = 7.5
"""From the start of the worker to its end, so that a file never takes more than 8 s."""

_SAMPLE_WITHIN_S = 2.0


async def examine(path: Path) -> Examination:
    """`examine_now` for an event loop."""
    with_thread = ThreadPoolExecutor(1, thread_name_prefix="pdf-examine")
    try:
        return await asyncio.get_running_loop().run_in_executor(with_thread, examine_now, path)
    finally:
        with_thread.shutdown(wait=False)


def examine_now(
    path: Path, *, within_s: float = EXAMINE_WITHIN_S, memory_bytes: int = MEMORY_BYTES
) -> Examination:
    """Find out whether a file is a paper whose pages can be shown; blocks at most about `within_s` seconds.

    A worker that ends or hangs at a file is an answer about the file. Raises EnvironmentFault where the
    system lets no worker start.
    """
    deadline = time.monotonic() + within_s
    segment = Segment(mmap.PAGESIZE)
    try:
        worker = WorkerProcess("pdf-examine", segment, memory_bytes)
    except OSError as error:
        raise _cannot_examine() from error
    finally:
        segment.close()
    try:
        return _ask(worker, path, deadline)
    finally:
        worker.bury()


def _ask(worker: WorkerProcess, path: Path, deadline: float) -> Examination:
    try:
        hello = worker.receive(deadline - time.monotonic())
    except (WorkerGone, TimeoutError, msgspec.DecodeError) as error:
        raise _cannot_examine() from error  # it has not seen the file yet
    if not isinstance(hello, Ready):
        raise _cannot_examine()
    worker.send(ExaminePaper(os.fsencode(path.absolute()), _SAMPLE_WITHIN_S))
    seen = Looking(0, -1)
    while True:
        try:
            reply = worker.receive(deadline - time.monotonic())
        except TimeoutError:
            return _stopped(Finding.TOO_SLOW, seen)
        except (WorkerGone, msgspec.DecodeError):
            return _stopped(Finding.CRASHED, seen)
        match reply:
            case Looking():
                seen = reply
            case Examined(examination):
                return examination
            case _:
                return _stopped(Finding.CRASHED, seen)


def _stopped(finding: Finding, seen: Looking) -> Examination:
    return Examination(finding, seen.pages, seen.page if seen.page >= 0 else None)


def _cannot_examine() -> EnvironmentFault:
    return EnvironmentFault(
        tr("Papers cannot be examined: the program that draws pages does not start"),
        tr("Restart the computer; if that does not help, install the program again."),
    )
