"""The papers of a meeting at the podium: imported by digest, broadcast when everybody may see them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from presenter.hub.publisher import Publisher, report_bug
from presenter.hub.view import PaperProgress
from shared.domain.agenda import Meeting
from shared.domain.papers import Paper, Sha256
from shared.domain.room import public_meeting
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.faults import LinkFault
from shared.link.paper_broadcast import PaperBroadcast
from shared.protocol.messages import CHUNK_BYTES
from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.files import make_private_folder, sync_folder
from shared.system.i18n import tr

_COPY_BYTES: Final = 1024 * 1024
_RETRY_S: Final = 0.5

_log = logging.getLogger(__name__)


class Papers:
    """The papers of one running meeting. `start` it, `close` it."""

    def __init__(
        self,
        folder: Path,
        meeting: Meeting,
        connection: Connection,
        *,
        publisher: Publisher,
        on_changed: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._publisher = publisher
        self._on_changed = on_changed
        self._papers = {p.sha256: p for item in meeting.agenda for p in item.papers}
        self._public = {p.sha256: p for item in public_meeting(meeting).agenda for p in item.papers}
        self._sent = dict.fromkeys(self._public, 0)
        self._broadcast = PaperBroadcast(connection, meeting.id, on_progress=self._progressed)
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="papers-serve")
        self._due = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unwatch: Callable[[], None] | None = None
        self.fault: EnvironmentFault | None = None
        """Why a paper cannot be given to the seats; None when all can."""

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

    def progress(self) -> Mapping[Sha256, PaperProgress]:
        """How far each paper is, in the agenda's order."""
        return {sha256: self._progress(paper) for sha256, paper in self._papers.items()}

    async def chunk(self, sha256: Sha256, index: int) -> bytes | None:
        """Chunk `index` (from 0) of a paper of this meeting; None when there is no such chunk.

        Who may have it is the caller's to know. Raises EnvironmentFault.
        """
        paper = self._papers.get(sha256)
        if paper is None or not 0 <= index < _chunks(paper):
            return None
        path = paper_path(self._folder, sha256)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader, _read_chunk, path, index)

    def _progress(self, paper: Paper) -> PaperProgress:
        chunks = _chunks(paper)
        return PaperProgress(chunks_sent=self._sent.get(paper.sha256, chunks), chunks=chunks)

    def _progressed(self, sha256: Sha256, stored: int, _total: int) -> None:
        self._sent[sha256] = stored
        self._on_changed()

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is Phase.CONNECTED:
            # An engine that was away may have lost papers; those that are all there cost one question each.
            self._due.set()

    async def _serve(self) -> None:
        await self._publisher.wait_for_streams()
        while True:
            await self._due.wait()
            self._due.clear()
            for sha256, paper in self._public.items():
                await self._send(sha256, paper)

    async def _send(self, sha256: Sha256, paper: Paper) -> None:
        try:
            await self._broadcast.broadcast(sha256, paper_path(self._folder, sha256), paper.size_bytes)
        except EnvironmentFault as fault:
            _log.warning("a paper cannot be broadcast: %s", type(fault).__name__)
            self.fault = fault
            self._on_changed()
        except LinkFault as fault:
            _log.warning("broadcasting a paper waits: %s", fault)
            self._due.set()
            await asyncio.sleep(_RETRY_S)


def paper_path(folder: Path, sha256: Sha256) -> Path:
    """Where an imported paper lies."""
    return folder / f"{sha256}.pdf"


async def import_papers(folder: Path, meeting: Meeting, papers: Mapping[Sha256, Path]) -> None:
    """Copy every paper of `meeting` from `papers` (files by digest) into `folder`; on return they survive a power cut.

    Raises EnvironmentFault: a file is missing, is not what it was when the pack was read, or the disk refuses.
    """
    make_private_folder(folder)
    wanted = {p.sha256: p for item in meeting.agenda for p in item.papers}
    with ThreadPoolExecutor(1, thread_name_prefix="papers-import") as copier:
        loop = asyncio.get_running_loop()
        for sha256, paper in wanted.items():
            source = papers.get(sha256)
            if source is None:
                raise EnvironmentFault(
                    tr("A paper of this meeting is missing: {title}", title=paper.title),
                    tr("Put the file into the meeting's folder and open it again."),
                )
            await loop.run_in_executor(copier, _import, source, folder, paper)


def _import(source: Path, folder: Path, paper: Paper) -> None:
    target = paper_path(folder, paper.sha256)
    if target.exists() and target.stat().st_size == paper.size_bytes:
        return
    part = target.with_suffix(".part")
    try:
        digest = _copy(source, part, paper.size_bytes)
        if digest != paper.sha256:
            part.unlink()
            raise EnvironmentFault(
                tr("A paper was changed after the meeting was read: {path}", path=str(source)),
                tr("Open the meeting again."),
            )
        part.replace(target)
        sync_folder(folder)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise disk_fault(Path(error.filename or target), error) from error


def _copy(source: Path, part: Path, most_bytes: int) -> str:
    """Copy and hash in one reading; never more than one block beyond `most_bytes`. Returns the digest."""
    hashed = hashlib.sha256()
    copied = 0
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as reading, os.fdopen(descriptor, "wb") as writing:
        while copied <= most_bytes and (block := reading.read(_COPY_BYTES)):
            hashed.update(block)
            writing.write(block)
            copied += len(block)
        writing.flush()
        os.fsync(writing.fileno())
    return hashed.hexdigest()


def _chunks(paper: Paper) -> int:
    return -(-paper.size_bytes // CHUNK_BYTES)


def _read_chunk(path: Path, index: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(index * CHUNK_BYTES)
            return file.read(CHUNK_BYTES)
    except OSError as error:
        raise disk_fault(path, error) from error
