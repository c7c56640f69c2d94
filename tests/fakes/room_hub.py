"""A hub without engine and disk: the real law, terminals that tests place, and a memory of what was pointed at."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from typing_extensions import override

from presenter.hub.drafts import Brought, CannotBeShown
from presenter.hub.engine import EngineState
from presenter.hub.outbox_import import TakenIn
from presenter.hub.secret_ballots import SecretBallots
from presenter.hub.view import HubView, PaperProgress, SeatPresence
from presenter.ui.ports import RoomHub
from shared.crypto.identity import SeatIdentity
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId, Meeting
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId, IntentId
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.papers import Audience, Paper, Sha256
from shared.domain.people import PersonId, SeatId
from shared.domain.reducer import reduce
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted, Verdict
from shared.pdf.pages import Examination, Finding
from shared.protocol.messages import Pointer, SeatStatus, Stage
from shared.system.faults import EnvironmentFault
from tests.fakes.board_ink import BoardInMemory
from tests.fakes.clock import FakeClock

PODIUM = SeatIdentity.create()


class FakeRoomHub(RoomHub):
    """Every wish is decided at once. `fault` is raised by `start`; `held` are persons whose votes are on their way."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.fault: EnvironmentFault | None = None
        self.is_started = False
        self.held: tuple[PersonId, ...] = ()
        self.pointers: list[Pointer] = []
        self.released: list[SeatId] = []
        self.commands: list[cmd.PodiumCommand] = []
        self.record_path: Path | None = None
        self.board = BoardInMemory(lambda: self.state)
        self.taken_in: list[Path] = []
        self.on_the_stick: TakenIn | EnvironmentFault = TakenIn()
        """What becomes of a file with votes."""
        self.terminals: dict[SeatId, SeatIdentity] = {}
        """Those whose identity keys the hub knows."""
        self.secrets = SecretBallots(
            self.submit,
            state=lambda: self.state,
            key_of=self._key_of,
            own_key=PODIUM.signing_public,
            sign=PODIUM.sign,
            on_changed=self.shows,
        )
        self.findings: dict[str, Finding] = {}
        """What is wrong with files of these names; those with a password open with `password`."""
        self.password = ""
        self.is_examining: asyncio.Event | None = None
        """Set: files are examined no sooner than that."""
        self._view = HubView(room="", is_open_room=True, engine=EngineState.RUNNING, is_connected=True)
        self._subscribers: list[Callable[[HubView], None]] = []

    # The port -------------------------------------------------------------------------------------------

    @property
    @override
    def view(self) -> HubView:
        return self._view

    @override
    def subscribe(self, callback: Callable[[HubView], None]) -> Callable[[], None]:
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    @override
    async def start(self) -> None:
        if self.fault is not None:
            raise self.fault
        self.is_started = True
        self.shows(addresses=("192.168.1.10:7420",))

    @override
    async def open_meeting(self, meeting: Meeting, papers: Mapping[Sha256, Path]) -> Verdict:
        self.opens(meeting)
        return Accepted(())

    @override
    async def submit(self, command: cmd.PodiumCommand) -> Verdict:
        self.commands.append(command)
        return self.decides(command)

    @override
    async def announce_ballot(self, ballot: BallotId, reason: str = "") -> Verdict:
        return await self.submit(
            bcmd.AnnounceBallot(ballot=ballot, undelivered=self.undelivered(ballot), reason=reason)
        )

    @override
    async def prepare_envelopes(self, ballot: BallotId) -> Verdict:
        return await self.secrets.prepare(ballot)

    @override
    async def open_envelopes(self, ballot: BallotId) -> Verdict:
        return await self.secrets.open(ballot)

    @override
    async def take_in(self, path: Path) -> TakenIn:
        self.taken_in.append(path)
        if isinstance(self.on_the_stick, EnvironmentFault):
            raise self.on_the_stick
        return self.on_the_stick

    @override
    def undelivered(self, ballot: BallotId) -> tuple[PersonId, ...]:
        return self.held

    @override
    async def release_seat(self, seat: SeatId) -> None:
        self.released.append(seat)

    @override
    def turn_page(self, *, item: ItemId | None, paper: Sha256 | None, page: int) -> None:
        self._stages(item=item, paper=paper, page=page)

    @override
    def set_leading(self, is_leading: bool) -> None:
        self._stages(is_leading=is_leading)

    @override
    def point(self, pointer: Pointer) -> None:
        self.pointers.append(pointer)

    @property
    @override
    def ink(self) -> BoardInMemory | None:
        return None if self._view.state is None else self.board

    @override
    async def add_paper(
        self, item: ItemId, path: Path, title: str, audience: Audience, password: str = ""
    ) -> Brought:
        made = await self._examined(path, title, password)
        if not isinstance(made, Paper):
            return made
        paper = msgspec.structs.replace(made, audience=audience)
        return await self.submit(cmd.AddPaper(item=item, paper=paper))

    @override
    async def replace_paper(self, old: Sha256, path: Path, password: str = "") -> Brought:
        held = self.state.meeting.paper(old)
        made = await self._examined(path, "" if held is None else held[1].title, password)
        return await self.submit(cmd.ReplacePaper(old=old, paper=made)) if isinstance(made, Paper) else made

    @override
    async def add_whiteboard(self, item: ItemId, title: str) -> Verdict:
        paper = _paper_of(title, title)
        return await self.submit(
            cmd.AddPaper(item=item, paper=msgspec.structs.replace(paper, is_whiteboard=True, page_count=20))
        )

    def _key_of(self, seat: SeatId) -> bytes | None:
        terminal = self.terminals.get(seat)
        return None if terminal is None else terminal.signing_public

    async def _examined(self, path: Path, title: str, password: str) -> Paper | CannotBeShown:
        if self.is_examining is not None:
            await self.is_examining.wait()
        finding = self.findings.get(path.name, Finding.FINE)
        if finding is Finding.NEEDS_PASSWORD and password:
            finding = Finding.FINE if password == self.password else Finding.WRONG_PASSWORD
        if finding is not Finding.FINE:
            return CannotBeShown(Examination(finding=finding))
        return _paper_of(path.name, title)

    # What tests make happen -----------------------------------------------------------------------------

    @property
    def state(self) -> MeetingState:
        assert self._view.state is not None
        return self._view.state

    @property
    def stage(self) -> Stage:
        assert self._view.stage is not None
        return self._view.stage

    def opens(self, meeting: Meeting) -> None:
        """Begin this meeting with no terminal in the room."""
        papers = {p.sha256: PaperProgress(chunks_sent=4, chunks=4) for i in meeting.agenda for p in i.papers}
        self._view = msgspec.structs.replace(
            self._view,
            state=None,
            stage=Stage(term=1, revision=1, leader="张立新"),
            seats={seat: SeatPresence() for seat in meeting.seats},
            papers=papers,
            record_path=self.record_path,
        )
        self.decides(cmd.PrepareMeeting(meeting))

    def decides(
        self, command: cmd.Command, seat: SeatId | None = None, intent: str = "", receipt: str = ""
    ) -> Verdict:
        """Decide and record by the real law."""
        state = self._view.state
        verdict = decide(state, command, Circumstances(seat=seat, intent=IntentId(intent), receipt=receipt))
        if isinstance(verdict, Accepted):
            for event in verdict.events:
                n = 1 if state is None else state.n + 1
                state = reduce(state, Recorded(n=n, at=self.clock.now(), event=event))
            self.shows(state=state)
        return verdict

    def shows(self, **changes: object) -> None:
        """Change the view and tell of it."""
        self._view = msgspec.structs.replace(self._view, **changes)
        if self._view.state is not None:
            self._view = msgspec.structs.replace(self._view, secrets=self.secrets.standings())
        for subscriber in tuple(self._subscribers):
            subscriber(self._view)

    def connects(self, *seats: SeatId, page: int | None = None, is_following: bool = True) -> None:
        """These seats have terminals that show the leader's page, or browse on `page`."""
        stage = self._view.stage
        status = SeatStatus(
            is_following=is_following,
            paper=None if stage is None else stage.paper,
            page=page or (1 if stage is None else stage.page),
            papers_ready=6,
            papers_known=6,
        )
        present = SeatPresence(is_connected=True, status=status, terminal="terminal")
        self.shows(seats={**self._view.seats, **dict.fromkeys(seats, present)})

    def loses(self, seat: SeatId, *, unsent_votes: int = 0, unsent: int = 0, unsent_ink: int = 0) -> None:
        """The terminal of this seat is silent; `unsent` are the votes and all else."""
        status = SeatStatus(
            is_following=True,
            unsent=max(unsent, unsent_votes),
            unsent_votes=unsent_votes,
            unsent_ink=unsent_ink,
        )
        away = SeatPresence(status=status, silent_since=self.clock.now(), terminal="terminal")
        self.shows(seats={**self._view.seats, seat: away})

    def signs_in(self, *seats: SeatId) -> None:
        """The persons at these seats tap."""
        for seat in seats:
            assert isinstance(self.decides(cmd.SignIn(self.state.seating[seat]), seat), Accepted)

    def votes(self, ballot: BallotId, choices: Mapping[SeatId, Choice]) -> None:
        """The persons at these seats vote."""
        for seat, choice in choices.items():
            vote = bcmd.CastVote(ballot=ballot, person=self.state.seating[seat], answer=choice)
            assert isinstance(self.decides(vote, seat, intent=f"i{seat}", receipt="AAAA-0000"), Accepted)

    def _stages(self, **changes: object) -> None:
        stage = self._view.stage
        if stage is not None:
            moved = msgspec.structs.replace(stage, revision=stage.revision + 1, **changes)
            self.shows(stage=moved)


def _paper_of(content: str, title: str) -> Paper:
    """A paper of five pages whose digest follows from the name of its file."""
    sha256 = Sha256(hashlib.sha256(content.encode()).hexdigest())
    return Paper(sha256=sha256, title=title, size_bytes=1000, page_count=5)
