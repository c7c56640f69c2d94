"""Timed ballots close by themselves: not early, not while held, once, and also after a restart."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from presenter.hub.ballots import TimedClose
from presenter.hub.recorder import Step
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballots import Closed, Open
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.people import SeatId
from shared.domain.reducer import reduce
from shared.domain.room import project
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Verdict
from shared.storage.faults import StorageFailure, StorageFault
from tests.fakes.clock import FakeClock
from tests.unit.presenter.hub.wishes import BALLOTS, MEETING, PERSONS, SEATS
from tests.watch.log_lines import LogWatch

BALLOT = BALLOTS[0]
OPEN_FOR_S = 60


class Room:
    """The law over a state in memory, and a wait that ends when the test says so."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.state: MeetingState | None = None
        self.waits: list[tuple[float, asyncio.Event]] = []
        self.faults = 0
        self.timed = TimedClose(self.submit, self.clock, wait=self.wait)
        item = MEETING.agenda[0]
        spec = msgspec.structs.replace(item.ballots[0], open_for_s=OPEN_FOR_S)
        agenda = (msgspec.structs.replace(item, ballots=(spec, item.ballots[1])),)
        self.does(cmd.PrepareMeeting(msgspec.structs.replace(MEETING, agenda=agenda)))
        self.does(cmd.StartMeeting())
        for seat, person in zip(SEATS[:3], PERSONS[:3], strict=True):
            self.does(cmd.SignIn(person), seat)

    async def wait(self, seconds: float) -> None:
        self.waits.append((seconds, asyncio.Event()))
        await self.waits[-1][1].wait()

    async def submit(self, command: cmd.PodiumCommand) -> Verdict:
        if self.faults:
            self.faults -= 1
            raise StorageFault(StorageFailure.DISK_FULL, Path("record"))
        return self.does(command)

    def does(self, command: cmd.Command, seat: SeatId | None = None) -> Verdict:
        verdict = decide(self.state, command, Circumstances(seat=seat))
        assert isinstance(verdict, Accepted), verdict
        steps = []
        for event in verdict.events:
            n = 1 if self.state is None else self.state.n + 1
            recorded = Recorded(n=n, at=self.clock.now(), event=event)
            before, self.state = self.state, reduce(self.state, recorded)
            steps.append(Step(before, recorded, self.state, project(self.state, event)))
        self.timed.recorded(tuple(steps))
        return verdict

    @property
    def phase(self) -> object:
        assert self.state is not None
        return self.state.ballots[BALLOT].phase

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    async def time_is_over(self) -> None:
        self.waits[-1][1].set()
        await self.settle()


def test_a_timed_ballot_closes_when_its_time_is_over() -> None:
    async def story() -> None:
        room = Room()
        room.does(bcmd.OpenBallot(BALLOT))
        await room.settle()
        assert room.waits[-1][0] == OPEN_FOR_S
        assert isinstance(room.phase, Open)
        await room.time_is_over()
        assert isinstance(room.phase, Closed)
        await room.timed.close()

    asyncio.run(story())


def test_a_pause_is_added_even_when_the_clock_of_the_machine_is_set_meanwhile() -> None:
    async def story() -> None:
        room = Room()
        room.does(bcmd.OpenBallot(BALLOT))
        await room.settle()
        room.clock.advance(20)
        room.clock.set_now(room.clock.now() + timedelta(hours=2))
        room.does(bcmd.HoldBallot(BALLOT))
        room.clock.advance(500)
        await room.time_is_over()
        assert isinstance(room.phase, Open)
        room.does(bcmd.ContinueBallot(BALLOT))
        await room.settle()
        assert room.waits[-1][0] == 40
        assert isinstance(room.phase, Open)
        await room.time_is_over()
        assert isinstance(room.phase, Closed)
        await room.timed.close()

    asyncio.run(story())


@pytest.mark.parametrize(("away_s", "left_s"), [(25, 35), (61, 0), (7200, 0), (-3600, OPEN_FOR_S)])
def test_after_a_restart_the_rest_of_the_time_is_waited_for_and_never_more_than_all_of_it(
    away_s: int, left_s: int
) -> None:
    async def story() -> None:
        room = Room()
        room.does(bcmd.OpenBallot(BALLOT))
        await room.settle()
        await room.timed.close()
        room.clock.set_now(room.clock.now() + timedelta(seconds=away_s))
        room.timed = TimedClose(room.submit, room.clock, wait=room.wait)
        assert room.state is not None
        room.timed.resume(room.state)
        await room.settle()
        assert room.waits[-1][0] == left_s
        await room.time_is_over()
        assert isinstance(room.phase, Closed)
        await room.timed.close()

    asyncio.run(story())


def test_a_ballot_that_was_held_at_the_restart_stays_held_and_keeps_its_time() -> None:
    async def story() -> None:
        room = Room()
        room.does(bcmd.OpenBallot(BALLOT))
        room.clock.advance(50)
        room.does(bcmd.HoldBallot(BALLOT))
        await room.timed.close()
        room.clock.advance(3600)
        room.timed = TimedClose(room.submit, room.clock, wait=room.wait)
        assert room.state is not None
        room.timed.resume(room.state)
        await room.settle()
        assert room.waits == []
        room.does(bcmd.ContinueBallot(BALLOT))
        await room.settle()
        assert [seconds for seconds, _ in room.waits] == [10]
        await room.timed.close()

    asyncio.run(story())


def test_a_ballot_that_the_chair_closes_before_is_not_waited_for() -> None:
    async def story() -> None:
        room = Room()
        room.does(bcmd.OpenBallot(BALLOT))
        await room.settle()
        room.does(bcmd.CloseBallot(BALLOT))
        closed = room.phase
        room.does(bcmd.OpenBallot(BALLOTS[1]))
        await room.time_is_over()
        assert room.phase == closed
        assert room.state is not None
        assert isinstance(room.state.ballots[BALLOTS[1]].phase, Open)
        await room.timed.close()

    asyncio.run(story())


def test_a_disk_that_is_full_at_that_moment_delays_the_close(log_watch: LogWatch) -> None:
    log_watch.expect("a timed ballot could not be closed yet")

    async def story() -> None:
        room = Room()
        room.faults = 1
        room.does(bcmd.OpenBallot(BALLOT))
        await room.settle()
        await room.time_is_over()
        assert isinstance(room.phase, Open)
        await room.time_is_over()
        assert isinstance(room.phase, Closed)
        await room.timed.close()

    asyncio.run(story())
