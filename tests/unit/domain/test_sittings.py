"""Who was seated elsewhere while a vote was on its way: it counts, and never replaces what they voted since."""

from __future__ import annotations

import pytest

from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_events import VoteArrivedLate
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import IntentId
from shared.domain.count_ballots import votes_of
from shared.domain.people import SeatId
from shared.domain.private_view import private_view
from shared.domain.sittings import Sitting, sat_at, sitting_at
from shared.domain.verdicts import Accepted, Refused, Verdict
from tests.unit.domain.meetings import BALLOT, Record, in_session, person_id, reason_of, rule, seat_id

SPARE = SeatId("spare")
HERE, THERE = 1, 2
"""The seat that person 1 has at first, and that of somebody else."""


def voting(*, may_change: bool = True) -> Record:
    record = in_session(ballot_rule=rule(may_change=may_change))
    assert isinstance(record.when(bcmd.OpenBallot(BALLOT)), Accepted)
    return record


def move(record: Record, seat: SeatId) -> int:
    """Seat person 1 at `seat`; the number of their new sitting."""
    assert isinstance(record.when(cmd.SeatPerson(person=person_id(HERE), seat=seat)), Accepted)
    return private_view(record.known, seat).sitting


def arrive(record: Record, choice: Choice, seat: SeatId, sitting: int, *, intent: str) -> Verdict:
    command = bcmd.CastVote(ballot=BALLOT, person=person_id(HERE), answer=choice, sitting=sitting)
    return record.when(command, seat=seat, intent=intent)


def choice_of(record: Record) -> object:
    vote = votes_of(record.known.ballots[BALLOT].phase).get(person_id(HERE))
    return None if vote is None else vote.answer


def test_a_seat_is_told_the_number_of_its_sitting() -> None:
    record = voting()
    assert private_view(record.known, seat_id(HERE)).sitting == 1
    assert move(record, SPARE) == len(record.records)
    assert private_view(record.known, seat_id(HERE)).sitting == 0


def test_a_sitting_ends_when_the_person_or_the_seat_gets_another() -> None:
    record = voting()
    first = move(record, SPARE)
    second = move(record, seat_id(THERE))
    sittings = record.known.sittings
    assert sat_at(sittings, SPARE, person_id(HERE)) == (
        Sitting(n=first, person=person_id(HERE), until=second),
    )
    assert sat_at(sittings, seat_id(THERE), person_id(THERE)) == (
        Sitting(n=1, person=person_id(THERE), until=second),
    )
    assert sitting_at(sittings, seat_id(THERE)) == Sitting(n=second, person=person_id(HERE))
    assert sitting_at(sittings, SPARE) is None


@pytest.mark.parametrize("may_change", [True, False])
def test_a_vote_of_an_earlier_sitting_that_arrives_alone_counts(may_change: bool) -> None:
    record = voting(may_change=may_change)
    move(record, SPARE)
    assert isinstance(arrive(record, Choice.NO, seat_id(HERE), 1, intent="old"), Accepted)
    assert choice_of(record) is Choice.NO
    seen = private_view(record.known, SPARE).votes[BALLOT]
    assert (seen.answer, seen.intent) == (Choice.NO, IntentId("old"))


def test_the_vote_of_somebody_who_lost_the_seat_to_another_counts() -> None:
    record = voting()
    assert isinstance(record.when(cmd.SeatPerson(person=person_id(3), seat=seat_id(HERE))), Accepted)
    assert isinstance(arrive(record, Choice.YES, seat_id(HERE), 1, intent="old"), Accepted)
    assert choice_of(record) is Choice.YES


@pytest.mark.parametrize("may_change", [True, False])
def test_a_vote_of_an_earlier_sitting_never_replaces_a_later_one(may_change: bool) -> None:
    record = voting(may_change=may_change)
    sitting = move(record, SPARE)
    assert isinstance(arrive(record, Choice.YES, SPARE, sitting, intent="new"), Accepted)
    assert reason_of(arrive(record, Choice.NO, seat_id(HERE), 1, intent="old")) == "voted_elsewhere"
    assert choice_of(record) is Choice.YES


def test_who_came_back_to_the_first_seat_is_not_overtaken_by_what_that_terminal_still_held() -> None:
    record = voting()
    there = move(record, SPARE)
    assert isinstance(arrive(record, Choice.YES, SPARE, there, intent="there"), Accepted)
    back = move(record, seat_id(HERE))
    assert reason_of(arrive(record, Choice.NO, seat_id(HERE), 1, intent="old")) == "voted_elsewhere"
    assert choice_of(record) is Choice.YES
    assert isinstance(arrive(record, Choice.ABSTAIN, seat_id(HERE), back, intent="new"), Accepted)
    assert choice_of(record) is Choice.ABSTAIN


def test_what_is_confirmed_after_an_earlier_vote_arrived_replaces_it_only_where_the_rule_allows() -> None:
    for may_change, expected in ((True, Choice.YES), (False, Choice.NO)):
        record = voting(may_change=may_change)
        sitting = move(record, SPARE)
        assert isinstance(arrive(record, Choice.NO, seat_id(HERE), 1, intent="old"), Accepted)
        arrive(record, Choice.YES, SPARE, sitting, intent="new")
        assert choice_of(record) is expected


def test_a_terminal_that_came_along_delivers_what_was_confirmed_at_the_seat_before() -> None:
    record = voting()
    move(record, SPARE)
    assert isinstance(arrive(record, Choice.NO, SPARE, 1, intent="old"), Accepted)
    assert choice_of(record) is Choice.NO


def test_a_vote_of_an_earlier_sitting_is_noted_as_late_after_the_close() -> None:
    record = voting()
    move(record, SPARE)
    record.when(bcmd.CloseBallot(BALLOT))
    verdict = arrive(record, Choice.NO, seat_id(HERE), 1, intent="old")
    assert isinstance(verdict, Refused)
    assert verdict.notes == (VoteArrivedLate(ballot=BALLOT, person=person_id(HERE), intent=IntentId("old")),)


def test_nobody_votes_for_a_person_who_had_left_the_seat_before_the_ballot_opened() -> None:
    record = in_session()
    move(record, SPARE)
    assert isinstance(record.when(bcmd.OpenBallot(BALLOT)), Accepted)
    assert reason_of(arrive(record, Choice.NO, seat_id(HERE), 1, intent="old")) == "not_your_seat"
    assert choice_of(record) is None


@pytest.mark.parametrize(
    ("seat", "sitting"),
    [
        (seat_id(HERE), 0),
        (seat_id(HERE), 2),
        (seat_id(THERE), 1),
        (seat_id(THERE), 0),
        (SPARE, 99),
    ],
)
def test_a_sitting_that_never_was_is_nobodys(seat: SeatId, sitting: int) -> None:
    """Nor does a number from the future make a vote that nothing can replace."""
    record = voting()
    move(record, SPARE)
    assert reason_of(arrive(record, Choice.NO, seat, sitting, intent="x")) == "not_your_seat"
