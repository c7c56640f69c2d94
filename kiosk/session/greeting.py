"""Greets the podium over a connection, learns which meeting runs, and follows it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from kiosk.session.meeting_line import MeetingLine
from kiosk.session.ports import Hears
from kiosk.session.view import Line
from shared.link.connection import Connection, LinkStatus, Phase
from shared.link.engine_session import Message
from shared.link.faults import LinkFault
from shared.protocol import codec, subjects
from shared.protocol.codec import ProtocolError
from shared.protocol.door import OTHER_VERSION
from shared.protocol.messages import HEARTBEAT_S, PROTOCOL, Hello, Unintelligible, Welcome
from shared.storage.seat_store import RoomPin

_log = logging.getLogger(__name__)

_ANSWER_LIMIT_S = 3.0
_FIRST_RETRY_S = 0.3
_LONGEST_RETRY_S = 3.0
_SILENCE_S = 3 * HEARTBEAT_S
"""Without a heartbeat for so long the podium is gone, even if its engine still answers."""


class Greeting:
    """One task for one connection. The line is `IN` only while the podium itself answers."""

    def __init__(
        self,
        connection: Connection,
        pin: RoomPin,
        hears: Hears,
        *,
        version: str,
        refused: Callable[[str], None],
    ) -> None:
        self._connection = connection
        self._pin = pin
        self._hears = hears
        self._version = version
        self._refused = refused
        self._due = asyncio.Event()
        self._due.set()
        self._line: MeetingLine | None = None
        self._following: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Greet and follow until cancelled."""
        unwatch = self._connection.watch(self._heard_status)
        beats = await self._connection.subscribe(subjects.any_heartbeat(), self._heard_heartbeat)
        try:
            async with asyncio.TaskGroup() as tasks:
                failures = 0
                while True:
                    await self._connection.wait_for_connected()
                    self._due.clear()
                    welcome = await self._hello()
                    if welcome is None:
                        await self._pause(min(_LONGEST_RETRY_S, _FIRST_RETRY_S * 1.5**failures))
                        failures = min(failures + 1, 10)
                        continue
                    failures = 0
                    last = await self._hears.heard_welcome(welcome)
                    self._hears.heard_line(Line.IN)
                    await self._follow(tasks, welcome, last)
                    await self._wait_for_reason()
        finally:
            unwatch()
            await beats.cancel()

    async def _hello(self) -> Welcome | None:
        subject = subjects.up(subjects.ROOM, self._pin.seat, "hello")
        request = codec.up_requests.encode(Hello(protocol=PROTOCOL, version=self._version))
        try:
            answer = await self._connection.request(subject, request, _ANSWER_LIMIT_S)
            reply = codec.up_replies.decode(answer.payload)
        except (LinkFault, ProtocolError) as fault:
            _log.debug("not greeted: %s", fault)
            return None
        if isinstance(reply, Unintelligible):
            self._refused(OTHER_VERSION)
            return None
        if not isinstance(reply, Welcome):
            _log.warning("the podium answered a greeting with something else: %s", type(reply).__name__)
            return None
        return reply

    async def _follow(self, tasks: asyncio.TaskGroup, welcome: Welcome, last: int) -> None:
        """Follow the meeting of `welcome`; one that is followed already goes on."""
        if self._line is not None and self._line.meeting == welcome.meeting:
            return
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait((self._following,))
        self._line = self._following = None
        if welcome.meeting is not None:
            self._line = MeetingLine(
                self._connection, self._pin, welcome.meeting, last=last, hears=self._hears
            )
            self._following = tasks.create_task(self._line.run(), name="seat meeting")

    async def _wait_for_reason(self) -> None:
        """Return when it is time to greet again."""
        if self._line is None:
            await self._pause(HEARTBEAT_S)
            return
        try:
            async with asyncio.timeout(_SILENCE_S) as self._silence:
                await self._due.wait()
        except TimeoutError:
            _log.info("no heartbeat of the podium for %g s", _SILENCE_S)
            self._hears.heard_line(Line.LOST)
        finally:
            self._silence = None

    _silence: asyncio.Timeout | None = None

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._due.wait()

    def _heard_status(self, status: LinkStatus) -> None:
        if status.phase is not Phase.CONNECTED:
            self._hears.heard_line(Line.LOST)
        self._due.set()

    def _heard_heartbeat(self, message: Message) -> None:
        try:
            heartbeat = codec.heartbeats.decode(message.payload)
        except ProtocolError as error:
            _log.debug("not a heartbeat: %s", error)
            return
        if self._line is None or heartbeat.meeting != self._line.meeting:
            self._due.set()
            return
        if self._silence is not None:
            self._silence.reschedule(asyncio.get_running_loop().time() + _SILENCE_S)
        self._line.heard_heartbeat(heartbeat)
        self._hears.heard_heartbeat(heartbeat)
