"""The hub's side of the papers: stores their chunks in the stream, which sends each once to all who listen."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.link.connection import Connection
from shared.link.direct_get import Query, read_batch
from shared.link.engine_session import Message
from shared.link.faults import NobodyListens, NotConnected, Unanswered
from shared.link.pace import Pace, Report, report_subjects
from shared.link.part_file import chunk_count
from shared.link.stream_api import DIRECT_GET, PublishAnswer, decoded, required
from shared.protocol import subjects
from shared.protocol.messages import CHUNK_BYTES
from shared.system.faults import EnvironmentFault, disk_fault
from shared.system.i18n import tr

_log = logging.getLogger(__name__)

_ANSWER_LIMIT_S = 5.0
_RETRY_S = 0.2
_ACKS_OPEN = 4
"""Chunks published and not yet acknowledged as stored."""
_REPORT_BYTES = 128

Progress = Callable[[Sha256, int, int], None]
"""Called with paper, chunks stored, chunks in all."""


class PaperBroadcast:
    """Publishes papers that everybody may see, one after the other, on a connection of its own.

    Its own connection, so that a page turn never waits behind a paper. Call `start` first.
    """

    def __init__(self, connection: Connection, meeting: MeetingId, *, on_progress: Progress) -> None:
        self._connection = connection
        self._meeting = meeting
        self._on_progress = on_progress
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="papers-read")
        self._pace = Pace()
        self._paper: Sha256 | None = None
        self._reported = asyncio.Event()

    async def start(self) -> None:
        """Listen to what seats report about their progress."""
        await self._connection.subscribe(report_subjects(self._meeting), self._heard_report)

    def close(self) -> None:
        """Let the reading thread go. Broadcasts must have been cancelled before."""
        self._reader.shutdown(wait=False, cancel_futures=True)

    async def broadcast(self, sha256: Sha256, path: Path, size_bytes: int) -> None:
        """Return when all chunks are stored; at once when they are already. Goes on by itself after a cut.

        Raises EnvironmentFault when the file cannot be read, BadAnswer when the engine refuses.
        """
        total = chunk_count(size_bytes)
        index = 0
        while True:
            try:
                if await self._count_stored(sha256) >= total:
                    self._on_progress(sha256, total, total)
                    return
                self._paper = sha256
                self._pace.begin(asyncio.get_running_loop().time())
                while index < total:
                    index = await self._send_window(sha256, path, size_bytes, index)
                    self._on_progress(sha256, index, total)
                # Counted once more: an engine that was killed may have lost chunks it had acknowledged.
                index = 0
            except (NotConnected, Unanswered, NobodyListens) as fault:
                _log.debug("broadcasting a paper: %s", fault)
                await self._pause()
            finally:
                self._paper = None

    async def _send_window(self, sha256: Sha256, path: Path, size_bytes: int, first: int) -> int:
        """Send a few chunks and wait for their acknowledgements. Returns the next index."""
        last = min(first + _ACKS_OPEN, chunk_count(size_bytes))
        await self._keep_pace(last - 1)
        chunks = await asyncio.get_running_loop().run_in_executor(
            self._reader, _read, path, first * CHUNK_BYTES, min(last * CHUNK_BYTES, size_bytes)
        )
        session = self._connection.session()
        answers = await asyncio.gather(
            *(
                session.request(
                    subjects.paper_chunk(self._meeting, sha256, first + offset), chunk, _ANSWER_LIMIT_S
                )
                for offset, chunk in enumerate(chunks)
            ),
            return_exceptions=True,
        )
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
            required(decoded(answer, PublishAnswer), "storing a paper")
        return last

    async def _keep_pace(self, index: int) -> None:
        loop = asyncio.get_running_loop()
        while (wait_s := self._pace.wait_s(index, loop.time())) > 0:
            self._reported.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._reported.wait()

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            await self._connection.wait_for_connected(_RETRY_S)
            await asyncio.sleep(_RETRY_S)

    async def _count_stored(self, sha256: Sha256) -> int:
        """How many different chunks of a paper the stream holds."""
        found: list[int] = []
        query = Query(seq=1, next_by_subj=subjects.paper_chunks(self._meeting, sha256), batch=1)
        api = f"{DIRECT_GET}.{subjects.STREAM_PAPERS}"
        left = await read_batch(
            self._connection.session(),
            api,
            query,
            _ANSWER_LIMIT_S,
            lambda stored: found.append(stored.sequence),
        )
        return len(found) + left

    def _heard_report(self, message: Message) -> None:
        place = subjects.parse_up(message.subject)
        if place is None or len(message.payload) > _REPORT_BYTES:
            return
        try:
            report = msgspec.msgpack.decode(message.payload, type=Report)
        except msgspec.MsgspecError:
            return
        if report.sha256 == self._paper:
            self._pace.heard(place[1], report.next_index, asyncio.get_running_loop().time())
            self._reported.set()


def _read(path: Path, start: int, end: int) -> list[bytes]:
    """The bytes from `start` to `end` in chunks. Raises EnvironmentFault, also when the file became shorter."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            content = file.read(end - start)
    except OSError as error:
        raise disk_fault(path, error) from error
    if len(content) != end - start:
        raise EnvironmentFault(
            tr("A paper of this meeting was changed on the disk: {path}", path=str(path)),
            tr("Import it again."),
        )
    return [content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES)]
