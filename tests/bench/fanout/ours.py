"""Publish → applied at the last of the simulated seats, through the real engine."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from presenter.hub.sealing import Seal
from shared.crypto.identity import HubIdentity
from shared.domain.papers import Sha256
from shared.link.connection import Connection
from shared.link.hub_link import HubLink
from shared.protocol import subjects
from shared.protocol.messages import Stage
from tests.bench.fanout.seats import MEETING, run_seats
from tests.end2end.room_engine import RoomEngine

PROCESSES: Final = 2
SAMPLES: Final = 200
WARM_UP: Final = 10
_AT: Final = datetime(2026, 7, 16, tzinfo=UTC)


async def measure(folder: Path, seats: int) -> tuple[list[float], int]:
    """Milliseconds from publishing a page turn until the last seat applied it, and the size of such a frame."""
    engine = RoomEngine(folder)
    identity = HubIdentity.open(folder)
    await engine.start()
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    credentials = [(f"s{number}", engine.seat(f"s{number}")) for number in range(seats)]
    for number in range(PROCESSES):
        ours, theirs = context.Pipe()
        arguments = (theirs, engine.address, identity.public, credentials[number::PROCESSES])
        processes.append(context.Process(target=run_seats, args=arguments, daemon=True))
        processes[-1].start()
        pipes.append(ours)
    chair = Connection(engine.chair, [engine.address], name="chair", inbox_prefix="_IN.chair")
    chair.start()
    loop = asyncio.get_running_loop()

    async def hear() -> list[tuple[int, int]]:
        return [await loop.run_in_executor(None, pipe.recv) for pipe in pipes]

    try:
        await chair.wait_for_connected(10)
        link = HubLink(chair, MEETING)
        await link.ensure_streams()
        await hear()
        seal = Seal(MEETING, identity.sign)
        taken, frame = [], b""
        for revision in range(1, WARM_UP + SAMPLES + 1):
            stage = Stage(
                term=1,
                revision=revision,
                leader="chair",
                is_leading=True,
                paper=Sha256("a" * 64),
                page=revision,
            )
            began = time.monotonic_ns()
            frame = seal.frame(subjects.page(MEETING), revision, _AT, stage)
            publishing = asyncio.create_task(link.publish_stage(frame))
            heard = await hear()
            await publishing
            latest = max(at for _, at in heard)
            taken.append((latest - began) / 1e6)
    finally:
        for pipe in pipes:
            pipe.send("end")
        for process in processes:
            process.join(20)
        await chair.close()
        engine.kill()
    return taken[WARM_UP:], len(frame)
