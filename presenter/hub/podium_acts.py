"""What the podium does in the running meeting; without one it is refused, or nothing happens."""

from __future__ import annotations

from pathlib import Path

from presenter.hub.drafts import Brought
from presenter.hub.ink_podium import PodiumInk
from presenter.hub.running import RunningMeeting
from presenter.hub.whiteboards import DEFAULT_PAGES
from shared.domain.agenda import ItemId
from shared.domain.ballots import BallotId
from shared.domain.commands import PodiumCommand, PrepareMeeting
from shared.domain.papers import Audience, Sha256
from shared.domain.verdicts import Reason, Refused, Verdict
from shared.protocol.messages import Pointer


class PodiumActs:
    """The part of the hub that only speaks to the meeting that runs, if one does."""

    def __init__(self) -> None:
        self._running: RunningMeeting | None = None

    async def submit(self, command: PodiumCommand) -> Verdict:
        """Decide what the podium wants; what follows is on the disk on return. Raises StorageFault."""
        if self._running is None:
            return Refused(Reason.NO_MEETING)
        if isinstance(command, PrepareMeeting):
            return Refused(Reason.ALREADY_PREPARED)
        return await self._running.recorder.submit(command)

    async def prepare_envelopes(self, ballot: BallotId) -> Verdict:
        """Fix the terms of a secret ballot for who is present now, and make the podium's own keys. Raises StorageFault.

        Call it again when persons or terminals changed; before the opening only.
        """
        running = self._running
        return Refused(Reason.NO_MEETING) if running is None else await running.secrets.prepare(ballot)

    async def open_envelopes(self, ballot: BallotId) -> Verdict:
        """Do the podium's own part as teller of a closed secret ballot, after a person pressed. Raises StorageFault."""
        running = self._running
        return Refused(Reason.NO_MEETING) if running is None else await running.secrets.open(ballot)

    # -- papers that come in the meeting --------------------------------------------------------------------------

    async def add_paper(
        self, item: ItemId, path: Path, title: str, audience: Audience, password: str = ""
    ) -> Brought:
        """Give an item another paper; `CannotBeShown` says why a file is none, or that it asks for a password.

        On return it is recorded and on its way to the seats. Raises EnvironmentFault, StorageFault.
        """
        if self._running is None:
            return Refused(Reason.NO_MEETING)
        return await self._running.papers.drafts.add(item, path, title, audience, password)

    async def replace_paper(self, old: Sha256, path: Path, password: str = "") -> Brought:
        """Put a new draft in the place of a paper; as `add_paper`. The old one stays reachable."""
        if self._running is None:
            return Refused(Reason.NO_MEETING)
        return await self._running.papers.drafts.replace(old, path, password)

    async def add_whiteboard(self, item: ItemId, title: str, pages: int = DEFAULT_PAGES) -> Verdict:
        """Give an item a paper of blank pages to write on. Raises EnvironmentFault, StorageFault."""
        if self._running is None:
            return Refused(Reason.NO_MEETING)
        return await self._running.papers.drafts.add_whiteboard(item, title, pages)

    # -- leading --------------------------------------------------------------------------------------------------

    def turn_page(self, *, item: ItemId | None, paper: Sha256 | None, page: int) -> None:
        """Show `page` (from 1) of `paper` to the room; the view changes at once. Nothing without a meeting."""
        if self._running is not None:
            self._running.turn_page(item=item, paper=paper, page=page)

    def set_leading(self, is_leading: bool) -> None:
        """Lead the seats, or let everybody read freely."""
        if self._running is not None:
            self._running.set_leading(is_leading)

    def point(self, pointer: Pointer) -> None:
        """Show the laser pointer; with `point=None` it is switched off."""
        if self._running is not None:
            self._running.live.point(pointer)

    @property
    def ink(self) -> PodiumInk | None:
        """What is written on the pages of the running meeting; None while there is none. It ends with the meeting."""
        return None if self._running is None else self._running.board
