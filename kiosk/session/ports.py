"""What the session needs from the network, and what the network tells it; fakes bear these names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from kiosk.session.view import Line
from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.link.faults import Address
from shared.link.finder import Attempt, Cause
from shared.link.papers import PaperProgress, WantedPaper
from shared.protocol.ink import InkLive, InkRequest, StrokeLive
from shared.protocol.messages import Heartbeat, Pointer, SeatStatus, Statement, UpReply, Welcome
from shared.protocol.secret import SecretRequest
from shared.storage.seat_store import RoomPin


class Hears(Protocol):
    """What the podium's side of the line tells the session, on the loop's thread."""

    def heard_attempts(self, attempts: Sequence[Attempt], cause: Cause, door_refusal: str) -> None:
        """Which ways are tried, how they went, and why the door refused ("": it did not)."""
        ...

    def heard_line(self, line: Line) -> None:
        """In, or out."""
        ...

    def heard_room(self, pin: RoomPin) -> None:
        """The room and seat that this terminal belongs to."""
        ...

    async def heard_welcome(self, welcome: Welcome) -> int:
        """The podium greeted this seat. Returns the last public event known of its meeting (0: none)."""
        ...

    def heard_event(self, statement: Statement) -> None:
        """The next public event of the meeting."""
        ...

    def heard_stage(self, statement: Statement) -> None:
        """The leader moved."""
        ...

    def heard_private(self, statement: Statement) -> None:
        """The private side of this seat; asked for after every connect, and sent on every change."""
        ...

    def heard_pointer(self, pointer: Pointer) -> None:
        """The laser pointer moved or went out."""
        ...

    def heard_ink(self, meeting: MeetingId, live: InkLive) -> None:
        """Ink of that meeting changed or is being drawn; a notice comes also whenever the line is (again) up."""
        ...

    def heard_heartbeat(self, heartbeat: Heartbeat) -> None:
        """The podium lives."""
        ...


class Podium(Protocol):
    """The seat's line to the podium. All requests raise `LinkFault` or `ProtocolError` when there is no answer."""

    async def run(self, hears: Hears) -> None:
        """Find the podium, get in, stay in, until cancelled."""
        ...

    def try_address(self, door: Address) -> None:
        """Look for the podium at this door too, beside all other ways, until this seat is in."""
        ...

    async def deliver(self, meeting: MeetingId, frame: bytes) -> UpReply:
        """Send a sealed intent and wait for its answer."""
        ...

    async def tell_status(self, meeting: MeetingId, status: SeatStatus) -> None:
        """Say how this seat does; no answer."""
        ...

    async def ask_ink(self, meeting: MeetingId, request: InkRequest) -> UpReply:
        """Hand over ink, or ask for it, and wait for the answer."""
        ...

    async def ask_secret(self, meeting: MeetingId, request: SecretRequest) -> UpReply:
        """Say something in a secret ballot, or ask for a piece of a list, and wait for the answer."""
        ...

    async def tell_stroke(self, meeting: MeetingId, live: StrokeLive) -> None:
        """Say what is being drawn here for all; no answer."""
        ...

    def papers(self, meeting: MeetingId, on_progress: Callable[[PaperProgress], None]) -> Papers:
        """The papers of a meeting, over the present line. `heard_room` makes earlier ones useless."""
        ...


class Papers(Protocol):
    """Brings the papers of one meeting to this terminal, verifies and keeps them."""

    async def run(self) -> None:
        """Bring what is wanted, until cancelled."""
        ...

    def want(self, papers: Sequence[WantedPaper]) -> None:
        """From now on exactly these papers are wanted, the most urgent first."""
        ...

    def is_ready(self, sha256: Sha256) -> bool:
        """Whether the whole paper lies at `path_of`."""
        ...

    def path_of(self, sha256: Sha256) -> Path:
        """Where a verified paper lies on this disk."""
        ...
