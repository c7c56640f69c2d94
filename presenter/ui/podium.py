"""What the chair and the clerk wish, carried out; and the state that the window shows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec

from presenter.clerk.pack import Pack
from presenter.clerk.pack_draft import PackProblems
from presenter.hub.view import HubView
from presenter.ui.ballot_errands import BallotErrands
from presenter.ui.board import Board
from presenter.ui.exporting import Exporting, ExportMeeting
from presenter.ui.pack_opening import Progress, gather_files
from presenter.ui.pages_led import PagesLed
from presenter.ui.paper_errands import PaperErrands
from presenter.ui.ports import RoomHub
from presenter.ui.shared_ink import still_shared
from presenter.ui.state import Opening, PodiumState, first_place, shown_ballot
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId, MeetingId
from shared.domain.ballots import BallotId
from shared.domain.people import SeatId
from shared.domain.state import Session
from shared.domain.verdicts import Refused, Verdict
from shared.system.clock import Clock
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr
from shared.system.ids import Chance, new_id
from shared.system.trace import Trace
from shared.system.wording import refusal_sentence
from shared.ui.feed import Feed
from shared.ui.task_scope import TaskScope

OpenPack = Callable[[Path, MeetingId, Progress], Awaitable[Pack | PackProblems]]

NO_MEETING_YET: Final = HubView(room="", is_open_room=False)


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """What the podium works with."""

    clock: Clock
    chance: Chance
    open_pack: OpenPack
    export_meeting: ExportMeeting
    trace: Trace


class Podium:
    """Carries out wishes; every call returns at once, what follows comes through `feed`.

    Faults of the environment are told in the state. Belongs to the window's thread.
    """

    def __init__(self, hub: RoomHub, tools: Tools, scope: TaskScope) -> None:
        self._hub = hub
        self._tools = tools
        self._scope = scope
        self._clock = tools.clock
        self._latest: asyncio.Task[object] | None = None
        self._state = PodiumState(hub=NO_MEETING_YET, now=tools.clock.now())
        self.feed: Final = Feed(self._state)
        self.pages: Final = PagesLed(hub, tools.trace, lambda: self._state, self._change)
        self.papers: Final = PaperErrands(
            hub,
            lambda: self._state,
            self._change,
            lambda work: self._begin(work, name="paper"),
            submit=self.submit,
            new_id=self._new_id,
        )
        self.ballots: Final = BallotErrands(
            hub,
            lambda: self._state,
            self._change,
            lambda work: self._begin(work, name="ballot"),
            submit=self._submit,
            decided=self._decided,
            new_id=self._new_id,
        )
        self.exports: Final = Exporting(
            tools.export_meeting,
            lambda: self._state,
            self._change,
            lambda work: self._begin(work, name="export"),
        )
        self.board: Final = Board(
            hub,
            tools.clock,
            lambda: self._state,
            self._change,
            lambda work: self._begin(work, name="ink"),
            new_id=self._new_id,
        )

    # -- the room -------------------------------------------------------------------------------------------------

    async def open_room(self) -> bool:
        """Start the hub and come back into the meeting that was left; whether it could be done."""
        self._change(trouble=None)
        try:
            await self._hub.start()
        except EnvironmentFault as fault:
            self._change(trouble=fault)
            return False
        except (OSError, TimeoutError) as error:
            sentence = tr("The room cannot be opened: {reason}", reason=str(error) or type(error).__name__)
            self._change(trouble=EnvironmentFault(sentence, tr("Restart the program.")))
            return False
        self._hub.subscribe(self._told)
        self._change(is_ready=True)
        self._told(self._hub.view)
        return True

    def retry(self) -> None:
        """Try once more to open the room."""
        self._begin(self.open_room(), name="open_room")

    @property
    def can_open_pack(self) -> bool:
        """Whether a pack may be opened now."""
        state = self._state
        is_free = state.session in (None, Session.PREPARING, Session.ADJOURNED)
        return state.is_ready and is_free and state.opening is None

    def tick(self) -> None:
        """A second has passed: the clocks on the window go on."""
        self._change(now=self._clock.now())

    # -- packs ----------------------------------------------------------------------------------------------------

    def open_folder(self, folder: Path) -> None:
        """Open the pack in `folder`, which may also be a folder of PDFs."""
        if self.can_open_pack:
            self._begin(self.open_pack_in(folder), name="open_pack")

    def open_files(self, files: Sequence[Path]) -> None:
        """Open a folder, a meeting.toml, or some PDFs that were dropped."""
        if len(files) == 1 and files[0].suffix.lower() != ".pdf":
            self.open_folder(files[0])
        elif files and self.can_open_pack:
            self._begin(self._open_files(tuple(files)), name="open_pack")

    async def open_pack_in(self, folder: Path) -> None:
        """Open a pack; returns when it is the meeting, or when the state says why it is not."""
        self._change(opening=Opening(folder=folder.name), problems=(), notice="")
        try:
            meeting = MeetingId(self._new_id())
            pack = await self._tools.open_pack(folder, meeting, self._examined)
            if isinstance(pack, PackProblems):
                self._change(problems=pack.problems)
                return
            verdict = await self._hub.open_meeting(pack.meeting, pack.papers)
            if isinstance(verdict, Refused):
                self._refused(verdict)
                return
            self._change(notes=pack.notes, export=None)
            self._told(self._hub.view)
        except EnvironmentFault as fault:
            self.say(str(fault))
        finally:
            self._change(opening=None)

    async def _open_files(self, files: tuple[Path, ...]) -> None:
        self._change(opening=Opening(folder=files[0].parent.name), problems=(), notice="")
        with TemporaryDirectory(prefix="wuzhi-drop-") as temporary:
            try:
                folder = await gather_files(files, Path(temporary))
            except EnvironmentFault as fault:
                self._change(opening=None, notice=str(fault))
                return
            await self.open_pack_in(folder)

    # -- the meeting ----------------------------------------------------------------------------------------------

    def submit(self, command: cmd.PodiumCommand) -> None:
        """Have the hub decide; a refusal becomes a sentence."""
        self._begin(self._submit(command), name="submit")

    def start_meeting(self) -> None:
        """Begin the session; the podium leads from now on."""
        self._begin(self._start(), name="start")

    def adjourn(self) -> None:
        """End the meeting; nobody is led any more."""
        self._begin(self._adjourn(), name="adjourn")

    def activate(self) -> None:
        """Put the meeting on the selected item, and the room on its first paper or where it was left."""
        if self._state.selected is not None:
            self._begin(self._activate(self._state.selected), name="activate")

    def announce(self, ballot: BallotId, reason: str = "") -> None:
        """Make a result public."""
        self._begin(self._decided(self._hub.announce_ballot(ballot, reason)), name="announce")

    def release_seat(self, seat: SeatId) -> None:
        """Free a seat for another terminal."""
        self._begin(self._release(seat), name="release")

    def select(self, item: ItemId) -> None:
        """Look at an item; the room stays where it is."""
        meeting = self._state.meeting
        found = None if meeting is None else meeting.meeting.item(item)
        if meeting is None or found is None:
            return
        is_with_room = meeting.active_item == item
        preview = None if is_with_room else self.pages.left_place(first_place(found))
        self._change(selected=item, preview=preview, ballot=None)

    def choose_ballot(self, ballot: BallotId) -> None:
        """Look at another ballot of the item."""
        self._change(ballot=ballot)

    def dismiss(self) -> None:
        """The notice was read."""
        self._change(notice="", problems=())

    # -- private --------------------------------------------------------------------------------------------------

    def _new_id(self) -> str:
        return new_id(self._clock.now(), self._tools.chance)

    async def _submit(self, command: cmd.PodiumCommand) -> bool:
        return await self._decided(self._hub.submit(command))

    async def _decided(self, deciding: Awaitable[Verdict]) -> bool:
        self._change(notice="")
        try:
            verdict = await deciding
        except EnvironmentFault as fault:
            self.say(str(fault))
            return False
        if isinstance(verdict, Refused):
            self._refused(verdict)
            return False
        return True

    async def _start(self) -> None:
        if await self._submit(cmd.StartMeeting()):
            self.pages.set_leading(True)

    async def _adjourn(self) -> None:
        if await self._submit(cmd.AdjournMeeting()):
            self.pages.set_laser(False)
            self.pages.set_board(False)
            self.pages.set_leading(False)

    async def _activate(self, item: ItemId) -> None:
        if await self._submit(cmd.ActivateItem(item)):
            self.pages.lead_to_item(item)

    async def _release(self, seat: SeatId) -> None:
        try:
            await self._hub.release_seat(seat)
        except EnvironmentFault as fault:
            self.say(str(fault))

    def _told(self, view: HubView) -> None:
        """The hub changed: show it, and come to a sensible item when nothing is selected."""
        before = self._state.meeting
        self._change(hub=view, ink_shown=still_shared(self._state.ink_shown, view.state))
        meeting = view.state
        if meeting is None or (before is not None and before.meeting.id == meeting.meeting.id):
            return
        items = meeting.meeting.agenda
        stage_item = None if view.stage is None else view.stage.item
        wanted = meeting.active_item or stage_item or (items[0].id if items else None)
        self._change(selected=None, preview=None, ballot=None, bringing=None)
        if wanted is not None and meeting.session is not Session.ADJOURNED:
            self.select(wanted)

    def _examined(self, examined: int, papers: int) -> None:
        if self._state.opening is not None:
            progress = msgspec.structs.replace(self._state.opening, examined=examined, papers=papers)
            self._change(opening=progress)

    def _begin(self, work: Coroutine[Any, Any, object], *, name: str) -> None:
        if self._scope.is_closed:
            work.close()  # the program ends
        else:
            self._latest = self._scope.start(work, name=name)

    def _refused(self, verdict: Refused) -> None:
        self.say(refusal_sentence(verdict.reason, verdict.figures))

    def say(self, sentence: str) -> None:
        """Tell the person at the podium something once."""
        self._change(notice=sentence)

    def _change(self, **changes: object) -> None:
        state = msgspec.structs.replace(self._state, **changes)
        shown = shown_ballot(state)
        if "hub" in changes or "ballot" in changes or "selected" in changes:
            undelivered = () if shown is None else self._hub.undelivered(shown.spec.id)
            state = msgspec.structs.replace(state, undelivered=undelivered)
        self._state = state
        self.feed.push(state)
