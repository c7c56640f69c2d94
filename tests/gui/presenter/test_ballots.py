"""Ballots that nobody foresaw, who takes no part, paper, roll call, and what follows from a result."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from presenter.ui.ballot_phases import ballot_shown
from presenter.ui.ballot_shown import Line
from shared.domain.ballot_commands import CastVote
from shared.domain.ballot_terms import BallotAnswer, Choice
from shared.domain.ballots import Announced, Ballot, BallotId, Closed, Following, Open
from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, Mark
from shared.domain.majority import MotionResult
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.people import PersonId
from shared.domain.questionnaire import FreeText, QuestionnaireTerms
from shared.domain.verdicts import Accepted
from tests.fakes.small_podium import BALLOT, SEATS, SECOND
from tests.gui.conftest import RunInQt
from tests.gui.presenter.conftest import Desk, OpenDesk

ZHANG, LI, WANG = PersonId("zhang"), PersonId("li"), PersonId("wang")


def newest(desk: Desk) -> Ballot:
    item = desk.hub.state.meeting.item(SECOND)
    assert item is not None
    return desk.hub.state.ballots[item.ballots[-1].id]


async def types_lines(desk: Desk, *lines: str) -> None:
    field = desk.find("ballot_lines")
    assert isinstance(field, QPlainTextEdit)
    for line in lines:
        QTest.keyClicks(field, line)
        QTest.keyClick(field, Qt.Key.Key_Return)
    await desk.settle()


async def erases_and_writes(desk: Desk, name: str, text: str) -> None:
    field = desk.find(name)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)
    await desk.settle()


async def prepares(desk: Desk, kind: str, question: str, *lines: str) -> None:
    """The sheet with the ballot written, by the meeting's own rule."""
    await desk.press("new_ballot")
    await desk.press(f"kind_{kind}")
    if kind == "election":
        await desk.press("order_hand")
    await desk.write("ballot_question", question)
    if lines:
        await types_lines(desk, *lines)
    await desk.press("change_rule")
    await desk.press("preset_own")
    await desk.press("change_rule")


def votes(desk: Desk, ballot: BallotId, answers: dict[int, BallotAnswer]) -> None:
    for place, answer in answers.items():
        seat = SEATS[place]
        cast = CastVote(ballot=ballot, person=desk.hub.state.seating[seat], answer=answer)
        assert isinstance(desk.hub.decides(cast, seat, f"{ballot}-{place}", "AAAA-0000"), Accepted)


def marks(*set_marks: str) -> ElectionBallot:
    return ElectionBallot(marks=tuple(Mark(one) for one in set_marks))


def test_a_motion_that_nobody_foresaw_is_written_and_opened(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await prepares(desk, "motion", "Sell the old hall?")
            await desk.press("confirm_new_ballot")
            made = newest(desk)
            assert (made.spec.question, made.spec.rule.preset) == ("Sell the old hall?", "")
            assert desk.words("question") == "Sell the old hall?"
            await desk.press("open_ballot")
            assert isinstance(newest(desk).phase, Open)
            assert not desk.sees("new_ballot")

    run_in_qt(scene())


def test_what_is_wrong_with_a_new_ballot_is_said_before_it_is_prepared(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            before = len(desk.hub.state.ballots)
            await desk.press("new_ballot")
            await desk.press("kind_choice")
            await types_lines(desk, "East", "East")
            await desk.press("confirm_new_ballot")
            said = desk.words("new_ballot_faults")
            assert "Write the question first" in said
            assert "“East” stands twice." in said
            assert len(desk.hub.state.ballots) == before
            await desk.write("ballot_question", "Where?")
            assert "Write the question first" not in desk.words("new_ballot_faults")
            await desk.press("new_ballot_no")
            assert not desk.sees("new_ballot_sheet")
            assert len(desk.hub.state.ballots) == before

    run_in_qt(scene())


def test_a_changed_rule_is_a_copy_that_says_so(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await desk.press("new_ballot")
            await desk.write("ballot_question", "Change the statute?")
            await desk.press("change_rule")
            await erases_and_writes(desk, "rule_passing_num", "2")
            await erases_and_writes(desk, "rule_passing_den", "3")
            await desk.press("rule_passing_inclusive")
            await desk.press("rule_base_present")
            await desk.press("chair_last")
            assert "at least 2/3 of those present" in desk.words("new_ballot_rule")
            await desk.press("confirm_new_ballot")
            rule = newest(desk).spec.rule
            assert rule.name.endswith("(changed)")
            assert (rule.preset, rule.chair_last) == ("rd_standing", True)
            assert (rule.passing.num, rule.passing.den, rule.passing.strict) == (2, 3, False)

    run_in_qt(scene())


def test_a_rule_without_a_quorum_asks_for_one(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            before = len(desk.hub.state.ballots)
            await desk.press("new_ballot")
            await desk.write("ballot_question", "Agreed?")
            await desk.press("change_rule")
            await desk.press("preset_simple_cast")
            await desk.press("change_rule")
            await desk.press("confirm_new_ballot")
            assert len(desk.hub.state.ballots) == before
            assert "State the quorum" in desk.words("new_ballot_faults")
            await desk.write("rule_quorum_num", "1")
            await desk.write("rule_quorum_den", "2")
            await desk.press("confirm_new_ballot")
            assert len(desk.hub.state.ballots) == before + 1
            assert not newest(desk).spec.rule.name.endswith("(changed)")

    run_in_qt(scene())


def test_choices_and_questionnaires_are_written_line_by_line(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await prepares(desk, "choice", "Which two?", "East", "West", "North")
            await erases_and_writes(desk, "ballot_seats", "2")
            await desk.press("confirm_new_ballot")
            assert newest(desk).spec.terms == ChoiceTerms(options=("East", "West", "North"), most=2)
            await prepares(desk, "questionnaire", "Survey", "Satisfied?", "- Yes", "- No", "Why?")
            await erases_and_writes(desk, "ballot_minutes", "3")
            await desk.press("confirm_new_ballot")
            terms = newest(desk).spec.terms
            assert isinstance(terms, QuestionnaireTerms)
            assert [question.text for question in terms.questions] == ["Satisfied?", "Why?"]
            assert terms.questions[0].answer == ChoiceTerms(options=("Yes", "No"), most=1)
            assert terms.questions[1].answer == FreeText()
            assert newest(desk).spec.open_for_s == 180

    run_in_qt(scene())


def test_open_seats_go_to_the_next_round_and_the_same_question_to_a_re_vote_by_one_press_each(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await prepares(desk, "election", "Elect one", "B", "A")
            await desk.press("confirm_new_ballot")
            first = newest(desk).spec
            assert first.terms == ElectionTerms(seats=1, candidates=("B", "A"))
            await desk.press("open_ballot")
            votes(desk, first.id, {0: marks("yes", "abstain"), 1: marks("abstain", "yes")})
            await desk.settle()
            await desk.press("close_ballot")
            await desk.press("confirm_close")
            assert "1 seat stays open" in desk.words("result")
            await desk.press("announce_ballot")
            await desk.press("next_round")
            again = newest(desk).spec
            assert (again.follows, again.following) == (first.id, Following.NEXT_ROUND)
            assert desk.words("question") == "Elect one"
            await desk.press("ballot_2")
            assert not desk.sees("next_round")
            await desk.press("re_vote")
            assert newest(desk).spec.following is Following.RE_VOTE

    run_in_qt(scene())


def test_a_tie_above_the_majority_is_run_off(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await prepares(desk, "election", "Elect one of two", "A", "B")
            await desk.press("change_rule")
            await erases_and_writes(desk, "rule_passing_den", "4")
            await desk.press("rule_passing_inclusive")
            await desk.press("change_rule")
            await desk.press("confirm_new_ballot")
            first = newest(desk).spec
            await desk.press("open_ballot")
            votes(
                desk, first.id, {0: marks("yes", "no"), 1: marks("no", "yes"), 2: marks("abstain", "abstain")}
            )
            await desk.settle()
            await desk.press("close_ballot")
            await desk.press("announce_ballot")
            assert "run-off" in desk.words("result_table")
            await desk.press("run_off")
            spec = newest(desk).spec
            assert spec.following is Following.RUN_OFF
            assert spec.terms == ElectionTerms(seats=1, candidates=("A", "B"), allows_write_ins=False)

    run_in_qt(scene())


def test_who_is_recused_is_named_with_a_reason_and_the_quorum_follows(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await desk.press("ballot_parts")
            assert not desk.find("recused_li").isEnabled()
            await desk.write("parts_reason", "her own flat")
            await desk.press("recused_li")
            assert "4 entitled, 2 present, quorum 3" in desk.words("parts_summary")
            assert not desk.find("open_ballot").isEnabled()
            await desk.press("votes_li")
            await desk.press("excluded_wang")
            assert "3 entitled, 2 present, quorum 2" in desk.words("parts_summary")
            spec = desk.hub.state.ballots[BALLOT].spec
            assert [(a.person, a.reason) for a in spec.excluded] == [(WANG, "her own flat")]
            assert spec.recused == ()
            await desk.press("parts_close")
            await desk.press("open_ballot")
            phase = desk.hub.state.ballots[BALLOT].phase
            assert isinstance(phase, Open)
            assert phase.voters == (ZHANG, LI)

    run_in_qt(scene())


def test_a_roll_call_goes_on_in_the_order_of_seats(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await prepares(desk, "motion", "By name?")
            await desk.press("roll_call")
            await desk.press("confirm_new_ballot")
            await desk.press("open_ballot")
            ballot = newest(desk).spec.id
            assert desk.words("call_next") == "Call Zhang"
            await desk.press("call_next")
            votes(desk, ballot, {0: Choice.YES})
            await desk.settle()
            await desk.press("call_next")
            assert desk.words("call_next") == "Call Wang"
            await desk.press("call_next")
            assert desk.words("call_next") == "Call Li"
            phase = newest(desk).phase
            assert isinstance(phase, Open)
            assert phase.called == (ZHANG, LI, WANG)

    run_in_qt(scene())


async def closes_with_paper(desk: Desk) -> None:
    """Zhang votes at the seat, Wang will not, Li gets paper."""
    await desk.takes_votes(SEATS[0])
    await desk.press("ballot_awaited")
    await desk.press("will_not_wang")
    await desk.press("paper_li")
    await desk.press("awaited_close")
    await desk.press("close_ballot")


async def enters(desk: Desk, teller: str, answer: str) -> None:
    await desk.press("enter_paper")
    await desk.press(f"teller_{teller}")
    assert not desk.find("confirm_paper").isEnabled()
    await desk.press(f"paper_li_{answer}")
    await desk.press("confirm_paper")


def test_paper_is_entered_by_two_and_counts_when_they_agree(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await closes_with_paper(desk)
            closed = desk.hub.state.ballots[BALLOT].phase
            assert isinstance(closed, Closed)
            assert closed.result is None
            assert not desk.find("announce_ballot").isEnabled()
            assert desk.words("ballot_state") == "Result pending"
            await enters(desk, "gao", "yes")
            await enters(desk, "chen", "no")
            told = " ".join(line.words for line in shown_lines(desk))
            assert "the entries for Li differ" in told
            assert "In favour" not in told
            await enters(desk, "chen", "yes")
            assert desk.words("result_figures") == "In favour 2, Against 0, Abstain 0, Not voted 1"
            await desk.press("announce_ballot")
            assert isinstance(desk.hub.state.ballots[BALLOT].phase, Announced)
            await desk.press("correct_ballot")
            await desk.write("paper_reason", "misread")
            await desk.press("paper_li_invalid")
            await desk.press("confirm_paper")
            announced = desk.hub.state.ballots[BALLOT].phase
            assert isinstance(announced, Announced)
            corrected = announced.closed.valid_result
            assert isinstance(corrected, MotionResult)
            assert corrected.tally.yes == 1

    run_in_qt(scene())


def shown_lines(desk: Desk) -> tuple[Line, ...]:
    shown = ballot_shown(desk.state)
    assert shown is not None
    return shown.lines


def test_a_paper_ballot_of_an_election_is_entered_mark_by_mark(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await prepares(desk, "election", "Elect one", "A", "B")
            await desk.press("confirm_new_ballot")
            await desk.press("open_ballot")
            await desk.press("ballot_awaited")
            await desk.press("paper_li")
            await desk.press("awaited_close")
            await desk.press("close_ballot")
            await desk.press("confirm_close")
            for teller in ("gao", "chen"):
                await desk.press("enter_paper")
                await desk.press(f"teller_{teller}")
                await desk.press("paper_li_valid")
                assert desk.find("mark_li_0_no").accessibleName() == "A: Opposed, not chosen"
                await desk.press("mark_li_0_no")
                assert desk.find("mark_li_0_no").accessibleName() == "A: Opposed, chosen"
                await desk.write("written_li", "Chen")
                await desk.press("confirm_paper")
            closed = newest(desk).phase
            assert isinstance(closed, Closed)
            result = closed.result
            assert isinstance(result, ElectionResult)
            assert (result.valid, result.invalid) == (1, 0)
            assert [(c.name, c.yes, c.no) for c in result.candidates] == [
                ("A", 0, 1),
                ("B", 0, 0),
                ("Chen", 1, 0),
            ]

    run_in_qt(scene())


def test_an_aborted_ballot_is_held_again_by_one_press(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(SEATS[0])
            await desk.press("abort_ballot")
            await desk.write("reason_field", "wrong question")
            await desk.press("confirm_reason")
            await desk.press("re_vote")
            spec = newest(desk).spec
            assert (spec.follows, spec.following) == (BALLOT, Following.RE_VOTE)
            assert desk.words("ballot_state") == "Prepared"

    run_in_qt(scene())


def test_a_correction_without_paper_needs_a_reason_only(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(*SEATS[:3])
            await desk.press("close_ballot")
            await desk.press("announce_ballot")
            await desk.press("correct_ballot")
            await desk.write("reason_field", "the title was wrong")
            await desk.press("confirm_reason")
            announced = desk.hub.state.ballots[BALLOT].phase
            assert isinstance(announced, Announced)
            assert [one.reason for one in announced.closed.corrections] == ["the title was wrong"]

    run_in_qt(scene())
