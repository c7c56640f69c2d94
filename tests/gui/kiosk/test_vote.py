"""The ballot on the glass: choose, confirm, change; fold and come back."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import Choice
from shared.ui.vote_card import CardState, VoteCard
from tests.fakes.story_room import BALLOT, LI, SEAT
from tests.gui.kiosk.conftest import (
    OpenSeat,
    Seat,
    cut_off,
    reading_room,
    voting_room,
    with_stored_vote,
)

NAMES = {Choice.YES: "choose_yes", Choice.NO: "choose_no", Choice.ABSTAIN: "choose_abstain"}


def card(seat: Seat, choice: Choice) -> VoteCard:
    widget = seat.find(NAMES[choice])
    assert isinstance(widget, VoteCard)
    return widget


@pytest.mark.parametrize("choice", list(Choice))
def test_choosing_and_confirming_casts_this_vote_once(open_seat: OpenSeat, choice: Choice) -> None:
    seat = open_seat(voting_room())
    seat.press(NAMES[choice])
    assert seat.wishes.asked == []
    seat.wait_until_enabled("confirm_vote")
    seat.press("confirm_vote")
    assert seat.wishes.asked == [("cast_vote", BALLOT, choice)]


def test_the_choices_are_equal_and_none_is_chosen_before(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    cards = [card(seat, choice) for choice in Choice]
    assert {c.state for c in cards} == {CardState.IDLE}
    assert len({(c.width(), c.height(), c.y()) for c in cards}) == 1
    assert cards[1].x() - cards[0].x() == cards[2].x() - cards[1].x()


def test_choosing_moves_nothing(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    before = [card(seat, choice).geometry() for choice in Choice]
    seat.press("choose_no")
    assert [card(seat, choice).geometry() for choice in Choice] == before
    assert card(seat, Choice.YES).state is CardState.RECEDED
    seat.press("choose_yes")
    assert card(seat, Choice.YES).state is CardState.CHOSEN


def test_a_double_tap_does_not_confirm(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    seat.press("choose_yes")
    seat.press("confirm_vote")
    assert seat.wishes.asked == []


def test_the_confirm_row_lies_where_no_card_was(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    seat.press("choose_yes")
    confirm = seat.find("confirm_vote").geometry()
    assert not any(card(seat, choice).geometry().intersects(confirm) for choice in Choice)


def test_cancel_takes_the_choice_back(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    seat.press("choose_yes")
    seat.wait_until_enabled("cancel_vote")
    seat.press("cancel_vote")
    assert card(seat, Choice.YES).state is CardState.IDLE
    assert not seat.is_visible("confirm_vote")


@pytest.mark.parametrize(
    ("key", "choice"),
    [(Qt.Key.Key_1, Choice.YES), (Qt.Key.Key_2, Choice.NO), (Qt.Key.Key_3, Choice.ABSTAIN)],
)
def test_the_keys_choose_and_enter_confirms(open_seat: OpenSeat, key: Qt.Key, choice: Choice) -> None:
    seat = open_seat(voting_room())
    seat.key(Qt.Key.Key_Return)
    seat.key(key)
    seat.wait_until_enabled("confirm_vote")
    seat.key(Qt.Key.Key_Return)
    assert seat.wishes.asked == [("cast_vote", BALLOT, choice)]


def test_escape_cancels_a_choice_and_never_closes_the_sheet(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    seat.key(Qt.Key.Key_1)
    seat.wait_until_enabled("cancel_vote")
    seat.key(Qt.Key.Key_Escape)
    assert card(seat, Choice.YES).state is CardState.IDLE
    seat.key(Qt.Key.Key_Escape)
    assert seat.window.screen_name == "ballot"


def test_a_tap_beside_the_cards_does_not_close_the_sheet(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    QTest.mouseClick(seat.find("ballot_sheet"), Qt.MouseButton.LeftButton, pos=QPoint(10, 500))
    assert seat.window.screen_name == "ballot"


def test_a_stored_vote_has_no_seal_and_a_counted_one_has_its_receipt(open_seat: OpenSeat) -> None:
    room = voting_room()
    seat = open_seat(room)
    seat.shows(with_stored_vote(room.view))
    assert not seat.is_visible("counted_seal")
    assert seat.is_visible("vote_stored")
    vote = bcmd.CastVote(ballot=BALLOT, person=LI, answer=Choice.YES)
    room.does(vote, seat=SEAT, intent="mine", receipt="K7QM-2P9D")
    seat.shows(with_stored_vote(room.view))
    assert seat.is_visible("counted_seal")
    assert "K7QM-2P9D" in seat.words("counted_seal")


def test_a_counted_vote_can_be_changed_and_the_change_taken_back(open_seat: OpenSeat) -> None:
    room = voting_room()
    vote = bcmd.CastVote(ballot=BALLOT, person=LI, answer=Choice.YES)
    room.does(vote, seat=SEAT, intent="mine", receipt="K7QM-2P9D")
    seat = open_seat(room)
    seat.press("change_vote")
    assert card(seat, Choice.YES).state is CardState.IDLE
    seat.press("fold_ballot")
    assert seat.is_visible("counted_seal")
    seat.press("change_vote")
    seat.press("choose_no")
    seat.wait_until_enabled("confirm_vote")
    seat.press("confirm_vote")
    assert seat.wishes.asked == [("cast_vote", BALLOT, Choice.NO)]


def test_after_the_close_a_vote_cannot_be_changed(open_seat: OpenSeat) -> None:
    room = voting_room()
    vote = bcmd.CastVote(ballot=BALLOT, person=LI, answer=Choice.YES)
    room.does(vote, seat=SEAT, intent="mine", receipt="K7QM-2P9D")
    room.does(bcmd.CloseBallot(BALLOT))
    seat = open_seat(room)
    assert not seat.is_visible("change_vote")


def test_papers_first_folds_the_sheet_and_its_bar_leads_back(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    seat.press("fold_ballot")
    assert seat.window.screen_name == "reading"
    assert seat.is_visible("ballot_bar")
    seat.press("return_to_ballot")
    assert seat.window.screen_name == "ballot"


def test_who_does_not_vote_sees_a_sentence_and_no_cards(open_seat: OpenSeat) -> None:
    room = voting_room()
    private = room.view.private
    assert private is not None
    seat = open_seat(room)
    seat.shows(msgspec.structs.replace(room.view, private=msgspec.structs.replace(private, may_vote=())))
    assert not any(seat.is_visible(name) for name in NAMES.values())
    assert "do not vote" in seat.words("ballot_sentence")


def test_a_vote_kept_while_offline_says_so(open_seat: OpenSeat) -> None:
    room = voting_room()
    seat = open_seat(room)
    seat.shows(cut_off(with_stored_vote(room.view)))
    assert "once connected" in seat.words("vote_note")


def test_a_ballot_does_not_come_over_a_finger_that_is_down(open_seat: OpenSeat, qtbot: QtBot) -> None:
    seat = open_seat(reading_room())
    page = seat.find("page_view")
    QTest.mousePress(page, Qt.MouseButton.LeftButton)
    seat.room.does(bcmd.OpenBallot(BALLOT))
    seat.shows()
    assert seat.window.screen_name == "reading"
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton)
    assert seat.window.screen_name == "reading"
    qtbot.waitUntil(lambda: seat.window.screen_name == "ballot", timeout=2000)


def test_vote_targets_are_at_least_12_mm(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    seat.press("choose_yes")
    least = round(12 * 149 / 25.4)
    for name in (*NAMES.values(), "confirm_vote", "cancel_vote"):
        size = seat.find(name).size()
        assert min(size.width(), size.height()) >= least, name


def test_the_result_names_everybody_and_my_receipt(open_seat: OpenSeat) -> None:
    room = voting_room()
    room.votes()
    vote = bcmd.CastVote(ballot=BALLOT, person=LI, answer=Choice.YES)
    room.does(vote, seat=SEAT, intent="mine", receipt="K7QM-2P9D")
    room.does(bcmd.CloseBallot(BALLOT))
    seat = open_seat(room)
    assert not seat.is_visible("result_sheet")
    room.does(bcmd.AnnounceBallot(ballot=BALLOT))
    seat.shows()
    assert seat.window.screen_name == "result"
    assert "needed 8, got 10, 2 over" in seat.find("result_margin").text()  # type: ignore[attr-defined]
    assert "K7QM-2P9D" in seat.words("own_result")
    assert "in the list" in seat.words("own_result")
    assert seat.words("seat_01") == "张立新, In favour"
    seat.press("close_result")
    assert seat.window.screen_name == "reading"
