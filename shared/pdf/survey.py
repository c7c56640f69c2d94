"""Looking at every page of a paper once, when it is taken in: fingerprints, and the file with its thumbnails."""

import asyncio
import mmap
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import msgspec

from shared.pdf.pages import MAX_PAGES
from shared.pdf.process import MEMORY_BYTES, WorkerGone, WorkerProcess
from shared.pdf.segment import Segment
from shared.pdf.thumbnail_file import NOT_DRAWN, StoredThumbnail, room_for_each, write_thumbnails
from shared.pdf.wire import NotDrawn, Opened, OpenPaper, Order, Ready, Reply, Surveyed, SurveyPage
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr

SURVEY_WITHIN_S: Final = 300.0
"""A thousand ordinary pages take about ten seconds."""

PAGE_WITHIN_S: Final = 5.0
MAX_LIVES: Final = 6
"""So many workers are started for one paper; what they did not see when they are used up is not looked at."""

_START_WITHIN_S: Final = 30.0


class Survey(msgspec.Struct, frozen=True):
    """What is kept of a paper.

    `fingerprints` has one entry a page, empty where the page could not be looked at: see `surveying` for what counts
    as unchanged, and `unchanged` for comparing two versions. They compare only with those that the same version of
    this program made. `thumbnails` is a file as `thumbnail_file` describes it. A paper that cannot be opened, or
    asks for a password, has no pages here.
    """

    fingerprints: tuple[str, ...]
    thumbnails: bytes


async def survey(path: Path, digest: str = "") -> Survey:
    """Look at every page in a worker of its own: as long as drawing each once takes, at most SURVEY_WITHIN_S.

    Always an answer about the file, which is called `digest` in the worker. Cancel the task to give up. Raises
    EnvironmentFault where the system lets no worker start.
    """
    surveyor = Surveyor(path, digest)
    thread = ThreadPoolExecutor(1, thread_name_prefix="pdf-survey")
    try:
        return await asyncio.get_running_loop().run_in_executor(thread, surveyor.run)
    finally:
        surveyor.stop()
        thread.shutdown(wait=False)


class Surveyor:
    """One survey. `run` blocks and is called once; `stop` ends it from any thread."""

    def __init__(
        self,
        path: Path,
        digest: str = "",
        *,
        within_s: float = SURVEY_WITHIN_S,
        page_within_s: float = PAGE_WITHIN_S,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._paper = OpenPaper(digest, os.fsencode(path.absolute()), None)
        self._end = time.monotonic() + within_s
        self._page_within_s = page_within_s
        self._memory_bytes = memory_bytes
        self._worker: WorkerProcess | None = None
        self._lives = 0
        self._change = threading.Lock()
        self._stopped = threading.Event()

    def run(self) -> Survey:
        """Look at every page; raises EnvironmentFault where no worker starts."""
        try:
            opened = self._ask(self._paper, self._end - time.monotonic())
            pages = len(opened.facts.pages) if isinstance(opened, Opened) else 0
            seen = [self._look(page, room_for_each(pages)) for page in range(min(pages, MAX_PAGES))]
        finally:
            self._bury()
        thumbnails = write_thumbnails([thumbnail for _, thumbnail in seen])
        return Survey(tuple(fingerprint for fingerprint, _ in seen), thumbnails)

    def stop(self) -> None:
        """End it soon; what was not looked at has neither fingerprint nor thumbnail."""
        with self._change:
            self._stopped.set()
            if self._worker is not None:
                self._worker.kill()

    def _look(self, page: int, room_bytes: int) -> tuple[str, StoredThumbnail | None]:
        if time.monotonic() >= self._end:
            return "", None
        match self._ask(SurveyPage(self._paper, page, room_bytes), self._page_within_s):
            case Surveyed(fingerprint, thumbnail) if thumbnail is None or _fits(thumbnail, room_bytes):
                return fingerprint, thumbnail
            case Surveyed():
                self._bury()  # it was told how much room there is: somebody else answers
                return "", NOT_DRAWN
            case NotDrawn() | WorkerGone() | TimeoutError():
                return "", NOT_DRAWN
            case _:
                return "", None

    def _ask(self, order: Order, within_s: float) -> Reply | WorkerGone | TimeoutError | None:
        """The answer, or how the worker ended over it; None where there is no worker any more."""
        worker = self._living_worker()
        if worker is None:
            return None
        try:
            worker.send(order)
            return worker.receive(min(within_s, self._end - time.monotonic()))
        except msgspec.DecodeError:
            self._bury()
            return WorkerGone()
        except (WorkerGone, TimeoutError) as error:
            self._bury()
            return None if self._stopped.is_set() else error

    def _living_worker(self) -> WorkerProcess | None:
        """The worker, or a new one; None when it was stopped or no more are to be started."""
        if self._worker is not None or self._stopped.is_set() or self._lives >= MAX_LIVES:
            return self._worker
        self._lives += 1
        try:
            return self._start()
        except (OSError, WorkerGone, TimeoutError, msgspec.DecodeError) as error:
            self._bury()
            if self._stopped.is_set() or self._lives > 1:
                return None
            raise _cannot_survey() from error  # it has not seen the file yet

    def _start(self) -> WorkerProcess:
        segment = Segment(mmap.PAGESIZE)
        try:
            worker = WorkerProcess("pdf-survey", segment, self._memory_bytes)
        finally:
            segment.close()
        with self._change:
            self._worker = worker
            if self._stopped.is_set():
                worker.kill()
        if not isinstance(worker.receive(_START_WITHIN_S), Ready):
            raise WorkerGone
        return worker

    def _bury(self) -> None:
        with self._change:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.bury()


def _fits(thumbnail: StoredThumbnail, room_bytes: int) -> bool:
    return not thumbnail.is_empty and len(thumbnail.jpeg) <= room_bytes


def _cannot_survey() -> EnvironmentFault:
    return EnvironmentFault(
        tr("Papers cannot be examined: the program that draws pages does not start"),
        tr("Restart the computer; if that does not help, install the program again."),
    )
