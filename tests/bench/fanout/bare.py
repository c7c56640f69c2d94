"""The reference: the same bytes to as many receivers over bare TLS 1.3, without engine, signature or record."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from shared.crypto.authority import RoomAuthority
from shared.crypto.tls import pinned_context, server_context
from tests.bench.fanout.ours import PROCESSES, SAMPLES, WARM_UP

NOW = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)


def run_receivers(pipe: Pipe, port: int, ca_pem: str, name: str, count: int, frame_bytes: int) -> None:
    """Read frames of `frame_bytes` on `count` connections; tell the time when the last has each one."""
    asyncio.run(_receive(pipe, port, ca_pem, name, count, frame_bytes))


async def _receive(pipe: Pipe, port: int, ca_pem: str, name: str, count: int, frame_bytes: int) -> None:
    context = pinned_context(ca_pem)
    received: dict[int, int] = {}

    async def read(reader: asyncio.StreamReader) -> None:
        number = 0
        while True:
            try:
                await reader.readexactly(frame_bytes)
            except asyncio.IncompleteReadError:
                return
            number += 1
            received[number] = received.get(number, 0) + 1
            if received[number] == count:
                pipe.send((number, time.monotonic_ns()))

    lines = [
        await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
        for _ in range(count)
    ]
    pipe.send("listening")
    await asyncio.gather(*(read(reader) for reader, _ in lines))
    for _, writer in lines:
        writer.close()


async def measure(folder: Path, receivers: int, frame_bytes: int) -> list[float]:
    """Milliseconds from the first write until the last receiver has the whole frame. `folder` exists."""
    authority = RoomAuthority.open(folder, NOW)
    certificate = authority.server_certificate(NOW)
    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(
        lambda _, writer: writers.append(writer), "127.0.0.1", 0, ssl=server_context(certificate), backlog=512
    )
    port = server.sockets[0].getsockname()[1]
    context = multiprocessing.get_context("spawn")
    loop = asyncio.get_running_loop()
    pipes, processes = [], []
    for number in range(PROCESSES):
        ours, theirs = context.Pipe()
        share = len(range(number, receivers, PROCESSES))
        arguments = (theirs, port, authority.ca_pem, authority.server_name, share, frame_bytes)
        processes.append(context.Process(target=run_receivers, args=arguments, daemon=True))
        processes[-1].start()
        pipes.append(ours)

    async def hear() -> list[tuple[int, int]]:
        return [await loop.run_in_executor(None, pipe.recv) for pipe in pipes]

    try:
        await hear()
        frame, taken = b"x" * frame_bytes, []
        for _ in range(WARM_UP + SAMPLES):
            began = time.monotonic_ns()
            for writer in writers:
                writer.write(frame)
            latest = max(at for _, at in await hear())
            taken.append((latest - began) / 1e6)
    finally:
        for writer in writers:
            writer.close()
        server.close()
        for process in processes:
            process.join(20)
    return taken[WARM_UP:]
