"""Ballots on paper in a secret ballot: nobody's, entered by two persons, and counted with the opened box."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_events import PaperEntered, ResultFixed
from shared.domain.ballot_terms import BallotAnswer, Choice, Outcome, counted
from shared.domain.ballots import Closed, PaperBallot, PaperSheet
from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, Mark
from shared.domain.multiple_choice import ChoiceBallot
from shared.domain.paper_sheets import loose_sheet
from shared.domain.private_view import private_view
from shared.domain.room_ballots import ResultShown
from shared.domain.sealed_ballots import outcome_sha256
from shared.domain.secrecy import Grade
from shared.domain.verdicts import Accepted, Refused, Verdict
from tests.unit.domain.meetings import motion, person_id, reason_of, seat_id
from tests.unit.domain.secret_meeting import SECRET, SecretMeeting

TWO = ElectionTerms(seats=2, candidates=("A", "B", "C"))


def with_paper(meeting: SecretMeeting, *numbers: int) -> None:
    for n in numbers:
        given_out = bcmd.GivePaper(ballot=SECRET, person=person_id(n))
        assert isinstance(meeting.record.when(given_out), Accepted)


def enter(meeting: SecretMeeting, by: int, sheet: PaperSheet) -> Verdict:
    return meeting.record.when(bcmd.EnterPaper(ballot=SECRET, by=person_id(by), sheet=sheet))


def enter_twice(meeting: SecretMeeting, *answers: BallotAnswer | None) -> None:
    for by in (4, 5):
        assert isinstance(enter(meeting, by, loose_sheet(answers)), Accepted)


def result_of(meeting: SecretMeeting) -> Outcome | None:
    phase = meeting.ballot.phase
    assert isinstance(phase, Closed)
    return phase.result


def half_on_paper(grade: Grade = Grade.TWO_TELLERS) -> SecretMeeting:
    """1 and 2 voted with envelopes, 3 and 4 were given paper; the ballot is closed."""
    meeting = SecretMeeting(grade)
    meeting.open()
    meeting.cast(1, Choice.YES)
    meeting.cast(2, Choice.NO)
    with_paper(meeting, 3, 4)
    assert isinstance(meeting.record.when(bcmd.CloseBallot(SECRET)), Accepted)
    return meeting


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("is_paper_first", [True, False])
def test_the_result_is_fixed_when_the_box_is_open_and_two_entered_the_same(
    grade: Grade, is_paper_first: bool
) -> None:
    meeting = half_on_paper(grade)

    def open_it() -> None:
        assert isinstance(meeting.take_off(), Accepted)
        assert isinstance(meeting.open_box(), Accepted)

    def enter_it() -> None:
        enter_twice(meeting, Choice.YES, Choice.ABSTAIN)

    for step in (enter_it, open_it) if is_paper_first else (open_it, enter_it):
        assert result_of(meeting) is None
        assert reason_of(meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET))) == "result_pending"
        step()
    tally = motion(result_of(meeting)).tally
    assert (tally.yes, tally.no, tally.abstain, tally.not_voted) == (2, 1, 1, 1)
    assert sum(isinstance(recorded.event, ResultFixed) for recorded in meeting.record.records) == 1


def test_entries_that_differ_count_nothing() -> None:
    meeting = half_on_paper()
    meeting.take_off()
    meeting.open_box()
    enter(meeting, 4, loose_sheet((Choice.YES, Choice.NO)))
    enter(meeting, 5, loose_sheet((Choice.YES, Choice.ABSTAIN)))
    assert result_of(meeting) is None
    enter(meeting, 5, loose_sheet((Choice.NO, Choice.YES)))
    assert result_of(meeting) is not None


def test_nothing_that_is_recorded_of_paper_says_whose_it_is() -> None:
    meeting = half_on_paper()
    enter_twice(meeting, Choice.NO, Choice.YES)
    sheets = [r.event.sheet for r in meeting.record.records if isinstance(r.event, PaperEntered)]
    assert len(sheets) == 2
    assert all(ballot.person is None for sheet in sheets for ballot in sheet.ballots)


def test_who_was_given_paper_stands_in_the_list_of_who_voted() -> None:
    meeting = half_on_paper()
    meeting.take_off()
    meeting.open_box()
    enter_twice(meeting, Choice.YES, None)
    assert isinstance(meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET)), Accepted)
    shown = meeting.record.public[-1]
    assert isinstance(shown, ResultShown)
    assert shown.votes == ()
    assert shown.voted == tuple(person_id(n) for n in (1, 2, 3, 4))


def test_who_was_given_paper_casts_no_envelope_and_who_cast_one_gets_no_paper() -> None:
    meeting = SecretMeeting()
    meeting.open()
    meeting.cast(1)
    given_out = bcmd.GivePaper(ballot=SECRET, person=person_id(1))
    assert reason_of(meeting.record.when(given_out)) == "voted_at_seat"
    with_paper(meeting, 2)
    assert private_view(meeting.record.known, seat_id(2)).on_paper == (SECRET,)
    assert reason_of(meeting.cast(2)) == "votes_on_paper"
    assert not {person_id(2)} & set(meeting.sealed.urn.votes)


@pytest.mark.parametrize(
    "wrong",
    [
        PaperSheet(ballots=(PaperBallot(person=person_id(3), answer=Choice.YES),)),
        loose_sheet((Choice.YES, Choice.NO, Choice.NO)),
        loose_sheet((Choice.YES, ChoiceBallot(chosen=(0,)))),
        PaperSheet(ballots=(PaperBallot(answer=Choice.YES), PaperBallot(answer=Choice.NO))),
        PaperSheet(ballots=(PaperBallot(answer=None), PaperBallot(answer=Choice.NO))),
    ],
    ids=["a person", "more than were given", "another question", "not sorted", "unreadable first"],
)
def test_a_sheet_that_says_whose_they_are_or_does_not_fit_is_refused(wrong: PaperSheet) -> None:
    assert reason_of(enter(half_on_paper(), 5, wrong)) == "sheet_does_not_fit"


def test_a_ballot_by_name_takes_no_sheet_without_persons() -> None:
    meeting = SecretMeeting(None, tellers=())
    assert isinstance(meeting.record.when(bcmd.OpenBallot(SECRET)), Accepted)
    with_paper(meeting, 3)
    meeting.record.when(bcmd.CloseBallot(SECRET))
    assert reason_of(enter(meeting, 5, loose_sheet((Choice.YES,)))) == "sheet_does_not_fit"


def test_half_a_character_is_no_name() -> None:
    meeting = SecretMeeting(asked=TWO)
    meeting.open()
    with_paper(meeting, 3)
    meeting.record.when(bcmd.CloseBallot(SECRET))
    answer = ElectionBallot(marks=(Mark.NO, Mark.YES, Mark.ABSTAIN), write_ins=("\ud800",))
    sheet = PaperSheet(ballots=(PaperBallot(answer=answer),))
    assert reason_of(enter(meeting, 5, sheet)) == "sheet_does_not_fit"


def test_nothing_is_entered_where_no_paper_was_given_out() -> None:
    meeting = SecretMeeting()
    meeting.open()
    meeting.record.when(bcmd.CloseBallot(SECRET))
    assert reason_of(enter(meeting, 5, loose_sheet(()))) == "sheet_does_not_fit"


def test_paper_that_did_not_come_back_is_missing_in_the_count_only() -> None:
    meeting = half_on_paper()
    meeting.take_off()
    meeting.open_box()
    enter_twice(meeting)
    tally = motion(result_of(meeting)).tally
    assert (tally.yes, tally.no, tally.not_voted) == (1, 1, 3)


def test_seats_count_the_box_again_whatever_is_entered_or_corrected_from_paper() -> None:
    meeting = half_on_paper()
    meeting.take_off()
    meeting.open_box()
    phase = meeting.ballot.phase
    assert isinstance(phase, Closed)
    of_the_box = counted(meeting.spec.rule, meeting.spec.terms, phase.figures, (Choice.YES, Choice.NO))

    def told() -> bytes | None:
        return meeting.record.seen.sealed[SECRET].progress.outcome_sha256

    assert told() == outcome_sha256(of_the_box)
    enter_twice(meeting, Choice.YES, Choice.YES)
    assert result_of(meeting) not in (None, of_the_box)
    right = bcmd.CorrectBallot(ballot=SECRET, reason="misread", sheet=loose_sheet((Choice.NO, Choice.YES)))
    assert isinstance(meeting.record.when(right), Accepted)
    assert isinstance(meeting.check(1), Accepted)
    assert told() == outcome_sha256(of_the_box)
    assert isinstance(meeting.record.when(bcmd.AnnounceBallot(ballot=SECRET)), Accepted)


def test_an_over_marked_ballot_and_an_unreadable_one_are_invalid() -> None:
    meeting = SecretMeeting(asked=TWO)
    meeting.open()
    meeting.cast(1, ElectionBallot(marks=(Mark.YES, Mark.YES, Mark.NO)))
    with_paper(meeting, 2, 3)
    meeting.count()
    enter_twice(meeting, None, ElectionBallot(marks=(Mark.YES,) * 3))
    result = result_of(meeting)
    assert isinstance(result, ElectionResult)
    assert (result.returned, result.valid, result.invalid) == (3, 1, 2)


def test_a_correction_counts_the_box_again_with_the_ballots_as_they_really_are() -> None:
    meeting = half_on_paper()
    meeting.take_off()
    meeting.open_box()
    enter_twice(meeting, Choice.NO, Choice.NO)
    by_name = PaperSheet(ballots=(PaperBallot(person=person_id(3), answer=Choice.YES),))
    wrong = bcmd.CorrectBallot(ballot=SECRET, reason="misread", sheet=by_name)
    assert reason_of(meeting.record.when(wrong)) == "sheet_does_not_fit"
    right = msgspec.structs.replace(wrong, sheet=loose_sheet((Choice.YES, Choice.NO)))
    assert isinstance(meeting.record.when(right), Accepted)
    phase = meeting.ballot.phase
    assert isinstance(phase, Closed)
    tally = motion(phase.valid_result).tally
    assert (tally.yes, tally.no) == (2, 2)


ANSWERS = st.lists(
    st.none()
    | st.builds(
        ElectionBallot,
        marks=st.lists(st.sampled_from(Mark), min_size=3, max_size=3).map(tuple),
        write_ins=st.lists(st.sampled_from(("X", "Y  Z", "\u5f20 \u4f1f", "A")), max_size=2).map(tuple),
    ),
    max_size=5,
)


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_same_ballots_in_any_order_are_the_same_sheet(
    answers: Sequence[BallotAnswer | None], chance: object
) -> None:
    shuffled = list(answers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert loose_sheet(answers) == loose_sheet(shuffled)
    assert loose_sheet(b.answer for b in loose_sheet(answers).ballots) == loose_sheet(answers)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(Choice), min_size=1, max_size=5), st.integers(0, 5))
def test_the_result_does_not_depend_on_which_ballots_were_on_paper(
    choices: Sequence[Choice], at_seats: int
) -> None:
    meeting = SecretMeeting(Grade.ONE_OPERATOR)
    meeting.open()
    on_paper = choices[at_seats:]
    for number, choice in enumerate(choices[:at_seats], 1):
        meeting.cast(number, choice)
    with_paper(meeting, *range(at_seats + 1, len(choices) + 1))
    meeting.count()
    if on_paper:
        enter_twice(meeting, *on_paper)
    phase = meeting.ballot.phase
    assert isinstance(phase, Closed)
    assert phase.result == counted(meeting.spec.rule, meeting.spec.terms, phase.figures, choices)


def test_paper_is_refused_before_the_opening_and_entered_after_the_close_only() -> None:
    meeting = SecretMeeting()
    verdict = meeting.record.when(bcmd.GivePaper(ballot=SECRET, person=person_id(3)))
    assert isinstance(verdict, Refused)
    meeting.open()
    with_paper(meeting, 3)
    assert reason_of(enter(meeting, 5, loose_sheet((Choice.YES,)))) == "ballot_still_open"
