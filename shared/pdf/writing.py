"""Making a copy of a paper with ink, watermark or sheets in it: always an answer, within a bounded time.

The copy is first the paper's own bytes; a confined process of its own reads them by a descriptor and says what to
append. So nothing is encoded anew, a paper that changes meanwhile cannot be mixed up, and whatever a hostile file
does to that process, the target is the old file or the new one, never a half.
"""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from shared.domain.ink import Bookmark
from shared.pdf.process import MEMORY_BYTES
from shared.pdf.source import CannotOpen, open_source
from shared.pdf.writing_job import run
from shared.pdf.writing_part import PartFile, part_of
from shared.pdf.writing_terms import CopyOrder, CopyProblem, CopyRefused, CopyWritten

MAX_PAPER_BYTES = 2 << 30
"""A longer paper is not copied."""


async def write_copy(order: CopyOrder) -> CopyWritten | CopyRefused:
    """`write_copy_now` for an event loop."""
    with_thread = ThreadPoolExecutor(1, thread_name_prefix="pdf-write")
    try:
        return await asyncio.get_running_loop().run_in_executor(with_thread, write_copy_now, order)
    finally:
        with_thread.shutdown(wait=False)


def write_copy_now(
    order: CopyOrder, *, within_s: float | None = None, memory_bytes: int = MEMORY_BYTES
) -> CopyWritten | CopyRefused:
    """Make the copy; blocks, at most about `within_s` seconds after the paper was read (None: by its size).

    Raises EnvironmentFault where the disk does not take the copy or the system lets no process start.
    """
    try:
        with _opened(order) as descriptor:
            status = os.fstat(descriptor)
            if status.st_size > MAX_PAPER_BYTES:
                return CopyRefused(problem=CopyProblem.TOO_LARGE)
            if _is_at(order.target, status):
                return CopyRefused(problem=CopyProblem.SAME_FILE)
            with part_of(order.target) as part:
                return _written(order, descriptor, part, within_s, memory_bytes)
    except CannotOpen as error:
        return CopyRefused(problem=CopyProblem.NOT_OPENED, finding=error.finding)


def _written(
    order: CopyOrder, descriptor: int, part: PartFile, within_s: float | None, memory_bytes: int
) -> CopyWritten | CopyRefused:
    digest = part.fill(descriptor)
    if order.digest is not None and digest != order.digest:
        return CopyRefused(problem=CopyProblem.OTHER_PAPER)
    done = run(order, part, within_s, memory_bytes)
    if isinstance(done, CopyRefused):
        return done
    part.store()
    marks = sum(not isinstance(mark, Bookmark) for ink in order.inks for mark in ink.marks)
    return CopyWritten(
        pages=done.pages,
        marks=marks,
        size_bytes=part.size,
        digest=digest,
        was_repaired=done.is_whole,
    )


@contextmanager
def _opened(order: CopyOrder) -> Iterator[int]:
    """The paper for reading. Raises CannotOpen."""
    descriptor = open_source(os.fsencode(order.source.absolute()))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_at(target: Path, status: os.stat_result) -> bool:
    """Whether the target is the paper itself, by whatever name."""
    try:
        return os.path.samestat(target.stat(), status)
    except OSError:  # nothing is there, or nothing can be written there: said when the copy is stored
        return False
