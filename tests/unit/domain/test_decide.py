"""Given a record, when somebody wants something, then events or a refusal follow."""

from __future__ import annotations

import pytest

from shared.domain import ballot_commands as bcmd
from shared.domain import ballot_events as bev
from shared.domain import commands as cmd
from shared.domain import events as ev
from shared.domain.agenda import ItemId
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import Aborted, Announced, BallotId, Closed, Open
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Headcount, Method, Move
from shared.domain.state import Session
from shared.domain.verdicts import Accepted, Refused
from tests.unit.domain.meetings import (
    BALLOT,
    ITEM,
    Record,
    in_session,
    meeting,
    motion,
    person_id,
    reason_of,
    rule,
    seat_id,
)

NOTHING = Accepted(())


def test_nothing_happens_before_a_meeting_is_prepared() -> None:
    assert reason_of(Record().when(cmd.StartMeeting())) == "no_meeting"


def test_a_meeting_is_prepared_once() -> None:
    record = Record(meeting())
    assert reason_of(record.when(cmd.PrepareMeeting(meeting()))) == "already_prepared"


def test_sign_in_waits_until_it_is_open() -> None:
    record = Record(meeting())
    assert reason_of(record.when(cmd.SignIn(person_id(1)), seat=seat_id(1))) == "sign_in_not_open"
    record.when(cmd.OpenSignIn())
    record.sign_in(1)
    assert record.known.headcount() == Headcount(entitled=5, present=1, leave=0, absent=4)


def test_starting_opens_sign_in_too() -> None:
    record = Record(meeting())
    assert record.when(cmd.StartMeeting()) == Accepted((ev.SignInOpened(), ev.MeetingStarted()))


def test_a_person_signs_in_only_at_their_own_seat() -> None:
    record = Record(meeting())
    record.when(cmd.OpenSignIn())
    assert reason_of(record.when(cmd.SignIn(person_id(1)), seat=seat_id(2))) == "not_your_seat"
    assert reason_of(record.when(cmd.SignIn(person_id(1)))) == "not_your_seat"
    assert reason_of(record.when(cmd.SignIn(PersonId("nobody")), seat=seat_id(1))) == "unknown_person"


def test_signing_in_twice_is_one_entry() -> None:
    record = in_session(present=1)
    assert record.when(cmd.SignIn(person_id(1)), seat=seat_id(1)) == NOTHING
    assert len(record.known.ledger) == 1


def test_the_clerk_signs_in_for_a_person_only_with_a_reason() -> None:
    record = in_session(present=1)
    late = cmd.RecordPresence(person=person_id(2), move=Move.IN, reason="terminal broken")
    assert (
        reason_of(record.when(cmd.RecordPresence(person=person_id(2), move=Move.IN, reason=" ")))
        == "reason_needed"
    )
    assert isinstance(record.when(late), Accepted)
    entry = record.known.last_entries[person_id(2)]
    assert (entry.method, entry.reason, entry.seat) == (Method.CLERK, "terminal broken", seat_id(2))


def test_present_leave_and_absent_add_up() -> None:
    record = in_session(voters=5, present=3)
    record.when(cmd.RecordPresence(person=person_id(4), move=Move.LEAVE, reason="ill"))
    record.when(cmd.RecordPresence(person=person_id(1), move=Move.OUT, reason="called away"))
    assert record.known.headcount() == Headcount(entitled=5, present=2, leave=1, absent=2)


def test_observers_never_count() -> None:
    record = in_session(voters=3)
    record.sign_in(4)
    assert record.known.headcount() == Headcount(entitled=3, present=3, leave=0, absent=0)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (cmd.OpenSignIn(), ev.SignInOpened()),
        (cmd.StartMeeting(), ev.MeetingStarted()),
        (cmd.PauseMeeting(), ev.MeetingPaused()),
        (cmd.ResumeMeeting(), ev.MeetingResumed()),
        (cmd.AdjournMeeting(), ev.MeetingAdjourned()),
    ],
)
def test_the_session_goes_its_way_and_every_step_is_idempotent(command: cmd.Command, event: ev.Event) -> None:
    steps = (
        cmd.OpenSignIn(),
        cmd.StartMeeting(),
        cmd.PauseMeeting(),
        cmd.ResumeMeeting(),
        cmd.AdjournMeeting(),
    )
    record = Record(meeting())
    for step in steps:
        verdict = record.when(step)
        if step == command:
            assert verdict == Accepted((event,))
            assert record.when(step) == NOTHING
            return
    raise AssertionError


def test_a_meeting_is_not_paused_before_it_starts() -> None:
    record = Record(meeting())
    for command in (cmd.PauseMeeting(), cmd.ResumeMeeting(), cmd.AdjournMeeting(), cmd.ActivateItem(ITEM)):
        assert reason_of(record.when(command)) == "not_in_session"


def test_after_the_adjournment_nothing_but_announcing_is_possible() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.when(bcmd.CloseBallot(BALLOT))
    record.when(cmd.AdjournMeeting())
    for command in (
        cmd.StartMeeting(),
        cmd.ActivateItem(ITEM),
        bcmd.OpenBallot(BallotId("ballot-2")),
        cmd.SeatPerson(person=person_id(1), seat=seat_id(2)),
    ):
        assert reason_of(record.when(command)) == "adjourned"
    assert reason_of(record.when(cmd.SignIn(person_id(1)), seat=seat_id(1))) == "adjourned"
    assert isinstance(record.when(bcmd.AnnounceBallot(ballot=BALLOT)), Accepted)


def test_the_meeting_does_not_end_over_an_open_ballot() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    assert reason_of(record.when(cmd.AdjournMeeting())) == "ballot_still_open"


def test_one_item_is_active_and_its_time_is_counted() -> None:
    record = in_session()
    began = record.known.item_times[ITEM].since
    assert began is not None
    record.when(cmd.PauseMeeting())
    assert record.known.item_times[ITEM].spent_s == 1
    record.when(cmd.ResumeMeeting())
    record.when(cmd.ActivateItem(ItemId("item-2")))
    assert record.known.active_item == "item-2"
    assert record.known.item_times[ITEM].since is None
    assert record.known.item_times[ITEM].spent_s == 2


def test_a_break_is_not_time_of_an_item() -> None:
    record = in_session()
    record.when(cmd.PauseMeeting())
    spent_s = record.known.item_times[ITEM].spent_s
    record.when(cmd.ActivateItem(ItemId("item-2")))
    record.when(cmd.CallService(), seat=seat_id(1))
    record.when(cmd.ActivateItem(ITEM))
    assert record.known.item_times[ItemId("item-2")].spent_s == 0
    record.when(cmd.ResumeMeeting())
    record.when(cmd.FinishItem(ITEM))
    assert record.known.item_times[ITEM].spent_s == spent_s + 1


def test_only_the_active_item_is_finished() -> None:
    record = in_session()
    assert reason_of(record.when(cmd.FinishItem(ItemId("item-2")))) == "item_not_active"
    assert record.when(cmd.FinishItem(ITEM)) == Accepted((ev.ItemFinished(ITEM),))
    assert record.known.active_item is None
    assert record.when(cmd.FinishItem(ITEM)) == NOTHING
    assert reason_of(record.when(cmd.ActivateItem(ItemId("none")))) == "unknown_item"


def test_a_ballot_needs_a_session_and_a_quorum() -> None:
    record = Record(meeting(voters=5))
    record.when(cmd.OpenSignIn())
    assert reason_of(record.when(bcmd.OpenBallot(BALLOT))) == "not_in_session"
    record.when(cmd.StartMeeting())
    record.sign_in(1, 2, 6)
    refused = record.when(bcmd.OpenBallot(BALLOT))
    assert isinstance(refused, Refused)
    assert (refused.reason.value, refused.figures) == ("no_quorum", {"present": 2, "needed": 3})
    record.sign_in(3)
    assert record.when(bcmd.OpenBallot(BALLOT)) == Accepted(
        (
            bev.BallotOpened(
                ballot=BALLOT,
                rule=rule(),
                entitled_count=5,
                quorum_needed=3,
                voters=(person_id(1), person_id(2), person_id(3)),
            ),
        )
    )


def test_quorum_belongs_to_the_moment_a_ballot_opens() -> None:
    record = in_session(voters=5, present=3)
    record.when(bcmd.OpenBallot(BALLOT))
    record.when(cmd.RecordPresence(person=person_id(1), move=Move.OUT, reason="left"))
    assert isinstance(record.when(bcmd.CloseBallot(BALLOT)), Accepted)
    assert reason_of(record.when(bcmd.OpenBallot(BallotId("ballot-2")))) == "no_quorum"
    closed = record.known.ballots[BALLOT].phase
    assert isinstance(closed, Closed)
    assert (motion(closed.result).tally.present, motion(closed.result).quorum_needed) == (3, 3)


def test_one_ballot_is_open_at_a_time_and_none_twice() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    assert record.when(bcmd.OpenBallot(BALLOT)) == NOTHING
    assert reason_of(record.when(bcmd.OpenBallot(BallotId("ballot-2")))) == "another_ballot_open"
    record.when(bcmd.CloseBallot(BALLOT))
    assert reason_of(record.when(bcmd.OpenBallot(BALLOT))) == "ballot_not_prepared"
    assert reason_of(record.when(bcmd.OpenBallot(BallotId("none")))) == "unknown_ballot"


def test_a_seat_may_vote_while_the_ballot_is_open() -> None:
    record = in_session()
    assert reason_of(record.vote(1, Choice.YES)) == "ballot_not_open"
    record.when(bcmd.OpenBallot(BALLOT))
    verdict = record.vote(1, Choice.YES, intent="one")
    assert isinstance(verdict, Accepted)
    (event,) = verdict.events
    assert isinstance(event, bev.VoteCast)
    assert (event.person, event.answer, event.seat, event.intent) == (
        person_id(1),
        Choice.YES,
        seat_id(1),
        "one",
    )


def test_a_vote_needs_the_persons_seat_and_the_right_to_vote() -> None:
    record = in_session(voters=5, present=3)
    record.sign_in(6)
    record.when(bcmd.OpenBallot(BALLOT))
    assert reason_of(record.vote(6, Choice.YES)) == "not_entitled"
    assert reason_of(record.vote(4, Choice.YES)) == "not_entitled"
    stolen = bcmd.CastVote(ballot=BALLOT, person=person_id(1), answer=Choice.NO)
    assert reason_of(record.when(stolen, seat=seat_id(2), intent="x")) == "not_your_seat"
    assert reason_of(record.when(stolen, intent="x")) == "not_your_seat"


def test_a_replaced_terminal_keeps_the_person_and_the_vote() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES)
    record.when(cmd.SeatPerson(person=person_id(1), seat=SeatId("spare")))
    again = bcmd.CastVote(ballot=BALLOT, person=person_id(1), answer=Choice.NO)
    assert reason_of(record.when(again, seat=seat_id(1), intent="old")) == "not_your_seat"
    assert isinstance(record.when(again, seat=SeatId("spare"), intent="new"), Accepted)
    phase = record.known.ballots[BALLOT].phase
    assert isinstance(phase, Open)
    assert [vote.answer for vote in phase.votes.values()] == [Choice.NO]


def test_the_last_confirmed_choice_counts_and_every_change_stays_in_the_record() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES)
    record.vote(1, Choice.ABSTAIN)
    record.when(bcmd.CloseBallot(BALLOT))
    closed = record.known.ballots[BALLOT].phase
    assert isinstance(closed, Closed)
    tally = motion(closed.result).tally
    assert (tally.yes, tally.abstain, tally.not_voted) == (0, 1, 4)
    assert sum(isinstance(r.event, bev.VoteCast) for r in record.records) == 2


def test_an_old_delivery_does_not_undo_a_change_of_mind() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES, intent="first")
    record.vote(1, Choice.NO, intent="second")
    assert record.vote(1, Choice.YES, intent="first") == NOTHING
    phase = record.known.ballots[BALLOT].phase
    assert isinstance(phase, Open)
    assert phase.votes[person_id(1)].answer is Choice.NO


def test_an_intent_of_one_person_never_answers_for_another() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES, intent="same")
    verdict = record.vote(2, Choice.NO, intent="same")
    assert isinstance(verdict, Accepted)
    assert [type(event) for event in verdict.events] == [bev.VoteCast]
    record.when(bcmd.CloseBallot(BALLOT))
    late = record.vote(3, Choice.NO, intent="same")
    assert isinstance(late, Refused)
    assert [type(event) for event in late.notes] == [bev.VoteArrivedLate]
    closed = record.known.ballots[BALLOT].phase
    assert isinstance(closed, Closed)
    assert (motion(closed.result).tally.yes, motion(closed.result).tally.no) == (1, 1)


def test_a_rule_may_make_the_first_vote_final() -> None:
    record = in_session(ballot_rule=rule(may_change=False))
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES, intent="first")
    assert reason_of(record.vote(1, Choice.NO)) == "vote_is_final"
    assert record.vote(1, Choice.YES, intent="first") == NOTHING


def test_a_held_ballot_takes_no_votes_and_keeps_those_it_has() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES)
    assert record.when(bcmd.HoldBallot(BALLOT)) == Accepted((bev.BallotHeld(BALLOT),))
    assert record.when(bcmd.HoldBallot(BALLOT)) == NOTHING
    assert reason_of(record.vote(2, Choice.YES)) == "ballot_held"
    assert record.when(bcmd.ContinueBallot(BALLOT)) == Accepted((bev.BallotContinued(BALLOT),))
    assert isinstance(record.vote(2, Choice.YES), Accepted)
    record.when(bcmd.CloseBallot(BALLOT))
    assert reason_of(record.when(bcmd.HoldBallot(BALLOT))) == "ballot_not_open"


def test_a_late_person_votes_only_where_the_rule_admits_them() -> None:
    strict = in_session(voters=5, present=3)
    strict.when(bcmd.OpenBallot(BALLOT))
    strict.sign_in(4)
    assert reason_of(strict.vote(4, Choice.YES)) == "not_entitled"
    lenient = in_session(voters=5, present=3, ballot_rule=rule(admits_late=True))
    lenient.when(bcmd.OpenBallot(BALLOT))
    lenient.sign_in(4, 6)
    assert isinstance(lenient.vote(4, Choice.YES), Accepted)
    assert reason_of(lenient.vote(6, Choice.YES)) == "not_entitled"
    assert lenient.seen.ballots[BALLOT].voters_count == 4


def test_a_vote_after_the_close_is_noted_without_its_choice_and_not_counted() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES, intent="in time")
    record.when(bcmd.CloseBallot(BALLOT))
    verdict = record.vote(2, Choice.NO, intent="late")
    assert isinstance(verdict, Refused)
    assert verdict.notes == (bev.VoteArrivedLate(ballot=BALLOT, person=person_id(2), intent="late"),)  # type: ignore[arg-type]
    again = record.vote(2, Choice.NO, intent="late")
    assert isinstance(again, Refused)
    assert again.notes == ()
    assert record.vote(1, Choice.YES, intent="in time") == NOTHING
    record.when(bcmd.AnnounceBallot(ballot=BALLOT))
    assert reason_of(record.vote(3, Choice.NO)) == "ballot_closed"
    announced = record.known.ballots[BALLOT].phase
    assert isinstance(announced, Announced)
    assert announced.closed.late == (person_id(2), person_id(3))
    assert motion(announced.closed.result).tally.yes == 1


def test_announcing_waits_for_votes_that_may_be_on_the_way() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    assert reason_of(record.when(bcmd.AnnounceBallot(ballot=BALLOT))) == "ballot_not_closed"
    record.when(bcmd.CloseBallot(BALLOT))
    waiting = (person_id(3),)
    assert (
        reason_of(record.when(bcmd.AnnounceBallot(ballot=BALLOT, undelivered=waiting)))
        == "votes_may_be_undelivered"
    )
    decided = bcmd.AnnounceBallot(ballot=BALLOT, undelivered=waiting, reason="terminal destroyed")
    assert record.when(decided) == Accepted(
        (bev.BallotAnnounced(ballot=BALLOT, undelivered=waiting, reason="terminal destroyed"),)
    )
    assert record.when(bcmd.AnnounceBallot(ballot=BALLOT)) == NOTHING


def test_an_aborted_ballot_is_kept_with_its_reason() -> None:
    record = in_session()
    record.when(bcmd.OpenBallot(BALLOT))
    record.vote(1, Choice.YES)
    assert reason_of(record.when(bcmd.AbortBallot(ballot=BALLOT, reason=""))) == "reason_needed"
    record.when(bcmd.AbortBallot(ballot=BALLOT, reason="wrong question"))
    phase = record.known.ballots[BALLOT].phase
    assert isinstance(phase, Aborted)
    assert phase.reason == "wrong question"
    assert reason_of(record.vote(2, Choice.YES)) == "ballot_closed"
    assert reason_of(record.when(bcmd.CloseBallot(BALLOT))) == "ballot_not_open"
    assert reason_of(record.when(bcmd.AnnounceBallot(ballot=BALLOT))) == "ballot_not_closed"
    assert record.when(bcmd.AbortBallot(ballot=BALLOT, reason="again")) == NOTHING


def test_an_announced_ballot_is_never_aborted() -> None:
    record = in_session()
    for command in (bcmd.OpenBallot(BALLOT), bcmd.CloseBallot(BALLOT), bcmd.AnnounceBallot(ballot=BALLOT)):
        record.when(command)
    assert reason_of(record.when(bcmd.AbortBallot(ballot=BALLOT, reason="no"))) == "ballot_closed"


def test_a_person_is_seated_only_at_a_seat_of_the_plan() -> None:
    record = in_session()
    assert reason_of(record.when(cmd.SeatPerson(person=person_id(1), seat=SeatId("77")))) == "unknown_seat"
    assert reason_of(record.when(cmd.SeatPerson(person=PersonId("x"), seat=seat_id(2)))) == "unknown_person"
    record.when(cmd.SeatPerson(person=person_id(1), seat=seat_id(2)))
    assert record.known.seat_of(person_id(1)) == seat_id(2)
    assert record.known.seat_of(person_id(2)) is None
    assert record.when(cmd.SeatPerson(person=person_id(1), seat=seat_id(2))) == NOTHING


def test_a_call_is_made_once_and_answered_once() -> None:
    record = in_session()
    assert record.when(cmd.CallService(), seat=seat_id(1)) == Accepted((ev.ServiceCalled(seat_id(1)),))
    assert record.when(cmd.CallService(), seat=seat_id(1)) == NOTHING
    assert record.when(cmd.AnswerService(seat_id(1))) == Accepted((ev.ServiceAnswered(seat_id(1)),))
    assert record.when(cmd.AnswerService(seat_id(1))) == NOTHING
    assert reason_of(record.when(cmd.CallService())) == "unknown_seat"


def test_the_session_is_what_the_record_says() -> None:
    assert in_session().known.session is Session.IN_SESSION
