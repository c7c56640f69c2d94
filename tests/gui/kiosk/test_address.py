"""Typing the podium's address: found easily while the seat is out, quiet, and gone once it is in."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from kiosk.session.view import Line, LineView, SessionView
from shared.link.faults import Address, Failure
from shared.link.finder import Attempt, Cause, Failed, NobodyFound, Trying, Way
from shared.ui.hands import press, send_key
from shared.ui.theme import Theme
from tests.fakes.story_room import SEAT, StoryRoom
from tests.gui.kiosk.conftest import OpenSeat, Seat, cut_off, reading_room

LAST = Attempt(Way.LAST, Address("10.0.8.2", 7420), Failed(Failure.NO_ANSWER, 12.0))
NOBODY = Attempt(Way.SEARCH, None, NobodyFound())


def looking(*attempts: Attempt, is_long: bool = True, refusal: str = "") -> SessionView:
    line = LineView(is_long=is_long, attempts=attempts, cause=Cause.NO_ANSWER, door_refusal=refusal)
    return SessionView(seat=SEAT, line=line)


@pytest.fixture
def seat(open_seat: OpenSeat) -> Seat:
    """A seat on its nameplate that is out for long, with the card open."""
    opened = open_seat(StoryRoom())
    opened.shows(looking(LAST, NOBODY))
    press("type_address")
    return opened


def typed(seat: Seat) -> str:
    field = seat.find("address_field")
    assert isinstance(field, QLineEdit)
    return field.text()


def press_keys(*names: str) -> None:
    for name in names:
        press(f"address_key_{name}")


def test_the_button_for_an_address_is_there_only_while_the_seat_is_out_for_long(open_seat: OpenSeat) -> None:
    seat = open_seat(StoryRoom())
    button = seat.window.nameplate.findChild(QAbstractButton, "type_address")
    assert button is not None
    assert not button.isVisible()
    seat.shows(looking(LAST, is_long=False))
    assert not button.isVisible()
    seat.shows(looking(LAST))
    assert button.isVisible()
    seat.shows(seat.room.view)
    assert not button.isVisible()


def test_an_address_typed_by_the_keys_on_the_glass_is_tried(seat: Seat) -> None:
    press_keys("1", "0", "dot", "0", "dot", "8", "dot", "9", "colon", "7", "5", "0", "0")
    press("connect_address")
    assert seat.wishes.asked == [("try_address", Address("10.0.8.9", 7500))]
    assert not seat.is_visible("address_card")


def test_a_wrong_key_is_taken_back(seat: Seat) -> None:
    press_keys("1", "0", "colon", "delete", "dot")
    assert typed(seat) == "10."


def test_a_keyboard_works_too_and_enter_connects_without_tapping_the_nameplate(seat: Seat) -> None:
    assert seat.window.focusWidget() is seat.find("address_field")
    QTest.keyClicks(seat.find("address_field"), "podium.local")
    send_key("address_field", "Return")
    assert seat.wishes.asked == [("try_address", Address("podium.local", 7420))]
    assert not seat.is_visible("address_card")
    assert seat.window.screen_name == "nameplate"


def test_keys_that_the_field_does_not_take_reach_no_screen_below(open_seat: OpenSeat) -> None:
    seat = open_seat(reading_room())
    seat.shows(cut_off(seat.room.view))
    seat.press("why_offline")
    press("type_address")
    QTest.keyClick(seat.find("address_field"), Qt.Key.Key_PageDown)
    assert seat.wishes.asked == []


@pytest.mark.parametrize("text", ["", "10.0.8", "10.0.8.999", "http://podium", "10.0.8.9:0"])
def test_what_is_no_address_gets_a_sentence_that_says_what_to_do(seat: Seat, text: str) -> None:
    QTest.keyClicks(seat.find("address_field"), text)
    press("connect_address")
    assert seat.wishes.asked == []
    assert seat.is_visible("address_card")
    assert seat.words("address_hint").startswith("This is not an address yet. Type four numbers")
    press_keys("1")
    assert "not an address" not in seat.words("address_hint")


def test_escape_and_cancel_close_the_card_and_give_the_keyboard_back(seat: Seat) -> None:
    send_key("-", "Escape")
    assert not seat.is_visible("address_card")
    assert seat.window.focusWidget() is seat.window.nameplate
    press("type_address")
    press("address_cancel")
    assert not seat.is_visible("address_card")
    assert seat.wishes.asked == []


def test_what_was_typed_is_there_again_and_the_next_key_types_over_it(seat: Seat) -> None:
    press_keys("9", "9")
    press("address_cancel")
    press("type_address")
    assert typed(seat) == "99"
    press_keys("1")
    assert typed(seat) == "1"


def test_a_press_on_the_card_does_not_tap_the_nameplate(seat: Seat) -> None:
    taps: list[None] = []
    seat.window.nameplate.tapped.connect(lambda: taps.append(None))
    QTest.mouseClick(seat.find("address_hint"), Qt.MouseButton.LeftButton)
    assert seat.is_visible("address_card")
    assert taps == []


def test_the_card_goes_once_the_seat_is_in(seat: Seat) -> None:
    seat.shows()
    assert not seat.is_visible("address_card")


def test_the_keys_are_large_enough_for_a_finger(seat: Seat, theme: Theme) -> None:
    names = [*"0123456789", "dot", "colon", "delete"]
    wanted = [*(f"address_key_{name}" for name in names), "connect_address", "address_cancel"]
    for name in wanted:
        key = seat.find(name)
        assert min(key.width(), key.height()) >= theme.scale.target_px, name
    boxes = [seat.find(f"address_key_{n}").geometry() for n in ("1", "2", "4")]
    gap = theme.scale.mm(1.5)
    assert boxes[1].left() - boxes[0].right() > gap
    assert boxes[2].top() - boxes[0].bottom() > gap


def test_each_way_stands_with_its_address_and_why_it_does_not_get_in(open_seat: OpenSeat) -> None:
    seat = open_seat(StoryRoom())
    mine = Attempt(Way.TYPED, Address("10.0.8.9", 7420), Failed(Failure.RESTARTING, 4.0))
    seat.shows(looking(LAST, mine, NOBODY))
    assert seat.words("looking_ways") == (
        "Last address 10.0.8.2:7420 no answer, again in 12 s; "
        "Address typed in 10.0.8.9:7420 no podium there now, again in 4 s; "
        "Search in the room nothing found"
    )
    assert seat.words("looking_reason") == "No podium is at the address typed in now; please check it"
    trying = msgspec.structs.replace(mine, outcome=Trying())
    seat.shows(looking(LAST, trying))
    assert seat.words("looking_state") == "Looking for the podium: Address typed in 10.0.8.9:7420…"
    assert "Search in the room" not in seat.words("looking_ways")


def test_the_name_stays_where_it_is_when_the_line_comes_and_goes(open_seat: OpenSeat) -> None:
    seat = open_seat(StoryRoom())
    name: QWidget = seat.find("nameplate")
    places = []
    mine = Attempt(Way.TYPED, Address("10.0.8.9", 7420), Failed(Failure.NO_ANSWER, 4.0))
    configured = Attempt(Way.CONFIGURED, Address("10.0.8.5", 7420), Trying())
    long = LineView(
        line=Line.LOST, is_long=True, attempts=(LAST, configured, mine, NOBODY), cause=Cause.NO_ANSWER
    )
    for line in (seat.room.view.line, long):
        view = msgspec.structs.replace(seat.room.view, line=line, is_live=line.line is Line.IN)
        seat.shows(view)
        QApplication.sendPostedEvents()  # layouts settle
        places.append(name.mapTo(seat.window, name.rect().center()))
    assert places[0] == places[1]


def test_over_a_paper_the_address_is_asked_from_the_causes_and_the_causes_come_back(
    open_seat: OpenSeat,
) -> None:
    seat = open_seat(reading_room())
    seat.shows(cut_off(seat.room.view))
    seat.press("why_offline")
    press("type_address")
    assert seat.is_visible("address_card")
    assert not seat.is_visible("offline_card")
    press_keys("1", "0", "dot", "0", "dot", "8", "dot", "9")
    press("connect_address")
    assert seat.wishes.asked == [("try_address", Address("10.0.8.9", 7420))]
    assert seat.is_visible("offline_card")
    assert not seat.is_visible("address_card")
