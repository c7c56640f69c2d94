"""A member whose vote did not go out is helped to another seat: with the real hub, in both orders of arrival."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import Choice, MotionTerms
from shared.domain.ballots import BallotId, BallotSpec
from shared.domain.commands import SeatPerson
from shared.domain.verdicts import Accepted, Reason, Refused
from shared.protocol.messages import IntentAccepted, IntentRefused, SeatStatus
from tests.stories.pack import CHAIR, GUEST_SEAT, ITEM, LI, LI_SEAT, MEETING, WANG
from tests.stories.seat import StorySeat, wait_for_view
from tests.stories.test_ballots import HALF, Story, begin

pytestmark = pytest.mark.end2end

MAY_CHANGE = msgspec.structs.replace(HALF, may_change=True)


async def is_open(room: Story, ballot: str) -> BallotId:
    spec = BallotSpec(id=BallotId(ballot), question="表决", rule=MAY_CHANGE, terms=MotionTerms())
    await room.does(bcmd.PrepareBallot(item=ITEM, spec=spec), bcmd.OpenBallot(spec.id))
    return spec.id


def vote(ballot: BallotId, choice: Choice, sitting: int) -> bcmd.CastVote:
    return bcmd.CastVote(ballot=ballot, person=LI, answer=choice, sitting=sitting)


def test_what_a_moved_member_had_confirmed_counts_and_never_overtakes_the_new_seat(tmp_path: Path) -> None:
    async def story() -> None:
        async with AsyncExitStack() as stack:
            room = await begin(stack, tmp_path)
            old = room.seats[1]
            new = await StorySeat.at(room.hub.door_port, MEETING, GUEST_SEAT)
            stack.push_async_callback(new.close)
            before = (await old.view()).sitting

            ballot = await is_open(room, "alone")
            await room.does(SeatPerson(person=LI, seat=GUEST_SEAT))
            assert isinstance(await old.wants(vote(ballot, Choice.NO, before)), IntentAccepted)
            await new.bell.wait_for(lambda: new.private is not None and ballot in new.private.votes)
            seen = await new.view()
            assert (seen.votes[ballot].answer, seen.person) == (Choice.NO, LI)
            assert seen.sitting > before

            counted = await new.wants(vote(ballot, Choice.YES, seen.sitting))
            assert isinstance(counted, IntentAccepted)
            late = await old.wants(vote(ballot, Choice.ABSTAIN, before))
            assert isinstance(late, IntentRefused)
            assert (late.reason, late.is_final) == (Reason.VOTED_ELSEWHERE, True)
            assert (await new.view()).votes[ballot].receipt == counted.receipt

    asyncio.run(story())


def test_the_chair_hears_of_a_vote_that_may_lie_at_the_seat_that_the_member_left(tmp_path: Path) -> None:
    async def story() -> None:
        async with AsyncExitStack() as stack:
            room = await begin(stack, tmp_path)
            ballot = await is_open(room, "waiting")
            await room.does(SeatPerson(person=LI, seat=GUEST_SEAT))
            for seat, person in ((room.seats[0], CHAIR), (room.seats[2], WANG)):
                own = bcmd.CastVote(ballot=ballot, person=person, answer=Choice.YES)
                assert isinstance(await seat.wants(own), IntentAccepted)
            await room.does(bcmd.CloseBallot(ballot))
            waits = Refused(Reason.VOTES_MAY_BE_UNDELIVERED, {"persons": 1})
            assert await room.hub.announce_ballot(ballot) == waits
            holds_nothing = SeatStatus(is_following=True, page=7)
            await room.seats[1].tell(holds_nothing)
            await wait_for_view(room.hub, lambda view: view.seats[LI_SEAT].status == holds_nothing)
            assert isinstance(await room.hub.announce_ballot(ballot), Accepted)

    asyncio.run(story())
