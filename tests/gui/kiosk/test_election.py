"""The election ballot on the glass: marks, the limit, other names, checking, confirming."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from shared.domain import ballot_commands as bcmd
from shared.domain.election import ElectionBallot, Mark
from shared.ui.mark_button import MarkButton
from tests.fakes.story_room import StoryRoom
from tests.gui.kiosk.ballots import (
    OWN,
    announced,
    election,
    everybody_votes,
    own_vote,
    put_ballot,
    rule,
)
from tests.gui.kiosk.conftest import OpenSeat, Seat, reading_room

YES, NO, ABSTAIN = Mark.YES, Mark.NO, Mark.ABSTAIN
CHINESE = "\u6c88\u82e5\u8c37"


def electing(*names: str, seats: int = 5, may_change: bool = True) -> StoryRoom:
    return put_ballot(reading_room(), election(*names, seats=seats), by=rule(may_change=may_change))


def is_chosen(seat: Seat, name: str) -> bool:
    button = seat.find(name)
    assert isinstance(button, MarkButton)
    return button.is_chosen


def field(seat: Seat, n: int = 1) -> QLineEdit:
    widget = seat.find(f"write_in_{n}")
    assert isinstance(widget, QLineEdit)
    return widget


def confirm(seat: Seat) -> None:
    seat.press("check_ballot")
    seat.wait_until_takes_presses("confirm_ballot")
    seat.press("confirm_ballot")


def test_nothing_is_marked_beforehand_and_a_blank_ballot_can_be_sent(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    assert not any(button.is_chosen for button in seat.window.findChildren(MarkButton))
    confirm(seat)
    assert seat.wishes.asked == [("cast_vote", OWN, ElectionBallot(marks=(ABSTAIN,) * 6))]


def test_marks_are_sent_in_ballot_order_and_unmarked_ones_as_abstentions(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    for name in ("mark_2_yes", "mark_3_no", "mark_1_yes"):
        seat.press(name)
    assert "No. 4, 5, 6 not marked" in seat.words("ballot_notes")
    confirm(seat)
    marks = (YES, YES, NO, ABSTAIN, ABSTAIN, ABSTAIN)
    assert seat.wishes.asked == [("cast_vote", OWN, ElectionBallot(marks=marks))]


def test_past_the_seats_a_tap_is_refused_in_words_and_changes_no_mark(open_seat: OpenSeat) -> None:
    seat = open_seat(electing(seats=2))
    for n in (1, 2, 3):
        seat.press(f"mark_{n}_yes")
    assert not is_chosen(seat, "mark_3_yes")
    assert seat.words("chosen_count") == "Chosen: 2 of 2 persons"
    assert "2 persons are chosen already" in seat.words("ballot_notes")
    seat.press("mark_1_abstain")
    assert "chosen already" not in seat.words("ballot_notes")
    seat.press("mark_3_yes")
    assert is_chosen(seat, "mark_3_yes")


def test_a_name_can_be_written_for_each_cross_in_chinese(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    assert not field(seat).isEnabled()
    seat.press("mark_1_no")
    typed = QInputMethodEvent("shen", [])
    QApplication.sendEvent(field(seat), typed)
    seat.shows()
    assert seat.words("chosen_count") == "Chosen: 0 of 5 persons"
    written = QInputMethodEvent()
    written.setCommitString(CHINESE)
    QApplication.sendEvent(field(seat), written)
    assert seat.words("chosen_count") == "Chosen: 1 of 5 persons"
    confirm(seat)
    ballot = ElectionBallot(marks=(NO, *(ABSTAIN,) * 5), write_ins=(CHINESE,))
    assert seat.wishes.asked == [("cast_vote", OWN, ballot)]


def test_a_cross_with_a_written_name_stays_until_the_name_is_gone(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    seat.press("mark_1_no")
    QTest.keyClicks(field(seat), "Shen Ruogu")
    seat.press("mark_1_yes")
    assert is_chosen(seat, "mark_1_no")
    assert "needs a \u00d7" in seat.words("ballot_notes")


@pytest.mark.parametrize(
    ("second", "sentence"),
    [("Wang Siqi", "on the list of candidates already"), ("Shen Ruogu", "written already")],
)
def test_a_listed_name_and_one_written_twice_are_refused_before_checking(
    open_seat: OpenSeat, second: str, sentence: str
) -> None:
    seat = open_seat(electing())
    seat.press("mark_5_no")
    seat.press("mark_6_no")
    QTest.keyClicks(field(seat), "Shen Ruogu")
    QTest.keyClicks(field(seat, 2), second)
    assert sentence in seat.words("ballot_notes")
    seat.press("check_ballot")
    assert not seat.is_visible("confirm_ballot")
    assert sentence in seat.words("ballot_notes")


def test_checking_lists_every_candidate_and_leads_back_with_all_marks(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    seat.press("mark_1_yes")
    seat.press("check_ballot")
    assert "1 Wang Siqi: For" in seat.words("ballot_review")
    assert "6 Jiang Hong: Abstain" in seat.words("ballot_review")
    seat.press("back_to_marking")
    assert is_chosen(seat, "mark_1_yes")


def test_a_second_tap_on_check_does_not_confirm(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    seat.press("check_ballot")
    seat.press("confirm_ballot")
    assert seat.wishes.asked == []


def test_a_final_ballot_says_so_on_its_button(open_seat: OpenSeat) -> None:
    seat = open_seat(electing(may_change=False))
    seat.press("check_ballot")
    assert "final" in seat.words("confirm_ballot")


def test_the_keyboard_alone_marks_checks_and_confirms(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    for key in (Qt.Key.Key_Down, Qt.Key.Key_1, Qt.Key.Key_Down, Qt.Key.Key_2, Qt.Key.Key_Up, Qt.Key.Key_3):
        seat.key(key)
    seat.key(Qt.Key.Key_Return)
    seat.key(Qt.Key.Key_Escape)
    assert seat.is_visible("check_ballot")
    seat.key(Qt.Key.Key_Return)
    seat.wait_until_takes_presses("confirm_ballot")
    seat.key(Qt.Key.Key_Return)
    marks = (ABSTAIN, NO, *(ABSTAIN,) * 4)
    assert seat.wishes.asked == [("cast_vote", OWN, ElectionBallot(marks=marks))]


def test_a_half_filled_ballot_outlives_folding_a_turned_page_and_a_hold(open_seat: OpenSeat) -> None:
    room = electing()
    seat = open_seat(room)
    seat.press("mark_1_yes")
    seat.press("mark_2_no")
    QTest.keyClicks(field(seat), "Shen Ruogu")
    seat.press("fold_marking")
    assert seat.window.screen_name == "reading"
    room.leads(5)
    room.does(bcmd.HoldBallot(OWN))
    seat.shows()
    room.does(bcmd.ContinueBallot(OWN))
    seat.shows()
    seat.press("return_to_ballot")
    assert is_chosen(seat, "mark_1_yes")
    assert is_chosen(seat, "mark_2_no")
    assert field(seat).text() == "Shen Ruogu"


def test_more_rows_than_fit_scroll_to_the_keyboard_while_the_panel_stays(open_seat: OpenSeat) -> None:
    names = tuple(f"Candidate {chr(65 + n)}" for n in range(12))
    seat = open_seat(electing(*names, seats=11))
    panel = seat.find("check_ballot").mapTo(seat.window, seat.find("check_ballot").rect().topLeft())
    seat.key(Qt.Key.Key_Up)
    last = seat.find("mark_12_yes")
    assert seat.window.focusWidget() is last
    assert last.mapTo(seat.window, last.rect().bottomRight()).y() < seat.window.height()
    assert seat.find("check_ballot").mapTo(seat.window, seat.find("check_ballot").rect().topLeft()) == panel


def test_every_mark_and_button_is_at_least_12_mm(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    least = round(12 * 149 / 25.4)
    for n in range(1, 7):
        for mark in Mark:
            size = seat.find(f"mark_{n}_{mark}").size()
            assert min(size.width(), size.height()) >= least
    assert seat.find("check_ballot").height() >= least
    seat.press("check_ballot")
    assert seat.find("confirm_ballot").height() >= least


def test_a_mark_says_whose_it_is_and_how_it_stands(open_seat: OpenSeat) -> None:
    seat = open_seat(electing())
    assert seat.words("mark_1_yes") == "Wang Siqi: For, not selected"
    seat.press("mark_1_yes")
    assert seat.words("mark_1_yes") == "Wang Siqi: For, selected"


def test_a_counted_ballot_is_changed_from_how_it_was(open_seat: OpenSeat) -> None:
    room = electing()
    own_vote(room, ElectionBallot(marks=(YES, NO, *(ABSTAIN,) * 4), write_ins=("Shen Ruogu",)))
    seat = open_seat(room)
    assert "Wang Siqi, Shen Ruogu" in seat.words("own_answer")
    seat.press("change_vote")
    assert is_chosen(seat, "mark_1_yes")
    assert field(seat).text() == "Shen Ruogu"
    seat.press("fold_marking")
    assert seat.is_visible("counted_seal")


def test_the_result_names_the_elected_the_open_seat_and_every_receipt(open_seat: OpenSeat) -> None:
    room = electing(seats=2)
    own = ElectionBallot(marks=(YES, NO, YES, *(NO,) * 3))
    own_vote(room, own)
    # 13 for the first, 6 and 7 for two others: nobody else has the 8 that are needed.
    other = ElectionBallot(marks=(YES, YES, *(NO,) * 4))
    everybody_votes(room, lambda place: other if place % 2 else own)
    announced(room)
    seat = open_seat(room)
    assert seat.window.screen_name == "result"
    assert seat.words("result_seal") == "Elected"
    assert seat.words("result_fact_1") == "1 person elected"
    assert "1 seat stays open" in seat.words("result_fact_2")
    seat.press("show_list")
    assert "BBBB-0000" in seat.words("vote_list")
    seat.press("close_result")
    assert seat.window.screen_name == "reading"


def test_equal_votes_for_the_last_seat_lead_to_a_run_off(open_seat: OpenSeat) -> None:
    room = electing(seats=2)

    def two_of_three(place: int) -> ElectionBallot:
        left_out = 2 if place < 5 else 1 if place < 10 else 0
        marks = [YES, YES, YES, NO, NO, NO]
        marks[left_out] = ABSTAIN
        return ElectionBallot(marks=tuple(marks))

    everybody_votes(room, two_of_three)
    announced(room)
    seat = open_seat(room)
    assert seat.words("result_fact_2") == "Equal votes for 1 seat: a run-off between Feng Yaqin, Sun Guodong"
