"""Papers on the glass: following, browsing, back; offline; pop-overs."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt

from kiosk.session import replica
from kiosk.session.catching_up import CaughtUp
from kiosk.session.places import Place
from kiosk.session.reading import turned
from kiosk.session.view import SessionView
from shared.domain.ballots import IntentId
from shared.domain.papers import Sha256
from shared.domain.sign_off import Opinion, SignOffId
from shared.storage.seat_outbox import SentSignOff
from shared.ui.theme import Theme
from tests.fakes.story_room import StoryRoom
from tests.gui.kiosk.conftest import OpenSeat, Seat, cut_off, with_stored_vote
from tests.gui.kiosk.reading_seat import room_with


@pytest.fixture
def room(tmp_path: Path) -> StoryRoom:
    return room_with(tmp_path, ("公报", "报告", "附表"))


def browsing(room: StoryRoom) -> SessionView:
    view = room.view
    return msgspec.structs.replace(view, reading=turned(view.reading, -4, replica.readable(view)))


def pressed(seat: Seat, name: str) -> object:
    seat.press(name)
    return seat.wishes.asked[-1]


def test_the_badge_says_whom_one_follows_and_no_way_back_is_offered(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = open_seat(room)
    assert seat.words("badge") == "Following 张立新"
    assert not seat.is_visible("back_to_leader")


def test_who_browses_is_told_the_leaders_page_and_gets_back_with_one_tap(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = open_seat(room)
    seat.shows(browsing(room))
    assert seat.words("badge") == "Browsing on your own"
    assert "p. 9" in seat.words("back_to_leader")
    assert "page 5" in seat.words("ribbon")
    assert pressed(seat, "back_to_leader") == ("back_to_leader",)


def test_arrows_turn_pages_by_button_and_by_key(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = open_seat(room)
    assert pressed(seat, "next_page") == ("turn", 1)
    assert pressed(seat, "previous_page") == ("turn", -1)
    for key, by in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1)):
        seat.key(key)
        assert seat.wishes.asked[-1] == ("turn", by)
    seat.key(Qt.Key.Key_Home)
    assert seat.wishes.asked[-1] == ("back_to_leader",)


def test_at_the_last_page_there_is_no_next_one(open_seat: OpenSeat, room: StoryRoom) -> None:
    room.leads(18, revision=2)
    seat = open_seat(room)
    assert not seat.find("next_page").isEnabled()
    assert seat.find("previous_page").isEnabled()


def test_the_agenda_opens_any_paper_and_closes_with_it(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = open_seat(room)
    seat.press("show_agenda")
    first: Sha256 = next(iter(room.papers))
    assert pressed(seat, f"open_paper_{first[:8]}") == ("open_paper", first)
    assert not seat.is_visible("agenda_card")


def test_escape_closes_a_pop_over(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = open_seat(room)
    seat.press("show_agenda")
    handle = seat.window.windowHandle()
    assert handle is not None
    seat.press("show_agenda")
    assert not seat.is_visible("agenda_card")


def test_the_ribbon_asks_for_a_page_of_the_paper_that_is_read(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = open_seat(room)
    seat.window.reading.page_requested.emit(4)
    place = room.view.reading.place
    assert place is not None
    assert seat.wishes.asked[-1] == ("go_to", Place(place.paper, 4))


def test_offline_a_note_says_so_and_the_leaders_place_is_told_as_past(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = open_seat(room)
    assert not seat.is_visible("note")
    seat.shows(cut_off(browsing(room)))
    assert seat.is_visible("note")
    assert not seat.is_visible("back_to_leader")
    assert "the leader was on p. 9" in seat.find("with_leader").text()  # type: ignore[attr-defined]
    assert "was on page 9" in seat.words("ribbon")
    seat.shows(room.view)
    assert not seat.is_visible("note")


def test_offline_the_badge_does_not_say_following(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = open_seat(room)
    seat.shows(cut_off(room.view))
    assert seat.words("badge") == "Browsing on your own"


def test_offline_the_reason_is_one_press_away(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = open_seat(room)
    seat.shows(cut_off(with_stored_vote(room.view)))
    seat.press("why_offline")
    assert seat.is_visible("offline_card")
    assert "1 vote stored here, not sent" in seat.words("offline_votes")
    seat.press("why_offline")
    assert not seat.is_visible("offline_card")


@pytest.mark.parametrize(
    ("went", "words"),
    [
        (CaughtUp(votes=1), "1 vote sent"),
        (CaughtUp(sign_offs=2), "2 sign-offs sent"),
        (CaughtUp(votes=1, sign_offs=1), "1 vote sent; 1 sign-off sent"),
    ],
)
def test_back_again_says_how_many_votes_and_signatures_went_out(
    open_seat: OpenSeat, room: StoryRoom, went: CaughtUp, words: str
) -> None:
    seat = open_seat(room)
    seat.shows(msgspec.structs.replace(room.view, caught_up=went))
    assert words in seat.words("note")


def test_offline_it_is_said_that_a_vote_and_a_signature_are_stored_here(
    open_seat: OpenSeat, room: StoryRoom
) -> None:
    seat = open_seat(room)
    voted = cut_off(with_stored_vote(room.view))
    about = SentSignOff(sign_off=SignOffId("s1"), paper=Sha256("a" * 64), opinion=Opinion.AGREE)
    signature = msgspec.structs.replace(
        voted.sent[0], id=IntentId("hand"), kind="sign_off_paper", ballot=None, vote=None, about=about
    )
    for sent, words in (
        (voted.sent, "Your vote is stored here"),
        ((signature,), "Your sign-off is stored here"),
        ((*voted.sent, signature), "Your vote and your sign-off are stored here"),
    ):
        seat.shows(msgspec.structs.replace(voted, sent=sent))
        assert words in seat.words("note")


def test_night_is_one_key_and_one_button(open_seat: OpenSeat, room: StoryRoom, theme: Theme) -> None:
    seat = open_seat(room)
    seat.press("night")
    assert theme.is_night
    seat.key(Qt.Key.Key_N)
    assert not theme.is_night


def test_all_targets_are_at_least_9_mm(open_seat: OpenSeat, room: StoryRoom) -> None:
    seat = open_seat(room)
    seat.shows(browsing(room))
    least = round(9 * 149 / 25.4)
    for name in ("next_page", "previous_page", "back_to_leader", "show_agenda", "show_thumbnails", "night"):
        size = seat.find(name).size()
        assert min(size.width(), size.height()) >= least, name
