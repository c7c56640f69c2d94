"""Secret ballots at a seat: cast with buttons or keys, never shown again, checked, opened by a teller."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kiosk.session.secret_view import OwnCheck, OwnPlace, TellerPart
from kiosk.session.view import SessionView
from kiosk.ui.secret_words import check_told
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import Choice, MotionTerms
from shared.domain.election import ElectionBallot, Mark
from shared.domain.secrecy import Grade, Inclusion, TellerRole
from shared.domain.secret_lists import ListFault
from shared.domain.urn import UrnStage
from shared.ui.hands import words_of
from shared.ui.scale import Program, scale_for_window
from tests.fakes.story_room import LI, StoryRoom
from tests.gui.kiosk.ballots import OWN, election, put_ballot
from tests.gui.kiosk.conftest import OpenSeat, Seat, reading_room
from tests.gui.kiosk.secrets import CODE, sealed_here, secret_view

FIRST = TellerPart(role=TellerRole.FIRST, has_key=True)


def motion() -> StoryRoom:
    return put_ballot(reading_room(), MotionTerms())


def closed_motion() -> StoryRoom:
    room = motion()
    room.does(bcmd.CloseBallot(OWN))
    return room


def all_words(seat: Seat) -> str:
    """Everything that is written or said in the window, on the glass or not."""
    return "\n".join(
        f"{words_of(widget)} {widget.accessibleName()} {widget.accessibleDescription()}"
        for widget in seat.window.findChildren(QWidget)
    )


@pytest.mark.parametrize(
    ("grade", "hidden"),
    [
        (Grade.TWO_TELLERS, "unless both tellers act together"),
        (Grade.ONE_OPERATOR, "not from whoever operates the podium"),
    ],
)
def test_the_sheet_says_what_is_hidden_and_shows_the_code_to_compare(
    open_seat: OpenSeat, grade: Grade, hidden: str
) -> None:
    room = motion()
    seat = open_seat(room)
    seat.shows(secret_view(room, grade))
    assert hidden in words_of(seat.find("secret_sentence"))
    assert seat.words("check_code").replace(" ", "") == "Checkcode:" + CODE.replace("-", ",")
    seat.press("choose_yes")
    seat.wait_until_enabled("confirm_vote")
    seat.press("confirm_vote")
    assert seat.wishes.asked == [("cast_vote", OWN, Choice.YES)]


def test_a_vote_is_cast_by_keys_alone(open_seat: OpenSeat) -> None:
    room = motion()
    seat = open_seat(room)
    seat.shows(secret_view(room))
    seat.key(Qt.Key.Key_2)
    seat.wait_until_enabled("confirm_vote")
    seat.key(Qt.Key.Key_Return)
    assert seat.wishes.asked == [("cast_vote", OWN, Choice.NO)]


@pytest.mark.parametrize("place", [OwnPlace.WAITING, OwnPlace.NOT_LISTED, OwnPlace.NOT_RIGHT])
def test_where_no_vote_can_be_sealed_it_is_said_why(open_seat: OpenSeat, place: OwnPlace) -> None:
    room = motion()
    seat = open_seat(room)
    seat.shows(secret_view(room, place=place, fingerprint=""))
    assert not seat.is_visible("choose_yes")
    assert len(words_of(seat.find("ballot_sentence"))) > 30
    assert seat.words("check_code") == "No check code yet"
    seat.key(Qt.Key.Key_1)
    assert seat.wishes.asked == []


def test_after_casting_nothing_in_the_window_tells_the_choice(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), election())
    seat = open_seat(room)
    view = secret_view(room)
    seat.shows(view)
    before = all_words(seat)
    seat.press("mark_1_yes")
    written = seat.find("write_in_1")
    seat.press("mark_2_no")
    seat.press("check_ballot")
    seat.wait_until_takes_presses("confirm_ballot")
    seat.press("confirm_ballot")
    (wish,) = seat.wishes.asked
    assert isinstance(wish[2], ElectionBallot)
    assert wish[2].marks[:2] == (Mark.YES, Mark.NO)
    for is_in_the_box in (False, True):
        seat.shows(sealed_here(room, msgspec.structs.replace(view), is_in_the_box=is_in_the_box))
        assert not seat.is_visible("mark_1_yes")
        assert not written.isVisible()
        assert seat.is_visible("own_secret_vote")
        assert "chosen" not in _since(before, all_words(seat))
    assert words_of(seat.find("secret_receipt")) == "K7QM-2P9D"
    seat.key(Qt.Key.Key_1)
    assert len(seat.wishes.asked) == 1


def _since(before: str, after: str) -> str:
    """The lines that were not there before."""
    known = set(before.splitlines())
    return "\n".join(line for line in after.splitlines() if line not in known)


@pytest.mark.parametrize(
    ("check", "words", "is_wrong"),
    [
        (OwnCheck(Inclusion.INCLUDED, recount_agrees=True), "Your vote is in the opened list", False),
        (OwnCheck(Inclusion.MISSING, recount_agrees=True), "Your vote is not in the opened list", True),
        (OwnCheck(Inclusion.ALTERED, recount_agrees=True), "Your vote in the opened list is altered", True),
        (OwnCheck(Inclusion.INCLUDED, recount_agrees=False), "The recount here gives another result", True),
        (OwnCheck(Inclusion.FORGOTTEN, recount_agrees=True), "This terminal cannot check your vote", False),
    ],
)
def test_what_this_terminal_found_of_the_own_vote_is_said(
    open_seat: OpenSeat, check: OwnCheck, words: str, is_wrong: bool
) -> None:
    room = closed_motion()
    seat = open_seat(room)
    view = sealed_here(room, secret_view(room, stage=UrnStage.OPENED, check=check), is_in_the_box=True)
    seat.shows(view)
    assert words in words_of(seat.find("secret_checked"))
    assert check_told(view.secret(OWN)).is_wrong is is_wrong
    assert ("call the chair" in words_of(seat.find("secret_note"))) is is_wrong


# Tellers -------------------------------------------------------------------------------------------------


def turn(room: StoryRoom, part: TellerPart = FIRST, **changes: object) -> SessionView:
    return secret_view(
        room, stage=UrnStage.CLOSED, teller=msgspec.structs.replace(part, may_open=True, **changes)
    )


def test_before_the_close_a_teller_opens_the_sheet_from_the_bar_and_may_put_it_off(
    open_seat: OpenSeat,
) -> None:
    room = closed_motion()
    seat = open_seat(room)
    seat.shows(secret_view(room, stage=UrnStage.CLOSED, teller=msgspec.structs.replace(FIRST, is_done=True)))
    seat.press("back_to_papers")
    assert seat.window.screen_name == "reading"
    seat.press("notice_act")
    assert seat.window.screen_name == "teller"
    seat.press("close_teller")
    assert seat.window.screen_name == "reading"
    seat.press("notice_aside")
    assert not seat.is_visible("notice_bar")


def test_after_the_close_the_one_button_is_there_and_opens_once(open_seat: OpenSeat) -> None:
    room = closed_motion()
    seat = open_seat(room)
    seat.shows(turn(room))
    assert seat.window.screen_name == "teller"
    assert words_of(seat.find("open_envelopes")) == "Take off the outer envelopes"
    seat.wait_until_takes_presses("open_envelopes")
    seat.press("open_envelopes")
    assert seat.wishes.asked == [("open_as_teller", OWN)]
    seat.shows(
        secret_view(room, stage=UrnStage.CLOSED, teller=msgspec.structs.replace(FIRST, is_working=True))
    )
    assert not seat.is_visible("open_envelopes")


def test_a_teller_opens_with_the_keyboard_alone(open_seat: OpenSeat) -> None:
    room = closed_motion()
    seat = open_seat(room)
    seat.shows(turn(room, TellerPart(role=TellerRole.SECOND, has_key=True)))
    assert words_of(seat.find("open_envelopes")) == "Open the votes"
    seat.wait_until_takes_presses("open_envelopes")
    seat.key(Qt.Key.Key_Return)
    assert seat.wishes.asked == [("open_as_teller", OWN)]


@pytest.mark.parametrize("fault", list(ListFault))
def test_a_list_that_is_not_opened_says_why(open_seat: OpenSeat, fault: ListFault) -> None:
    room = closed_motion()
    seat = open_seat(room)
    seat.shows(turn(room, fault=fault))
    assert words_of(seat.find("open_envelopes")) == "Try again"
    assert "Tell the chair, then try again." in words_of(seat.find("teller_work_note"))


def test_a_teller_who_goes_back_to_the_papers_finds_the_way_again(open_seat: OpenSeat) -> None:
    room = closed_motion()
    seat = open_seat(room)
    seat.shows(turn(room))
    seat.press("close_teller")
    assert seat.window.screen_name == "reading"
    assert "It is your turn" in words_of(seat.find("notice"))
    seat.press("notice_act")
    assert seat.window.screen_name == "teller"


def test_the_buttons_of_a_secret_ballot_are_large_enough_for_a_finger(open_seat: OpenSeat) -> None:
    room = closed_motion()
    seat = open_seat(room)
    seat.shows(turn(room))
    least = scale_for_window(Program.KIOSK, 1280, 800).vote_target_px
    assert seat.find("open_envelopes").height() >= least
    assert seat.find("open_envelopes").width() >= least


def test_who_voted_is_listed_and_nothing_else(open_seat: OpenSeat) -> None:
    room = closed_motion()
    room.does(bcmd.AnnounceBallot(ballot=OWN))
    view = secret_view(room)
    assert view.room is not None
    ballot = view.room.ballots[OWN]
    assert ballot.result is not None
    result = msgspec.structs.replace(ballot.result, votes=(), voted=(LI,))
    ballots = {OWN: msgspec.structs.replace(ballot, result=result)}
    seat = open_seat(room)
    seat.shows(msgspec.structs.replace(view, room=msgspec.structs.replace(view.room, ballots=ballots)))
    seat.press("show_list")
    assert seat.words("vote_list").endswith("voted")
    assert seat.words("vote_list").count(";") == 0
