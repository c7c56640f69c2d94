"""The export's own thread: it ends between two copies when the program does."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from presenter.clerk.copies import Copied, WriteCopy
from presenter.clerk.export import export_meeting
from presenter.ui.exporting import ExportMeeting, OnCopy
from shared.pdf.writing import write_copy_now
from shared.pdf.writing_terms import CopyOrder, CopyRefused, CopyWritten
from shared.system.clock import Clock


class ExportEnded(Exception):
    """Nobody waits for the export any more."""


def exporter_on(threads: Executor, clock: Clock, *, write: WriteCopy = write_copy_now) -> ExportMeeting:
    """What writes all exports on a thread of `threads`, and tells of each copy on the loop that asked."""

    async def export(record: Path, folder: Path, on_copy: OnCopy) -> Copied:
        loop = asyncio.get_running_loop()
        is_over = threading.Event()

        def written(order: CopyOrder) -> CopyWritten | CopyRefused:
            if is_over.is_set():
                raise ExportEnded
            answer = write(order)
            if isinstance(answer, CopyWritten) and not is_over.is_set():
                loop.call_soon_threadsafe(on_copy, order.target)
            return answer

        work = partial(export_meeting, record, folder, now=clock.now(), write=written)
        try:
            return await loop.run_in_executor(threads, work)
        except asyncio.CancelledError:
            is_over.set()
            raise

    return export
