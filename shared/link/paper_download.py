"""A seat's side of the papers: takes what is broadcast, and fetches what it still lacks."""

import asyncio
import contextlib
import logging
import random
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec
from typing_extensions import TypeVarTuple, Unpack

from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.link.connection import Connection
from shared.link.engine_session import Message
from shared.link.faults import LinkFault, NotConnected
from shared.link.fetch_order import Incoming, next_due
from shared.link.pace import REPORT_EVERY, Report, report_subject
from shared.link.papers import FetchChunk, PaperProgress, PaperState, WantedPaper, stored_chunks
from shared.link.part_file import MAX_PAPER_BYTES, PartFile, chunk_count, is_intact, paper_path
from shared.protocol import subjects
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_Arguments = TypeVarTuple("_Arguments")

_WINDOW = 4
"""Chunks asked for at the same time."""
_QUEUE = 64
"""Broadcast chunks (8 MiB) that may wait for the disk; more are dropped and fetched later."""
_WRITES_AT_ONCE = 8
_FIRST_RETRY_S = 0.2
_LONGEST_RETRY_S = 5.0
START_JITTER_S = 0.5
"""A full room that comes back does not ask at the same moment."""


class PaperDownloads:
    """All papers of one meeting on one seat. Own the task that runs `run`; call `want` whenever the list changes.

    Uses a connection of its own, so that no page turn waits behind a paper. `on_progress` returns at once.
    """

    def __init__(
        self,
        connection: Connection,
        meeting: MeetingId,
        seat: SeatId,
        folder: Path,
        *,
        fetch_restricted: FetchChunk,
        on_progress: Callable[[PaperProgress], None],
        start_jitter_s: float = START_JITTER_S,
    ) -> None:
        self._connection = connection
        self._meeting = meeting
        self._seat = seat
        self._folder = folder
        self._on_progress = on_progress
        self._fetch_stored = stored_chunks(connection, meeting)
        self._fetch_restricted = fetch_restricted
        self._start_jitter_s = start_jitter_s
        self._incoming: dict[Sha256, Incoming] = {}
        self._queue: deque[tuple[Incoming, int, bytes]] = deque()
        self._queued = asyncio.Event()
        self._changed = asyncio.Event()
        self._chance = random.SystemRandom()
        # One thread: files are written in the order in which chunks came.
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="papers-write")

    def want(self, papers: Sequence[WantedPaper]) -> None:
        """The papers to have from now on, the most urgent first. What came so far is kept on disk."""
        before = self._incoming
        self._incoming = {
            paper.sha256: found
            if (found := before.get(paper.sha256)) is not None and found.wanted == paper
            else Incoming(paper)
            for paper in papers
        }
        self._changed.set()

    def is_ready(self, sha256: Sha256) -> bool:
        """Whether the whole paper lies at `path_of`."""
        found = self._incoming.get(sha256)
        return found is not None and found.state is PaperState.READY

    def path_of(self, sha256: Sha256) -> Path:
        return paper_path(self._folder, sha256)

    async def run(self) -> None:
        """Receive and fetch until cancelled."""
        subscription = await self._connection.subscribe(
            subjects.live_paper_chunks(self._meeting), self._heard_chunk
        )
        unwatch = self._connection.watch(lambda _: self._changed.set())
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_writing(), name="papers-write")
                tasks.create_task(self._keep_fetching(), name="papers-fetch")
        finally:
            unwatch()
            await subscription.cancel()
            self._disk.shutdown(wait=False, cancel_futures=True)

    # -- broadcast ------------------------------------------------------------------------------------------------

    def _heard_chunk(self, message: Message) -> None:
        parts = message.subject.split(".")
        if len(parts) != 6 or not (parts[5].isascii() and parts[5].isdigit() and len(parts[5]) <= 7):
            return
        paper = self._incoming.get(Sha256(parts[4]))
        if paper is None or not paper.takes_broadcast:
            return
        index = int(parts[5])
        if paper.lacks(index):
            paper.heard_at = asyncio.get_running_loop().time()
        if len(self._queue) < _QUEUE:
            self._queue.append((paper, index, message.payload))
            self._queued.set()

    async def _keep_writing(self) -> None:
        while True:
            await self._queued.wait()
            self._queued.clear()
            while self._queue:
                paper, _, _ = self._queue[0]
                chunks: list[tuple[int, bytes]] = []
                while self._queue and self._queue[0][0] is paper and len(chunks) < _WRITES_AT_ONCE:
                    _, index, data = self._queue.popleft()
                    chunks.append((index, data))
                if not paper.is_introduced:
                    paper.is_introduced = True
                    await self._report(paper, chunks[0][0])
                if await self._store(paper, chunks):
                    await self._report_stored(paper, chunks)
            self._changed.set()

    async def _report_stored(self, paper: Incoming, chunks: Sequence[tuple[int, bytes]]) -> None:
        """Tell the hub how far we are, so that it broadcasts as fast as we can take it."""
        last = chunks[-1][0]
        is_due = last // REPORT_EVERY > (chunks[0][0] - 1) // REPORT_EVERY
        if is_due or last + 1 == chunk_count(paper.wanted.size_bytes):
            await self._report(paper, last + 1)

    async def _report(self, paper: Incoming, next_index: int) -> None:
        report = msgspec.msgpack.encode(Report(paper.wanted.sha256, next_index))
        with contextlib.suppress(NotConnected):
            await self._connection.publish(report_subject(self._meeting, self._seat), report)

    # -- fetching ---------------------------------------------------------------------------------------------------

    async def _keep_fetching(self) -> None:
        while True:
            self._changed.clear()
            now, is_connected = asyncio.get_running_loop().time(), self._connection.is_connected
            due = next_due(self._incoming.values(), now, is_connected=is_connected)
            if isinstance(due, Incoming):
                await self._work_on(due)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(due):
                    await self._changed.wait()

    async def _work_on(self, paper: Incoming) -> None:
        """Do the next piece: look at the disk, fetch a stretch, or finish. Trouble is tried again later."""
        part = paper.part
        try:
            if part is None:
                await self._open(paper)
            elif part.missing():
                await self._fetch_some(paper, part)
            else:
                await self._finish(paper, part)
        except EnvironmentFault as fault:
            self._failed(paper, fault)
        except LinkFault as fault:
            _log.debug("fetching a paper: %s", fault)
            self._retry_later(paper)

    async def _open(self, paper: Incoming) -> None:
        """Look at the disk, once: whoever needs to know first, the fetching or what is heard."""
        async with paper.opening:
            if paper.part is None and paper.state is not PaperState.READY:
                await self._look_at_disk(paper)

    async def _look_at_disk(self, paper: Incoming) -> None:
        wanted = paper.wanted
        if not 0 < wanted.size_bytes <= MAX_PAPER_BYTES:
            raise EnvironmentFault(
                tr("A paper is too large for this seat."), tr("Split it into several files.")
            )
        if await self._on_disk(
            is_intact, paper_path(self._folder, wanted.sha256), wanted.sha256, wanted.size_bytes
        ):
            self._tell(paper, PaperState.READY)
            return
        paper.part = await self._on_disk(PartFile, self._folder, wanted.sha256, wanted.size_bytes)
        paper.fetch_at = asyncio.get_running_loop().time() + self._chance.uniform(0, self._start_jitter_s)
        self._tell(paper, PaperState.LOADING)

    async def _fetch_some(self, paper: Incoming, part: PartFile) -> None:
        """Fetch missing chunks, some at a time, until there are none or the paper is broadcast again."""
        fetch = self._fetch_restricted if paper.wanted.is_restricted else self._fetch_stored
        while missing := part.missing()[:_WINDOW]:
            answers = await asyncio.gather(
                *(fetch(paper.wanted.sha256, index) for index in missing), return_exceptions=True
            )
            fault = next((answer for answer in answers if isinstance(answer, BaseException)), None)
            chunks = [
                (index, answer)
                for index, answer in zip(missing, answers, strict=True)
                if isinstance(answer, bytes) and part.fits(index, answer)
            ]
            if chunks and await self._store(paper, chunks):
                paper.failures = 0
            if fault is not None:
                raise fault
            if len(chunks) < len(missing):
                self._retry_later(paper)
                return
            is_broadcast = asyncio.get_running_loop().time() < paper.fetch_from
            if is_broadcast or not self._is_wanted(paper) or paper.state is PaperState.FAULT:
                return

    async def _finish(self, paper: Incoming, part: PartFile) -> None:
        if await self._on_disk(part.finish):
            paper.part = None
            self._tell(paper, PaperState.READY)
            return
        paper.damaged += 1
        self._queue = deque(waiting for waiting in self._queue if waiting[0] is not paper)
        _log.warning("a paper did not have its digest (%d times) and is fetched again", paper.damaged)
        self._tell(paper, PaperState.LOADING)
        self._retry_later(paper, 0 if paper.damaged == 1 else _LONGEST_RETRY_S)

    # -- what both do -------------------------------------------------------------------------------------------------

    async def _store(self, paper: Incoming, chunks: Sequence[tuple[int, bytes]]) -> bool:
        """Write chunks that fit and are not here yet. False when the disk did not take them."""
        try:
            if paper.state is PaperState.WAITING:
                await self._open(paper)
            part = paper.part
            if part is None or not self._is_wanted(paper):
                return False
            await self._on_disk(_write, part, chunks)
        except EnvironmentFault as fault:
            self._failed(paper, fault)
            return False
        self._tell(paper, PaperState.LOADING)
        return True

    def _is_wanted(self, paper: Incoming) -> bool:
        return self._incoming.get(paper.wanted.sha256) is paper

    def _failed(self, paper: Incoming, fault: EnvironmentFault) -> None:
        self._tell(paper, PaperState.FAULT, fault)
        self._retry_later(paper, _LONGEST_RETRY_S)

    def _retry_later(self, paper: Incoming, delay_s: float | None = None) -> None:
        if delay_s is None:
            paper.failures += 1
            longest = min(_LONGEST_RETRY_S, _FIRST_RETRY_S * 1.5 ** min(paper.failures, 20))
            delay_s = longest * self._chance.uniform(0.5, 1.0)
        paper.retry_at = asyncio.get_running_loop().time() + delay_s

    def _tell(self, paper: Incoming, state: PaperState, fault: EnvironmentFault | None = None) -> None:
        paper.state = state
        if self._is_wanted(paper):
            total = chunk_count(paper.wanted.size_bytes)
            have = total if paper.part is None else paper.part.count
            self._on_progress(PaperProgress(paper.wanted.sha256, state, have, total, fault))

    async def _on_disk(
        self, work: Callable[[Unpack[_Arguments]], _Result], *arguments: *_Arguments
    ) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work, *arguments)


def _write(part: PartFile, chunks: Sequence[tuple[int, bytes]]) -> None:
    for index, data in chunks:
        if part.fits(index, data) and not part.has(index):
            part.write(index, data)
