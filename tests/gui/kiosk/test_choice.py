"""Ballots with options, and questionnaires, on the glass."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from shared.domain.multiple_choice import ChoiceBallot
from shared.domain.questionnaire import QuestionnaireBallot, TextAnswer
from shared.ui.option_row import OptionRow
from tests.fakes.story_room import ZHANG
from tests.gui.kiosk.ballots import (
    OWN,
    announced,
    choice,
    everybody_votes,
    own_vote,
    put_ballot,
    questionnaire,
)
from tests.gui.kiosk.conftest import OpenSeat, Seat, reading_room


def taken(seat: Seat) -> list[bool]:
    return [row.is_chosen for row in seat.window.findChildren(OptionRow)]


def confirm(seat: Seat) -> None:
    seat.press("check_ballot")
    seat.wait_until_takes_presses("confirm_ballot")
    seat.press("confirm_ballot")


def test_options_are_taken_and_taken_back(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), choice()))
    for n in (3, 1, 2, 1):
        seat.press(f"option_{n}")
    assert seat.words("chosen_count") == "Chosen: 2 of 3"
    assert seat.words("option_3") == "South, selected"
    confirm(seat)
    assert seat.wishes.asked == [("cast_vote", OWN, ChoiceBallot(chosen=(1, 2)))]


def test_the_chip_stands_beside_the_question(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), choice()))
    question, kind = seat.find("marking_question"), seat.find("marking_kind")
    assert 0 < kind.x() - question.geometry().right() <= 24
    assert kind.geometry().right() < seat.window.width() / 2


def test_past_the_limit_a_tap_is_refused_in_words_and_changes_nothing(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), choice(most=2)))
    for n in (1, 2, 3):
        seat.press(f"option_{n}")
    assert taken(seat) == [True, True, False, False]
    assert "2 are chosen already" in seat.words("ballot_notes")


def test_of_one_option_only_the_other_goes(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), choice(most=1)))
    seat.press("option_1")
    seat.press("option_4")
    assert taken(seat) == [False, False, False, True]


def test_too_few_cannot_be_checked_and_the_reason_is_said(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), choice(least=2)))
    seat.press("option_1")
    seat.press("check_ballot")
    assert not seat.is_visible("confirm_ballot")
    assert "At least 2" in seat.words("ballot_notes")


def test_the_keyboard_alone_chooses_checks_and_confirms(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), choice()))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_4):
        seat.key(key)
    seat.key(Qt.Key.Key_Return)
    seat.wait_until_takes_presses("confirm_ballot")
    seat.key(Qt.Key.Key_Return)
    assert seat.wishes.asked == [("cast_vote", OWN, ChoiceBallot(chosen=(0, 1, 3)))]


def test_options_are_at_least_12_mm_high(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), choice()))
    least = round(12 * 149 / 25.4)
    assert all(row.height() >= least for row in seat.window.findChildren(OptionRow))


def test_the_result_shows_persons_per_option_and_everybodys_answer(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), choice())
    own_vote(room, ChoiceBallot(chosen=(0, 2)))
    everybody_votes(room, lambda place: ChoiceBallot(chosen=(place % 2,)), but=(ZHANG,))
    announced(room)
    seat = open_seat(room)
    assert seat.words("result_fact_2") == "12 valid, 0 invalid, 0 blank"
    assert seat.words("result_fact_3") == "Without an answer 1"
    seat.press("show_list")
    assert "Not voted" in seat.words("vote_list")


def test_a_questionnaire_goes_question_by_question_and_keeps_the_answers(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), questionnaire()))
    assert seat.words("question_text") == "1. How was the preparation?"
    seat.press("check_ballot")
    assert "At least 1" in seat.words("ballot_notes")
    seat.press("option_2")
    seat.press("check_ballot")
    seat.press("option_1")
    seat.press("option_3")
    seat.press("back_to_marking")
    assert taken(seat) == [False, True, False]
    seat.press("check_ballot")
    assert taken(seat)[:4] == [True, False, True, False]
    seat.press("check_ballot")
    words = seat.find("answer_text")
    assert isinstance(words, QPlainTextEdit)
    QTest.keyClicks(words, "More light")
    seat.press("fold_marking")
    seat.press("return_to_ballot")
    assert words.toPlainText() == "More light"
    confirm(seat)
    answers = (ChoiceBallot(chosen=(1,)), ChoiceBallot(chosen=(0, 2)), TextAnswer(words="More light"))
    assert seat.wishes.asked == [("cast_vote", OWN, QuestionnaireBallot(answers=answers))]


def test_an_answer_in_words_that_is_too_long_is_refused_and_kept(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), questionnaire()))
    seat.press("option_1")
    seat.press("check_ballot")
    seat.press("check_ballot")
    words = seat.find("answer_text")
    assert isinstance(words, QPlainTextEdit)
    words.setPlainText("x" * 41)
    seat.press("check_ballot")
    assert not seat.is_visible("confirm_ballot")
    assert "At most 40" in seat.words("ballot_notes")
    assert words.toPlainText() == "x" * 41


def test_the_result_of_a_questionnaire_has_a_page_per_question(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), questionnaire())
    sheet = (ChoiceBallot(chosen=(0,)), ChoiceBallot(chosen=(1,)), TextAnswer(words="Thanks"))
    everybody_votes(room, lambda _place: QuestionnaireBallot(answers=sheet))
    announced(room)
    seat = open_seat(room)
    assert seat.words("result_question_text") == "1. How was the preparation?"
    seat.press("next_question")
    seat.press("next_question")
    assert seat.words("result_question_text") == "3. Anything else?"
    assert seat.words("result_fact_2") == "13 answers in words"
