"""A presenter that is killed at any moment loses nothing that a terminal was told, and counts nothing twice."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.crypto.identity import SeatIdentity
from shared.domain.ballot_commands import CastVote
from shared.domain.ballot_events import VoteCast
from shared.domain.ballot_terms import Choice
from shared.domain.commands import SignIn
from shared.protocol.codec import up_replies
from shared.protocol.messages import IntentAccepted
from shared.storage.record import read_record
from tests.stories.pack import BALLOT, CHAIR, CHAIR_SEAT, LI, LI_SEAT, MEETING, WANG, WANG_SEAT
from tests.stories.seat import Bell, StorySeat

pytestmark = pytest.mark.end2end

ROOT = Path(__file__).parents[2]
CHILD = Path(__file__).with_name("hub_process.py")
KILLS = 3
VOTES_EACH = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class HubProcess:
    """The presenter's hub as a process that is started again after every kill."""

    def __init__(self, folder: Path) -> None:
        self._arguments = (str(CHILD), str(folder), str(free_port()), str(free_port()))
        self._process: asyncio.subprocess.Process
        self.door_port = 0

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.door_port = int(await self._line())

    async def open_ballot(self) -> None:
        await self._say("open\n")
        assert await self._line() == b"opened\n"

    async def kill(self) -> None:
        self._process.kill()
        await self._process.wait()

    async def end(self) -> None:
        await self._say("end\n")
        assert await self._process.wait() == 0

    async def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode())
        await self._process.stdin.drain()

    async def _line(self) -> bytes:
        assert self._process.stdout is not None
        async with asyncio.timeout(30):
            return await self._process.stdout.readline()


def test_what_terminals_were_told_is_recorded_once_however_often_the_presenter_is_killed(
    tmp_path: Path,
) -> None:
    chance = random.Random(20260901)
    told: dict[str, str] = {}
    """The receipt that a terminal was told for an intent."""
    answered = Bell()

    async def vote_on(terminal: StorySeat, person: str) -> None:
        for number in range(VOTES_EACH):
            intent = f"{person}-{number}"
            choice = (Choice.YES, Choice.NO, Choice.ABSTAIN)[number % 3]
            frame = terminal.sealed(CastVote(ballot=BALLOT, person=person, answer=choice), intent)  # type: ignore[arg-type]
            # Asked until it is answered, through all kills; now and then once more, as an outbox does.
            for _ in range(1 + (number % 7 == 0)):
                reply = up_replies.decode(await terminal.ask("intent", frame))
                assert isinstance(reply, IntentAccepted), reply
                assert told.setdefault(intent, reply.receipt) == reply.receipt
                answered.ring()

    async def told_at_least(count: int) -> None:
        await answered.wait_for(lambda: len(told) >= count)

    async def has_all(terminal: StorySeat, n: int) -> None:
        await terminal.bell.wait_for(lambda: terminal.events.last == n)

    async def story() -> None:
        hub = HubProcess(tmp_path)
        await hub.start()
        async with AsyncExitStack() as stack:
            terminals = []
            for seat, person in ((CHAIR_SEAT, CHAIR), (LI_SEAT, LI), (WANG_SEAT, WANG)):
                terminal = await StorySeat.at(hub.door_port, MEETING, seat, SeatIdentity.create())
                stack.push_async_callback(terminal.close)
                await terminal.wants(SignIn(person))
                terminals.append((terminal, person))
            await hub.open_ballot()
            voting = [asyncio.create_task(vote_on(*who)) for who in terminals]
            for _ in range(KILLS):
                wanted = len(told) + chance.randint(1, 3 * VOTES_EACH // (KILLS + 1))
                enough = min(wanted, 3 * VOTES_EACH)
                await told_at_least(enough)
                await hub.kill()
                await hub.start()
            await asyncio.gather(*voting)
            newest = len(read_record(tmp_path / "room" / "meetings" / MEETING / "record.sqlite"))
            for terminal, _ in terminals:
                await has_all(terminal, newest)
                assert terminal.stages == sorted(set(terminal.stages))
        await hub.end()

    asyncio.run(story())
    events = read_record(tmp_path / "room" / "meetings" / MEETING / "record.sqlite")
    cast = [r.event for r in events if isinstance(r.event, VoteCast)]
    assert max(Counter(vote.intent for vote in cast).values()) == 1
    assert {vote.intent: vote.receipt for vote in cast} == told
    assert len(told) == 3 * VOTES_EACH
