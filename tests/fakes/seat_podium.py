"""A podium without a network for the tests of a session; it bears the name of the port it stands for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from typing_extensions import override

from kiosk.session.ports import Hears, Papers, Podium
from kiosk.session.view import Line
from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.domain.private_view import PrivateView
from shared.domain.room import PublicEvent
from shared.link.faults import Address, NotConnected
from shared.link.papers import PaperProgress, WantedPaper
from shared.protocol.ink import (
    InkChanges,
    InkFetch,
    InkIndex,
    InkIndexRequest,
    InkPush,
    InkRequest,
    InkTaken,
    StrokeLive,
)
from shared.protocol.messages import (
    PROTOCOL,
    Heartbeat,
    Intent,
    IntentAccepted,
    SeatStatus,
    Stage,
    Statement,
    UpReply,
    Welcome,
)
from shared.protocol.secret import SecretNotNow, SecretRequest
from shared.protocol.signing import open_intent
from shared.storage.seat_store import RoomPin
from tests.fakes.clock import MEETING_MORNING
from tests.fakes.small_room import MEETING, SEAT, SmallRoom

PIN = RoomPin(
    room_id="room0001",
    server_name="room0001.wuzhi",
    ca_pem="PEM",
    hub_public=b"k" * 32,
    engine_port=7421,
    seat=SEAT,
    token="a token",
)


def _no_ink(request: InkRequest) -> UpReply:
    """A podium that takes all ink and tells of none."""
    match request:
        case InkIndexRequest():
            return InkIndex(heads=(), public_n=0)
        case InkFetch(layer=layer, after=after):
            return InkChanges(layer=layer, before=after, n=after, changes=())
        case InkPush(changes=changes):
            return InkTaken(n=len(changes))


class FakePapers(Papers):
    """Papers that are here when a test says so."""

    def __init__(self) -> None:
        self.wanted: Sequence[WantedPaper] = ()
        self.ready: dict[Sha256, Path] = {}

    @override
    async def run(self) -> None:
        await asyncio.Event().wait()

    @override
    def want(self, papers: Sequence[WantedPaper]) -> None:
        self.wanted = papers

    @override
    def is_ready(self, sha256: Sha256) -> bool:
        return sha256 in self.ready

    @override
    def path_of(self, sha256: Sha256) -> Path:
        return self.ready[sha256]


class FakePodium(Podium):
    """What a test says is heard; intents are answered by `answer`, or not at all while `is_in` is False."""

    def __init__(self, room: SmallRoom | None = None) -> None:
        self.room = room or SmallRoom()
        self.is_in = False
        self.delivered: list[Intent] = []
        self.typed: list[Address] = []
        self.statuses: list[SeatStatus] = []
        self.fake_papers = FakePapers()
        self.answer: Callable[[Intent], UpReply | None] = lambda intent: IntentAccepted(
            id=intent.id, at=MEETING_MORNING, receipt="K7QM-2P9D"
        )
        self.ink_answer: Callable[[InkRequest], UpReply | None] = _no_ink
        """What is answered to ink, None: the line is cut meanwhile."""
        self.secret_words: list[SecretRequest] = []
        self.secret_answer: Callable[[SecretRequest], UpReply | None] = lambda _request: SecretNotNow()
        """What is answered in secret ballots, None: the line is cut meanwhile."""
        self.is_running = asyncio.Event()
        self.told_of_votes = asyncio.Event()
        self._hears: Hears | None = None
        self._told = 0

    @property
    def hears(self) -> Hears:
        """The session that listens."""
        assert self._hears is not None
        return self._hears

    @override
    async def run(self, hears: Hears) -> None:
        self._hears = hears
        hears.heard_room(PIN)
        self.is_running.set()
        await asyncio.Event().wait()

    @override
    def try_address(self, door: Address) -> None:
        self.typed.append(door)

    @override
    async def deliver(self, meeting: MeetingId, frame: bytes) -> UpReply:
        if not self.is_in:
            raise NotConnected("not connected")
        intent = open_intent(frame, lambda _body, _signature: True)
        self.delivered.append(intent)
        reply = self.answer(intent)
        if reply is None:
            raise NotConnected("lost while waiting")
        return reply

    @override
    async def tell_status(self, meeting: MeetingId, status: SeatStatus) -> None:
        self.statuses.append(status)
        if status.unsent_votes:
            self.told_of_votes.set()

    @override
    async def ask_ink(self, meeting: MeetingId, request: InkRequest) -> UpReply:
        if not self.is_in:
            raise NotConnected("not connected")
        reply = self.ink_answer(request)
        if reply is None:
            raise NotConnected("lost while waiting")
        return reply

    @override
    async def ask_secret(self, meeting: MeetingId, request: SecretRequest) -> UpReply:
        if not self.is_in:
            raise NotConnected("not connected")
        self.secret_words.append(request)
        reply = self.secret_answer(request)
        if reply is None:
            raise NotConnected("lost while waiting")
        return reply

    @override
    async def tell_stroke(self, meeting: MeetingId, live: StrokeLive) -> None:
        if not self.is_in:
            raise NotConnected("not connected")

    @override
    def papers(self, meeting: MeetingId, on_progress: Callable[[PaperProgress], None]) -> Papers:
        return self.fake_papers

    async def let_in(self, *, meeting: MeetingId | None = MEETING) -> None:
        """The seat gets in, is greeted, and hears everything that is published."""
        self.is_in = True
        known = await self.hears.heard_welcome(
            Welcome(
                protocol=PROTOCOL, at=MEETING_MORNING, room="room0001", is_open_room=True, meeting=meeting
            )
        )
        self._told = known
        self.hears.heard_line(Line.IN)
        if meeting is not None:
            self.say_all()

    def cut(self) -> None:
        """The line is cut."""
        self.is_in = False
        self.hears.heard_line(Line.LOST)

    def say_all(self) -> None:
        """Publish what the room has that was not published yet, and the private view."""
        self.say_events()
        self.say_private(self.room.private())

    def say_events(self) -> None:
        """Publish what the room has that was not published yet; the private view comes later."""
        for n in range(self._told + 1, len(self.room.public) + 1):
            self.hears.heard_event(self._statement(n, self.room.public[n - 1]))
        self._told = len(self.room.public)

    def say_private(self, private: PrivateView) -> None:
        """Publish a private view."""
        self.hears.heard_private(self._statement(private.n, private))

    def lead(self, stage: Stage) -> None:
        """Publish a stage."""
        self.hears.heard_stage(self._statement(stage.revision, stage))

    def beat(self) -> None:
        """One heartbeat."""
        self.hears.heard_heartbeat(
            Heartbeat(
                protocol=PROTOCOL, meeting=MEETING, at=MEETING_MORNING, n=self._told, term=1, revision=0
            )
        )

    def _statement(self, n: int, content: PublicEvent | Stage | PrivateView) -> Statement:
        return Statement(
            protocol=PROTOCOL, meeting=MEETING, subject="test", n=n, at=MEETING_MORNING, content=content
        )
