"""What seats ask the hub. Every frame may be hostile: bounded, counted, checked, answered or dropped."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Final

import msgspec

from presenter.hub.door_limits import AddressLimits
from presenter.hub.ink_rules import check
from presenter.hub.publisher import report_bug
from presenter.hub.running import RunningMeeting
from presenter.hub.seats import Seats
from presenter.hub.terminals import Terminals
from presenter.hub.turns import Turns
from shared.crypto.identity import is_signed_by
from shared.domain.agenda import MeetingId
from shared.domain.people import SeatId
from shared.domain.private_view import private_view
from shared.domain.verdicts import Reason
from shared.link.connection import Connection
from shared.link.engine_session import Message
from shared.link.faults import NotConnected
from shared.protocol.codec import ProtocolError, ink_requests, secret_requests, up_replies, up_requests
from shared.protocol.ink import InkRequest, StrokeDropped, StrokeGrows
from shared.protocol.messages import (
    PROTOCOL,
    Chunk,
    ChunkRequest,
    Hello,
    Intent,
    IntentRefused,
    NotForYou,
    SeatStatus,
    Unintelligible,
    ViewRequest,
    Welcome,
)
from shared.protocol.secret import SecretRequest
from shared.protocol.signing import open_intent
from shared.protocol.subjects import parse_up
from shared.storage.faults import StorageFault
from shared.system.clock import Clock
from shared.system.faults import EnvironmentFault

_EVERYTHING: Final = "mt.*.up.*.*"
_MOST_WAITING: Final = 8192
"""Requests heard and not yet looked at; beyond it new ones are dropped, and their seats ask again."""
_MOST_INTENT_ID: Final = 64

_LIMITS: Final = {
    "hello": (5, 1.0),
    "view": (5, 1.0),
    "status": (20, 5.0),
    "intent": (20, 5.0),
    "chunk": (128, 200.0),
    "ink": (256, 90.0),
    "secret": (128, 60.0),
}
"""For each kind: how many a seat may send at once, and how many a second after that."""

_log = logging.getLogger(__name__)


class _Asked(msgspec.Struct, frozen=True):
    meeting: MeetingId
    seat: SeatId
    kind: str
    message: Message


class Intake:
    """Listens to all seats of the room. `start` it, `close` it."""

    def __init__(
        self,
        connection: Connection,
        terminals: Terminals,
        seats: Seats,
        clock: Clock,
        *,
        room_name: str,
        is_open_room: bool,
        running: Callable[[], RunningMeeting | None],
    ) -> None:
        self._connection = connection
        self._terminals = terminals
        self._seats = seats
        self._clock = clock
        self._room_name = room_name
        self._is_open_room = is_open_room
        self._running = running
        self._limits = {kind: AddressLimits(at_once=n, per_s=per_s) for kind, (n, per_s) in _LIMITS.items()}
        self._complaints = AddressLimits(at_once=1, per_s=0.1)
        self._waiting: deque[_Asked] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._answering: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen and answer. Call once."""
        self._task = asyncio.create_task(self._serve(), name="intake")
        self._task.add_done_callback(report_bug)
        await self._connection.subscribe(_EVERYTHING, self._heard)

    async def close(self) -> None:
        """End; what is not answered is asked again."""
        tasks = [*self._answering, *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    # -- hearing ----------------------------------------------------------------------------------------------------

    def _heard(self, message: Message) -> None:
        place = parse_up(message.subject)
        if place is None:
            return
        meeting, seat, kind = place
        limits = self._limits.get(kind)
        if limits is None:
            return
        is_welcome = limits.may_come(seat, self._clock.monotonic_s())
        if not is_welcome or len(self._waiting) >= _MOST_WAITING:
            self._complain(seat, f"asks too often ({kind})")
            return
        self._waiting.append(_Asked(meeting, seat, kind, message))
        self._wake.set()

    def _complain(self, seat: SeatId, what: str) -> None:
        """One line, and no more than one in ten seconds about the same seat."""
        if self._complaints.may_come(seat, self._clock.monotonic_s()):
            _log.warning("seat %s %s", seat, what)

    async def _serve(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            turns = Turns()
            while self._waiting:
                asked = self._waiting.popleft()
                try:
                    await self._look_at(asked)
                except ProtocolError as error:
                    self._complain(asked.seat, f"sent what is not understood: {error}")
                    await self._reply(asked, up_replies.encode(Unintelligible(protocol=PROTOCOL)))
                await turns.give_way()

    # -- answering ----------------------------------------------------------------------------------------------------

    async def _look_at(self, asked: _Asked) -> None:
        """Answer what can be answered at once, start the rest. Raises ProtocolError."""
        if asked.kind == "intent":
            await self._look_at_intent(asked)
            return
        if asked.kind == "ink":
            self._look_at_ink(asked)
            return
        if asked.kind == "secret":
            said = secret_requests.decode(asked.message.payload)
            self._begin(self._answer_secret(asked, said), "secret")
            return
        request = up_requests.decode(asked.message.payload)
        match asked.kind, request:
            case "hello", Hello():
                self._seats.heard(asked.seat)
                await self._reply(asked, up_replies.encode(self._welcome()))
            case "view", ViewRequest():
                running = self._meeting_of(asked)
                frame = None if running is None else running.views.frame(asked.seat)
                await self._reply(asked, frame or up_replies.encode(NotForYou()))
            case "status", SeatStatus():
                self._seats.heard(asked.seat, request)
                if (running := self._meeting_of(asked)) is not None:
                    running.views.heard(asked.seat, request.private_n)
            case "chunk", ChunkRequest():
                self._begin(self._answer_chunk(asked, request), "chunk")
            case _:
                raise ProtocolError(f"another request than {asked.kind}")

    def _look_at_ink(self, asked: _Asked) -> None:
        said = ink_requests.decode(asked.message.payload)
        check(said)
        if not isinstance(said, StrokeGrows | StrokeDropped):
            self._begin(self._answer_ink(asked, said), "ink")
        elif (running := self._meeting_of(asked)) is not None:
            running.ink.heard_stroke(asked.seat, said, len(asked.message.payload))

    def _welcome(self) -> Welcome:
        running = self._running()
        return Welcome(
            protocol=PROTOCOL,
            at=self._clock.now(),
            room=self._room_name,
            is_open_room=self._is_open_room,
            meeting=None if running is None else running.id,
        )

    async def _look_at_intent(self, asked: _Asked) -> None:
        key = self._terminals.key_of(asked.seat)
        if key is None:
            await self._reply(asked, up_replies.encode(NotForYou()))
            return
        intent = open_intent(
            asked.message.payload, lambda body, signature: is_signed_by(key, body, signature)
        )
        if intent.meeting != asked.meeting or not 0 < len(intent.id) <= _MOST_INTENT_ID:
            raise ProtocolError("an intent for another place")
        self._begin(self._answer_intent(asked, intent), "intent")

    async def _answer_intent(self, asked: _Asked, intent: Intent) -> None:
        running = self._meeting_of(asked)
        if running is None:
            # Another meeting runs, or none: nothing is decided about this wish, so the seat keeps it.
            refused = IntentRefused(id=intent.id, reason=Reason.NO_MEETING, is_final=False)
            await self._reply(asked, up_replies.encode(refused))
            return
        try:
            reply = await running.recorder.answer(asked.seat, intent, asked.message.payload)
        except StorageFault:
            return  # the recorder has said so; the seat asks again
        await self._reply(asked, reply)

    async def _answer_chunk(self, asked: _Asked, request: ChunkRequest) -> None:
        running = self._meeting_of(asked)
        data = None
        if running is not None and _may_have(running, asked.seat, request):
            try:
                data = await running.papers.chunk(request.sha256, request.index)
            except EnvironmentFault as fault:
                _log.warning("a paper cannot be read: %s", type(fault).__name__)
        if data is None:
            await self._reply(asked, up_replies.encode(NotForYou()))
            return
        chunk = Chunk(sha256=request.sha256, index=request.index, data=data)
        await self._reply(asked, up_replies.encode(chunk))

    async def _answer_ink(self, asked: _Asked, request: InkRequest) -> None:
        running = self._meeting_of(asked)
        if running is None:
            return  # another meeting runs, or none: the seat keeps its ink and asks again
        reply = await running.ink.answer(asked.seat, request, len(asked.message.payload))
        if reply is not None:
            await self._reply(asked, up_replies.encode(reply))

    async def _answer_secret(self, asked: _Asked, request: SecretRequest) -> None:
        running, key = self._meeting_of(asked), self._terminals.key_of(asked.seat)
        if running is None or key is None:
            await self._reply(asked, up_replies.encode(NotForYou()))
            return
        reply = await running.secret_desk.answer(asked.seat, key, request)
        await self._reply(asked, up_replies.encode(reply))

    def _meeting_of(self, asked: _Asked) -> RunningMeeting | None:
        running = self._running()
        return running if running is not None and running.id == asked.meeting else None

    def _begin(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=f"answer {name}")
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        task.add_done_callback(report_bug)

    async def _reply(self, asked: _Asked, payload: bytes) -> None:
        if not asked.message.reply:
            return
        try:
            await self._connection.publish(asked.message.reply, payload)
        except NotConnected:
            _log.debug("an answer was dropped: not connected")


def _may_have(running: RunningMeeting, seat: SeatId, request: ChunkRequest) -> bool:
    """Whether the person who signed in at `seat` may see the paper, or the one that the file belongs to."""
    papers = (restricted.paper for restricted in private_view(running.state, seat).papers)
    return any(
        request.sha256 == paper.sha256
        or (paper.thumbnails is not None and request.sha256 == paper.thumbnails.sha256)
        for paper in papers
    )
