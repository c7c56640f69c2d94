"""What a seat may know, and that nothing else reaches it."""

from __future__ import annotations

import msgspec

from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice
from shared.domain.papers import NamedPersons
from shared.domain.people import PersonId
from shared.domain.presence import Move
from shared.domain.private_view import private_view
from shared.domain.room import Nothing
from shared.domain.state import Session
from tests.unit.domain.meetings import BALLOT, Record, in_session, meeting, paper, person_id, seat_id


def test_restricted_papers_are_not_in_the_public_meeting() -> None:
    record = in_session()
    papers = record.seen.meeting.agenda[0].papers
    assert papers == (paper("a"),)


def test_who_may_see_an_item_is_not_told() -> None:
    prepared = meeting()
    few = NamedPersons((PersonId("p02"),))
    agenda = tuple(msgspec.structs.replace(item, audience=few) for item in prepared.agenda)
    record = Record(msgspec.structs.replace(prepared, agenda=agenda))
    assert [item.papers for item in record.seen.meeting.agenda] == [(), ()]
    assert few not in [item.audience for item in record.seen.meeting.agenda]


def test_restricted_papers_reach_only_the_persons_they_are_for_and_only_after_sign_in() -> None:
    record = in_session(voters=3, present=2)
    titles = {n: [p.paper.title for p in private_view(record.known, seat_id(n)).papers] for n in (1, 2, 3, 4)}
    assert titles == {1: ["paper b"], 2: ["paper b", "paper c"], 3: [], 4: []}


def test_a_reason_for_leave_is_nobodys_business() -> None:
    prepared = meeting()
    roster = tuple(msgspec.structs.replace(p, leave_reason="secret illness") for p in prepared.roster)
    record = Record(msgspec.structs.replace(prepared, roster=roster))
    record.when(cmd.StartMeeting())
    record.when(cmd.RecordPresence(person=person_id(1), move=Move.LEAVE, reason="secret illness"))
    assert b"secret illness" not in msgspec.msgpack.encode(record.public)


def test_nobody_sees_a_choice_or_an_interim_result_before_the_announcement() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    before = len(record.public)
    for n in range(1, 5):
        record.vote(n, Choice.NO)
    record.when(bcmd.CloseBallot(BALLOT))
    wire = msgspec.msgpack.encode(record.public[before:])
    for word in (b"no", b"yes", b"abstain", b"tally", b"R001", b"p01"):
        assert word not in wire.replace(b"votes_progressed", b"").replace(b"nothing", b"")
    assert record.seen.ballots[BALLOT].voted == 4
    assert record.seen.ballots[BALLOT].result is None
    record.when(bcmd.AnnounceBallot(ballot=BALLOT))
    shown = record.seen.ballots[BALLOT].result
    assert shown is not None
    assert [v.answer for v in shown.votes] == [Choice.NO] * 4 + [None]
    assert shown.votes[0].receipt == "R001"


def test_a_seat_sees_its_own_vote_and_no_other() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.NO, intent="mine")
    mine = private_view(record.known, seat_id(1))
    assert (mine.votes[BALLOT].answer, mine.votes[BALLOT].intent) == (Choice.NO, "mine")
    assert mine.may_vote == (BALLOT,)
    other = private_view(record.known, seat_id(2))
    assert other.votes == {}
    observer = private_view(record.known, seat_id(6))
    assert (observer.votes, observer.may_vote) == ({}, ())


def test_who_was_given_paper_sees_it_at_the_seat() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.when(bcmd.GivePaper(ballot=BALLOT, person=person_id(2)))
    on_paper = [private_view(record.known, seat_id(n)).on_paper for n in (1, 2)]
    assert on_paper == [(), (BALLOT,)]
    record.when(bcmd.CloseBallot(BALLOT))
    assert private_view(record.known, seat_id(2)).on_paper == (BALLOT,)


def test_an_unassigned_seat_knows_nobody() -> None:
    view = private_view(in_session().known, seat_id(99))
    assert (view.person, view.papers, view.is_signed_in) == (None, (), False)


def test_the_public_view_follows_the_meeting() -> None:
    record = in_session()
    sessions = [record.seen.session]
    assert record.seen.active_item == "item-1"
    assert record.seen.headcount == record.known.headcount()
    record.when(cmd.PauseMeeting())
    sessions.append(record.seen.session)
    assert sessions == [Session.IN_SESSION, Session.PAUSED]
    record.when(cmd.SeatPerson(person=person_id(1), seat=seat_id(2)))
    assert record.seen.seating == record.known.seating
    record.when(cmd.ResumeMeeting())
    record.when(cmd.FinishItem(record.known.meeting.agenda[0].id))
    assert record.seen.finished == ("item-1",)


def test_every_record_event_has_one_public_number() -> None:
    record = in_session()
    record.when(cmd.CallService(), seat=seat_id(1))
    assert isinstance(record.public[-1], Nothing)
    assert record.seen.n == record.known.n == len(record.records)
