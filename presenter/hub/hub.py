"""The hub of a room: the running meeting, and what the podium sees of it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from presenter.hub.engine import EngineState
from presenter.hub.hosts import OwnAddresses
from presenter.hub.intake import Intake
from presenter.hub.meetings import Meetings
from presenter.hub.outbox_import import NoMeetingForVotes, TakenIn, read_file, take_in
from presenter.hub.podium_acts import PodiumActs
from presenter.hub.room import Room, open_door, open_room
from presenter.hub.running import RunningMeeting, Surroundings
from presenter.hub.seats import Seats
from presenter.hub.settings import HubSettings
from presenter.hub.view import HubView
from shared.domain.agenda import Meeting
from shared.domain.ballot_commands import AnnounceBallot
from shared.domain.ballots import BallotId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.state import Session
from shared.domain.verdicts import Accepted, Reason, Refused, Verdict
from shared.storage.faults import StorageFailure, StorageFault
from shared.system.clock import Clock
from shared.system.faults import EnvironmentFault
from shared.system.ids import Chance
from shared.system.paths import RoomPlaces

_TELL_EVERY_S: Final = 1 / 60
"""A full room changes something hundreds of times a second; a screen paints sixty times."""

_log = logging.getLogger(__name__)


class Hub(PodiumActs):
    """Make it, `start` it, `close` it. All methods belong to the loop's thread.

    Faults of the environment are raised where a call cannot do its work; what befalls a running hub is shown in
    its `view` and repaired as soon as it can be.
    """

    def __init__(self, settings: HubSettings, clock: Clock, *, chance: Chance = secrets.token_bytes) -> None:
        super().__init__()
        self._settings = settings
        self._clock = clock
        self._chance = chance
        self._places = RoomPlaces(settings.data_dir)
        self._stack = AsyncExitStack()
        self._deaf = AsyncExitStack()
        """What ends before the meeting is left: nobody is heard any more."""
        self._room: Room | None = None
        self._meetings: Meetings | None = None
        self._door_port = 0
        self._seats: Seats | None = None
        self._engine_state = EngineState.STOPPED
        self._fault: EnvironmentFault | None = None
        self._subscribers: list[Callable[[HubView], None]] = []
        self._is_telling = False
        self._told_at_s = 0.0
        self._addresses = OwnAddresses(settings.host, settings.interfaces, clock)

    # -- life -----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open the room, come back into the meeting that was not adjourned, and let terminals join.

        Raises RoomTaken, StorageFault, PortTaken, CannotListen, EngineFault, EnvironmentFault; nothing is left open
        then.
        """
        try:
            self._room = room = await open_room(
                self._stack,
                self._settings,
                self._clock,
                plan=self._plan,
                on_engine=self._engine_changed,
                on_changed=self._terminals_changed,
            )
            self._stack.callback(room.connection.watch(lambda _: self._changed()))
            self._meetings = Meetings(self._places, room.store, self._surroundings(room))
            match await self._meetings.come_back():
                case RunningMeeting() as running:
                    self._running = running
                case EnvironmentFault() as fault:
                    self._fault = fault
                case None:
                    pass
            if room.store.set_aside is not None:
                self._fault = self._fault or StorageFault(StorageFailure.DAMAGED, room.store.set_aside)
            await self._listen(room)
            self._door_port = await open_door(self._stack, room)
        except BaseException:
            await self.close()
            raise
        self._changed()

    async def close(self) -> None:
        """End everything in order; the meeting can be taken up again. Calling it again does nothing."""
        try:
            await self._deaf.aclose()
            await self._leave_meeting()
        finally:
            self._room = None
            self._door_port = 0
            await self._stack.aclose()

    @property
    def door_port(self) -> int:
        """Where terminals join."""
        return self._door_port

    @property
    def engine_pid(self) -> int | None:
        """The engine's process, None while there is none."""
        return self._opened().engine.pid

    @property
    def engine_port(self) -> int:
        """Where the engine listens."""
        return self._opened().endpoint.port

    # -- the meeting ----------------------------------------------------------------------------------------------

    async def open_meeting(self, meeting: Meeting, papers: Mapping[Sha256, Path]) -> Verdict:
        """Begin the record of `meeting`, whose `papers` are files by digest; it is then the running one.

        Refused while another meeting is under way, and when this one has a record already. Raises StorageFault,
        EnvironmentFault when a paper cannot be imported.
        """
        meetings = self._meetings
        if meetings is None:
            raise RuntimeError("the hub is not started")
        is_same = self._running is not None and self._running.id == meeting.id
        if is_same or self._is_under_way() or await meetings.has_record(meeting.id):
            return Refused(Reason.ALREADY_PREPARED)
        await meetings.prepare(meeting, papers)
        await self._leave_meeting()
        self._running = await meetings.begin(meeting)
        self._fault = None
        self._changed()
        return Accepted(())

    async def announce_ballot(self, ballot: BallotId, reason: str = "") -> Verdict:
        """Make a result public. Needs a `reason` while terminals may still hold a vote. Raises StorageFault."""
        undelivered = self.undelivered(ballot)
        return await self.submit(AnnounceBallot(ballot=ballot, undelivered=undelivered, reason=reason))

    def undelivered(self, ballot: BallotId) -> tuple[PersonId, ...]:
        """Who may still have a vote on the way to `ballot`; to ask the chair before announcing."""
        if self._running is None or self._seats is None:
            return ()
        known = self._running.state.ballots.get(ballot)
        return () if known is None else self._seats.undelivered(self._running.state, known)

    async def release_seat(self, seat: SeatId) -> None:
        """Free a seat whose terminal does not come back, so that another gets it. Raises StorageFault."""
        await self._opened().terminals.release(seat)

    async def take_in(self, path: Path) -> TakenIn:
        """Take in what a seat exported, as if it had come by network; the same file again changes nothing.

        Raises NoOutbox, WrongOutbox, NoMeetingForVotes, EnvironmentFault where the file cannot be read, and
        StorageFault: what was decided until then is on the disk.
        """
        outbox = await asyncio.to_thread(read_file, path)
        if self._running is None:
            raise NoMeetingForVotes
        running, terminals = self._running, self._opened().terminals
        return await take_in(outbox, running.recorder, running.id, terminals.key_of)

    # -- what is seen ---------------------------------------------------------------------------------------------

    @property
    def view(self) -> HubView:
        """The hub at this moment."""
        room, running = self._room, self._running
        return HubView(
            room=self._settings.room_name,
            is_open_room=self._settings.is_open_room,
            state=None if running is None else running.state,
            stage=None if running is None else running.leading.stage,
            seats={} if self._seats is None else self._seats.presence(),
            engine=self._engine_state,
            is_connected=room is not None and room.connection.is_connected,
            published_n=0 if running is None else running.publisher.published_n,
            papers={} if running is None else running.papers.progress(),
            addresses=() if not self._door_port else self._addresses.with_port(self._door_port),
            record_path=None if running is None else running.record.path,
            fault=self._fault or (None if running is None else running.papers.fault or running.board.fault),
            secrets={} if running is None else running.secrets.standings(),
        )

    def subscribe(self, callback: Callable[[HubView], None]) -> Callable[[], None]:
        """Have `callback` told of changes, many at once as one. Returns the function that ends it."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    # -- private --------------------------------------------------------------------------------------------------

    def _opened(self) -> Room:
        if self._room is None:
            raise RuntimeError("the hub is not started")
        return self._room

    def _plan(self) -> Sequence[SeatId]:
        return () if self._running is None else self._running.state.meeting.seats

    def _is_under_way(self) -> bool:
        return self._running is not None and self._running.state.session in (
            Session.SIGNING_IN,
            Session.IN_SESSION,
            Session.PAUSED,
        )

    def _surroundings(self, room: Room) -> Surroundings:
        return Surroundings(
            connection=room.connection,
            papers_connection=room.papers_connection,
            sign=room.identity.sign,
            own_key=room.identity.public,
            key_of=room.terminals.key_of,
            clock=self._clock,
            chance=self._chance,
            on_changed=self._changed,
        )

    async def _listen(self, room: Room) -> None:
        self._seats = Seats(
            self._clock, plan=self._plan, terminals=room.terminals.names, on_changed=self._changed
        )
        self._seats.start()
        self._deaf.push_async_callback(self._seats.close)
        intake = Intake(
            room.connection,
            room.terminals,
            self._seats,
            self._clock,
            room_name=self._settings.room_name,
            is_open_room=self._settings.is_open_room,
            running=lambda: self._running,
        )
        self._deaf.push_async_callback(intake.close)
        await intake.start()

    async def _leave_meeting(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            await running.close()

    def _engine_changed(self, state: EngineState) -> None:
        self._engine_state = state
        self._changed()

    def _terminals_changed(self) -> None:
        if self._running is not None:
            self._running.secrets.terminals_changed()
        self._changed()

    def _changed(self) -> None:
        """Tell the subscribers soon: at once after a quiet while, else many changes together."""
        if self._is_telling or not self._subscribers:
            return
        self._is_telling = True
        loop = asyncio.get_running_loop()
        loop.call_at(max(loop.time(), self._told_at_s + _TELL_EVERY_S), self._tell)

    def _tell(self) -> None:
        self._is_telling = False
        self._told_at_s = asyncio.get_running_loop().time()
        view = self.view
        for subscriber in tuple(self._subscribers):
            subscriber(view)
