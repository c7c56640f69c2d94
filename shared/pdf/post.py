"""A worker as the dispatcher sees it: idle or busy with one job, and on the clock."""

import asyncio
from enum import Enum
from typing import Protocol

from typing_extensions import override

from shared.pdf.jobs import Job, Lane
from shared.pdf.keeper import Listener, WorkerKeeper
from shared.pdf.segment import Segment
from shared.pdf.trouble import Patience
from shared.pdf.wire import Order, Reply


class Superior(Protocol):
    """Who hands out the jobs and hears how they end. Each job ends in exactly one of these calls."""

    def replied(self, job: Job, reply: Reply) -> bool:
        """The worker answered; False if that is no answer to this job."""

    def complex(self, job: Job) -> None:
        """The job takes long; it goes on."""

    def timed_out(self, job: Job) -> None:
        """The job took too long, and its worker was killed."""

    def yielded(self, job: Job) -> None:
        """The job was stopped for a more urgent one."""

    def crashed(self, job: Job) -> None:
        """The worker ended by itself."""

    def pump(self) -> None:
        """The worker is idle."""


_STARTS = 3


class _Killed(Enum):
    NOT = 0
    FOR_TIME = 1
    TO_MAKE_WAY = 2


class Post(Listener):
    """`last_lane` is the least urgent lane that this worker serves."""

    def __init__(
        self,
        name: str,
        last_lane: Lane,
        segment: Segment,
        loop: asyncio.AbstractEventLoop,
        patience: Patience,
        memory_bytes: int,
        superior: Superior,
    ) -> None:
        self.last_lane = last_lane
        self.job: Job | None = None
        self.started_at = 0.0
        self.is_complex = False
        self.failed_starts = 0
        self._changed = asyncio.Event()
        self._is_stopped = False
        self._is_ready = False
        self._killed = _Killed.NOT
        self._timers: list[asyncio.TimerHandle] = []
        self._loop = loop
        self._patience = patience
        self._superior = superior
        self.keeper = WorkerKeeper(name, segment, loop, self, patience.start_within_s, memory_bytes)

    @property
    def is_ready(self) -> bool:
        """Whether there is a worker that takes orders."""
        return self._is_ready

    @property
    def is_idle(self) -> bool:
        """Whether the worker waits for an order."""
        return self._is_ready and self.job is None

    def begin(self, job: Job, order: Order) -> None:
        """Start the job and the clock."""
        self.job = job
        self.is_complex = False
        self.started_at = self._loop.time()
        self._timers = [
            self._loop.call_later(self._patience.complex_after_s, self._say_complex),
            self._loop.call_later(self._patience.kill_after_s, self._kill, _Killed.FOR_TIME),
        ]
        self.keeper.send(order)

    def make_way(self) -> None:
        """Stop the job in favour of another."""
        self._kill(_Killed.TO_MAKE_WAY)

    async def wait_for_start(self) -> None:
        """Return when the worker is ready, or was started in vain several times."""
        while not self._is_ready and self.failed_starts < _STARTS:
            self._changed.clear()
            await self._changed.wait()

    async def wait_for_stop(self) -> None:
        """Return when the worker and its thread are gone; after `put_down`."""
        while not self._is_stopped:
            self._changed.clear()
            await self._changed.wait()
        self.keeper.join()

    def put_down(self) -> Job | None:
        """End the worker for good; the job that it was doing."""
        job = self._finish()
        self._is_ready = False
        self.keeper.stop()
        return job

    @override
    def worker_ready(self) -> None:
        self._is_ready = True
        self.failed_starts = 0
        self._changed.set()
        self._superior.pump()

    @override
    def worker_replied(self, reply: Reply) -> None:
        if self._killed is not _Killed.NOT:
            return  # it was killed just when it had finished; `worker_ended` follows
        # Who is told of a picture may ask for the next one at once: the worker takes it.
        job = self._finish()
        if job is None:
            return
        if self._superior.replied(job, reply):
            self._superior.pump()
        else:
            self.job = job
            self.keeper.kill()

    @override
    def worker_ended(self, code: int, has_been_ready: bool) -> None:
        self._is_ready = False
        self.failed_starts = 0 if has_been_ready else self.failed_starts + 1
        killed = self._killed
        job = self._finish()
        if job is not None:
            match killed:
                case _Killed.FOR_TIME:
                    self._superior.timed_out(job)
                case _Killed.TO_MAKE_WAY:
                    self._superior.yielded(job)
                case _Killed.NOT:
                    self._superior.crashed(job)
        self._changed.set()
        self._superior.pump()

    @override
    def keeper_stopped(self) -> None:
        self._is_stopped = True
        self._changed.set()

    def _finish(self) -> Job | None:
        for timer in self._timers:
            timer.cancel()
        self._timers = []
        self._killed = _Killed.NOT
        job, self.job = self.job, None
        return job

    def _say_complex(self) -> None:
        self.is_complex = True
        if self.job is not None:
            self._superior.complex(self.job)

    def _kill(self, why: _Killed) -> None:
        if self.job is not None and self._killed is _Killed.NOT:
            self._killed = why
            self.keeper.kill()
