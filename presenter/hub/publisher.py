"""The published log: the public side of the record, event by event, rebuilt from it whenever it does not fit."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from presenter.hub.recorder import Step
from presenter.hub.sealing import Seal
from presenter.hub.turns import Turns
from shared.domain.reducer import reduce
from shared.domain.room import PublicEvent, project
from shared.domain.state import MeetingState
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.faults import BadAnswer, LinkFault, OtherWriter
from shared.link.hub_link import Behind, HubLink, Published, Unknown
from shared.protocol import subjects
from shared.storage.faults import StorageFault
from shared.storage.record import Record

_WINDOW: Final = 16
"""Events on their way to the engine at once; it waits for the disk at each."""
_RETRIES_S: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)

_log = logging.getLogger(__name__)


class _Public(msgspec.Struct, frozen=True):
    n: int
    at: datetime
    event: PublicEvent


class Publisher:
    """Keeps the engine's log equal to the record. `start` it, `close` it; tell it every recorded step.

    `on_published` is called in the loop's thread when `published_n` changed.
    """

    def __init__(
        self,
        connection: Connection,
        link: HubLink,
        record: Record,
        seal: Seal,
        on_published: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._link = link
        self._record = record
        self._seal = seal
        self._on_published = on_published
        self._subject = subjects.room_event(seal.meeting)
        self._queue: deque[_Public] = deque()
        self._published_n: int | None = None
        self._must_compare = True
        self._wake = asyncio.Event()
        self._streams_ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unwatch: Callable[[], None] | None = None

    @property
    def published_n(self) -> int:
        """The number of the newest event that seats can read; 0 until the log was compared with the record."""
        return self._published_n or 0

    async def wait_for_streams(self) -> None:
        """Return when this meeting's streams exist in the engine."""
        await self._streams_ready.wait()

    def start(self) -> None:
        """Begin to publish, in a task of its own. Call once."""
        self._unwatch = self._connection.watch(self._heard_status)
        self._task = asyncio.create_task(self._serve(), name="publisher")
        self._task.add_done_callback(report_bug)

    def recorded(self, steps: tuple[Step, ...]) -> None:
        """These are on the disk now and may be told."""
        self._queue.extend(_Public(s.recorded.n, s.recorded.at, s.public) for s in steps)
        self._wake.set()

    async def close(self) -> None:
        """End. What is not published yet is published at the next start, from the record."""
        if self._unwatch is not None:
            self._unwatch()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is Phase.CONNECTED:
            # The engine was away: what it has now has to be looked at again.
            self._must_compare = True
            self._wake.set()

    # -- the one task ---------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        failures = 0
        self._wake.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._connection.wait_for_connected()
            try:
                await self._bring_up_to_date()
                failures = 0
            except (LinkFault, StorageFault) as fault:
                self._must_compare = True
                self._wake.set()
                if isinstance(fault, BadAnswer | StorageFault):
                    _log.warning("publishing waits: %s", fault)
                await asyncio.sleep(_RETRIES_S[min(failures, len(_RETRIES_S) - 1)])
                failures += 1

    async def _bring_up_to_date(self) -> None:
        if self._must_compare:
            self._must_compare = False
            await self._compare()
        while self._queue:
            try:
                is_on_its_way = await self._publish_window()
            except OtherWriter:
                _log.warning("the published log was not ours; it is made again from the record")
                await self._link.restart_log()
                is_on_its_way = False
            if not is_on_its_way:
                self._published_n = None
                await self._compare()

    async def _publish_window(self) -> bool:
        """Publish the next few events in order. False: the log does not end where it should."""
        window = [self._queue[i] for i in range(min(_WINDOW, len(self._queue)))]
        if window[0].n != self.published_n + 1:
            return False
        turns = Turns()
        frames = []
        for public in window:
            frames.append((public.n, self._seal.frame(self._subject, public.n, public.at, public.event)))
            await turns.give_way()
        # The frames leave in this order: each task runs until its frame is handed over before the next begins.
        outcomes = await asyncio.gather(
            *(self._link.publish_event(n, frame) for n, frame in frames), return_exceptions=True
        )
        try:
            return self._take_outcomes(outcomes)
        finally:
            self._on_published()

    def _take_outcomes(self, outcomes: Sequence[Published | Behind | Unknown | BaseException]) -> bool:
        for outcome in outcomes:
            match outcome:
                case Published(n):
                    self._queue.popleft()
                    self._published_n = n
                case Behind(last):
                    return last >= self.published_n
                case Unknown():
                    return True
                case BaseException():
                    raise outcome
        return True

    # -- comparing with the record --------------------------------------------------------------------------------

    async def _compare(self) -> None:
        """Find where the log ends, empty it when it is not this record's, and queue what it lacks."""
        await self._link.ensure_streams()
        last = await self._link.last_published()
        is_known = self._published_n is not None and self._published_n <= last
        if not is_known:
            last = await self._queue_from_record(last)
        if self._published_n is None or not is_known:
            self._published_n = last
        self._streams_ready.set()
        self._on_published()

    async def _queue_from_record(self, last: int) -> int:
        """Queue all events after `last` from the record; returns where the log really ends (0: it was emptied)."""
        public = await self._public_from_record(max(1, last))
        if last and not await self._holds(last, public):
            _log.warning("the published log does not fit the record; it is made again")
            await self._link.restart_log()
            last = 0
            public = await self._public_from_record(1)
        newest = public[-1].n if public else 0
        later = [p for p in self._queue if p.n > newest]
        self._queue = deque([*(p for p in public if p.n > last), *later])
        return last

    async def _holds(self, last: int, public: list[_Public]) -> bool:
        if not public or public[0].n != last:
            return False
        ours = public[0]
        return await self._link.published(last) == self._seal.frame(
            self._subject, ours.n, ours.at, ours.event
        )

    async def _public_from_record(self, first: int) -> list[_Public]:
        """The public side of event `first` and all later ones. Raises StorageFault, DamagedRecord."""
        state: MeetingState | None = None
        found: list[_Public] = []
        turns = Turns()
        n = 0
        while events := await self._record.events_after(n):
            for recorded in events:
                state = reduce(state, recorded)
                if recorded.n >= first:
                    found.append(_Public(recorded.n, recorded.at, project(state, recorded.event)))
                await turns.give_way()
            n = events[-1].n
        return found


def report_bug(task: asyncio.Task[None]) -> None:
    """Nobody awaits the task: a bug in it goes to the loop's own net."""
    if not task.cancelled() and (bug := task.exception()) is not None:
        task.get_loop().call_exception_handler(
            {"message": "a task of the hub broke", "exception": bug, "task": task}
        )
