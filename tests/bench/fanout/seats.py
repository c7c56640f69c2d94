"""Simulated seats: the real line to the real engine with real credentials, in processes of their own."""

from __future__ import annotations

import asyncio
import time
from multiprocessing.connection import Connection as Pipe
from typing import Final

from shared.crypto.identity import is_signed_by
from shared.domain.agenda import MeetingId
from shared.link.catch_up import Place, StageFollower
from shared.link.connection import Connection
from shared.link.credentials import Credentials
from shared.link.faults import Address
from shared.protocol.messages import Stage
from shared.protocol.signing import open_statement

MEETING: Final = MeetingId("benchmeeting")


def run_seats(pipe: Pipe, address: Address, hub_key: bytes, seats: list[tuple[str, Credentials]]) -> None:
    """Follow the stage with all `seats`; tells "following", then (revision, ns) when the last of them applied it.

    Ends on any word from the other side.
    """
    asyncio.run(_follow(pipe, address, hub_key, seats))


async def _follow(pipe: Pipe, address: Address, hub_key: bytes, seats: list[tuple[str, Credentials]]) -> None:
    applied: dict[int, int] = {}

    def verify(subject: str, payload: bytes) -> tuple[Place, Stage]:
        statement = open_statement(
            payload, lambda body, mark: is_signed_by(hub_key, body, mark), meeting=MEETING, subject=subject
        )
        stage = statement.content
        assert isinstance(stage, Stage)
        return (stage.term, stage.revision), stage

    def deliver(place: Place, _stage: Stage) -> None:
        revision = place[1]
        applied[revision] = applied.get(revision, 0) + 1
        if applied[revision] == len(seats):
            pipe.send((revision, time.monotonic_ns()))

    connections, tasks = [], []
    for seat, credentials in seats:
        connection = Connection(credentials, [address], name=seat, inbox_prefix=f"_IN.{seat}")
        connection.start()
        connections.append(connection)
        follower = StageFollower(connection, MEETING, verify=verify, deliver=deliver)
        tasks.append(asyncio.create_task(follower.run()))
    for connection in connections:
        await connection.wait_for_connected(30)
        await connection.session().settle()
    pipe.send("following")
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for connection in connections:
        await connection.close()
