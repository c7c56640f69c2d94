"""How fast a 20 MB paper reaches 50 seats: the real engine, real credentials, real files. One JSON line.

The reference is the least that any distribution must do on this machine in the same minute: the same bytes by
`sendfile` over plain TCP to 50 receivers that throw them away. Ours is encrypted, stored by the engine, written
to disk, checked by its digest and fsynced at each seat.
"""

import asyncio
import hashlib
import json
import multiprocessing
import os
import shutil
import socket
import statistics
import tempfile
import threading
import time
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.link.connection import Connection
from shared.link.credentials import Credentials
from shared.link.faults import Address
from shared.link.hub_link import HubLink
from shared.link.paper_broadcast import PaperBroadcast
from shared.link.paper_download import PaperDownloads
from shared.link.papers import PaperProgress, PaperState, WantedPaper
from tests.end2end.room_engine import RoomEngine

SEATS = 50
PROCESSES = 2
SIZE_BYTES = 20_000_000
SAMPLES = 3
MEETING = MeetingId("benchmeeting")
LIMIT_S = 120.0


async def no_chunk(sha256: Sha256, index: int) -> bytes | None:
    raise AssertionError("no restricted papers here")


# -- ours -------------------------------------------------------------------------------------------------------


def seats_process(pipe: Pipe, address: Address, seats: list[tuple[str, Credentials]], folder: Path) -> None:
    """Runs some of the seats; speaks through the pipe: "listening", then per paper "ready"."""
    asyncio.run(_run_seats(pipe, address, seats, folder))


async def _run_seats(
    pipe: Pipe, address: Address, seats: list[tuple[str, Credentials]], folder: Path
) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Queue[str] = asyncio.Queue()
    connections, downloads, tasks = [], [], []
    for seat, credentials in seats:
        connection = Connection(credentials, [address], name=seat, inbox_prefix=f"_IN.{seat}")
        connection.start()
        await connection.wait_for_connected(20)
        (folder / seat).mkdir(parents=True)

        def store(progress: PaperProgress, seat: str = seat) -> None:
            if progress.state is PaperState.READY:
                ready.put_nowait(seat)

        download = PaperDownloads(
            connection, MEETING, SeatId(seat), folder / seat, on_progress=store, fetch_restricted=no_chunk
        )
        connections.append(connection)
        downloads.append(download)
        tasks.append(asyncio.create_task(download.run()))
    while (order := await loop.run_in_executor(None, pipe.recv)) is not None:
        for download in downloads:
            download.want([order])
        for connection in connections:
            await connection.session().settle()
        pipe.send("listening")
        for _ in seats:
            await ready.get()
        pipe.send("ready")
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for connection in connections:
        await connection.close()


async def measure_ours(folder: Path) -> list[float]:
    """Seconds from the start of the broadcast until the last of all seats has the paper in place, per sample."""
    engine = RoomEngine(folder / "room")
    await engine.start()
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    names = [f"{number:02}" for number in range(SEATS)]
    for number in range(PROCESSES):
        ours, theirs = context.Pipe()
        seats = [(name, engine.seat(name)) for name in names[number::PROCESSES]]
        process = context.Process(
            target=seats_process, args=(theirs, engine.address, seats, folder / "seats"), daemon=True
        )
        process.start()
        pipes.append(ours)
        processes.append(process)
    hub = Connection(engine.chair, [engine.address], name="hub", inbox_prefix="_IN.hub")
    hub.start()
    try:
        await hub.wait_for_connected(10)
        await HubLink(hub, MEETING).ensure_streams()
        broadcast = PaperBroadcast(hub, MEETING, on_progress=lambda *_: None)
        await broadcast.start()
        taken = [await _one_paper(broadcast, pipes, folder, sample) for sample in range(SAMPLES)]
        broadcast.close()
    finally:
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join(20)
        await hub.close()
        engine.kill()
    return taken


async def _one_paper(broadcast: PaperBroadcast, pipes: list[Pipe], folder: Path, sample: int) -> float:
    content = os.urandom(SIZE_BYTES)
    path = folder / f"paper-{sample}.pdf"
    path.write_bytes(content)
    paper = WantedPaper(Sha256(hashlib.sha256(content).hexdigest()), SIZE_BYTES)
    loop = asyncio.get_running_loop()
    for pipe in pipes:
        pipe.send(paper)
    for pipe in pipes:
        assert await loop.run_in_executor(None, pipe.recv) == "listening"
    began = time.perf_counter()
    async with asyncio.timeout(LIMIT_S):
        await broadcast.broadcast(paper.sha256, path, SIZE_BYTES)
        for pipe in pipes:
            assert await loop.run_in_executor(None, pipe.recv) == "ready"
    taken = time.perf_counter() - began
    path.unlink()
    shutil.rmtree(folder / "seats", ignore_errors=False)
    for number in range(SEATS):
        (folder / "seats" / f"{number:02}").mkdir(parents=True)
    return taken


# -- the reference ------------------------------------------------------------------------------------------------


def receivers_process(port: int, count: int) -> None:
    """So many plain TCP clients that read to the end and throw everything away."""
    buffer_bytes = 1 << 18

    def receive() -> None:
        with socket.create_connection(("127.0.0.1", port)) as link:
            buffer = bytearray(buffer_bytes)
            while link.recv_into(buffer):
                pass

    threads = [threading.Thread(target=receive) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure_reference(folder: Path) -> float:
    """Seconds of sendfile of the same size to as many receivers, in as many processes."""
    path = folder / "reference.bin"
    path.write_bytes(os.urandom(SIZE_BYTES))
    context = multiprocessing.get_context("spawn")
    with socket.create_server(("127.0.0.1", 0), backlog=SEATS) as listener:
        port = listener.getsockname()[1]
        processes = [
            context.Process(target=receivers_process, args=(port, SEATS // PROCESSES), daemon=True)
            for _ in range(PROCESSES)
        ]
        for process in processes:
            process.start()
        links = [listener.accept()[0] for _ in range(SEATS)]

    def send(link: socket.socket) -> None:
        with link, path.open("rb") as file:
            link.sendfile(file)

    began = time.perf_counter()
    threads = [threading.Thread(target=send, args=(link,)) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in processes:
        process.join()
    taken = time.perf_counter() - began
    path.unlink()
    return taken


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wuzhi-bench-") as name:
        folder = Path(name)
        ours = asyncio.run(measure_ours(folder))
        reference = [measure_reference(folder) for _ in range(SAMPLES)]
    megabytes = SEATS * SIZE_BYTES / 1e6
    value = megabytes / statistics.median(ours)
    compared = megabytes / statistics.median(reference)
    print(
        json.dumps(
            {
                "name": "papers.to_50.throughput",
                "value": round(value, 1),
                "unit": "MB/s",
                "reference": round(compared, 1),
                "ratio": round(value / compared, 3),
                "samples": SAMPLES,
            }
        )
    )


if __name__ == "__main__":
    main()
