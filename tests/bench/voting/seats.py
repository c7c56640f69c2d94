"""Simulated seats that vote: real lines, credentials and signatures, in processes of their own.

They do not follow the room: a terminal that shows the progress of a ballot does so on its own processor.
"""

from __future__ import annotations

import asyncio
import time
from multiprocessing.connection import Connection as Pipe

import msgspec

from shared.domain.agenda import MeetingId
from shared.domain.people import SeatId
from shared.link.connection import Connection
from shared.link.credentials import Credentials
from shared.link.faults import Address, LinkFault
from shared.protocol import subjects
from shared.protocol.codec import up_replies
from shared.protocol.messages import IntentAccepted

_WAIT_FOR_ANSWER_S = 10.0
_CONNECT_WITHIN_S = 120.0


class Voter(msgspec.Struct, frozen=True):
    """A terminal and the intents that it delivers, in their order: to sign in, and to vote."""

    seat: SeatId
    credentials: Credentials
    frames: tuple[bytes, ...]


def run_voters(pipe: Pipe, address: Address, meeting: MeetingId, voters: list[Voter]) -> None:
    """Connect, tell "connected"; then for each number that comes all deliver that frame at once.

    Answers with (nanoseconds of the monotonic clock when the answer came, its receipt) for every voter. Ends on None.
    """
    asyncio.run(_vote(pipe, address, meeting, voters))


async def _vote(pipe: Pipe, address: Address, meeting: MeetingId, voters: list[Voter]) -> None:
    lines = []
    for voter in voters:
        line = Connection(voter.credentials, [address], name=voter.seat, inbox_prefix=f"_IN.{voter.seat}")
        line.start()
        lines.append(line)
    for line in lines:
        await line.wait_for_connected(_CONNECT_WITHIN_S)
    pipe.send("connected")
    loop = asyncio.get_running_loop()
    while (which := await loop.run_in_executor(None, pipe.recv)) is not None:
        asked = [
            _deliver(line, subjects.up(meeting, voter.seat, "intent"), voter.frames[which])
            for line, voter in zip(lines, voters, strict=True)
        ]
        pipe.send(await asyncio.gather(*asked))
    for line in lines:
        await line.close()


async def _deliver(line: Connection, subject: str, frame: bytes) -> tuple[int, str]:
    """As a seat does: asked again until there is an answer."""
    while True:
        try:
            message = await line.request(subject, frame, _WAIT_FOR_ANSWER_S)
        except LinkFault:
            continue
        reply = up_replies.decode(message.payload)
        assert isinstance(reply, IntentAccepted), reply
        return time.monotonic_ns(), reply.receipt
