"""Ballots in a room with the real hub: a timed one over a restart, paper by two, a tie with its run-off, a re-vote."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from presenter.hub.hub import Hub
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms
from shared.domain.ballots import Announced, Ballot, BallotId, BallotSpec, Closed, PaperBallot, PaperSheet
from shared.domain.commands import ActivateItem, PodiumCommand, SignIn, StartMeeting
from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, Mark
from shared.domain.follow_up import re_vote, run_off
from shared.domain.majority import Base, MotionResult, Rule, Share
from shared.domain.verdicts import Accepted, Reason, Refused
from shared.protocol.messages import IntentAccepted
from shared.system.clock import SystemClock
from tests.stories.pack import CHAIR, CHAIR_SEAT, ITEM, LI, LI_SEAT, MEETING, WANG, WANG_SEAT, make_pack
from tests.stories.seat import StorySeat, wait_for_view
from tests.stories.test_hub import settings

pytestmark = pytest.mark.end2end

HALF = Rule(name="议事规则", quorum=Share(1, 2, True), passing=Share(1, 3, False), base=Base.ENTITLED)
PEOPLE = ((CHAIR_SEAT, CHAIR), (LI_SEAT, LI), (WANG_SEAT, WANG))


class Story:
    """A hub in session and the terminals of its three voters."""

    def __init__(self, hub: Hub, seats: tuple[StorySeat, ...]) -> None:
        self.hub, self.seats = hub, seats

    async def does(self, *commands: PodiumCommand) -> None:
        for command in commands:
            assert isinstance(await self.hub.submit(command), Accepted), command

    async def prepares(self, ballot: str, terms: Terms, open_for_s: int = 0) -> BallotId:
        spec = BallotSpec(id=BallotId(ballot), question="表决", rule=HALF, terms=terms, open_for_s=open_for_s)
        await self.does(bcmd.PrepareBallot(item=ITEM, spec=spec), bcmd.OpenBallot(spec.id))
        return spec.id

    async def votes(self, ballot: BallotId, *answers: BallotAnswer) -> None:
        for seat, (_, person), answer in zip(self.seats, PEOPLE, answers, strict=False):
            vote = bcmd.CastVote(ballot=ballot, person=person, answer=answer)
            assert isinstance(await seat.wants(vote), IntentAccepted)

    def ballot(self, ballot: BallotId) -> Ballot:
        state = self.hub.view.state
        assert state is not None
        return state.ballots[ballot]


async def begin(stack: AsyncExitStack, folder: Path) -> Story:
    hub = Hub(settings(folder), SystemClock())
    await hub.start()
    stack.push_async_callback(hub.close)
    assert await hub.open_meeting(*make_pack(folder)) == Accepted(())
    await hub.submit(StartMeeting())
    await hub.submit(ActivateItem(ITEM))
    seats = []
    for seat, person in PEOPLE:
        terminal = await StorySeat.at(hub.door_port, MEETING, seat)
        stack.push_async_callback(terminal.close)
        assert isinstance(await terminal.wants(SignIn(person)), IntentAccepted)
        seats.append(terminal)
    return Story(hub, tuple(seats))


def test_a_timed_ballot_closes_by_itself_although_the_hub_was_restarted(tmp_path: Path) -> None:
    async def story() -> None:
        async with AsyncExitStack() as stack:
            room = await begin(stack, tmp_path)
            ballot = await room.prepares("timed", MotionTerms(), open_for_s=4)
            await room.votes(ballot, Choice.YES)
        async with AsyncExitStack() as stack:
            again = Hub(settings(tmp_path), SystemClock())
            await again.start()
            stack.push_async_callback(again.close)

            def is_closed() -> bool:
                state = again.view.state
                return state is not None and isinstance(state.ballots[ballot].phase, Closed)

            await wait_for_view(again, lambda _: is_closed())
            closed = Story(again, ()).ballot(ballot).phase
            assert isinstance(closed, Closed)
            assert (closed.closed_at - closed.opened_at).total_seconds() >= 4
            assert isinstance(closed.result, MotionResult)
            assert closed.result.tally.yes == 1

    asyncio.run(story())


def test_paper_that_two_entered_alike_counts_with_the_votes_of_the_seats(tmp_path: Path) -> None:
    async def story() -> None:
        async with AsyncExitStack() as stack:
            room = await begin(stack, tmp_path)
            ballot = await room.prepares("paper", MotionTerms())
            await room.does(bcmd.GivePaper(ballot=ballot, person=WANG))
            await room.votes(ballot, Choice.YES, Choice.NO)
            await room.does(bcmd.CloseBallot(ballot))
            pending = await room.hub.announce_ballot(ballot)
            assert isinstance(pending, Refused)
            assert pending.reason is Reason.RESULT_PENDING
            for by, choice in ((CHAIR, Choice.YES), (LI, Choice.NO), (LI, Choice.YES)):
                sheet = PaperSheet(ballots=(PaperBallot(person=WANG, answer=choice),))
                await room.does(bcmd.EnterPaper(ballot=ballot, by=by, sheet=sheet))
            assert isinstance(await room.hub.announce_ballot(ballot), Accepted)
            phase = room.ballot(ballot).phase
            assert isinstance(phase, Announced)
            assert isinstance(phase.closed.result, MotionResult)
            tally = phase.closed.result.tally
            assert (tally.yes, tally.no, tally.not_voted) == (2, 1, 0)

    asyncio.run(story())


def test_a_tie_is_run_off_and_the_run_off_voted_again(tmp_path: Path) -> None:
    yes, no = Mark.YES, Mark.NO

    async def story() -> None:
        async with AsyncExitStack() as stack:
            room = await begin(stack, tmp_path)
            first = await room.prepares(
                "election", ElectionTerms(seats=1, candidates=("丁一", "方文", "高远"))
            )
            forms = [ElectionBallot(marks=marks) for marks in ((yes, no, no), (no, yes, no), (no, no, no))]
            await room.votes(first, *forms)
            await room.does(bcmd.CloseBallot(first))
            assert isinstance(await room.hub.announce_ballot(first), Accepted)
            second = run_off(room.ballot(first), BallotId("run-off"))
            assert second is not None
            assert second.terms == ElectionTerms(seats=1, candidates=("丁一", "方文"), allows_write_ins=False)
            await room.does(bcmd.PrepareBallot(item=ITEM, spec=second), bcmd.OpenBallot(second.id))
            await room.votes(
                second.id, *[ElectionBallot(marks=marks) for marks in ((yes, no), (yes, no), (no, yes))]
            )
            await room.does(bcmd.AbortBallot(ballot=second.id, reason="监票人缺席"))
            third = re_vote(room.ballot(second.id), BallotId("again"))
            assert third is not None
            await room.does(bcmd.PrepareBallot(item=ITEM, spec=third), bcmd.OpenBallot(third.id))
            await room.votes(
                third.id, *[ElectionBallot(marks=marks) for marks in ((yes, no), (no, yes), (no, yes))]
            )
            await room.does(bcmd.CloseBallot(third.id))
            phase = room.ballot(third.id).phase
            assert isinstance(phase, Closed)
            assert isinstance(phase.result, ElectionResult)
            assert phase.result.elected == ("方文",)

    asyncio.run(story())
