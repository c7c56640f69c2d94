"""The meetings on the podium's disk: beginning one, and coming back into the one that runs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from presenter.hub.paper_files import import_papers
from presenter.hub.running import RunningMeeting, Surroundings
from presenter.hub.sealing import Seal
from shared.domain.agenda import Meeting, MeetingId
from shared.domain.ballots import Closed
from shared.domain.events import MeetingPrepared, Recorded
from shared.domain.papers import Sha256
from shared.domain.reducer import DamagedRecord, reduce
from shared.domain.room import project
from shared.domain.state import MeetingState, Session
from shared.protocol.codec import ProtocolError
from shared.protocol.subjects import MEETING_TOKEN, PAPER_TOKEN, SEAT_TOKEN, room_event
from shared.storage.record import Record
from shared.storage.room_store import RoomStore
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.system.paths import RoomPlaces

_log = logging.getLogger(__name__)


class Meetings:
    """Opens records and makes running meetings of them."""

    def __init__(self, places: RoomPlaces, store: RoomStore, room: Surroundings) -> None:
        self._places = places
        self._store = store
        self._room = room

    async def has_record(self, meeting: MeetingId) -> bool:
        """Whether anything is recorded of `meeting`; an empty file is what a crash left before the first event.

        The meeting must not be running. Raises StorageFault.
        """
        if not self._places.record(meeting).exists():
            return False
        record = await Record.open(self._places.record(meeting), now=self._room.clock.now())
        try:
            return await record.last_n() > 0
        finally:
            await record.close()

    async def prepare(self, meeting: Meeting, papers: Mapping[Sha256, Path]) -> None:
        """Check that the meeting can be held, and import its papers. Raises EnvironmentFault.

        Names that cannot be part of a subject or a file name raise ValueError: who read the pack has checked them.
        """
        _require_tokens(meeting)
        self._require_publishable(meeting)
        await import_papers(self._places.papers(meeting.id), meeting, papers)

    async def begin(self, meeting: Meeting) -> RunningMeeting:
        """Begin the record of a prepared meeting; it is the one to come back into. Raises StorageFault."""
        # First, so that a meeting with a record is never one that nobody comes back into.
        await self._store.set_current_meeting(meeting.id)
        record = await Record.open(self._places.record(meeting.id), now=self._room.clock.now())
        running = await RunningMeeting.resume(
            record, self._room, papers_folder=self._places.papers(meeting.id), prepare=meeting
        )
        if running is None:
            raise RuntimeError("a prepared meeting is recorded")
        return running

    async def come_back(self) -> RunningMeeting | EnvironmentFault | None:
        """The meeting that is not done, where it was left; or why that cannot be; None when there is none.

        Raises StorageFault.
        """
        meeting = await self._last_meeting()
        if meeting is None or not self._places.record(meeting).exists():
            return None
        record = await Record.open(self._places.record(meeting), now=self._room.clock.now())
        try:
            running = await RunningMeeting.resume(
                record, self._room, papers_folder=self._places.papers(meeting)
            )
        except DamagedRecord as damage:
            _log.warning("the record does not fit together: %s", damage)
            return _damaged(record.path)
        if running is None:
            return None if record.set_aside is None else _damaged(record.set_aside)
        if _is_done(running.state):
            await running.close()
            return None
        return running

    async def _last_meeting(self) -> MeetingId | None:
        """The meeting opened last; when the room's database was set aside, the one whose record changed last."""
        if self._store.set_aside is None:
            return await self._store.current_meeting()
        changed = sorted(
            (file.stat().st_mtime_ns, file.parent.name)
            for file in self._places.meetings.glob("*/record.sqlite*")
            if MEETING_TOKEN.match(file.parent.name)
        )
        meeting = MeetingId(changed[-1][1]) if changed else None
        await self._store.set_current_meeting(meeting)
        return meeting

    def _require_publishable(self, meeting: Meeting) -> None:
        """The whole meeting travels in one message, whose size the network bounds."""
        now = self._room.clock.now()
        event = MeetingPrepared(meeting)
        public = project(reduce(None, Recorded(n=1, at=now, event=event)), event)
        try:
            Seal(meeting.id, self._room.sign).frame(room_event(meeting.id), 1, now, public)
        except ProtocolError as error:
            raise EnvironmentFault(
                tr("This meeting is too large for the network."),
                tr("Shorten the list of persons or the agenda."),
            ) from error


def _require_tokens(meeting: Meeting) -> None:
    seats = (*meeting.seats, *(person.seat for person in meeting.roster if person.seat is not None))
    digests = (paper.sha256 for item in meeting.agenda for paper in item.papers)
    if (
        MEETING_TOKEN.match(meeting.id) is None
        or any(SEAT_TOKEN.match(seat) is None for seat in seats)
        or any(PAPER_TOKEN.match(digest) is None for digest in digests)
    ):
        raise ValueError("a name of the meeting cannot be used in a subject or a file name")


def _is_done(state: MeetingState) -> bool:
    """Whether nothing is left to do; a closed ballot may be announced after the adjournment."""
    is_announced = not any(isinstance(ballot.phase, Closed) for ballot in state.ballots.values())
    return state.session is Session.ADJOURNED and is_announced


def _damaged(path: Path) -> EnvironmentFault:
    return EnvironmentFault(
        tr("The record of the last meeting is damaged; it is kept as {path}.", path=str(path)),
        tr("Do not delete this file. Open the meeting again from its pack to go on."),
    )
