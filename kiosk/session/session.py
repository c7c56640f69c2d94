"""A seat's session: the replica of the room, the person's own intents, and where they read. No Qt.

The screens take `view` and emit wishes; a wish ends in one of the methods below. Stories, benchmarks and simulated
seats use this class just as the window does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from typing_extensions import override

from kiosk.session import replica
from kiosk.session.catching_up import caught_up, sign_offs_in, votes_in
from kiosk.session.delivery import Delivery
from kiosk.session.ink_desk import InkDesk
from kiosk.session.keeping import Keeping
from kiosk.session.offline import OfflineWatch
from kiosk.session.own_ballot import NotVoted
from kiosk.session.paper_desk import PaperDesk
from kiosk.session.ports import Hears, Podium
from kiosk.session.reader import Reader
from kiosk.session.reading import Reading
from kiosk.session.reports import Memory, StatusReports
from kiosk.session.secret_desk import SecretDesk
from kiosk.session.sign_off import SeenPages
from kiosk.session.sign_off_desk import SignOffDesk
from kiosk.session.view import Line, SessionView, SignIn
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import MeetingId
from shared.domain.ballot_commands import CastVote
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId, IntentId
from shared.domain.commands import CallService, SeatCommand, ShareInk
from shared.domain.commands import SignIn as SignInCommand
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.domain.private_view import PrivateView
from shared.domain.room import PublicEvent
from shared.domain.room_ballots import BallotPaused
from shared.link.faults import Address
from shared.link.finder import Attempt, Cause
from shared.link.papers import PaperProgress
from shared.protocol.ink import InkLive
from shared.protocol.messages import Heartbeat, Pointer, Stage, Statement, Welcome
from shared.storage.faults import StorageFault
from shared.storage.seat_outbox import Answer, Pending, SentIntent
from shared.storage.seat_store import RoomPin, SeatStore
from shared.system.clock import Clock
from shared.system.ids import Chance

_CLOCKS_MAY_DIFFER_S = 2.0


class Session(Hears):
    """Made by `open_session`, lives in `run`. Everything happens on one loop."""

    def __init__(
        self,
        *,
        store: SeatStore,
        identity: SeatIdentity,
        podium: Podium,
        clock: Clock,
        chance: Chance,
        view: SessionView,
    ) -> None:
        """`view` is what is known at the start; `chance` is `secrets.token_bytes` outside tests."""
        self._store = store
        self._podium = podium
        self._clock = clock
        self._view = view
        self._watchers: list[Callable[[SessionView], None]] = []
        self._pointer_watchers: list[Callable[[Pointer], None]] = []
        self._has_fresh_private = False
        self._waited: frozenset[IntentId] = frozenset()
        """The votes and sign-offs that lay here when the line came back."""
        self._keeping = Keeping(store.outbox, identity, chance=chance, now=self.now, kept=self._kept)
        self._delivery = Delivery(
            store.outbox, podium, pending=lambda: self._view.pending, answered=self._heard_answer
        )
        self._desk = PaperDesk(
            podium,
            view=lambda: self._view,
            heard=self._heard_paper,
            heard_thumbnails=lambda papers: self._show(replica.after_thumbnails(self._view, papers)),
        )
        self.ink = InkDesk(store.ink, podium, view=lambda: self._view)
        """The ink of the person here."""
        self._secrets = SecretDesk(
            podium, identity, view=lambda: self._view, changed=lambda: self._show(self._view)
        )
        self._reports = StatusReports(podium, view=lambda: self._view, unsent_ink=lambda: self.ink.unsent)
        self.sign_offs = SignOffDesk(view=lambda: self._view, confirm=self.confirm, saw=self._note_seen)
        self.reader = Reader(view=lambda: self._view, read=self._read)
        self._memory = Memory(store, view=lambda: self._view, now=self.now)
        self._offline = OfflineWatch(
            is_in=lambda: self._view.line.line is Line.IN, say_long=self._say_long, say_back=self._say_back
        )

    # -- what is known --------------------------------------------------------------------------------------

    @property
    def view(self) -> SessionView:
        """Everything a screen may show now."""
        return self._view

    def subscribe(self, watcher: Callable[[SessionView], None]) -> Callable[[], None]:
        """Have `watcher` called at once for every new view, on the loop's thread; returns the way to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    def subscribe_pointer(self, watcher: Callable[[Pointer], None]) -> Callable[[], None]:
        """The same for the leader's laser pointer, which is no part of the view: it moves 30 times a second."""
        self._pointer_watchers.append(watcher)
        return lambda: self._pointer_watchers.remove(watcher) if watcher in self._pointer_watchers else None

    def now(self) -> datetime:
        """The room's time as far as this seat knows it."""
        return self._clock.now() + timedelta(seconds=self._view.now_offset_s)

    def paper_path(self, sha256: Sha256) -> Path | None:
        """Where a paper lies on this disk; None while it is not here whole."""
        return self._desk.path_of(sha256)

    def thumbnails_path(self, sha256: Sha256) -> Path | None:
        """Where the small pictures of a paper's pages lie on this disk; None while they are not here."""
        return self._desk.thumbnails_of(sha256)

    # -- what the person wishes -----------------------------------------------------------------------------

    async def sign_in(self) -> None:
        """The person here signs in. On return it is stored; a second tap does nothing. Raises StorageFault."""
        person = self._view.person
        if person is not None and self._view.sign_in is SignIn.OPEN:
            await self.confirm(SignInCommand(person.id))

    async def cast_vote(self, ballot: BallotId, answer: BallotAnswer) -> None:
        """The person here confirmed an answer. On return it is stored here. Raises StorageFault.

        In a secret ballot it is sealed before: what is kept here bears the name and no choice, and the first is final.
        """
        person = self._view.person
        if self._view.is_secret(ballot):
            await self._cast_sealed(ballot, answer)
        elif person is not None:
            sitting = 0 if self._view.own_private is None else self._view.own_private.sitting
            await self.confirm(CastVote(ballot=ballot, person=person.id, answer=answer, sitting=sitting))

    async def _cast_sealed(self, ballot: BallotId, answer: BallotAnswer) -> None:
        if not isinstance(self._view.own(ballot), NotVoted):
            return
        command = self._secrets.seal(ballot, answer)
        if command is None:
            return
        is_kept = False
        try:
            await self.confirm(command)
            is_kept = True
        finally:
            self._secrets.stored(ballot, is_kept=is_kept)

    def open_as_teller(self, ballot: BallotId) -> None:
        """The teller here opens the envelopes of a secret ballot; does nothing when it is not their turn."""
        self._secrets.open_as_teller(ballot)

    async def share_ink(self, paper: Sha256, audience: InkAudience) -> None:
        """The person here shares their ink on a paper with `audience`. On return it is stored. Raises StorageFault."""
        person = self._view.person
        if person is not None:
            await self.confirm(ShareInk(person=person.id, paper=paper, audience=audience))

    async def call_service(self) -> None:
        """Ask for the clerk; while a call is open, another does nothing. Raises StorageFault."""
        private = self._view.private
        is_called = private is not None and private.has_called
        if not is_called and not any(s.kind == "call_service" for s in self._view.pending):
            await self.confirm(CallService())

    def try_address(self, door: Address) -> None:
        """Look for the podium at an address that a person typed; while in the room there is nothing to look for."""
        if self._view.line.line is not Line.IN:
            self._podium.try_address(door)

    def _read(self, reading: Reading) -> None:
        if reading != self._view.reading:
            self._show(msgspec.structs.replace(self._view, reading=reading))
            self._desk.look()

    def _note_seen(self, seen: SeenPages) -> None:
        self._show(msgspec.structs.replace(self._view, seen=seen))

    async def confirm(self, command: SeatCommand) -> None:
        """Keep a wish and begin to deliver it; while the same one is being kept, a second tap does nothing.

        On return it is stored here. Raises StorageFault.
        """
        if self._view.room is not None:
            await self._keeping.keep(self._view.room.meeting.id, command)

    def _kept(self, sent: SentIntent) -> None:
        self._show(replica.after_keeping(self._view, sent))
        self._delivery.wake()

    # -- life -----------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Be a seat until cancelled. After a failure it may be run again."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._podium.run(self), name="seat podium")
                tasks.create_task(self._delivery.run(), name="seat delivery")
                tasks.create_task(self._reports.run(), name="seat status")
                tasks.create_task(self._offline.run(), name="seat offline")
                tasks.create_task(self._memory.run(), name="seat memory")
                tasks.create_task(self._desk.run(), name="seat papers")
                tasks.create_task(self.ink.run(), name="seat ink")
                tasks.create_task(self._secrets.run(), name="seat secrets")
        finally:
            self._secrets.forget()
            with contextlib.suppress(StorageFault):  # said before; the room knows it all
                await self._memory.keep()
            with contextlib.suppress(StorageFault):  # said before; it was never said to be stored
                await self.ink.keep()

    # -- what is heard from the podium ----------------------------------------------------------------------

    @override
    def heard_attempts(self, attempts: Sequence[Attempt], cause: Cause, door_refusal: str) -> None:
        line = msgspec.structs.replace(
            self._view.line, attempts=tuple(attempts), cause=cause, door_refusal=door_refusal
        )
        self._show(msgspec.structs.replace(self._view, line=line))

    @override
    def heard_line(self, line: Line) -> None:
        before = self._view.line
        if line is Line.LOST and before.line is not Line.IN:
            return
        if line is Line.LOST:
            self._has_fresh_private = False
            self._waited = frozenset()
        elif before.line is not Line.IN:
            waiting = self._view.pending
            self._waited = frozenset(s.id for s in (*votes_in(waiting), *sign_offs_in(waiting)))
        changed = msgspec.structs.replace(before, line=line)
        self._show(self._with_life(replica.after_line(self._view, changed, self.now())))
        self._offline.wake()
        self._delivery.wake()

    def _say_long(self) -> None:
        line = msgspec.structs.replace(self._view.line, is_long=True)
        self._show(msgspec.structs.replace(self._view, line=line, is_live=False))

    def _say_back(self, is_new: bool) -> None:
        went = caught_up(self._view.sent, self._waited) if is_new else None
        self._show(msgspec.structs.replace(self._view, caught_up=went))

    @override
    def heard_room(self, pin: RoomPin) -> None:
        self._secrets.use_room(pin.hub_public)
        self._show(msgspec.structs.replace(self._view, seat=pin.seat))
        self._desk.begin_anew()

    @override
    async def heard_welcome(self, welcome: Welcome) -> int:
        self._set_clock(welcome.at)
        known = None if self._view.room is None else self._view.room.meeting.id
        sent: tuple[SentIntent, ...] = ()
        if welcome.meeting is not None:
            if welcome.meeting != known:
                await self._store.outbox.forget_answered(except_of=welcome.meeting)
            sent = await self._store.outbox.lines(welcome.meeting)
        view = replica.after_meeting(self._view, welcome.meeting, sent)
        self._show(msgspec.structs.replace(view, is_open_room=welcome.is_open_room))
        self._secrets.greeted()
        if welcome.meeting != known:
            self._desk.begin_anew()
        return 0 if self._view.room is None else self._view.room.n

    @override
    def heard_event(self, statement: Statement) -> None:
        content = statement.content
        if isinstance(content, Stage | PrivateView):
            raise TypeError("not a public event")
        was_known = self._view.room is not None
        view = replica.after_event(self._view, statement.n, statement.at, content)
        self._show(self._with_life(view))
        if not was_known:
            self._desk.begin_anew()
        self._desk.look()
        if _lets_votes_go_on(content):
            self._delivery.wake()

    @override
    def heard_stage(self, statement: Statement) -> None:
        if isinstance(statement.content, Stage):
            self._show(replica.after_stage(self._view, statement.content))
            self._desk.look()

    @override
    def heard_private(self, statement: Statement) -> None:
        if isinstance(statement.content, PrivateView):
            self._has_fresh_private = True
            self._show(self._with_life(replica.after_private(self._view, statement.content)))
            self._desk.look()

    @override
    def heard_pointer(self, pointer: Pointer) -> None:
        for watcher in tuple(self._pointer_watchers):
            watcher(pointer)

    @override
    def heard_ink(self, meeting: MeetingId, live: InkLive) -> None:
        self.ink.heard_live(meeting, live)

    @override
    def heard_heartbeat(self, heartbeat: Heartbeat) -> None:
        self._set_clock(heartbeat.at)
        self.ink.heard_newest(heartbeat.ink_n)

    def _heard_answer(self, intent: IntentId, answer: Answer) -> None:
        self._show(replica.after_answer(self._view, intent, answer))
        if not isinstance(answer, Pending):
            self._offline.wake()

    def _heard_paper(self, progress: PaperProgress) -> None:
        self._show(replica.after_paper(self._view, progress))

    def _set_clock(self, at: datetime) -> None:
        """A terminal without a battery believes it is 1970; the room's time is the podium's."""
        offset_s = (at - self._clock.now()).total_seconds()
        if abs(offset_s - self._view.now_offset_s) > _CLOCKS_MAY_DIFFER_S:
            self._show(msgspec.structs.replace(self._view, now_offset_s=offset_s))

    def _with_life(self, view: SessionView) -> SessionView:
        """Live is what came since the line is up: the private side anew, and every public event up to it.

        A cut that is not long enough to be mentioned does not end it.
        """
        is_in = view.line.line is Line.IN and self._has_fresh_private
        if is_in and replica.is_caught_up(view.room, view.private):
            return msgspec.structs.replace(view, is_live=True, seen_at=self.now())
        return view

    def _show(self, view: SessionView) -> None:
        view = msgspec.structs.replace(view, secrets=self._secrets.look(view))
        if view == self._view:
            return
        self._view = view
        self._reports.wake()
        self._memory.wake()
        self.ink.look()
        for watcher in tuple(self._watchers):
            watcher(view)


def _lets_votes_go_on(event: PublicEvent) -> bool:
    return isinstance(event, BallotPaused) and not event.is_held
