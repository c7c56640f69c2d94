"""Ballots of every kind: who takes part, who is waited for, when they close, what follows."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId
from shared.domain.ballot_commands import Part
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms
from shared.domain.ballots import (
    Announced,
    Apart,
    Ballot,
    BallotId,
    BallotSpec,
    Closed,
    Following,
    Open,
    PaperBallot,
    PaperSheet,
    WrittenOpinion,
)
from shared.domain.count_ballots import awaited
from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, Mark
from shared.domain.follow_up import next_round, re_vote, run_off
from shared.domain.majority import Rule, Share
from shared.domain.multiple_choice import ChoiceBallot, ChoiceResult, ChoiceTerms
from shared.domain.room import public_meeting
from shared.domain.room_ballots import ResultShown
from shared.domain.verdicts import Accepted, Verdict
from tests.unit.domain.meetings import (
    BALLOT,
    ITEM,
    Record,
    in_session,
    motion,
    person_id,
    reason_of,
    rule,
    seat_id,
)

NEW = BallotId("new")
ABC = ElectionTerms(seats=2, candidates=("A", "B", "C"))


def ballot(record: Record, ballot_id: BallotId = NEW) -> Ballot:
    return record.known.ballots[ballot_id]


def open_phase(record: Record, ballot_id: BallotId = NEW) -> Open:
    phase = ballot(record, ballot_id).phase
    assert isinstance(phase, Open)
    return phase


def closed_phase(record: Record, ballot_id: BallotId = NEW) -> Closed:
    phase = ballot(record, ballot_id).phase
    assert isinstance(phase, Closed)
    return phase


def asked(terms: Terms | None = None, *, ballot_rule: Rule | None = None, **more: object) -> BallotSpec:
    spec = BallotSpec(
        id=NEW, question="?", rule=ballot_rule or rule(), terms=MotionTerms() if terms is None else terms
    )
    return msgspec.structs.replace(spec, **more)


def opened(record: Record, spec: BallotSpec) -> Verdict:
    assert isinstance(record.when(bcmd.PrepareBallot(item=ITEM, spec=spec)), Accepted)
    return record.when(bcmd.OpenBallot(spec.id))


def cast(record: Record, number: int, answer: BallotAnswer, ballot_id: BallotId = NEW) -> Verdict:
    command = bcmd.CastVote(ballot=ballot_id, person=person_id(number), answer=answer)
    return record.when(command, seat=seat_id(number), intent=f"{ballot_id}-{number}-{answer!r}", receipt="R")


def announced(record: Record, ballot_id: BallotId = NEW) -> Announced:
    record.when(bcmd.CloseBallot(ballot_id))
    record.when(bcmd.AnnounceBallot(ballot=ballot_id))
    phase = ballot(record, ballot_id).phase
    assert isinstance(phase, Announced)
    return phase


def marks(text: str, *write_ins: str) -> ElectionBallot:
    kinds = {"o": Mark.YES, "x": Mark.NO, "-": Mark.ABSTAIN}
    return ElectionBallot(marks=tuple(kinds[sign] for sign in text), write_ins=write_ins)


# Preparing ---------------------------------------------------------------------------------------------


def test_a_ballot_that_nobody_foresaw_is_put_under_an_item_and_opened() -> None:
    record = in_session()
    assert isinstance(opened(record, asked()), Accepted)
    assert record.known.item_of(NEW) == ITEM
    assert record.seen.latest_ballot == NEW


def test_preparing_the_same_ballot_again_does_nothing_and_another_of_its_name_is_refused() -> None:
    record = in_session()
    prepare = bcmd.PrepareBallot(item=ITEM, spec=asked())
    record.when(prepare)
    assert record.when(prepare) == Accepted(())
    other = bcmd.PrepareBallot(item=ITEM, spec=asked(ABC))
    assert reason_of(record.when(other)) == "ballot_is_there"


@pytest.mark.parametrize(
    ("spec", "item", "reason"),
    [
        (asked(question="  "), ITEM, "question_needed"),
        (asked(), ItemId("none"), "unknown_item"),
        (asked(recused=(Apart(person=person_id(99), reason="r"),)), ITEM, "unknown_person"),
        (asked(follows=BallotId("none")), ITEM, "unknown_ballot"),
    ],
)
def test_a_ballot_that_does_not_fit_the_meeting_is_not_prepared(
    spec: BallotSpec, item: ItemId, reason: str
) -> None:
    assert reason_of(in_session().when(bcmd.PrepareBallot(item=item, spec=spec))) == reason


def test_a_rule_for_secret_ballots_only_opens_none_by_name() -> None:
    record = in_session()
    assert reason_of(opened(record, asked(ABC, ballot_rule=rule(is_secret_only=True)))) == "not_by_name"


# Who takes part ----------------------------------------------------------------------------------------


def test_who_is_recused_stays_among_the_entitled_and_does_not_vote() -> None:
    record = in_session(5)
    opened(record, asked(recused=(Apart(person=person_id(2), reason="relative"),)))
    phase = open_phase(record)
    assert (phase.entitled_count, len(phase.voters)) == (5, 4)
    assert reason_of(cast(record, 2, Choice.YES)) == "not_entitled"


def test_a_rule_may_take_the_recused_out_of_the_entitled() -> None:
    record = in_session(5)
    recused = (Apart(person=person_id(2), reason="relative"),)
    opened(record, asked(recused=recused, ballot_rule=rule(recused_in_base=False)))
    assert open_phase(record).entitled_count == 4


def test_forty_with_four_excluded_need_twenty_nine_for_four_fifths() -> None:
    record = in_session(40, 29)
    four_fifths = rule(quorum=Share(4, 5, strict=False))
    excluded = tuple(Apart(person=person_id(n), reason="abroad") for n in range(37, 41))
    assert isinstance(opened(record, asked(excluded=excluded, ballot_rule=four_fifths)), Accepted)
    assert open_phase(record).entitled_count == 36
    again = in_session(40, 29)
    assert reason_of(opened(again, asked(ballot_rule=four_fifths))) == "no_quorum"


def test_the_part_of_a_person_is_assigned_with_a_reason_until_the_opening() -> None:
    record = in_session(5)
    assign = bcmd.AssignPart(ballot=BALLOT, person=person_id(2), part=Part.RECUSED, reason="relative")
    unexplained = msgspec.structs.replace(assign, reason=" ")
    assert reason_of(record.when(unexplained)) == "reason_needed"
    record.when(assign)
    assert record.when(assign) == Accepted(())
    assert ballot(record, BALLOT).spec.recused == (Apart(person=person_id(2), reason="relative"),)
    record.when(bcmd.AssignPart(ballot=BALLOT, person=person_id(2), part=Part.EXCLUDED, reason="ill"))
    assert (ballot(record, BALLOT).spec.recused, len(ballot(record, BALLOT).spec.excluded)) == ((), 1)
    record.when(bcmd.AssignPart(ballot=BALLOT, person=person_id(2), part=Part.VOTES))
    record.when(bcmd.OpenBallot(BALLOT))
    assert len(open_phase(record, BALLOT).voters) == 5
    assert reason_of(record.when(assign)) == "ballot_not_prepared"


def test_a_recused_person_who_signs_in_late_is_not_admitted() -> None:
    record = in_session(5, 4)
    late = rule(admits_late=True)
    opened(record, asked(recused=(Apart(person=person_id(5), reason="relative"),), ballot_rule=late))
    record.sign_in(5)
    assert person_id(5) not in open_phase(record).voters


def test_a_written_opinion_counts_only_where_the_rule_says_so_and_never_helps_the_quorum() -> None:
    written = (WrittenOpinion(person=person_id(5), answer=Choice.YES),)
    counting = rule(written_opinions=True, quorum=Share(3, 5, strict=False))
    record = in_session(5, 3)
    opened(record, asked(written=written, ballot_rule=counting))
    cast(record, 1, Choice.YES)
    cast(record, 2, Choice.YES)
    record.when(bcmd.CloseBallot(NEW))
    assert motion(closed_phase(record).result).passed
    plain = in_session(5, 3)
    opened(plain, asked(written=written))
    assert person_id(5) not in open_phase(plain).voters
    few = in_session(5, 2)
    assert reason_of(opened(few, asked(written=written, ballot_rule=counting))) == "no_quorum"


def test_seats_learn_neither_written_opinions_nor_why_somebody_takes_no_part() -> None:
    spec = asked(
        written=(WrittenOpinion(person=person_id(5), answer=Choice.NO),),
        recused=(Apart(person=person_id(2), reason="marker-reason"),),
    )
    record = in_session()
    record.when(bcmd.PrepareBallot(item=ITEM, spec=spec))
    public = public_meeting(record.known.meeting)
    assert b"marker-reason" not in msgspec.json.encode(public)
    assert all(not s.written for item in public.agenda for s in item.ballots)


# While it is open --------------------------------------------------------------------------------------


def test_the_chair_votes_when_nobody_else_is_waited_for() -> None:
    record = in_session(3)
    opened(record, asked(ballot_rule=rule(chair_last=True)))
    assert reason_of(cast(record, 1, Choice.YES)) == "chair_votes_last"
    cast(record, 2, Choice.YES)
    record.when(bcmd.PassVoter(ballot=NEW, person=person_id(3)))
    assert isinstance(cast(record, 1, Choice.YES), Accepted)
    assert record.seen.ballots[NEW].awaited == 0


def test_who_passed_may_still_vote_until_the_close() -> None:
    record = in_session(3)
    opened(record, asked())
    record.when(bcmd.PassVoter(ballot=NEW, person=person_id(3)))
    assert awaited(open_phase(record)) == (person_id(1), person_id(2))
    assert isinstance(cast(record, 3, Choice.NO), Accepted)


def test_in_a_roll_call_nobody_votes_before_they_are_called() -> None:
    record = in_session(3)
    opened(record, asked(is_roll_call=True))
    assert reason_of(cast(record, 2, Choice.YES)) == "not_called_yet"
    call = bcmd.CallVoter(ballot=NEW, person=person_id(2))
    record.when(call)
    assert record.when(call) == Accepted(())
    assert record.seen.ballots[NEW].called == person_id(2)
    assert isinstance(cast(record, 2, Choice.YES), Accepted)
    record.when(bcmd.CallVoter(ballot=NEW, person=person_id(3)))
    assert open_phase(record).called == (person_id(2), person_id(3))


def test_nobody_is_called_in_a_ballot_that_is_no_roll_call() -> None:
    record = in_session(3)
    opened(record, asked())
    assert reason_of(record.when(bcmd.CallVoter(ballot=NEW, person=person_id(2)))) == "no_roll_call"


def test_a_timed_ballot_closes_later_by_as_long_as_it_was_held() -> None:
    record = in_session(3)
    opened(record, asked(open_for_s=60))
    phase = open_phase(record)
    assert phase.closes_at == phase.opened_at + timedelta(seconds=60)
    record.when(bcmd.HoldBallot(NEW))
    held = open_phase(record)
    record.when(cmd.CallService(), seat=seat_id(1))  # a second passes with every event
    record.when(bcmd.ContinueBallot(NEW))
    after = open_phase(record)
    assert held.is_held
    assert not after.is_held
    assert after.closes_at == phase.closes_at + timedelta(seconds=2)
    assert record.seen.ballots[NEW].closes_at == after.closes_at


def test_an_answer_of_another_kind_or_an_invalid_one_is_not_taken_from_a_seat() -> None:
    record = in_session(3)
    opened(record, asked(ABC))
    for wrong in (Choice.YES, ChoiceBallot(chosen=(0,)), marks("oo"), marks("ooo"), marks("o--", "X")):
        assert reason_of(cast(record, 2, wrong)) == "answer_not_valid"
    assert isinstance(cast(record, 2, marks("o-x", "X")), Accepted)


def test_options_are_counted_one_by_one() -> None:
    record = in_session(5)
    opened(record, asked(ChoiceTerms(options=("a", "b", "c"), most=2)))
    cast(record, 1, ChoiceBallot(chosen=(0, 2)))
    cast(record, 2, ChoiceBallot(chosen=(2,)))
    result = announced(record).closed.result
    assert isinstance(result, ChoiceResult)
    assert (result.counts, result.not_voted) == ((1, 0, 2), 3)


# Paper -------------------------------------------------------------------------------------------------


def sheet(*ballots: tuple[int, BallotAnswer | None]) -> PaperSheet:
    return PaperSheet(ballots=tuple(PaperBallot(person=person_id(n), answer=a) for n, a in ballots))


def with_paper(record: Record, *numbers: int) -> None:
    for n in numbers:
        assert isinstance(record.when(bcmd.GivePaper(ballot=NEW, person=person_id(n))), Accepted)


def test_ballots_on_paper_count_when_two_persons_entered_the_same() -> None:
    record = in_session(5)
    opened(record, asked())
    with_paper(record, 2, 3)
    cast(record, 1, Choice.YES)
    record.when(bcmd.CloseBallot(NEW))
    assert closed_phase(record).result is None
    assert reason_of(record.when(bcmd.AnnounceBallot(ballot=NEW))) == "result_pending"
    entered = sheet((2, Choice.YES), (3, Choice.YES))
    record.when(bcmd.EnterPaper(ballot=NEW, by=person_id(4), sheet=sheet((2, Choice.YES), (3, Choice.NO))))
    record.when(bcmd.EnterPaper(ballot=NEW, by=person_id(5), sheet=entered))
    assert closed_phase(record).result is None
    record.when(bcmd.EnterPaper(ballot=NEW, by=person_id(4), sheet=entered))
    assert motion(closed_phase(record).result).tally.yes == 3


def test_one_person_entering_twice_is_not_two() -> None:
    record = in_session(3)
    opened(record, asked())
    with_paper(record, 2)
    record.when(bcmd.CloseBallot(NEW))
    for _ in range(2):
        record.when(bcmd.EnterPaper(ballot=NEW, by=person_id(3), sheet=sheet((2, Choice.YES))))
    assert closed_phase(record).result is None


def test_who_voted_at_the_seat_gets_no_paper_and_who_got_paper_votes_there() -> None:
    record = in_session(3)
    opened(record, asked())
    cast(record, 1, Choice.YES)
    assert reason_of(record.when(bcmd.GivePaper(ballot=NEW, person=person_id(1)))) == "voted_at_seat"
    with_paper(record, 2)
    assert reason_of(cast(record, 2, Choice.YES)) == "votes_on_paper"


@pytest.mark.parametrize(
    "wrong",
    [
        sheet((3, Choice.YES)),
        sheet((2, Choice.YES), (2, Choice.NO)),
        sheet((2, marks("oo-"))),
    ],
)
def test_a_sheet_holds_one_ballot_of_each_who_was_given_one(wrong: PaperSheet) -> None:
    record = in_session(3)
    opened(record, asked())
    with_paper(record, 2)
    enter = bcmd.EnterPaper(ballot=NEW, by=person_id(1), sheet=wrong)
    assert reason_of(record.when(enter)) == "ballot_still_open"
    record.when(bcmd.CloseBallot(NEW))
    assert reason_of(record.when(enter)) == "sheet_does_not_fit"


def test_an_invalid_ballot_on_paper_is_classified_and_not_counted() -> None:
    record = in_session(5)
    opened(record, asked(ABC))
    with_paper(record, 2, 3)
    cast(record, 1, marks("oo-"))
    record.when(bcmd.CloseBallot(NEW))
    spoilt = sheet((2, marks("ooo")), (3, None))
    for n in (4, 5):
        record.when(bcmd.EnterPaper(ballot=NEW, by=person_id(n), sheet=spoilt))
    result = closed_phase(record).result
    assert isinstance(result, ElectionResult)
    assert (result.returned, result.valid, result.invalid) == (3, 1, 2)


# Afterwards --------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_record_and_leaves_what_was_closed_as_it_is() -> None:
    record = in_session(3)
    opened(record, asked())
    with_paper(record, 3)
    cast(record, 1, Choice.YES)
    record.when(bcmd.CloseBallot(NEW))
    for n in (1, 2):
        record.when(bcmd.EnterPaper(ballot=NEW, by=person_id(n), sheet=sheet((3, Choice.NO))))
    before = announced(record).closed
    assert not motion(before.result).passed
    correct = bcmd.CorrectBallot(ballot=NEW, reason="misread", sheet=sheet((3, Choice.YES)))
    record.when(correct)
    assert record.when(correct) == Accepted(())
    after = ballot(record).phase
    assert isinstance(after, Announced)
    assert after.closed.result == before.result
    assert motion(after.closed.valid_result).passed
    assert after.closed.valid_sheet == sheet((3, Choice.YES))
    assert (before.valid_sheet, after.closed.sheets) == (sheet((3, Choice.NO)), before.sheets)
    shown = record.seen.ballots[NEW].result
    assert isinstance(shown, ResultShown)
    assert (shown.correction, motion(shown.result).passed) == ("misread", True)


def test_a_correction_needs_a_reason_and_a_closed_ballot() -> None:
    record = in_session(3)
    opened(record, asked())
    assert reason_of(record.when(bcmd.CorrectBallot(ballot=NEW, reason="r"))) == "ballot_not_closed"
    record.when(bcmd.CloseBallot(NEW))
    assert reason_of(record.when(bcmd.CorrectBallot(ballot=NEW, reason=" "))) == "reason_needed"


def test_a_tie_is_followed_by_a_ballot_among_the_tied_only() -> None:
    record = in_session(4)
    opened(record, asked(ABC))
    for n, text in ((1, "oo-"), (2, "o-o"), (3, "oo-"), (4, "o-o")):
        cast(record, n, marks(text))
    assert run_off(ballot(record), BallotId("r")) is None
    tie = asked(ABC, ballot_rule=rule(passing=Share(1, 2, strict=False)))
    again = in_session(4)
    opened(again, tie)
    for n, text in ((1, "oo-"), (2, "o-o"), (3, "oo-"), (4, "o-o")):
        cast(again, n, marks(text))
    announced(again)
    after = run_off(ballot(again), BallotId("r"))
    assert after is not None
    assert after.terms == ElectionTerms(seats=1, candidates=("B", "C"), allows_write_ins=False)
    assert (after.follows, after.following) == (NEW, Following.RUN_OFF)
    assert isinstance(opened(again, after), Accepted)


def test_open_seats_go_to_another_round_among_who_was_not_elected() -> None:
    record = in_session(3)
    opened(record, asked(ABC))
    for n in (1, 2):
        cast(record, n, marks("o--"))
    announced(record)
    after = next_round(ballot(record), BallotId("n"))
    assert after is not None
    assert after.terms == ElectionTerms(seats=1, candidates=("B", "C"))
    assert after.following is Following.NEXT_ROUND


def test_the_same_question_is_put_again_only_when_the_first_is_done() -> None:
    record = in_session(3)
    opened(record, asked())
    assert re_vote(ballot(record), BallotId("again")) is None
    record.when(bcmd.AbortBallot(ballot=NEW, reason="noise"))
    after = re_vote(ballot(record), BallotId("again"))
    assert after is not None
    assert isinstance(opened(record, after), Accepted)
