"""The papers of a meeting at the podium: broadcast when everybody may see them, else given out on request.

What belongs to a paper (its thumbnails) goes the same way, after the papers themselves.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import msgspec

from presenter.hub.paper_files import attachment_path, chunk_count, paper_path, read_chunk
from presenter.hub.publisher import Publisher, report_bug
from presenter.hub.view import PaperProgress
from shared.domain.agenda import AgendaItem, ItemId, Meeting
from shared.domain.papers import Paper, Sha256, is_for_everybody
from shared.domain.state import MeetingState
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.faults import LinkFault
from shared.link.paper_broadcast import PaperBroadcast
from shared.system.faults import EnvironmentFault

_RETRY_S: Final = 0.5

_log = logging.getLogger(__name__)


class GivenFile(msgspec.Struct, frozen=True):
    """A file that seats may have."""

    sha256: Sha256
    path: Path
    size_bytes: int
    is_public: bool


class Papers:
    """The papers of one running meeting, as its `state` says. `start` it, tell it of changes, `close` it."""

    def __init__(
        self,
        folder: Path,
        state: Callable[[], MeetingState],
        connection: Connection,
        *,
        publisher: Publisher,
        on_changed: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._state = state
        self._connection = connection
        self._publisher = publisher
        self._on_changed = on_changed
        self._files: dict[Sha256, GivenFile] = {}
        self._sent: dict[Sha256, int] = {}
        """Chunks stored in the engine, of files that are broadcast."""
        self._done: set[Sha256] = set()
        """Broadcast whole since the engine was last reached."""
        self._broadcast = PaperBroadcast(connection, state().meeting.id, on_progress=self._progressed)
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="papers-serve")
        self._due = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unwatch: Callable[[], None] | None = None
        self.fault: EnvironmentFault | None = None
        """Why a paper cannot be given to the seats; None when all can."""
        self.changed()

    async def start(self) -> None:
        """Begin to broadcast, in a task of its own. Call once."""
        await self._broadcast.start()
        self._unwatch = self._connection.watch(self._heard_status)
        self._due.set()
        self._task = asyncio.create_task(self._serve(), name="papers")
        self._task.add_done_callback(report_bug)

    async def close(self) -> None:
        """End; the broadcast goes on at the next start."""
        if self._unwatch is not None:
            self._unwatch()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        self._broadcast.close()
        self._reader.shutdown(wait=False, cancel_futures=True)

    def changed(self) -> None:
        """A paper came, was replaced or got its thumbnails; their files lie in the folder."""
        state = self._state()
        files: dict[Sha256, GivenFile] = {}
        for file in files_of(state.meeting, self._folder, state.active_item):
            # Two papers may have the same thumbnails; what is public once is no secret.
            if file.sha256 not in files or file.is_public:
                files[file.sha256] = file
        if files != self._files:
            # Not the digests alone: pictures of a restricted paper become public with another paper that has the same.
            self._due.set()
        self._files = files

    def progress(self) -> Mapping[Sha256, PaperProgress]:
        """How far each paper of the agenda is, in its order; of earlier drafts and attachments nothing is told."""
        agenda = self._state().meeting.agenda
        return {paper.sha256: self._progress(paper) for item in agenda for paper in item.papers}

    async def chunk(self, sha256: Sha256, index: int) -> bytes | None:
        """Chunk `index` (from 0) of a file of this meeting; None when there is no such chunk.

        Who may have it is the caller's to know. Raises EnvironmentFault.
        """
        file = self._files.get(sha256)
        if file is None or not 0 <= index < chunk_count(file.size_bytes):
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader, read_chunk, file.path, index)

    def _progress(self, paper: Paper) -> PaperProgress:
        file, chunks = self._files.get(paper.sha256), chunk_count(paper.size_bytes)
        is_broadcast = file is not None and file.is_public
        return PaperProgress(
            chunks_sent=self._sent.get(paper.sha256, 0) if is_broadcast else chunks, chunks=chunks
        )

    def _progressed(self, sha256: Sha256, stored: int, _total: int) -> None:
        self._sent[sha256] = stored
        self._on_changed()

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is Phase.CONNECTED:
            # An engine that was away may have lost papers; those that are all there cost one question each.
            self._done.clear()
            self._due.set()

    async def _serve(self) -> None:
        await self._publisher.wait_for_streams()
        while True:
            await self._due.wait()
            self._due.clear()
            while (file := self._next()) is not None:
                self._done.add(file.sha256)
                await self._send(file)

    def _next(self) -> GivenFile | None:
        return next((f for f in self._files.values() if f.is_public and f.sha256 not in self._done), None)

    async def _send(self, file: GivenFile) -> None:
        try:
            await self._broadcast.broadcast(file.sha256, file.path, file.size_bytes)
        except EnvironmentFault as fault:
            _log.warning("a paper cannot be broadcast: %s", type(fault).__name__)
            self.fault = fault
            self._on_changed()
        except LinkFault as fault:
            _log.warning("broadcasting a paper waits: %s", fault)
            self._done.discard(file.sha256)
            await asyncio.sleep(_RETRY_S)


def files_of(meeting: Meeting, folder: Path, active: ItemId | None) -> Iterator[GivenFile]:
    """Every file of the meeting, the most urgent first. Pure.

    These are the papers of the active item, then the other papers, what belongs to them, the earlier drafts.
    """
    agenda = sorted(meeting.agenda, key=lambda item: item.id != active)
    papers = [(item, paper) for item in agenda for paper in item.papers]
    earlier = [(item, paper) for item in agenda for paper in item.earlier]
    for held in (papers, earlier):
        for item, paper in held:
            path = paper_path(folder, paper.sha256)
            yield GivenFile(paper.sha256, path, paper.size_bytes, _is_public(item, paper))
        for item, paper in held:
            if paper.thumbnails is not None:
                sha256, size_bytes = paper.thumbnails.sha256, paper.thumbnails.size_bytes
                path = attachment_path(folder, sha256)
                yield GivenFile(sha256, path, size_bytes, _is_public(item, paper))


def _is_public(item: AgendaItem, paper: Paper) -> bool:
    return is_for_everybody(item.audience) and is_for_everybody(paper.audience)
