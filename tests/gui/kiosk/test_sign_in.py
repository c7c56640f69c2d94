"""From the nameplate to the papers."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kiosk.session.view import SessionView
from shared.domain import commands as cmd
from tests.fakes.story_room import LI, SEAT, StoryRoom
from tests.gui.kiosk.conftest import OpenSeat


def test_a_tap_on_the_nameplate_opens_sign_in_once_it_is_open(open_seat: OpenSeat) -> None:
    seat = open_seat(StoryRoom())
    seat.press("nameplate")
    assert seat.window.screen_name == "nameplate"
    seat.room.does(cmd.OpenSignIn())
    seat.shows()
    seat.press("nameplate")
    assert seat.window.screen_name == "sign_in"


def test_one_tap_signs_in(open_seat: OpenSeat) -> None:
    room = StoryRoom()
    room.does(cmd.OpenSignIn())
    seat = open_seat(room)
    seat.press("nameplate")
    seat.press("sign_in")
    assert seat.wishes.asked == [("sign_in",)]


def test_the_seal_comes_with_the_record_and_then_the_papers(open_seat: OpenSeat, qtbot: QtBot) -> None:
    room = StoryRoom()
    room.does(cmd.OpenSignIn())
    seat = open_seat(room)
    seat.press("nameplate")
    assert not seat.is_visible("signed_in_seal")
    room.does(cmd.SignIn(LI), seat=SEAT)
    seat.shows()
    assert seat.is_visible("signed_in_seal")
    qtbot.waitUntil(lambda: seat.window.screen_name == "reading", timeout=4000)


def test_somebody_else_calls_the_clerk_and_sees_that_they_come(open_seat: OpenSeat) -> None:
    room = StoryRoom()
    room.does(cmd.OpenSignIn())
    seat = open_seat(room)
    seat.press("nameplate")
    seat.press("not_me")
    assert seat.wishes.asked == [("call_service",)]
    private = room.view.private
    assert private is not None
    called = msgspec.structs.replace(room.view, private=msgspec.structs.replace(private, has_called=True))
    seat.shows(called)
    assert not seat.find("not_me").isEnabled()


def test_an_unassigned_seat_shows_its_number_and_waits(open_seat: OpenSeat) -> None:
    room = StoryRoom()
    seat = open_seat(room)
    seat.shows(msgspec.structs.replace(room.view, seat=type(SEAT)("21")))
    assert seat.words("nameplate") == "21"
    assert seat.words("nameplate_post") == "Waiting for a person"


def test_without_a_podium_the_way_that_is_tried_is_named(open_seat: OpenSeat) -> None:
    seat = open_seat(StoryRoom())
    seat.shows(SessionView(seat=SEAT))
    assert "Looking for the podium" in seat.words("looking_state")


def test_an_open_room_says_so(open_seat: OpenSeat) -> None:
    seat = open_seat(StoryRoom())
    assert seat.is_visible("open_room")
    seat.shows(msgspec.structs.replace(seat.room.view, is_open_room=False))
    assert not seat.is_visible("open_room")


def test_escape_does_not_close_the_window(open_seat: OpenSeat) -> None:
    seat = open_seat(StoryRoom())
    seat.key(Qt.Key.Key_Escape)
    assert seat.window.isVisible()
