"""What only one seat may see: sent whole to that seat when it changed, the newest replacing all earlier ones."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable

import msgspec

from presenter.hub.publisher import report_bug
from presenter.hub.recorder import Step
from presenter.hub.sealing import Seal
from presenter.hub.turns import Turns
from shared.domain import ballot_events as bev
from shared.domain import events as ev
from shared.domain.ballots import Closed, Open, Phase
from shared.domain.people import PersonId, SeatId
from shared.domain.private_view import PrivateView, private_view
from shared.domain.state import MeetingState
from shared.link.hub_link import HubLink
from shared.protocol import subjects
from shared.protocol.codec import FrameTooLarge
from shared.system.clock import Clock

_log = logging.getLogger(__name__)


def touched(step: Step) -> frozenset[SeatId]:
    """The seats whose private side the event may have changed. Pure."""
    event = step.recorded.event
    state = step.after
    match event:
        case ev.MeetingPrepared():
            return frozenset(state.meeting.seats) | frozenset(state.seating)
        case ev.PersonSeated(person=person, seat=seat):
            left = None if step.before is None else step.before.seat_of(person)
            return frozenset(s for s in (seat, left) if s is not None)
        case ev.ServiceCalled(seat) | ev.ServiceAnswered(seat):
            return frozenset((seat,))
        case (
            ev.PresenceRecorded(person=person)
            | bev.VoterAdmitted(person=person)
            | bev.VoteCast(person=person)
            | bev.SealedVoteCast(person=person)
            | bev.PaperGiven(person=person)
        ):
            return _seats_of(state, (person,))
        case bev.BallotOpened(voters=voters):
            return _seats_of(state, voters)
        case bev.BallotAborted(ballot=ballot):
            # What was cast is withdrawn from the voters' screens; who they were stands in the state before.
            return (
                frozenset()
                if step.before is None
                else _seats_of(state, _voters(step.before.ballots[ballot].phase))
            )
        case _:
            return _touched_by_papers(step)


def _touched_by_papers(step: Step) -> frozenset[SeatId]:
    event, state = step.recorded.event, step.after
    match event:
        case ev.PaperAdded() | ev.PaperReplaced() | ev.ThumbnailsMade():
            # The restricted papers of many persons; whose view stays the same is sent nothing.
            return frozenset(state.seating)
        case ev.InkShared(person=person):
            return _seats_of(state, (person,))
        case ev.SignOffRequested(request):
            return _seats_of(state, request.persons)
        case (
            ev.SignOffWithdrawn(sign_off)
            | ev.SignOffOpened(sign_off=sign_off)
            | ev.SignOffRead(sign_off=sign_off)
        ):
            return _seats_of(state, state.sign_offs[sign_off].request.persons)
        case ev.PaperSignedOff(sign_off=sign_off):
            return _seats_of(state, state.sign_offs[sign_off].request.persons)
        case _:
            return frozenset()


class PrivateViews:
    """Sends private views. `start` it, `close` it."""

    def __init__(
        self, link: HubLink, seal: Seal, *, clock: Clock, state: Callable[[], MeetingState | None]
    ) -> None:
        self._link = link
        self._seal = seal
        self._clock = clock
        self._state = state
        self._sent: dict[SeatId, PrivateView] = {}
        self._steps: deque[Step] = deque()
        self._due: dict[SeatId, None] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send, in a task of its own. Call once."""
        self._task = asyncio.create_task(self._serve(), name="private-views")
        self._task.add_done_callback(report_bug)

    async def close(self) -> None:
        """End; a seat asks for its view when it comes back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def recorded(self, steps: Iterable[Step]) -> None:
        """Send the views that these events changed."""
        self._steps.extend(steps)
        self._wake.set()

    def send_all(self, state: MeetingState) -> None:
        """Send every seat its view: a hub that was started does not know which ones they have."""
        self._due.update(dict.fromkeys((*state.meeting.seats, *state.seating)))
        self._wake.set()

    def heard(self, seat: SeatId, private_n: int) -> None:
        """The seat told which view it has: an older one than was sent is sent again."""
        sent = self._sent.get(seat)
        if sent is not None and private_n < sent.n:
            del self._sent[seat]
            self._due[seat] = None
            self._wake.set()

    def frame(self, seat: SeatId) -> bytes | None:
        """The seat's view as it is now, sealed; None when no meeting is prepared."""
        state = self._state()
        return None if state is None else self._sealed(private_view(state, seat))

    def _sealed(self, view: PrivateView) -> bytes:
        subject = subjects.private_to(self._seal.meeting, view.seat)
        return self._seal.frame(subject, view.n, self._clock.now(), view)

    async def _serve(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            turns = Turns()
            while self._steps:
                self._due.update(dict.fromkeys(touched(self._steps.popleft())))
                await turns.give_way()
            while self._due:
                seat = next(iter(self._due))
                del self._due[seat]
                await self._send(seat)
                await turns.give_way()

    async def _send(self, seat: SeatId) -> None:
        state = self._state()
        if state is None:
            return
        view = private_view(state, seat)
        before = self._sent.get(seat)
        if before is not None and msgspec.structs.replace(before, n=view.n) == view:
            return
        self._sent[seat] = view
        try:
            frame = self._sealed(view)
        except FrameTooLarge:
            # The seat keeps the one before; the others must not wait for it.
            _log.error("what only seat %s may see does not fit one message", seat)
            return
        await self._link.publish_live(subjects.private_to(self._seal.meeting, seat), frame)


def _seats_of(state: MeetingState, persons: Iterable[PersonId]) -> frozenset[SeatId]:
    wanted = frozenset(persons)
    return frozenset(seat for seat, person in state.seating.items() if person in wanted)


def _voters(phase: Phase) -> tuple[PersonId, ...]:
    match phase:
        case Open(voters=voters) | Closed(voters=voters):
            return voters
        case _:
            return ()
