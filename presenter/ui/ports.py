"""What the window needs of the rest of the presenter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from presenter.hub.drafts import Brought
from presenter.hub.outbox_import import TakenIn
from presenter.hub.view import HubView
from presenter.ui.ink_adapter import BoardDesk
from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballots import BallotId
from shared.domain.commands import PodiumCommand
from shared.domain.papers import Audience, Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.verdicts import Verdict
from shared.protocol.messages import Pointer


class RoomHub(Protocol):
    """The hub of the room, as `presenter.hub.hub.Hub` is it. Its calls raise what is said there."""

    @property
    def view(self) -> HubView:
        """The hub at this moment."""
        ...

    def subscribe(self, callback: Callable[[HubView], None]) -> Callable[[], None]:
        """Have `callback` told of changes; returns the way to stop."""
        ...

    async def start(self) -> None:
        """Open the room."""
        ...

    async def open_meeting(self, meeting: Meeting, papers: Mapping[Sha256, Path]) -> Verdict:
        """Begin the record of a meeting."""
        ...

    async def submit(self, command: PodiumCommand) -> Verdict:
        """Decide what the podium wants."""
        ...

    async def announce_ballot(self, ballot: BallotId, reason: str = "") -> Verdict:
        """Make a result public."""
        ...

    async def prepare_envelopes(self, ballot: BallotId) -> Verdict:
        """Fix the terms of a secret ballot for who is present now."""
        ...

    async def open_envelopes(self, ballot: BallotId) -> Verdict:
        """Do the podium's own part as teller."""
        ...

    async def take_in(self, path: Path) -> TakenIn:
        """Take in what a seat exported to a file."""
        ...

    def undelivered(self, ballot: BallotId) -> tuple[PersonId, ...]:
        """Who may still have a vote on the way."""
        ...

    async def release_seat(self, seat: SeatId) -> None:
        """Free a seat whose terminal does not come back."""
        ...

    def turn_page(self, *, item: ItemId | None, paper: Sha256 | None, page: int) -> None:
        """Show a page to the room."""
        ...

    def set_leading(self, is_leading: bool) -> None:
        """Lead the seats, or not."""
        ...

    def point(self, pointer: Pointer) -> None:
        """Show the laser pointer."""
        ...

    @property
    def ink(self) -> BoardDesk | None:
        """The ink of the running meeting; None while there is none."""
        ...

    async def add_paper(
        self, item: ItemId, path: Path, title: str, audience: Audience, password: str = ""
    ) -> Brought:
        """Give an item another paper."""
        ...

    async def replace_paper(self, old: Sha256, path: Path, password: str = "") -> Brought:
        """Put a new draft in the place of a paper."""
        ...

    async def add_whiteboard(self, item: ItemId, title: str) -> Verdict:
        """Give an item a paper of blank pages to write on."""
        ...
