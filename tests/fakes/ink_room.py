"""Ink between one hub and its seats without a network: real desks and files, a wire that tests cut, lose and repeat."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
from typing_extensions import override

from kiosk.session import replica
from kiosk.session.ink_desk import InkDesk as SeatDesk
from kiosk.session.view import Line, LineView, SessionView
from presenter.hub.ink_desk import InkDesk as HubDesk
from presenter.hub.ink_podium import PodiumInk
from presenter.hub.ink_sending import InkSending
from presenter.hub.recorder import Step
from shared.domain import commands as cmd
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.ink import Layer, Mark, MarkId, Pen
from shared.domain.papers import Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Move
from shared.domain.private_view import private_view
from shared.domain.reducer import reduce
from shared.domain.room import PublicEvent, project
from shared.domain.sharing import may_see_layer
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted
from shared.link.faults import NotConnected, Unanswered
from shared.link.hub_link import HubLink
from shared.protocol.codec import ink_live, ink_requests
from shared.protocol.ink import InkNotice, InkRequest, StrokeLive
from shared.protocol.messages import UpReply
from shared.protocol.subjects import ink_to, live_ink
from shared.storage.ink_file import MeetingInk
from shared.storage.ink_rows import mark_of
from shared.storage.seat_store import SeatStore
from tests.fakes.clock import MEETING_MORNING, FakeClock
from tests.fakes.seat_podium import FakePodium
from tests.fakes.small_room import LI, MEETING, SEAT, SmallRoom, meeting

PATIENCE_S = 5.0
CHAIR_SEAT, WANG_SEAT = SeatId("01"), SeatId("06")
CHAIR, WANG = PersonId("zhang"), PersonId("wang")
SEATS = {CHAIR_SEAT: CHAIR, SEAT: LI, WANG_SEAT: WANG}


def pen(mark: str, page: int = 1, *, width: float = 0.01) -> Pen:
    """A stroke whose points are exact in 16 bits."""
    return Pen(id=MarkId(mark), page=page, color="#1A3D8F", width=width, points=((0.0, 1.0, 0.2),))


class Wire(HubLink):
    """What the hub tells goes to the seats that are in, unless it is lost or comes twice."""

    def __init__(self, seats: Callable[[], dict[SeatId, SeatEnd]]) -> None:
        self._all = seats
        self.copies = 1
        """How often the next messages arrive; 0: they are lost."""
        self.is_open = True
        self.told: list[tuple[str, bytes]] = []

    @override
    async def publish_live(self, subject: str, payload: bytes) -> bool:
        self.told.append((subject, payload))
        if not self.is_open:
            return False
        live = ink_live.decode(payload)
        for seat in self._all().values():
            if seat.is_in and subject in (live_ink(MEETING), ink_to(MEETING, seat.seat)):
                for _ in range(self.copies):
                    seat.desk.heard_live(MEETING, live)
        return True


class SeatEnd(FakePodium):
    """A seat's desk with its file, and its side of the wire."""

    def __init__(self, room: InkRoom, seat: SeatId, store: SeatStore) -> None:
        super().__init__(SmallRoom())
        self.ink_room = room
        self.seat = seat
        self.view = SessionView(seat=seat)
        self.answers_lost = 0
        self.cuts = 0
        self.desk = SeatDesk(
            store.ink, self, view=lambda: self.view, chance=random.Random(seat), spread_s=0.0
        )
        self.store = store
        self._told = 0

    def hear(self) -> None:
        """Everything that was published, and the private side."""
        for n in range(self._told + 1, len(self.ink_room.public) + 1):
            self.view = replica.after_event(self.view, n, MEETING_MORNING, self.ink_room.public[n - 1])
        self._told = len(self.ink_room.public)
        self.view = replica.after_private(self.view, private_view(self.ink_room.state, self.seat))
        line = LineView(line=Line.IN if self.is_in else Line.LOST)
        self.view = msgspec.structs.replace(self.view, line=line)
        self.desk.look()

    def connect(self) -> None:
        """The line is up: the events are there, and ink is asked for."""
        self.is_in = True
        self.hear()
        self.desk.heard_live(MEETING, InkNotice())

    @override
    def cut(self) -> None:
        self.is_in = False
        self.cuts += 1
        self.view = msgspec.structs.replace(self.view, line=LineView(line=Line.LOST))
        self.desk.look()

    @override
    async def ask_ink(self, meeting: object, request: InkRequest) -> UpReply:
        if not self.is_in:
            raise NotConnected("cut")
        cuts = self.cuts
        frame = ink_requests.encode(request)
        asked = asyncio.ensure_future(self.ink_room.hub.answer(self.seat, request, len(frame)))
        await asyncio.wait((asked,))
        reply = None if asked.cancelled() else asked.result()
        is_cut = self.cuts != cuts
        if self.answers_lost or is_cut or reply is None:
            self.answers_lost = max(0, self.answers_lost - 1)
            raise Unanswered("the answer is lost")
        return reply

    @override
    async def tell_stroke(self, meeting: object, live: StrokeLive) -> None:
        if not self.is_in:
            raise NotConnected("cut")
        self.ink_room.hub.heard_stroke(self.seat, live, len(ink_requests.encode(live)))

    def seen(self, paper: Sha256, page: int) -> dict[tuple[Layer, MarkId], Mark]:
        """What the screen shows."""
        return {(s.layer, s.mark.id): s.mark for s in self.desk.marks(paper, page)}


class InkRoom:
    """Made by `open`; everything is ended by `close`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = AsyncExitStack()
        self.public: list[PublicEvent] = []
        self._state: MeetingState | None = None
        self.seats: dict[SeatId, SeatEnd] = {}
        self.wire = Wire(lambda: self.seats)
        self.clock = FakeClock()
        self.hub: HubDesk
        self.board: PodiumInk
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def state(self) -> MeetingState:
        assert self._state is not None
        return self._state

    async def open(self) -> None:
        """Everybody is signed in and connected."""
        steps: list[cmd.Command] = [cmd.PrepareMeeting(meeting()), cmd.OpenSignIn()]
        steps += [cmd.RecordPresence(person=p, move=Move.IN, reason="补签") for p in SEATS.values()]
        for step in steps:
            self._decide(step, None)
        await self.start_hub()
        for seat in SEATS:
            await self.add_seat(seat)

    async def add_seat(self, seat: SeatId, *, folder: str = "") -> SeatEnd:
        """A terminal, with its file in `folder`."""
        path = self._folder / (folder or f"seat{seat}") / "seat.sqlite"
        store = await SeatStore.open(path, now=MEETING_MORNING)
        end = SeatEnd(self, seat, store)
        self.seats[seat] = end
        self._tasks.append(asyncio.create_task(end.desk.run(), name=f"ink of {seat}"))
        end.connect()
        return end

    async def start_hub(self) -> None:
        """The podium begins, or begins again."""
        file = await MeetingInk.open(self._folder / "ink.sqlite", now=MEETING_MORNING)
        sending = InkSending(self.wire, MEETING, state=lambda: self.state)
        self.hub = HubDesk(file, sending, state=lambda: self.state, clock=self.clock)
        self.board = PodiumInk(self.hub, state=lambda: self.state, on_changed=lambda: None)
        self.hub.start()

    async def restart_hub(self) -> None:
        """The podium ends and comes back; meanwhile all seats are out."""
        for end in self.seats.values():
            end.cut()
        await self.board.close()
        await self.hub.close()
        await self.start_hub()

    async def close(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await self.board.close()
        await self.hub.close()
        for end in self.seats.values():
            await end.desk.keep()
            await end.store.close()

    def does(self, command: cmd.Command, seat: SeatId | None = None) -> None:
        """Decide, record, and have the seats that are in hear of it."""
        self.hub.recorded(self._decide(command, seat))
        for end in self.seats.values():
            if end.is_in:
                end.hear()

    async def settle(self) -> None:
        """All lines are up and nothing is lost any more: return when every seat has what the podium has."""
        self.wire.copies, self.wire.is_open = 1, True
        for end in self.seats.values():
            end.answers_lost = 0
            end.connect()
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not all(self._is_level(end) for end in self.seats.values()):
                    await self._all_turns()
                    for end in self.seats.values():
                        end.desk.heard_newest(self.hub.sending.public_n)
        except TimeoutError:
            raise AssertionError(self._told()) from None

    async def kept(self, layer: Layer) -> dict[MarkId, Mark]:
        """The marks of a layer on the podium's disk."""
        found, after, is_more = {}, 0, True
        while is_more:
            piece = await self.hub.file.changes_after(layer, after)
            found.update({c.id: mark_of(msgspec.msgpack.encode(c.mark)) for c in piece.changes if c.mark})
            after, is_more = piece.n, piece.is_more
        return found

    def _is_level(self, end: SeatEnd) -> bool:
        """Whether the seat knows the numbers of all that it may see, and has nothing to deliver."""
        viewer = self.state.seating.get(end.seat)
        if viewer is None or end.desk.unsent or end.desk._shown.pending():
            return viewer is None
        heads = {
            layer: n
            for layer, n in self.hub.file.heads.items()
            if n and may_see_layer(self.state, layer, viewer)
        }
        held = {layer: n for layer, n in end.desk._replica._held.items() if n}
        return held == heads and not end.desk._replica._wants()

    def _told(self) -> str:
        """Where everybody stands, for a test that failed."""
        lines = [f"podium: {dict(self.hub.file.heads)} public {self.hub.sending.public_n}"]
        for end in self.seats.values():
            desk, numbers = end.desk, end.desk._replica
            lines.append(
                f"{end.seat}: unsent {desk.unsent}, pending {desk._shown.pending()}, held {numbers._held}, "
                f"heads {numbers._heads}, index {numbers._is_index_due}, public {numbers._public_n} of "
                f"{numbers._newest_public_n}, level {self._is_level(end)}"
            )
        return "\n".join(lines)

    async def _all_turns(self) -> None:
        for turns in (self.hub.turns, *(end.desk._turns for end in self.seats.values())):
            await turns.do(_nothing)

    def _decide(self, command: cmd.Command, seat: SeatId | None) -> tuple[Step, ...]:
        verdict = decide(self._state, command, Circumstances(seat=seat))
        assert isinstance(verdict, Accepted), verdict
        steps = []
        for event in verdict.events:
            before = self._state
            recorded = Recorded(n=len(self.public) + 1, at=MEETING_MORNING, event=event)
            self._state = reduce(before, recorded)
            self.public.append(project(self._state, event))
            steps.append(Step(before, recorded, self._state, self.public[-1]))
        return tuple(steps)


async def _nothing() -> None:
    return


def in_room(folder: Path, story: Callable[[InkRoom], Awaitable[None]]) -> None:
    """Play a story in a room of its own."""

    async def run() -> None:
        room = InkRoom(folder)
        await room.open()
        try:
            await story(room)
        finally:
            await room.close()

    asyncio.run(run())
