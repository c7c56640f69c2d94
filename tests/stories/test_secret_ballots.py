"""Secret ballots with the real hub and real seats: sealed at the seats, opened by tellers, found again by everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from kiosk.session.own_ballot import Counted
from kiosk.session.secret_view import OwnCheck, OwnPlace, SeatSecret
from kiosk.session.session import Session
from presenter.hub.hub import Hub
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballots import Announced, Ballot, BallotId, BallotSpec
from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, Mark
from shared.domain.follow_up import re_vote
from shared.domain.majority import Base, Rule, Share
from shared.domain.people import SeatId
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import Grade, Inclusion, TellerRole
from shared.domain.secret_answers import encode_answer
from shared.domain.urn import UrnStage
from shared.domain.verdicts import Accepted
from tests.stories.pack import CHAIR, CHAIR_SEAT, ITEM, LI, LI_SEAT, WANG, WANG_SEAT
from tests.stories.seat import wait_for_view
from tests.stories.test_session import a_room, a_seat, signed_in, until

pytestmark = pytest.mark.end2end

SEATS = (CHAIR_SEAT, LI_SEAT, WANG_SEAT)
PERSONS = (CHAIR, LI, WANG)
WRITTEN = "\u6b27\u9633\u9748\u9f98"
"""A name that stands nowhere but on two ballots."""
RULE = Rule(name="", quorum=Share(1, 2, True), passing=Share(1, 2, True), base=Base.PRESENT)
TERMS = ElectionTerms(candidates=("Zhao", "Qian"), seats=1)
FOR_ZHAO = ElectionBallot(marks=(Mark.YES, Mark.NO))
FOR_WRITTEN = ElectionBallot(marks=(Mark.NO, Mark.NO), write_ins=(WRITTEN,))
SECRETS = tuple(
    piece
    for answer in (FOR_ZHAO, FOR_WRITTEN)
    for piece in (encode_answer(TERMS, answer), WRITTEN.encode(), WRITTEN.encode("utf-16-le"))
    if piece is not None and len(piece) > 3
)
"""What must not be on any disk before the announcement."""


class Room:
    """A hub in session and the three who vote; the terminals' folders outlive them."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        self.folder, self.hub = folder, hub
        self.seats: dict[SeatId, Session] = {}
        self._ends: dict[SeatId, AsyncExitStack] = {}

    async def sit_down(self, seat: SeatId) -> Session:
        """Switch on the terminal of a seat."""
        end = self._ends[seat] = AsyncExitStack()
        session = await end.enter_async_context(a_seat(self.folder, seat, self.hub.door_port))
        await until(session, lambda view: view.is_live)
        self.seats[seat] = session
        return session

    async def switch_off(self, seat: SeatId) -> None:
        """Memory is gone, the disk is not."""
        del self.seats[seat]
        await self._ends.pop(seat).aclose()

    async def switch_off_all(self) -> None:
        for seat in tuple(self.seats):
            await self.switch_off(seat)

    async def does(self, *commands: cmd.PodiumCommand) -> None:
        for command in commands:
            assert isinstance(await self.hub.submit(command), Accepted), command

    async def opens(self, ballot: BallotId, grade: Grade) -> None:
        """Prepare, wait for the keys, open for voting."""
        tellers = (LI, WANG) if grade is Grade.TWO_TELLERS else ()
        spec = BallotSpec(
            id=ballot, question="\u9009\u4e3e", rule=RULE, terms=TERMS, grade=grade, tellers=tellers
        )
        await self.does(bcmd.PrepareBallot(item=ITEM, spec=spec))
        await self.opens_prepared(ballot)

    async def opens_prepared(self, ballot: BallotId) -> None:
        assert isinstance(await self.hub.prepare_envelopes(ballot), Accepted)
        await wait_for_view(self.hub, lambda view: bool(view.secrets[ballot].fingerprint))
        await self.does(bcmd.OpenBallot(ballot))
        codes = {self.hub.view.secrets[ballot].fingerprint}
        for session in self.seats.values():
            view = await until(session, lambda v: ready(v.secret(ballot)) and ballot in v.room.ballots)  # type: ignore[union-attr]
            codes.add(seen(view.secret(ballot)).fingerprint)
        assert len(codes) == 1

    async def votes(self, ballot: BallotId) -> None:
        for seat, answer in zip(SEATS, (FOR_ZHAO, FOR_WRITTEN, FOR_WRITTEN), strict=True):
            await self.seats[seat].cast_vote(ballot, answer)
            own = await until(self.seats[seat], lambda v: isinstance(v.own(ballot), Counted))
            counted = own.own(ballot)
            assert isinstance(counted, Counted)
            assert (counted.answer, bool(counted.receipt)) == (None, True)

    async def tellers_open(self, ballot: BallotId) -> None:
        for seat, stage in ((LI_SEAT, UrnStage.FIRST_OPENED), (WANG_SEAT, UrnStage.OPENED)):
            await until(self.seats[seat], lambda v: may_open(v.secret(ballot)))
            self.seats[seat].open_as_teller(ballot)
            await self.see(ballot, stage)

    async def see(self, ballot: BallotId, stage: UrnStage) -> None:
        await until(self.seats[CHAIR_SEAT], lambda v: seen(v.secret(ballot)).stage is stage)

    async def all_found(self, ballot: BallotId) -> None:
        for session in self.seats.values():
            view = await until(session, lambda v: seen(v.secret(ballot)).check is not None)
            assert seen(view.secret(ballot)).check == OwnCheck(Inclusion.INCLUDED, recount_agrees=True)
            assert not seen(view.secret(ballot)).holds_vote
        count = len(self.seats)
        await wait_for_view(self.hub, lambda _: len(self.sealed(ballot).checks) == count)

    def sealed(self, ballot: BallotId) -> SealedBallot:
        sealed = self.ballot(ballot).sealed
        assert sealed is not None
        return sealed

    def ballot(self, ballot: BallotId) -> Ballot:
        state = self.hub.view.state
        assert state is not None
        return state.ballots[ballot]

    def is_on_a_disk(self) -> list[tuple[str, bytes]]:
        """Which of the secrets lie in which file of the podium or a terminal."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return [(str(f), piece) for f in files for piece in SECRETS if piece in f.read_bytes()]


@asynccontextmanager
async def a_meeting(folder: Path) -> AsyncIterator[Room]:
    async with a_room(folder) as hub:
        room = Room(folder, hub)
        try:
            for seat in SEATS:
                await signed_in(await room.sit_down(seat))
            await room.does(cmd.StartMeeting(), cmd.ActivateItem(ITEM))
            yield room
        finally:
            await room.switch_off_all()


def seen(secret: SeatSecret | None) -> SeatSecret:
    assert secret is not None
    return secret


def ready(secret: SeatSecret | None) -> bool:
    return secret is not None and secret.place is OwnPlace.READY


def may_open(secret: SeatSecret | None) -> bool:
    return secret is not None and secret.teller is not None and secret.teller.may_open


@pytest.mark.parametrize("grade", Grade)
def test_a_secret_election_is_cast_opened_and_found_again(tmp_path: Path, grade: Grade) -> None:
    async def story() -> None:
        ballot = BallotId("secret")
        async with a_meeting(tmp_path) as room:
            await room.opens(ballot, grade)
            await room.votes(ballot)
            assert room.is_on_a_disk() == []
            await room.does(bcmd.CloseBallot(ballot))
            if grade is Grade.TWO_TELLERS:
                await room.tellers_open(ballot)
            else:
                assert isinstance(await room.hub.open_envelopes(ballot), Accepted)
            await room.all_found(ballot)
            assert isinstance(await room.hub.announce_ballot(ballot), Accepted)
            phase = room.ballot(ballot).phase
            assert isinstance(phase, Announced)
            assert isinstance(phase.closed.result, ElectionResult)
            assert phase.closed.result.elected == (WRITTEN,)
            for session in room.seats.values():
                view = await until(session, lambda v: v.ballot is not None and v.ballot.result is not None)
                assert view.ballot is not None
                assert view.ballot.result is not None
                assert view.ballot.result.voted == PERSONS
            await wait_for_view(room.hub, lambda _: room.sealed(ballot).wiped_by == set(TellerRole))

    asyncio.run(story())


def test_a_terminal_started_anew_votes_once_and_cannot_look_for_its_vote(tmp_path: Path) -> None:
    async def story() -> None:
        ballot = BallotId("secret")
        async with a_meeting(tmp_path) as room:
            await room.opens(ballot, Grade.ONE_OPERATOR)
            await room.switch_off(WANG_SEAT)
            await room.sit_down(WANG_SEAT)
            await until(room.seats[WANG_SEAT], lambda v: ready(v.secret(ballot)))
            await room.votes(ballot)
            await room.switch_off(LI_SEAT)
            li = await room.sit_down(LI_SEAT)
            view = await until(li, lambda v: ready(v.secret(ballot)) and isinstance(v.own(ballot), Counted))
            assert not seen(view.secret(ballot)).holds_vote
            await li.cast_vote(ballot, FOR_ZHAO)
            assert [sent.kind for sent in li.view.own_sent].count("cast_sealed") == 1
            await room.does(bcmd.CloseBallot(ballot))
            assert isinstance(await room.hub.open_envelopes(ballot), Accepted)
            view = await until(li, lambda v: seen(v.secret(ballot)).check is not None)
            assert seen(view.secret(ballot)).check == OwnCheck(Inclusion.FORGOTTEN, recount_agrees=True)
            await wait_for_view(room.hub, lambda _: len(room.sealed(ballot).checks) == 3)
            assert room.sealed(ballot).failed == 0
            assert isinstance(await room.hub.announce_ballot(ballot), Accepted)

    asyncio.run(story())


def test_a_teller_started_anew_has_lost_the_key_and_the_ballot_is_repeated(tmp_path: Path) -> None:
    async def story() -> None:
        ballot = BallotId("secret")
        async with a_meeting(tmp_path) as room:
            await room.opens(ballot, Grade.TWO_TELLERS)
            await room.votes(ballot)
            await room.switch_off(WANG_SEAT)
            wang = await room.sit_down(WANG_SEAT)
            view = await until(wang, lambda v: seen(v.secret(ballot)).stage is UrnStage.STRANDED)
            teller = seen(view.secret(ballot)).teller
            assert teller is not None
            assert (teller.is_lost, teller.has_key, teller.may_open) == (True, False, False)
            await room.does(bcmd.CloseBallot(ballot), bcmd.AbortBallot(ballot=ballot, reason="key lost"))
            again = re_vote(room.ballot(ballot), BallotId("again"))
            assert again is not None
            await room.does(bcmd.PrepareBallot(item=ITEM, spec=again))
            await room.opens_prepared(again.id)
            await room.votes(again.id)
            assert room.is_on_a_disk() == []
            await room.does(bcmd.CloseBallot(again.id))
            await room.tellers_open(again.id)
            await room.all_found(again.id)
            assert isinstance(await room.hub.announce_ballot(again.id), Accepted)

    asyncio.run(story())
