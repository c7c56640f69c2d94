"""Votes from a USB stick: decided by the same writer, once, and late ones only noted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from presenter.hub.outbox_import import NoOutbox, TakenIn, WrongOutbox, read_file, take_in
from shared.crypto.identity import SeatIdentity
from shared.domain.agenda import MeetingId
from shared.domain.ballot_commands import CastVote, CloseBallot, OpenBallot
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import Closed, IntentId, Open
from shared.domain.commands import CallService, OpenSignIn, SeatCommand, SignIn, StartMeeting
from shared.domain.people import SeatId
from shared.domain.verdicts import Reason
from shared.protocol.messages import Intent
from shared.protocol.outbox_file import Outbox
from shared.protocol.signing import seal_intent
from tests.fakes.clock import MEETING_MORNING
from tests.unit.presenter.hub.test_recorder import Desk, desk
from tests.unit.presenter.hub.wishes import BALLOTS, MEETING, PERSONS, SEATS

IDENTITY = SeatIdentity.create()
BALLOT, PERSON, SEAT = BALLOTS[0], PERSONS[1], SEATS[1]


def sealed(intent: str, command: SeatCommand, meeting: MeetingId = MEETING.id) -> bytes:
    wish = Intent(id=IntentId(intent), meeting=meeting, confirmed_at=MEETING_MORNING, command=command)
    return seal_intent(wish, IDENTITY.sign)


def vote(intent: str, choice: Choice = Choice.YES) -> bytes:
    return sealed(intent, CastVote(ballot=BALLOT, person=PERSON, answer=choice))


def outbox(*frames: bytes) -> Outbox:
    return Outbox(
        room="room",
        seat=SEAT,
        key=IDENTITY.signing_public,
        exported_at=MEETING_MORNING,
        frames=frames,
    )


def own_key(seat: SeatId) -> bytes | None:
    return IDENTITY.signing_public if seat == SEAT else None


async def taken_in(at: Desk, *frames: bytes) -> TakenIn:
    return await take_in(outbox(*frames), at.recorder, MEETING.id, own_key)


def run(path: Path, story: Callable[[Desk], Awaitable[None]]) -> None:
    async def go() -> None:
        async with desk(path / "r.sqlite") as at:
            await at.does(OpenSignIn(), StartMeeting())
            await at.wants(SEAT, SignIn(PERSON), "in")
            await at.does(OpenBallot(BALLOT))
            await story(at)

    asyncio.run(go())


def test_a_vote_from_a_stick_is_counted_once_however_often_it_is_taken_in(tmp_path: Path) -> None:
    async def story(at: Desk) -> None:
        assert await taken_in(at, vote("v1"), sealed("call", CallService())) == TakenIn(votes=1, others=1)
        assert await taken_in(at, vote("v1"), vote("v2", Choice.NO)) == TakenIn(votes=1, known=1)
        state = at.recorder.state
        assert state is not None
        phase = state.ballots[BALLOT].phase
        assert isinstance(phase, Open)
        assert [(p, v.answer) for p, v in phase.votes.items()] == [(PERSON, Choice.NO)]

    run(tmp_path, story)


def test_a_vote_that_comes_after_the_close_is_noted_and_not_counted(tmp_path: Path) -> None:
    async def story(at: Desk) -> None:
        await at.does(CloseBallot(BALLOT))
        assert await taken_in(at, vote("v1")) == TakenIn(late=1)
        assert await taken_in(at, vote("v1")) == TakenIn(known=1)
        state = at.recorder.state
        assert state is not None
        phase = state.ballots[BALLOT].phase
        assert isinstance(phase, Closed)
        assert (dict(phase.votes), phase.late) == ({}, (PERSON,))

    run(tmp_path, story)


def test_what_does_not_belong_here_is_told_apart_and_the_rest_is_taken(tmp_path: Path) -> None:
    other = SeatIdentity.create()
    wish = Intent(id=IntentId("x"), meeting=MEETING.id, confirmed_at=MEETING_MORNING, command=CallService())

    async def story(at: Desk) -> None:
        taken = await taken_in(
            at,
            b"noise",
            seal_intent(wish, other.sign),
            sealed("old", CallService(), MeetingId("lastweek")),
            sealed("guest", SignIn(PERSONS[2])),
            vote("v1"),
        )
        assert [refused.reason for refused in taken.refused] == [Reason.NOT_YOUR_SEAT]
        assert msgspec.structs.replace(taken, refused=()) == TakenIn(votes=1, elsewhere=1, unreadable=2)

    run(tmp_path, story)


def test_a_terminal_without_a_seat_here_is_not_heard(tmp_path: Path) -> None:
    async def story(at: Desk) -> None:
        foreign = msgspec.structs.replace(outbox(vote("v1")), key=SeatIdentity.create().signing_public)
        for wrong in (foreign, msgspec.structs.replace(outbox(vote("v1")), seat=SEATS[2])):
            with pytest.raises(WrongOutbox):
                await take_in(wrong, at.recorder, MEETING.id, own_key)

    run(tmp_path, story)


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes in folders there")
def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "votes.json"
    os.mkfifo(pipe)
    with pytest.raises(NoOutbox):
        read_file(pipe)
