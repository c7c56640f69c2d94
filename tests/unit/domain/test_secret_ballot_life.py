"""Secret ballots in the record: terms, keys, envelopes, the opening, the seats' checks; with real keys."""

from __future__ import annotations

import msgspec
import pytest

from shared.crypto.envelopes import (
    HeldVote,
    sealed_vote,
    sha256_of,
    signed,
)
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_commands import Part
from shared.domain.ballot_events import VoteArrivedLate
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import (
    Aborted,
    Announced,
    BallotId,
    Closed,
    Open,
    WrittenOpinion,
)
from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, Mark
from shared.domain.follow_up import re_vote
from shared.domain.people import PersonId, SeatId
from shared.domain.private_view import private_view
from shared.domain.room_ballots import ResultShown
from shared.domain.sealed_ballots import outcome_sha256
from shared.domain.secrecy import (
    Grade,
    Inclusion,
    Teller,
    TellerRole,
    Voter,
    VoterAdded,
)
from shared.domain.secret_answers import encode_answer
from shared.domain.urn import UrnStage
from shared.domain.verdicts import Accepted, Refused
from tests.unit.crypto.secret_room import Party
from tests.unit.domain.meetings import motion, person_id, reason_of, seat_id
from tests.unit.domain.secret_meeting import HUB, SEATS, SECRET, TELLERS, SecretMeeting

# Preparing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_roll_call": True}, "without_names"),
        ({"written": (WrittenOpinion(person=person_id(2), answer=Choice.YES),)}, "without_names"),
        ({"tellers": (person_id(2), person_id(2))}, "tellers_not_two"),
        ({"tellers": (person_id(2),)}, "tellers_not_two"),
        ({"tellers": (person_id(2), PersonId("nobody"))}, "unknown_person"),
        ({"grade": Grade.ONE_OPERATOR, "tellers": TELLERS}, "tellers_not_two"),
        ({"grade": None, "tellers": TELLERS}, "is_by_name"),
        ({"terms": ElectionTerms(seats=1, candidates=("name 2", "X"))}, "teller_is_candidate"),
    ],
)
def test_what_cannot_be_secret_is_not_prepared(changes: dict[str, object], reason: str) -> None:
    meeting = SecretMeeting(**changes)  # type: ignore[arg-type]
    assert reason_of(meeting.prepared) == reason


def test_tellers_are_named_until_the_opening() -> None:
    meeting = SecretMeeting(tellers=())
    assert reason_of(meeting.fix(range(1, 6))) == "tellers_not_two"
    name = bcmd.NameTellers(ballot=SECRET, tellers=TELLERS)
    assert isinstance(meeting.record.when(name), Accepted)
    assert meeting.record.when(name) == Accepted(())
    assert meeting.ballot.spec.tellers == TELLERS
    assert isinstance(meeting.open(), Accepted)
    other = bcmd.NameTellers(ballot=SECRET, tellers=(person_id(3), person_id(4)))
    assert reason_of(meeting.record.when(other)) == "ballot_not_prepared"


@pytest.mark.parametrize(
    "changes",
    [
        {"ballot": "ballot-1"},
        {"meeting": "another"},
        {"grade": Grade.ONE_OPERATOR},
        {"voters": (Voter(PersonId("stranger"), SEATS[person_id(1)].public),)},
        {"tellers": (Teller(person_id(1), HUB.public), Teller(person_id(3), SEATS[person_id(3)].public))},
    ],
)
def test_terms_that_say_something_else_are_refused(changes: dict[str, object]) -> None:
    assert reason_of(SecretMeeting().fix(range(1, 6), **changes)) == "envelopes_do_not_fit"


def test_a_ballot_without_quorum_gets_no_terms() -> None:
    meeting = SecretMeeting(voters=6, present=2)
    assert reason_of(meeting.fix((1, 2))) == "no_quorum"


def test_voting_begins_when_both_keys_are_here_and_everybody_present_is_in_the_terms() -> None:
    meeting = SecretMeeting(voters=6, present=5)
    assert reason_of(meeting.record.when(bcmd.OpenBallot(SECRET))) == "envelopes_not_ready"
    meeting.fix(range(1, 6))
    meeting.record.when(bcmd.TakeTellerKey(ballot=SECRET, key=meeting.first.key_made))
    assert reason_of(meeting.record.when(bcmd.OpenBallot(SECRET))) == "envelopes_not_ready"
    meeting.give_keys()
    meeting.record.sign_in(6)
    assert reason_of(meeting.record.when(bcmd.OpenBallot(SECRET))) == "voters_changed"
    assert isinstance(meeting.open(range(1, 7)), Accepted)
    assert isinstance(meeting.ballot.phase, Open)
    assert meeting.record.seen.ballots[SECRET].shown.grade is Grade.TWO_TELLERS
    assert set(meeting.record.seen.sealed[SECRET].keys) == set(TellerRole)


def test_new_terms_need_new_keys_and_a_key_for_others_is_refused() -> None:
    meeting = SecretMeeting()
    meeting.fix(range(1, 6))
    meeting.give_keys()
    earlier = meeting.first.key_made
    meeting.fix(range(1, 6))
    assert not meeting.sealed.keys
    verdict = meeting.record.when(bcmd.TakeTellerKey(ballot=SECRET, key=earlier))
    assert reason_of(verdict) == "envelopes_do_not_fit"


def test_who_takes_part_stands_in_the_terms_so_a_change_withdraws_them() -> None:
    meeting = SecretMeeting()
    meeting.fix(range(1, 6))
    part = bcmd.AssignPart(ballot=SECRET, person=person_id(5), part=Part.RECUSED, reason="own matter")
    meeting.record.when(part)
    assert meeting.ballot.sealed is None
    assert SECRET not in meeting.record.seen.sealed


# Voting ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", Grade)
def test_a_sealed_vote_shows_who_voted_and_nothing_else(grade: Grade) -> None:
    meeting = SecretMeeting(grade)
    meeting.open()
    assert isinstance(meeting.cast(3, Choice.NO), Accepted)
    phase = meeting.ballot.phase
    assert isinstance(phase, Open)
    assert phase.votes[person_id(3)].answer is None
    assert meeting.record.seen.ballots[SECRET].voted == 1
    view = private_view(meeting.record.known, seat_id(3))
    assert SECRET not in view.votes
    assert view.in_the_box[SECRET].receipt == "R-i3"


def test_the_first_sealed_vote_is_final_and_the_same_again_changes_nothing() -> None:
    meeting = SecretMeeting()
    meeting.open()
    command = meeting.command(3)
    meeting.send(command, "a")
    assert meeting.send(command, "a") == Accepted(())
    assert meeting.send(command, "b") == Accepted(())
    assert reason_of(meeting.cast(3, Choice.NO)) == "vote_is_final"


def test_kinds_of_votes_do_not_mix() -> None:
    meeting = SecretMeeting()
    meeting.open()
    open_vote = bcmd.CastVote(ballot=SECRET, person=person_id(3), answer=Choice.YES)
    assert reason_of(meeting.record.when(open_vote, seat=seat_id(3), intent="x")) == "sealed_only"
    by_name = msgspec.structs.replace(meeting.command(3), ballot=BallotId("ballot-1"))
    assert reason_of(meeting.send(by_name, "y")) == "is_by_name"


def test_envelopes_of_others_and_for_other_terms_are_refused() -> None:
    meeting = SecretMeeting()
    meeting.open()
    command = meeting.command(3)
    as_another = msgspec.structs.replace(command, person=person_id(4))
    assert reason_of(meeting.send(as_another, "x")) == "not_your_seat"
    other_terms = msgspec.structs.replace(command, terms_sha256=bytes(32))
    assert reason_of(meeting.send(other_terms, "y")) == "envelopes_do_not_fit"
    moved = msgspec.structs.replace(command.vote, key=SEATS[person_id(8)].public)
    assert reason_of(meeting.send(msgspec.structs.replace(command, vote=moved), "z")) == "terminal_not_listed"


def test_a_voter_at_another_terminal_votes_once_it_is_made_known() -> None:
    meeting = SecretMeeting()
    meeting.open()
    moved = Party(900)
    added = VoterAdded(terms_sha256=sha256_of(meeting.terms), voter=Voter(person_id(3), moved.public))
    note = bcmd.NoteVoterKey(ballot=SECRET, added=signed(added, HUB.sign))
    assert isinstance(meeting.record.when(note), Accepted)
    assert meeting.record.when(note) == Accepted(())
    assert len(meeting.record.seen.sealed[SECRET].added) == 1
    person = person_id(3)
    held = HeldVote(encode_answer(meeting.spec.terms, Choice.YES) or b"")
    vote = sealed_vote(held.seal(meeting.keys, person), meeting.keys, person, moved.public, moved.sign)
    command = bcmd.CastSealed(ballot=SECRET, person=person, terms_sha256=sha256_of(meeting.terms), vote=vote)
    assert isinstance(meeting.send(command, "moved"), Accepted)


def test_an_envelope_of_a_voter_who_was_seated_elsewhere_since_is_taken_unless_they_voted_there() -> None:
    meeting = SecretMeeting()
    meeting.open()
    at_the_old_seat, move = meeting.command(3), cmd.SeatPerson(person=person_id(3), seat=SeatId("spare"))
    assert isinstance(meeting.record.when(move), Accepted)
    foreign = meeting.record.when(at_the_old_seat, seat=seat_id(4), intent="foreign")
    assert reason_of(foreign) == "not_your_seat"
    assert isinstance(meeting.record.when(at_the_old_seat, seat=seat_id(3), intent="old"), Accepted)
    assert private_view(meeting.record.known, SeatId("spare")).in_the_box[SECRET].receipt == "AAAA-AAAA"
    assert reason_of(meeting.cast(3, Choice.NO)) == "vote_is_final"


def test_no_envelope_is_taken_from_a_seat_that_the_voter_had_left_before_the_opening() -> None:
    meeting = SecretMeeting()
    meeting.fix(range(1, 6))
    meeting.give_keys()
    meeting.record.when(cmd.SeatPerson(person=person_id(3), seat=SeatId("spare")))
    assert isinstance(meeting.record.when(bcmd.OpenBallot(SECRET)), Accepted)
    verdict = meeting.record.when(meeting.command(3), seat=seat_id(3), intent="old")
    assert reason_of(verdict) == "not_your_seat"


def test_a_held_ballot_keeps_the_envelope_waiting_and_a_late_one_is_noted() -> None:
    meeting = SecretMeeting()
    meeting.open()
    meeting.record.when(bcmd.HoldBallot(SECRET))
    assert reason_of(meeting.cast(3)) == "ballot_held"
    meeting.record.when(bcmd.ContinueBallot(SECRET))
    meeting.record.when(bcmd.CloseBallot(SECRET))
    late = meeting.cast(3)
    assert isinstance(late, Refused)
    assert [type(note) for note in late.notes] == [VoteArrivedLate]
    assert not meeting.sealed.urn.votes


# Opening and announcing --------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", Grade)
def test_the_box_is_opened_by_both_tellers_and_then_counted(grade: Grade) -> None:
    meeting = SecretMeeting(grade)
    meeting.open()
    for number, choice in enumerate((Choice.YES, Choice.YES, Choice.YES, Choice.NO, Choice.ABSTAIN), 1):
        meeting.cast(number, choice)
    meeting.record.when(bcmd.CloseBallot(SECRET))
    assert reason_of(meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET))) == "result_pending"
    assert meeting.record.seen.sealed[SECRET].progress.stage is UrnStage.CLOSED
    assert isinstance(meeting.take_off(), Accepted)
    assert meeting.record.seen.sealed[SECRET].progress.stage is UrnStage.FIRST_OPENED
    assert isinstance(meeting.open_box(), Accepted)
    progress = meeting.record.seen.sealed[SECRET].progress
    phase = meeting.ballot.phase
    assert isinstance(phase, Closed)
    tally = motion(phase.result).tally
    assert (tally.yes, tally.no, tally.abstain, tally.not_voted) == (3, 1, 1, 0)
    assert phase.result is not None
    assert progress.stage is UrnStage.OPENED
    assert progress.outcome_sha256 == outcome_sha256(phase.result)


def test_an_announced_secret_ballot_says_who_took_part_and_not_what_they_chose() -> None:
    meeting = SecretMeeting()
    meeting.open()
    for number in (1, 2, 4):
        meeting.cast(number)
    meeting.count()
    for number in (1, 2, 4):
        meeting.check(number)
    assert isinstance(meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET)), Accepted)
    assert isinstance(meeting.ballot.phase, Announced)
    shown = meeting.record.public[-1]
    assert isinstance(shown, ResultShown)
    assert shown.votes == ()
    assert shown.voted == (person_id(1), person_id(2), person_id(4))


def test_a_secret_election_is_counted_with_its_written_names() -> None:
    asked = ElectionTerms(seats=1, candidates=("A", "B"))
    meeting = SecretMeeting(asked=asked)
    meeting.open()
    for number in (1, 2, 3):
        meeting.cast(number, ElectionBallot(marks=(Mark.YES, Mark.NO)))
    meeting.cast(4, ElectionBallot(marks=(Mark.NO, Mark.NO), write_ins=("C",)))
    meeting.count()
    phase = meeting.ballot.phase
    assert isinstance(phase, Closed)
    assert isinstance(phase.result, ElectionResult)
    assert phase.result.elected == ("A",)


@pytest.mark.parametrize(
    ("inclusion", "recount_agrees", "is_failed"),
    [
        (Inclusion.INCLUDED, True, False),
        (Inclusion.FORGOTTEN, True, False),
        (Inclusion.MISSING, True, True),
        (Inclusion.ALTERED, True, True),
        (Inclusion.INCLUDED, False, True),
    ],
)
def test_one_seat_that_finds_something_wrong_stops_the_announcement(
    inclusion: Inclusion, recount_agrees: bool, is_failed: bool
) -> None:
    meeting = SecretMeeting()
    meeting.open()
    for number in (1, 2, 3):
        meeting.cast(number)
    meeting.count()
    meeting.check(1)
    assert isinstance(meeting.check(2, inclusion, recount_agrees=recount_agrees), Accepted)
    assert meeting.check(2) == Accepted(()), "a seat says it once"
    assert meeting.record.seen.sealed[SECRET].progress.checked == 2
    verdict = meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET))
    if not is_failed:
        assert isinstance(verdict, Accepted)
        return
    assert reason_of(verdict) == "vote_not_found"
    assert isinstance(meeting.record.when(bcmd.AbortBallot(ballot=SECRET, reason="not found")), Accepted)
    again = re_vote(meeting.ballot, BallotId("again"))
    assert again is not None
    assert (again.grade, again.tellers) == (Grade.TWO_TELLERS, TELLERS)


def test_who_did_not_vote_has_nothing_to_find() -> None:
    meeting = SecretMeeting()
    meeting.open()
    meeting.cast(1)
    meeting.count()
    assert reason_of(meeting.check(2)) == "not_entitled"


# Lost keys ---------------------------------------------------------------------------------------------


def test_a_key_lost_before_the_opening_is_made_again() -> None:
    meeting = SecretMeeting()
    meeting.fix(range(1, 6))
    meeting.give_keys()
    meeting.record.when(bcmd.NoteTellerLost(ballot=SECRET, role=TellerRole.FIRST))
    assert set(meeting.record.seen.sealed[SECRET].keys) == {TellerRole.SECOND}
    meeting.make_tellers()
    meeting.give_keys()
    assert isinstance(meeting.record.when(bcmd.OpenBallot(SECRET)), Accepted)


@pytest.mark.parametrize("role", TellerRole)
def test_a_key_lost_after_the_opening_strands_the_ballot(role: TellerRole) -> None:
    meeting = SecretMeeting()
    meeting.open()
    meeting.cast(1)
    lost = bcmd.NoteTellerLost(ballot=SECRET, role=role)
    meeting.record.when(lost)
    assert meeting.record.when(lost) == Accepted(())
    assert meeting.record.seen.sealed[SECRET].progress.stage is UrnStage.STRANDED
    meeting.record.when(bcmd.CloseBallot(SECRET))
    assert reason_of(meeting.take_off()) == "key_lost"
    meeting.record.when(bcmd.AbortBallot(ballot=SECRET, reason="key lost"))
    assert isinstance(meeting.ballot.phase, Aborted)


def test_a_teller_that_is_started_anew_after_its_list_arrived_harms_nothing() -> None:
    meeting = SecretMeeting()
    meeting.open()
    meeting.cast(1)
    meeting.record.when(bcmd.CloseBallot(SECRET))
    meeting.take_off()
    meeting.record.when(bcmd.NoteTellerLost(ballot=SECRET, role=TellerRole.FIRST))
    assert isinstance(meeting.open_box(), Accepted)
    wiped = meeting.second.wipe()
    note = bcmd.NoteTellerWiped(ballot=SECRET, wiped=wiped)
    assert isinstance(meeting.record.when(note), Accepted)
    assert meeting.record.when(note) == Accepted(())
    assert meeting.sealed.wiped_by == {TellerRole.SECOND}


def test_a_meeting_may_adjourn_before_the_box_is_opened_and_announce_afterwards() -> None:
    meeting = SecretMeeting()
    meeting.open()
    meeting.cast(1)
    meeting.record.when(bcmd.CloseBallot(SECRET))
    meeting.record.when(cmd.AdjournMeeting())
    assert isinstance(meeting.take_off(), Accepted)
    assert isinstance(meeting.open_box(), Accepted)
    assert isinstance(meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET)), Accepted)
