"""Presence of terminals, and who may still have a vote on the way."""

from __future__ import annotations

import msgspec

from presenter.hub.seats import OFFLINE_AFTER_S, Seats
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import IntentId
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Move
from shared.domain.reducer import reduce
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted
from shared.protocol.messages import SeatStatus
from tests.fakes.clock import MEETING_MORNING, FakeClock
from tests.unit.presenter.hub.wishes import BALLOTS, MEETING, PERSONS, SEATS

STATUS = SeatStatus(is_following=True, page=3)
HOLDS_A_VOTE = msgspec.structs.replace(STATUS, unsent=1, unsent_votes=1)


class Table:
    """Terminals at all seats of the plan but the last, and a clock to move."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.changes = 0
        self.seats = Seats(
            self.clock,
            plan=lambda: SEATS,
            terminals=lambda: {seat: f"终端{seat}" for seat in SEATS[:3]},
            on_changed=self._changed,
        )

    def _changed(self) -> None:
        self.changes += 1


def open_ballot(*voted: PersonId) -> MeetingState:
    """All signed in (the last without a seat, by the clerk), the first ballot open, `voted` done."""
    state: MeetingState | None = None
    wishes: list[tuple[cmd.Command, Circumstances]] = [
        (cmd.PrepareMeeting(MEETING), Circumstances()),
        (cmd.StartMeeting(), Circumstances()),
    ]
    wishes += [(cmd.SignIn(p), Circumstances(seat=s)) for p, s in zip(PERSONS[:4], SEATS, strict=True)]
    wishes += [
        (cmd.RecordPresence(person=PERSONS[4], move=Move.IN, reason="补签"), Circumstances()),
        (bcmd.OpenBallot(BALLOTS[0]), Circumstances()),
    ]
    for person in voted:
        given = Circumstances(seat=SEATS[PERSONS.index(person)], intent=IntentId(person), receipt="R")
        wishes.append((bcmd.CastVote(ballot=BALLOTS[0], person=person, answer=Choice.YES), given))
    for wish, given in wishes:
        state = then(state, wish, given)
    assert state is not None
    return state


def then(state: MeetingState | None, wish: cmd.Command, given: Circumstances | None = None) -> MeetingState:
    verdict = decide(state, wish, given or Circumstances())
    assert isinstance(verdict, Accepted)
    for event in verdict.events:
        n = 1 if state is None else state.n + 1
        state = reduce(state, Recorded(n=n, at=MEETING_MORNING, event=event))
    assert state is not None
    return state


def test_a_terminal_is_there_while_it_speaks() -> None:
    table = Table()
    table.seats.heard(SEATS[0], STATUS)
    table.clock.advance(OFFLINE_AFTER_S - 0.1)
    table.seats.look()
    presence = table.seats.presence()
    assert presence[SEATS[0]].is_connected
    assert presence[SEATS[0]].status == STATUS
    assert presence[SEATS[0]].silent_since is None
    assert not presence[SEATS[1]].is_connected


def test_a_silent_terminal_is_away_and_what_it_told_last_is_kept() -> None:
    table = Table()
    heard_at = table.clock.now()
    table.seats.heard(SEATS[0], HOLDS_A_VOTE)
    table.clock.advance(OFFLINE_AFTER_S + 0.1)
    table.seats.look()
    presence = table.seats.presence()[SEATS[0]]
    assert (presence.is_connected, presence.status, presence.silent_since) == (False, HOLDS_A_VOTE, heard_at)
    table.seats.heard(SEATS[0])
    assert table.seats.presence()[SEATS[0]].is_connected


def test_screens_are_told_of_changes_only() -> None:
    table = Table()
    table.seats.heard(SEATS[0], STATUS)
    table.seats.heard(SEATS[0], STATUS)
    table.seats.look()
    assert table.changes == 1
    table.seats.heard(SEATS[0], HOLDS_A_VOTE)
    assert table.changes == 2


def test_a_terminal_at_a_seat_outside_the_plan_is_shown_too() -> None:
    table = Table()
    table.seats = Seats(
        table.clock, plan=lambda: SEATS, terminals=lambda: {SeatId("A9"): "加座"}, on_changed=table._changed
    )
    assert list(table.seats.presence()) == [*SEATS, "A9"]


def test_votes_may_be_undelivered_where_a_voter_is_missing_and_the_terminal_is_away() -> None:
    table = Table()
    state = open_ballot(PERSONS[0])
    for seat in SEATS[:2]:
        table.seats.heard(seat, STATUS)
    # p0 voted; p1 is there with nothing unsent; p2's terminal never spoke; p3 is an observer; p4 has no terminal.
    assert table.seats.undelivered(state, state.ballots[BALLOTS[0]]) == (PERSONS[2],)


def test_a_terminal_that_tells_of_an_unsent_vote_holds_it_also_when_its_person_voted_before() -> None:
    table = Table()
    state = open_ballot(PERSONS[0])
    for seat in SEATS[1:3]:
        table.seats.heard(seat, STATUS)
    table.seats.heard(SEATS[0], HOLDS_A_VOTE)
    assert table.seats.undelivered(state, state.ballots[BALLOTS[0]]) == (PERSONS[0],)


def test_a_vote_may_lie_at_the_seat_where_its_voter_sat_when_the_ballot_opened() -> None:
    table = Table()
    state = open_ballot(PERSONS[2])
    for seat in SEATS[:3]:
        table.seats.heard(seat, STATUS)
    state = then(state, cmd.SeatPerson(person=PERSONS[0], seat=SEATS[3]))
    ballot = state.ballots[BALLOTS[0]]
    assert table.seats.undelivered(state, ballot) == ()
    table.seats.heard(SEATS[0], HOLDS_A_VOTE)
    assert table.seats.undelivered(state, ballot) == (PERSONS[0],)
    vote = bcmd.CastVote(ballot=BALLOTS[0], person=PERSONS[0], answer=Choice.YES)
    state = then(state, vote, Circumstances(seat=SEATS[3], intent=IntentId("there"), receipt="R"))
    assert table.seats.undelivered(state, state.ballots[BALLOTS[0]]) == (), "it would not replace this one"


def test_a_ballot_that_was_not_opened_has_no_votes_on_the_way() -> None:
    table = Table()
    state = open_ballot()
    assert table.seats.undelivered(state, state.ballots[BALLOTS[1]]) == ()


def test_after_the_close_a_terminal_has_to_tell_once_more_that_it_holds_nothing() -> None:
    table = Table()
    for seat in SEATS[:3]:
        table.seats.heard(seat, STATUS)
    table.clock.advance(1.0)
    state = open_ballot(PERSONS[0], PERSONS[2])
    verdict = decide(state, bcmd.CloseBallot(BALLOTS[0]), Circumstances())
    assert isinstance(verdict, Accepted)
    state = reduce(state, Recorded(n=state.n + 1, at=table.clock.now(), event=verdict.events[0]))
    ballot = state.ballots[BALLOTS[0]]
    assert table.seats.undelivered(state, ballot) == (PERSONS[1],)
    table.clock.advance(1.0)
    table.seats.heard(SEATS[1], STATUS)
    assert table.seats.undelivered(state, ballot) == ()
