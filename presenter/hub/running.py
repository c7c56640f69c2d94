"""One meeting while it runs: its record and all that goes out from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from presenter.hub.ballots import TimedClose
from presenter.hub.ink_desk import InkDesk
from presenter.hub.ink_podium import PodiumInk
from presenter.hub.ink_sending import InkSending
from presenter.hub.leading import Leading
from presenter.hub.live import Live
from presenter.hub.meeting_papers import MeetingPapers
from presenter.hub.private_views import PrivateViews
from presenter.hub.publisher import Publisher
from presenter.hub.recorder import OnRecorded, Recorder, Step
from presenter.hub.sealing import Seal
from presenter.hub.secret_ballots import SecretBallots
from presenter.hub.secret_desk import SecretDesk
from presenter.hub.secret_terms import KeyOf
from shared.domain.agenda import ItemId, Meeting, MeetingId
from shared.domain.commands import PrepareMeeting
from shared.domain.papers import Sha256
from shared.domain.people import Role
from shared.domain.state import MeetingState
from shared.link.connection import Connection
from shared.link.hub_link import HubLink
from shared.protocol.signing import Sign
from shared.storage.ink_file import MeetingInk, ink_path
from shared.storage.record import Record
from shared.system.clock import Clock
from shared.system.ids import Chance


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a meeting needs of its room."""

    connection: Connection
    papers_connection: Connection
    sign: Sign
    own_key: bytes
    """The public key (Ed25519) that belongs to `sign`."""
    key_of: KeyOf
    clock: Clock
    chance: Chance
    on_changed: Callable[[], None]
    """Called in the loop's thread whenever something that a screen shows may have changed."""


class RunningMeeting:
    """A meeting with its writer and its publishers. Made by `resume`; ends with `close`."""

    def __init__(
        self,
        record: Record,
        recorder: Recorder,
        leading: Leading,
        ink: MeetingInk,
        room: Surroundings,
        papers_folder: Path,
    ) -> None:
        self._room = room
        self.record: Final = record
        self.recorder: Final = recorder
        self.leading: Final = leading
        seal = Seal(self.id, room.sign)
        link = HubLink(room.connection, self.id)
        sending = InkSending(link, self.id, state=lambda: self.state)
        self.ink: Final = InkDesk(ink, sending, state=lambda: self.state, clock=room.clock)
        self.board: Final = PodiumInk(self.ink, state=lambda: self.state, on_changed=room.on_changed)
        self.publisher: Final = Publisher(room.connection, link, record, seal, room.on_changed)
        self.live: Final = Live(
            room.connection,
            link,
            seal,
            clock=room.clock,
            publisher=self.publisher,
            stage=lambda: self.leading.stage,
            ink_n=lambda: sending.public_n,
        )
        self.papers: Final = MeetingPapers(
            papers_folder,
            recorder,
            room.papers_connection,
            state=lambda: self.state,
            publisher=self.publisher,
            clock=room.clock,
            chance=room.chance,
            on_changed=room.on_changed,
        )
        self.secrets: Final = SecretBallots(
            recorder.submit,
            state=lambda: self.state,
            key_of=room.key_of,
            own_key=room.own_key,
            sign=room.sign,
            on_changed=room.on_changed,
        )
        self.secret_desk: Final = SecretDesk(
            recorder.submit,
            self.secrets,
            state=lambda: self.state,
            own_key=room.own_key,
            sign=room.sign,
        )
        self._timed_close = TimedClose(recorder.submit, room.clock)
        self.views: Final = PrivateViews(link, seal, clock=room.clock, state=lambda: self.recorder.state)

    @classmethod
    async def resume(
        cls, record: Record, room: Surroundings, *, papers_folder: Path, prepare: Meeting | None = None
    ) -> RunningMeeting | None:
        """Take up the meeting of `record` where it was left, or begin it with `prepare`; None: nothing is recorded.

        A new term of the stage begins. Raises StorageFault, DamagedRecord; `record` is closed then.
        """
        told: list[OnRecorded] = []
        recorder: Recorder | None = None
        try:
            recorder = await Recorder.open(
                record, clock=room.clock, chance=room.chance, on_recorded=lambda steps: _tell(told, steps)
            )
            if prepare is not None:
                await recorder.submit(PrepareMeeting(prepare))
            if recorder.state is None:
                await recorder.close()
                await record.close()
                return None
            leading = await Leading.resume(
                record, leader=_leader(recorder.state.meeting), on_changed=room.on_changed
            )
            ink = await MeetingInk.open(ink_path(record.path), now=room.clock.now())
        except BaseException:
            if recorder is not None:
                await recorder.close()
            await record.close()
            raise
        running = cls(record, recorder, leading, ink, room, papers_folder)
        told.append(running._told)
        await running._start()
        return running

    @property
    def state(self) -> MeetingState:
        """The meeting as recorded; a running meeting has at least been prepared."""
        state = self.recorder.state
        assert state is not None  # noqa: S101 - `resume` makes no running meeting without
        return state

    @property
    def id(self) -> MeetingId:
        return self.state.meeting.id

    def turn_page(self, *, item: ItemId | None, paper: Sha256 | None, page: int) -> None:
        """The leader is on that page now."""
        self.leading.turn_page(item=item, paper=paper, page=page)
        self.live.stage_changed()

    def set_leading(self, is_leading: bool) -> None:
        """Whether the seats are led."""
        self.leading.set_leading(is_leading)
        self.live.stage_changed()

    async def close(self) -> None:
        """Write what is being written, then end everything. Raises StorageFault after all is ended."""
        await self._timed_close.close()
        await self.secrets.close()
        await self.board.close()
        await self.papers.close()
        await self.live.close()
        await self.ink.close()
        await self.views.close()
        await self.recorder.close()
        await self.publisher.close()
        try:
            await self.leading.close()
        finally:
            await self.record.close()

    async def _start(self) -> None:
        self.publisher.start()
        self.ink.start()
        self.live.start()
        self.views.start()
        self.views.send_all(self.state)
        await self.papers.start()
        self._timed_close.resume(self.state)
        try:
            await self.secrets.resume()
        except BaseException:
            await self.close()
            raise

    def _told(self, steps: tuple[Step, ...]) -> None:
        self.publisher.recorded(steps)
        self.views.recorded(steps)
        self.ink.recorded(steps)
        self.papers.recorded(steps)
        self._timed_close.recorded(steps)
        self.secrets.recorded(steps)
        self.secret_desk.recorded(steps)
        self._room.on_changed()


def _tell(told: list[OnRecorded], steps: tuple[Step, ...]) -> None:
    for listener in told:
        listener(steps)


def _leader(meeting: Meeting) -> str:
    """The name under which the podium leads: the chair's."""
    return next((person.name for person in meeting.roster if person.role is Role.CHAIR), "")
