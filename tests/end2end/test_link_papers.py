import asyncio
import hashlib
import multiprocessing
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest

from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.link.connection import Connection
from shared.link.credentials import Credentials
from shared.link.faults import Address, NobodyListens
from shared.link.hub_link import HubLink
from shared.link.paper_broadcast import PaperBroadcast
from shared.link.paper_download import PaperDownloads
from shared.link.papers import FetchChunk, PaperProgress, PaperState, WantedPaper
from shared.link.part_file import PartFile, paper_path
from shared.protocol import subjects
from shared.protocol.messages import CHUNK_BYTES
from tests.end2end.room_engine import RoomEngine, connected, connection_to, with_engine
from tests.watch.log_lines import LogWatch

pytestmark = pytest.mark.end2end

MEETING = MeetingId("meeting1")


class PaperFile:
    def __init__(self, folder: Path, size_bytes: int, seed: int = 1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.content = random.Random(seed).randbytes(size_bytes)
        self.sha256 = Sha256(hashlib.sha256(self.content).hexdigest())
        self.path = folder / f"{self.sha256}.pdf"
        self.path.write_bytes(self.content)
        self.wanted = WantedPaper(self.sha256, size_bytes)


async def no_chunk(sha256: Sha256, index: int) -> bytes | None:
    raise NobodyListens("no restricted papers here")


class Terminal:
    """A seat that keeps what its downloads tell."""

    def __init__(
        self, connection: Connection, folder: Path, fetch: FetchChunk = no_chunk, seat: str = "05"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.seen: list[PaperProgress] = []
        self._changed = asyncio.Event()
        self.downloads = PaperDownloads(
            connection,
            MEETING,
            SeatId(seat),
            folder,
            on_progress=self._store,
            fetch_restricted=fetch,
            start_jitter_s=0.0,
        )

    def _store(self, progress: PaperProgress) -> None:
        self.seen.append(progress)
        self._changed.set()

    async def wait_for(self, wanted: Callable[[PaperProgress], bool]) -> PaperProgress:
        async with asyncio.timeout(20):
            while True:
                for progress in self.seen:
                    if wanted(progress):
                        return progress
                self._changed.clear()
                await self._changed.wait()

    async def wait_ready(self, paper: PaperFile) -> None:
        await self.wait_for(lambda p: p.sha256 == paper.sha256 and p.state is PaperState.READY)
        assert self.downloads.path_of(paper.sha256).read_bytes() == paper.content


@asynccontextmanager
async def running(terminal: Terminal) -> AsyncIterator[Terminal]:
    task = asyncio.create_task(terminal.downloads.run())
    try:
        yield terminal
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def podium(engine: RoomEngine) -> AsyncIterator[tuple[PaperBroadcast, Connection]]:
    async with connected(engine, engine.chair, "hub") as connection:
        await connection.wait_for_connected(5)
        await HubLink(connection, MEETING).ensure_streams()
        broadcast = PaperBroadcast(connection, MEETING, on_progress=lambda *_: None)
        await broadcast.start()
        try:
            yield broadcast, connection
        finally:
            broadcast.close()


def test_a_broadcast_paper_is_complete_at_every_seat_that_listens(tmp_path: Path) -> None:
    paper = PaperFile(tmp_path / "hub", 5 * 1024 * 1024 + 17)

    async def story(engine: RoomEngine) -> None:
        async with (
            podium(engine) as (broadcast, _),
            connected(engine, engine.seat("05")) as one,
            connected(engine, engine.seat("06"), "06") as two,
        ):
            await one.wait_for_connected(5)
            await two.wait_for_connected(5)
            first, second = Terminal(one, tmp_path / "05"), Terminal(two, tmp_path / "06", seat="06")
            async with running(first), running(second):
                first.downloads.want([paper.wanted])
                second.downloads.want([paper.wanted])
                await broadcast.broadcast(paper.sha256, paper.path, len(paper.content))
                await first.wait_ready(paper)
                await second.wait_ready(paper)
                assert first.downloads.is_ready(paper.sha256)
                assert [path.name for path in (tmp_path / "05").iterdir()] == [f"{paper.sha256}.pdf"]

    with_engine(tmp_path, story)


def test_a_late_seat_fetches_only_what_it_lacks(tmp_path: Path) -> None:
    paper = PaperFile(tmp_path / "hub", 20 * CHUNK_BYTES - 1)

    async def story(engine: RoomEngine) -> None:
        async with podium(engine) as (broadcast, _), connected(engine, engine.seat()) as seat:
            await broadcast.broadcast(paper.sha256, paper.path, len(paper.content))
            (tmp_path / "05").mkdir()
            part = PartFile(tmp_path / "05", paper.sha256, len(paper.content))
            for index in range(13):
                part.write(index, paper.content[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES])
            terminal = Terminal(seat, tmp_path / "05")
            asked: list[int] = []
            fetch = terminal.downloads._fetch_stored

            async def counted(sha256: Sha256, index: int) -> bytes | None:
                asked.append(index)
                return await fetch(sha256, index)

            terminal.downloads._fetch_stored = counted
            async with running(terminal):
                terminal.downloads.want([paper.wanted])
                await terminal.wait_ready(paper)
            assert sorted(asked) == list(range(13, 20))
            again = Terminal(seat, tmp_path / "05")
            async with running(again):
                again.downloads.want([paper.wanted])
                await again.wait_ready(paper)
            assert len(again.seen) == 1

    with_engine(tmp_path, story)


def test_a_killed_engine_in_the_middle_of_a_paper_costs_nothing_but_time(tmp_path: Path) -> None:
    paper = PaperFile(tmp_path / "hub", 20 * 1024 * 1024)

    async def story(engine: RoomEngine) -> None:
        async with podium(engine) as (broadcast, _), connected(engine, engine.seat()) as seat:
            await seat.wait_for_connected(5)
            terminal = Terminal(seat, tmp_path / "05")
            async with running(terminal):
                terminal.downloads.want([paper.wanted])
                sending = asyncio.create_task(
                    broadcast.broadcast(paper.sha256, paper.path, len(paper.content))
                )
                await terminal.wait_for(lambda p: p.chunks >= 20)
                engine.kill()
                assert not terminal.downloads.is_ready(paper.sha256)
                await engine.start()
                await sending
                await terminal.wait_ready(paper)

    with_engine(tmp_path, story)


def test_chunks_that_cannot_be_right_are_ignored_and_a_wrong_one_is_repaired(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, log_watch: LogWatch
) -> None:
    log_watch.expect("did not have its digest")
    paper = PaperFile(tmp_path / "hub", 3 * CHUNK_BYTES + 5)

    async def story(engine: RoomEngine) -> None:
        async with podium(engine) as (broadcast, hub), connected(engine, engine.seat()) as seat:
            await seat.wait_for_connected(5)
            terminal = Terminal(seat, tmp_path / "05")
            async with running(terminal):
                terminal.downloads.want([paper.wanted])
                await terminal.wait_for(lambda p: p.state is PaperState.LOADING)
                live = f"mt.{MEETING}.live.papers.{paper.sha256}"
                for subject in (f"{live}.4", f"{live}.-1", f"{live}.99999999999", f"{live}.x", f"{live}.1.2"):
                    await hub.publish(subject, bytes(CHUNK_BYTES))
                await hub.publish(f"mt.{MEETING}.live.papers.{'0' * 64}.0", bytes(CHUNK_BYTES))
                await hub.publish(f"{live}.0", b"short")
                await hub.publish(f"{live}.3", bytes(CHUNK_BYTES))
                await hub.publish(f"{live}.1", bytes(CHUNK_BYTES))
                await terminal.wait_for(lambda p: p.chunks == 1)
                await broadcast.broadcast(paper.sha256, paper.path, len(paper.content))
                await terminal.wait_ready(paper)

    with_engine(tmp_path, story)
    assert paper.sha256 not in caplog.text


def test_chunks_said_again_and_wrong_ones_do_not_keep_a_paper_from_a_seat(
    tmp_path: Path, log_watch: LogWatch
) -> None:
    # A seat can have the engine answer to where papers are broadcast: right chunks in wrong places, again and again.
    log_watch.expect("did not have its digest")
    paper = PaperFile(tmp_path / "hub", 8 * CHUNK_BYTES)

    async def story(engine: RoomEngine) -> None:
        async with podium(engine) as (broadcast, hub), connected(engine, engine.seat()) as seat:
            await seat.wait_for_connected(5)
            await broadcast.broadcast(paper.sha256, paper.path, len(paper.content))

            async def disturb() -> None:
                while True:
                    for index in (0, 5):
                        subject = f"mt.{MEETING}.live.papers.{paper.sha256}.{index}"
                        await hub.publish(subject, paper.content[:CHUNK_BYTES])
                    await hub.session().settle()

            terminal = Terminal(seat, tmp_path / "05")
            disturbing = asyncio.create_task(disturb())
            try:
                async with running(terminal):
                    terminal.downloads.want([paper.wanted])
                    await terminal.wait_ready(paper)
            finally:
                disturbing.cancel()
                await asyncio.wait([disturbing])

    with_engine(tmp_path, story)


def test_a_restricted_paper_is_asked_for_chunk_by_chunk_and_never_taken_from_a_broadcast(
    tmp_path: Path,
) -> None:
    paper = PaperFile(tmp_path / "hub", 6 * CHUNK_BYTES)
    asked: list[int] = []

    async def fetch(sha256: Sha256, index: int) -> bytes | None:
        asked.append(index)
        return paper.content[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]

    async def story(engine: RoomEngine) -> None:
        async with connected(engine, engine.seat()) as seat:
            terminal = Terminal(seat, tmp_path / "05", fetch)
            async with running(terminal):
                terminal.downloads.want([WantedPaper(paper.sha256, len(paper.content), is_restricted=True)])
                await terminal.wait_ready(paper)
            assert sorted(asked) == list(range(6))

    with_engine(tmp_path, story)


def test_a_disk_that_refuses_is_told_and_the_paper_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = PaperFile(tmp_path / "hub", 2 * CHUNK_BYTES)
    monkeypatch.setattr("shared.link.paper_download._LONGEST_RETRY_S", 0.1)

    async def story(engine: RoomEngine) -> None:
        async with podium(engine) as (broadcast, _), connected(engine, engine.seat()) as seat:
            await broadcast.broadcast(paper.sha256, paper.path, len(paper.content))
            terminal = Terminal(seat, tmp_path / "05")
            # A folder where the file should be: every write is refused, also for root.
            obstacle = tmp_path / "05" / f"{paper.sha256}.part"
            obstacle.mkdir()
            async with running(terminal):
                terminal.downloads.want([paper.wanted])
                fault = (await terminal.wait_for(lambda p: p.state is PaperState.FAULT)).fault
                assert fault is not None
                assert fault.remedy
                obstacle.rmdir()
                await terminal.wait_ready(paper)

    with_engine(tmp_path, story)


def test_a_paper_of_the_hub_that_changed_on_disk_is_an_environment_fault(tmp_path: Path) -> None:
    paper = PaperFile(tmp_path / "hub", 4 * CHUNK_BYTES)

    async def story(engine: RoomEngine) -> None:
        async with podium(engine) as (broadcast, _):
            os.truncate(paper.path, 100)
            with pytest.raises(Exception, match="changed on the disk"):
                await broadcast.broadcast(paper.sha256, paper.path, len(paper.content))

    with_engine(tmp_path, story)


def test_a_page_turn_does_not_wait_behind_a_paper(tmp_path: Path) -> None:
    paper = PaperFile(tmp_path / "hub", 20 * 1024 * 1024)

    async def story(engine: RoomEngine) -> None:
        async with (
            podium(engine) as (broadcast, _),
            connected(engine, engine.chair, "hub1") as control,
            connected(engine, engine.seat()) as seat,
            connected(engine, engine.seat(), "05") as papers,
        ):
            for connection in (control, seat, papers):
                await connection.wait_for_connected(5)
            hub = HubLink(control, MEETING)
            turned: asyncio.Queue[bytes] = asyncio.Queue()
            await seat.subscribe(subjects.page(MEETING), lambda message: turned.put_nowait(message.payload))
            terminal = Terminal(papers, tmp_path / "05")
            async with running(terminal):
                terminal.downloads.want([paper.wanted])
                sending = asyncio.create_task(
                    broadcast.broadcast(paper.sha256, paper.path, len(paper.content))
                )
                await terminal.wait_for(lambda p: p.chunks >= 8)
                turns = 0
                while not sending.done():
                    await hub.publish_stage(b"%d" % turns)
                    assert await turned.get() == b"%d" % turns
                    turns += 1
                await sending
                assert turns >= 5
                await terminal.wait_ready(paper)

    with_engine(tmp_path, story)


def test_where_a_complete_paper_lies() -> None:
    assert paper_path(Path("papers"), Sha256("ab")) == Path("papers/ab.pdf")


def download_in_a_process(
    pipe: Pipe, address: Address, credentials: Credentials, folder: Path, order: WantedPaper
) -> None:
    """A seat that fetches one paper and tells every progress; made to be killed."""

    async def run() -> None:
        async with connection_to(address, credentials) as connection:
            await connection.wait_for_connected(10)
            terminal = Terminal(connection, folder)
            terminal.downloads._on_progress = lambda progress: pipe.send(progress.chunks)
            terminal.downloads.want([order])
            await terminal.downloads.run()

    asyncio.run(run())


def test_a_seat_killed_in_the_middle_of_a_paper_goes_on_where_it_was(tmp_path: Path) -> None:
    paper = PaperFile(tmp_path / "hub", 400 * CHUNK_BYTES)

    async def story(engine: RoomEngine) -> None:
        async with podium(engine) as (broadcast, _), connected(engine, engine.seat()) as seat:
            await broadcast.broadcast(paper.sha256, paper.path, len(paper.content))
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(
                target=download_in_a_process,
                args=(theirs, engine.address, engine.seat(), tmp_path / "05", paper.wanted),
                daemon=True,
            )
            process.start()
            loop = asyncio.get_running_loop()
            while await loop.run_in_executor(None, ours.recv) < 20:
                pass
            process.kill()
            await loop.run_in_executor(None, process.join)
            kept = PartFile(tmp_path / "05", paper.sha256, len(paper.content)).count
            assert 20 <= kept < 400
            terminal = Terminal(seat, tmp_path / "05")
            async with running(terminal):
                terminal.downloads.want([paper.wanted])
                await terminal.wait_ready(paper)
            assert terminal.seen[0].chunks == kept

    with_engine(tmp_path, story)
