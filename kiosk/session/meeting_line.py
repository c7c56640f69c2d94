"""Follows one meeting over a connection: its events, its stage, this seat's private side, pointer, live ink."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from kiosk.session.ports import Hears
from shared.crypto.identity import is_signed_by
from shared.domain.agenda import MeetingId
from shared.domain.private_view import PrivateView
from shared.link.catch_up import EventFollower, StageFollower
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.engine_session import Message
from shared.link.faults import LinkFault
from shared.protocol import codec, subjects
from shared.protocol.codec import ProtocolError
from shared.protocol.ink import InkNotice
from shared.protocol.messages import Heartbeat, Stage, Statement, ViewRequest
from shared.protocol.signing import open_statement
from shared.storage.seat_store import RoomPin

_log = logging.getLogger(__name__)

_ANSWER_LIMIT_S = 3.0
_RETRY_S = 1.0


class MeetingLine:
    """Runs while one meeting runs; the caller cancels it and makes another for another meeting."""

    def __init__(
        self, connection: Connection, pin: RoomPin, meeting: MeetingId, *, last: int, hears: Hears
    ) -> None:
        self._connection = connection
        self._pin = pin
        self.meeting = meeting
        self._hears = hears
        self._view_due = asyncio.Event()
        self._view_due.set()
        self._events = EventFollower[Statement](
            connection, meeting, last=last, verify=self._verified_event, deliver=self._heard_event
        )
        self._stage = StageFollower[Statement](
            connection, meeting, verify=self._verified_stage, deliver=self._heard_stage
        )

    async def run(self) -> None:
        """Follow until cancelled."""
        seen = subjects.private_seen(self.meeting, self._pin.seat)
        private = await self._connection.subscribe(seen, self._heard_private)
        pointer = await self._connection.subscribe(subjects.pointer(self.meeting), self._heard_pointer)
        ink = await self._connection.subscribe(subjects.live_ink(self.meeting), self._heard_ink)
        own_ink = await self._connection.subscribe(
            subjects.ink_seen(self.meeting, self._pin.seat), self._heard_ink
        )
        unwatch = self._connection.watch(self._heard_status)
        # What happened before the subscriptions were in place is asked for.
        self._hears.heard_ink(self.meeting, InkNotice())
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._events.run(), name="seat events")
                tasks.create_task(self._stage.run(), name="seat stage")
                tasks.create_task(self._ask_for_views(), name="seat private view")
        finally:
            unwatch()
            for subscription in (private, pointer, ink, own_ink):
                await subscription.cancel()

    def heard_heartbeat(self, heartbeat: Heartbeat) -> None:
        """What the podium says is newest: read what is missing."""
        self._events.heard_newest(heartbeat.n)
        self._stage.heard_newest((heartbeat.term, heartbeat.revision))

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is Phase.CONNECTED:
            self._view_due.set()
            self._hears.heard_ink(self.meeting, InkNotice())

    async def _ask_for_views(self) -> None:
        """Ask for the private view now and after every connect; in between the podium sends each new one."""
        while True:
            await self._view_due.wait()
            self._view_due.clear()
            if not await self._ask_for_view():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_RETRY_S):
                        await self._view_due.wait()
                self._view_due.set()

    async def _ask_for_view(self) -> bool:
        subject = subjects.up(self.meeting, self._pin.seat, "view")
        request = codec.up_requests.encode(ViewRequest())
        try:
            answer = await self._connection.request(subject, request, _ANSWER_LIMIT_S)
            self._take_private(answer.payload)
        except (LinkFault, ProtocolError) as fault:
            _log.debug("the private view is not here yet: %s", fault)
            return False
        return True

    def _heard_private(self, message: Message) -> None:
        try:
            self._take_private(message.payload)
        except ProtocolError as error:
            _log.warning("a private view was not the podium's: %s", error)

    def _take_private(self, payload: bytes) -> None:
        subject = subjects.private_to(self.meeting, self._pin.seat)
        statement = self._opened(payload, subject)
        if not isinstance(statement.content, PrivateView):
            raise ProtocolError("not a private view")
        self._hears.heard_private(statement)

    def _heard_pointer(self, message: Message) -> None:
        try:
            pointer = codec.pointers.decode(message.payload)
        except ProtocolError as error:
            _log.debug("not a pointer: %s", error)
            return
        self._hears.heard_pointer(pointer)

    def _heard_ink(self, message: Message) -> None:
        try:
            live = codec.ink_live.decode(message.payload)
        except ProtocolError as error:
            _log.debug("not ink: %s", error)
            return
        self._hears.heard_ink(self.meeting, live)

    def _verified_event(self, subject: str, payload: bytes) -> tuple[int, Statement]:
        statement = self._opened(payload, subject)
        if isinstance(statement.content, PrivateView | Stage):
            raise ProtocolError("not a public event")
        return statement.n, statement

    def _verified_stage(self, subject: str, payload: bytes) -> tuple[tuple[int, int], Statement]:
        statement = self._opened(payload, subject)
        if not isinstance(statement.content, Stage):
            raise ProtocolError("not a stage")
        return (statement.content.term, statement.content.revision), statement

    def _heard_event(self, _n: int, statement: Statement) -> None:
        self._hears.heard_event(statement)

    def _heard_stage(self, _place: tuple[int, int], statement: Statement) -> None:
        self._hears.heard_stage(statement)

    def _opened(self, payload: bytes, subject: str) -> Statement:
        return open_statement(payload, verifier(self._pin.hub_public), meeting=self.meeting, subject=subject)


def verifier(hub_public: bytes) -> Callable[[bytes, bytes], bool]:
    """Checks that bytes were signed by this room's hub."""

    def verify(content: bytes, signature: bytes) -> bool:
        return is_signed_by(hub_public, content, signature)

    return verify
