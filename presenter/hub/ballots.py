"""Timed ballots: each closes by itself when its time is over, pauses not counted, also after a restart of the hub."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import msgspec

from presenter.hub.publisher import report_bug
from presenter.hub.recorder import Step
from shared.domain.ballot_commands import CloseBallot
from shared.domain.ballots import BallotId, Open
from shared.domain.commands import PodiumCommand
from shared.domain.state import MeetingState
from shared.domain.verdicts import Verdict
from shared.storage.faults import StorageFault
from shared.system.clock import Clock

_RETRY_S: Final = 2.0
"""How long after a failed write the close is tried again."""

_log = logging.getLogger(__name__)

Submit = Callable[[PodiumCommand], Awaitable[Verdict]]
Wait = Callable[[float], Awaitable[None]]


class _Countdown(msgspec.Struct):
    """What is left of a ballot's time; `due_s` is on the monotonic clock, None while the ballot is held."""

    ballot: BallotId
    left_s: float
    due_s: float | None = None


class TimedClose:
    """Watches the one ballot that may be open. `resume` it, tell it what is `recorded`, `close` it.

    While the hub runs, time is taken from the monotonic clock: a wall clock that is set closes nothing early and
    prolongs nothing. Only over a restart does the wall clock say how much time has passed.
    """

    def __init__(self, submit: Submit, clock: Clock, *, wait: Wait = asyncio.sleep) -> None:
        self._submit = submit
        self._clock = clock
        self._wait = wait
        self._countdown: _Countdown | None = None
        self._task: asyncio.Task[None] | None = None

    def resume(self, state: MeetingState) -> None:
        """Take up the ballot that was open when the hub ended."""
        self._follow(state, self._clock.now())

    def recorded(self, steps: tuple[Step, ...]) -> None:
        """A ballot may have been opened, held, continued or closed."""
        if steps:
            self._follow(steps[-1].after, steps[-1].recorded.at)

    async def close(self) -> None:
        """End; calling it again does nothing."""
        task = self._stop()
        if task is not None:
            await asyncio.wait([task])

    def _follow(self, state: MeetingState, at: datetime) -> None:
        ballot = state.open_ballot()
        phase = None if ballot is None else ballot.phase
        if ballot is None or not isinstance(phase, Open) or phase.closes_at is None:
            self._stop()
            self._countdown = None
            return
        known = self._countdown
        if known is None or known.ballot != ballot.spec.id:
            self._stop()
            left_s = time_left_s(phase, ballot.spec.open_for_s, at)
            known = self._countdown = _Countdown(ballot=ballot.spec.id, left_s=left_s)
        if phase.is_held:
            self._pause(known)
        elif self._task is None:
            known.due_s = self._clock.monotonic_s() + known.left_s
            self._task = asyncio.create_task(self._close_when_due(known), name="timed-close")
            self._task.add_done_callback(report_bug)

    def _pause(self, countdown: _Countdown) -> None:
        if countdown.due_s is not None:
            countdown.left_s = max(0.0, countdown.due_s - self._clock.monotonic_s())
            countdown.due_s = None
        self._stop()

    def _stop(self) -> asyncio.Task[None] | None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        return task

    async def _close_when_due(self, countdown: _Countdown) -> None:
        await self._wait(countdown.left_s)
        while True:
            try:
                await self._submit(CloseBallot(countdown.ballot))
                return
            except StorageFault as fault:
                _log.warning("a timed ballot could not be closed yet: %s", fault.failure.value)
                await self._wait(_RETRY_S)


def time_left_s(phase: Open, open_for_s: int, now: datetime) -> float:
    """Seconds until a timed ballot closes, at `now`; 0 when it should have closed, never more than its whole time."""
    if phase.closes_at is None:
        raise ValueError("the ballot is not timed")
    since = now if phase.held_since is None else phase.held_since
    return min(float(open_for_s), max(0.0, (phase.closes_at - since).total_seconds()))
