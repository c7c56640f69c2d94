"""Seats, hub, engine and cables fail while a room votes: no vote that a member saw as counted is lost or doubled."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import Announced, BallotId, BallotSpec, Closed
from shared.domain.majority import Base, MotionResult, Rule, Share
from shared.domain.people import PersonId
from staging.actor import wait_until
from tests.end2end.votes_hall import ALL, PATIENCE_S, Hall

pytestmark = [
    pytest.mark.end2end,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a second loopback address is needed"),
]
RULE = Rule(name="Half", quorum=Share(1, 2, True), passing=Share(1, 2, True), base=Base.ENTITLED)
CHANCES = 14
"""How many votes and failures the random part has."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.end()


def motion(name: str) -> BallotSpec:
    return BallotSpec(id=BallotId(name), question="Whether it is so", rule=RULE)


def test_votes_survive_whatever_fails(hall: Hall) -> None:
    hall.open(("01", "02", "03"), ("04", "05", "06"), cabled=("07", "08"))
    a_seat_is_killed_after_its_member_confirmed(hall)
    the_hub_is_killed_after_it_counted_and_before_anybody_heard(hall)
    a_vote_that_was_cut_off_until_after_the_close_is_not_counted(hall)
    anything_fails_at_any_time(hall, random.Random(20261124))


def a_seat_is_killed_after_its_member_confirmed(hall: Hall) -> None:
    ballot = hall.begin(motion("seat"))
    with hall.with_engine_stopped():
        hall.vote("01", ballot, Choice.YES)
        hall.vote("02", ballot, Choice.NO)
        assert hall.sight("01", ballot)["own"] == "stored"
        hall.at("01").kill()
        assert hall.voted(ballot) == []
    hall.switch_on(hall.at("01"))
    for seat in ("01", "02"):
        hall.wait_for_sight(seat, ballot, "counted")
    assert hall.voted(ballot) == ["p01", "p02"]
    assert hall.tell(bcmd.CloseBallot(ballot)) == ""
    hall.check_votes(ballot)


def the_hub_is_killed_after_it_counted_and_before_anybody_heard(hall: Hall) -> None:
    ballot = hall.begin(motion("hub"))
    hall.cable.lose_answers()
    hall.vote("07", ballot, Choice.YES)
    wait_until(lambda: hall.voted(ballot) == ["p07"], "the hub has the vote", PATIENCE_S)
    assert hall.sight("07", ballot)["own"] == "stored"
    hall.restart(hall.podium)
    hall.cable.mend()
    told = hall.wait_for_sight("07", ballot, "counted")
    (vote,) = hall.votes_cast(ballot)
    assert vote.receipt == told["receipt"]
    assert hall.tell(bcmd.CloseBallot(ballot)) == ""
    hall.check_votes(ballot)


def a_vote_that_was_cut_off_until_after_the_close_is_not_counted(hall: Hall) -> None:
    ballot = hall.begin(motion("close"))
    hall.vote("08", ballot, Choice.YES)
    first = hall.wait_for_sight("08", ballot, "counted")
    hall.cable.cut()
    hall.vote("07", ballot, Choice.YES)
    hall.vote("08", ballot, Choice.NO)
    assert hall.sight("08", ballot)["own"] == "stored"
    assert hall.tell(bcmd.CloseBallot(ballot)) == ""
    hall.cable.mend()
    hall.wait_for_all_delivered()
    assert hall.sight("07", ballot) == {"own": "refused", "receipt": "", "reason": "ballot_closed"}
    assert hall.sight("08", ballot) == first
    closed = hall.ballot(ballot).phase
    assert isinstance(closed, Closed)
    assert {person: vote.answer for person, vote in closed.votes.items()} == {"p08": Choice.YES}
    assert set(closed.late) == {"p07", "p08"}
    hall.check_votes(ballot)


def anything_fails_at_any_time(hall: Hall, chance: random.Random) -> None:
    ballot = hall.begin(motion("random"))
    choices: dict[str, Choice] = {}
    failures = (
        hall.cable.cut,
        hall.cable.lose_answers,
        hall.cable.mend,
        lambda: hall.restart(hall.podium),
        lambda: hall.restart(chance.choice(hall.members)),
        hall.kill_engine,
    )
    for _ in range(CHANCES):
        for seat in chance.sample(ALL, 3):
            choice = chance.choice(tuple(Choice))
            if hall.try_to_vote(seat, ballot, choice):
                choices[seat] = choice
        chance.choice(failures)()
    hall.cable.mend()
    hall.wait_for_all_delivered()
    assert hall.tell(bcmd.CloseBallot(ballot)) == ""
    # Until the last terminal has said that nothing is waiting there, the chair is told to wait.
    wait_until(
        lambda: hall.podium.tell("announce", ballot=ballot)["refused"] == "", "can announce", PATIENCE_S
    )
    phase = hall.ballot(ballot).phase
    assert isinstance(phase, Announced)
    votes = phase.closed.votes
    assert {person: vote.answer for person, vote in votes.items()} == {f"p{s}": c for s, c in choices.items()}
    for seat in choices:
        assert hall.sight(seat, ballot)["receipt"] == votes[PersonId(f"p{seat}")].receipt
    assert isinstance(phase.closed.result, MotionResult)
    tally = phase.closed.result.tally
    assert tally.yes + tally.no + tally.abstain == len(choices)
    hall.check_votes(ballot)
