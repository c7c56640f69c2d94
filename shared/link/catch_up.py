"""A seat's view of what the hub published: every event once and in order, the stage never going back.

Both listen to what is published now and read what is stored for what they missed: after joining, after a
reconnect, when a number is missing, and when the hub's heartbeat tells of something newer.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from typing import Generic, TypeVar

from shared.domain.agenda import MeetingId
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.direct_get import Query, Stored, read_batch, read_one
from shared.link.engine_session import Message
from shared.link.faults import BadAnswer, NobodyListens, NotConnected, Unanswered
from shared.link.in_order import InOrder
from shared.protocol import subjects
from shared.protocol.codec import ProtocolError

_log = logging.getLogger(__name__)

BATCH = 64
"""Events read at once: checking their signatures keeps the loop busy for about 10 ms."""
BATCH_BYTES = 2 * 1024 * 1024
WINDOW = 256
"""Events ahead of a gap that are kept until the gap is filled; those beyond are read again later."""
_IDLE_LIMIT_S = 3.0
_FIRST_RETRY_S = 0.1
_LONGEST_RETRY_S = 2.0

T = TypeVar("T")
Place = tuple[int, int]
"""(term, revision) of the stage; ordered."""


class _Wake:
    """Tells a follower that it has to read; also after every reconnect."""

    def __init__(self, connection: Connection) -> None:
        self._event = asyncio.Event()
        self._event.set()
        self._connection = connection
        self._failures = 0
        self.unwatch = connection.watch(self._heard_status)

    def call(self) -> None:
        self._event.set()

    async def wait(self) -> None:
        await self._event.wait()
        self._event.clear()

    async def pause(self) -> None:
        """Wait a little before the next try, longer each time; a reconnect ends the pause."""
        self._failures += 1
        longest = min(_LONGEST_RETRY_S, _FIRST_RETRY_S * 1.5 ** min(self._failures, 20))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest * random.SystemRandom().uniform(0.5, 1.0)):
                await self._event.wait()
        self._event.set()

    def succeeded(self) -> None:
        self._failures = 0

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is Phase.CONNECTED:
            self._event.set()


class EventFollower(Generic[T]):
    """Delivers the public events of one meeting: n = last+1, last+2, … each exactly once.

    `verify(subject, payload)` gives the event's number and content, or raises ProtocolError when it is not the
    hub's; such a message is ignored. `deliver(n, content)` must return at once. Own the task that runs `run`.
    """

    def __init__(
        self,
        connection: Connection,
        meeting: MeetingId,
        *,
        last: int,
        verify: Callable[[str, bytes], tuple[int, T]],
        deliver: Callable[[int, T], None],
    ) -> None:
        self._connection = connection
        self._meeting = meeting
        self._verify = verify
        self._deliver = deliver
        self._order: InOrder[T] = InOrder(last, WINDOW)
        self._refused = 0
        self._is_current = False
        self._wake: _Wake | None = None

    @property
    def last(self) -> int:
        """The number of the event delivered last."""
        return self._order.last

    @property
    def is_current(self) -> bool:
        """All that is known to be published has been delivered, since the last connect."""
        return self._is_current and not self._order.is_behind and self._connection.is_connected

    def heard_newest(self, n: int) -> None:
        """The hub's heartbeat says that event `n` is published."""
        self._order.knows_of(n)
        if self._order.is_behind:
            self._call()

    async def run(self) -> None:
        """Follow until cancelled."""
        self._wake = wake = _Wake(self._connection)
        subscription = await self._connection.subscribe(
            subjects.live_room_events(self._meeting), self._heard_live
        )
        try:
            while True:
                await wake.wait()
                await self._read_missing(wake)
        finally:
            wake.unwatch()
            await subscription.cancel()

    def _call(self) -> None:
        self._is_current = False
        if self._wake is not None:
            self._wake.call()

    def _heard_live(self, message: Message) -> None:
        self._heard(subjects.stored_of_live(message.subject), message.payload)

    def _heard_stored(self, stored: Stored) -> None:
        self._heard(stored.subject, stored.payload)

    def _heard(self, subject: str, payload: bytes) -> None:
        try:
            n, content = self._verify(subject, payload)
        except ProtocolError as error:
            self._refused += 1
            if self._refused.bit_count() == 1:  # 1, 2, 4, 8 …: a flood does not fill the log
                _log.warning("%d published messages were not the hub's; the last: %s", self._refused, error)
            return
        for number, ready in self._order.take(n, content):
            self._deliver(number, ready)
        if self._order.is_behind:
            self._call()

    async def _read_missing(self, wake: _Wake) -> None:
        """Read batches until nothing is missing; on trouble leave it to the next wake."""
        while True:
            before, refused_before = self._order.last, self._refused
            try:
                left = await read_batch(
                    self._connection.session(),
                    subjects.api_log(self._meeting),
                    Query(
                        seq=before + 1,
                        next_by_subj=subjects.room_events(self._meeting),
                        batch=BATCH,
                        max_bytes=BATCH_BYTES,
                    ),
                    _IDLE_LIMIT_S,
                    self._heard_stored,
                )
            except NotConnected:
                return
            except (Unanswered, NobodyListens, BadAnswer) as fault:
                _log.debug("catching up: %s", fault)
                await wake.pause()
                return
            if self._order.last > before:
                wake.succeeded()
            elif left > 0 or self._refused > refused_before:
                await wake.pause()
                return
            else:
                # Whatever was announced beyond this is not there; the next heartbeat asks again.
                self._order.forget_rumours()
                self._is_current = not self._order.has_gap
                return


class StageFollower(Generic[T]):
    """Delivers the newest stage, never one that is older than or equal to one delivered before.

    `verify(subject, payload)` gives ((term, revision), content) or raises ProtocolError.
    """

    def __init__(
        self,
        connection: Connection,
        meeting: MeetingId,
        *,
        verify: Callable[[str, bytes], tuple[Place, T]],
        deliver: Callable[[Place, T], None],
    ) -> None:
        self._connection = connection
        self._meeting = meeting
        self._verify = verify
        self._deliver = deliver
        self._place: Place | None = None
        self._wake: _Wake | None = None

    @property
    def place(self) -> Place | None:
        """What was delivered last."""
        return self._place

    def heard_newest(self, place: Place) -> None:
        """The hub's heartbeat says that the stage is at `place`."""
        if self._wake is not None and (self._place is None or place > self._place):
            self._wake.call()

    async def run(self) -> None:
        """Follow until cancelled."""
        self._wake = wake = _Wake(self._connection)
        subject = subjects.page(self._meeting)
        subscription = await self._connection.subscribe(
            subject, lambda message: self._heard(message.subject, message.payload)
        )
        try:
            while True:
                await wake.wait()
                await self._read(wake)
        finally:
            wake.unwatch()
            await subscription.cancel()

    async def _read(self, wake: _Wake) -> None:
        try:
            stored = await read_one(
                self._connection.session(), subjects.api_page(self._meeting), None, _IDLE_LIMIT_S
            )
        except NotConnected:
            return
        except (Unanswered, NobodyListens, BadAnswer) as fault:
            _log.debug("reading the stage: %s", fault)
            await wake.pause()
            return
        wake.succeeded()
        if stored is not None:
            self._heard(stored.subject, stored.payload)

    def _heard(self, subject: str, payload: bytes) -> None:
        try:
            place, content = self._verify(subject, payload)
        except ProtocolError as error:
            _log.debug("a stage was not the hub's: %s", error)
            return
        if self._place is None or place > self._place:
            self._place = place
            self._deliver(place, content)
