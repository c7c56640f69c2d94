"""What a seat hears of a paper before it looked at its disk is kept."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.link.connection import Connection, LinkStatus
from shared.link.engine_session import EngineSession, Message, MessageCallback
from shared.link.faults import NobodyListens
from shared.link.paper_download import PaperDownloads
from shared.link.papers import PaperProgress, PaperState, WantedPaper
from shared.protocol import subjects
from shared.protocol.messages import CHUNK_BYTES

MEETING = MeetingId("meeting1")
CHUNKS = 5


class FakeSubscription:
    async def cancel(self) -> None:
        """Nothing is listened to."""


class FakeConnection:
    """A line on which chunks are heard and nothing may be asked."""

    is_connected = True

    def __init__(self) -> None:
        self.listener: asyncio.Future[MessageCallback] = asyncio.get_running_loop().create_future()

    async def subscribe(self, _subject: str, callback: MessageCallback) -> FakeSubscription:
        self.listener.set_result(callback)
        return FakeSubscription()

    def watch(self, _watcher: Callable[[LinkStatus], None]) -> Callable[[], None]:
        return lambda: None

    async def publish(
        self, _subject: str, _payload: bytes, _headers: Mapping[str, str] | None = None, _reply: str = ""
    ) -> None:
        """Reports go nowhere."""

    def session(self) -> EngineSession:
        raise AssertionError("the store was asked for what was heard")


async def no_chunk(_sha256: Sha256, _index: int) -> bytes | None:
    raise NobodyListens("no restricted papers here")


def test_chunks_heard_before_the_disk_was_looked_at_are_not_asked_for_again(tmp_path: Path) -> None:
    content = random.Random(1).randbytes(CHUNKS * CHUNK_BYTES - 7)
    sha256 = Sha256(hashlib.sha256(content).hexdigest())

    async def main() -> None:
        connection, is_ready = FakeConnection(), asyncio.Event()

        def progressed(progress: PaperProgress) -> None:
            if progress.state is PaperState.READY:
                is_ready.set()

        downloads = PaperDownloads(
            cast("Connection", connection),
            MEETING,
            SeatId("05"),
            tmp_path,
            fetch_restricted=no_chunk,
            on_progress=progressed,
            start_jitter_s=0.0,
        )
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(downloads.run())
            hear = await connection.listener
            downloads.want([WantedPaper(sha256, len(content))])
            for index in range(CHUNKS):
                chunk = content[index * CHUNK_BYTES :][:CHUNK_BYTES]
                subject = subjects.live_paper_chunks(MEETING).replace(">", f"{sha256}.{index}")
                hear(Message(subject, chunk, {}, ""))
            await is_ready.wait()
            running.cancel()
        assert downloads.path_of(sha256).read_bytes() == content

    asyncio.run(main())
