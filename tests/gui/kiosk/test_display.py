"""The big screen: what the room sees, and what it never sees."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.ui.display_showing import DisplayView, display_view
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice, MotionTerms
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.secrecy import Grade
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from tests.fakes.story_room import BALLOT, ITEMS, LI, StoryRoom
from tests.gui.kiosk.ballots import OWN, announced, everybody_votes, put_ballot, rule
from tests.gui.kiosk.conftest import OpenSeat, Seat, cut_off, reading_room, voting_room
from tests.gui.kiosk.displays import as_display


def words_on(seat: Seat) -> str:
    """Every word on the glass."""
    parts = [w.text() for w in seat.window.findChildren(Label) if w.isVisible()]
    parts += [w.text() for w in seat.window.findChildren(TextBlock) if w.isVisible()]
    return " / ".join(parts)


def open_display(open_seat: OpenSeat, room: StoryRoom) -> Seat:
    seat = open_seat(room)
    seat.shows(as_display(room.view))
    return seat


def counted_room() -> StoryRoom:
    """The ballot of the story is announced."""
    room = voting_room()
    room.votes()
    room.does(bcmd.CloseBallot(BALLOT))
    room.does(bcmd.AnnounceBallot(ballot=BALLOT))
    return room


def test_a_terminal_of_the_role_display_is_the_big_screen_and_offers_nothing_to_press(
    open_seat: OpenSeat,
) -> None:
    seat = open_display(open_seat, voting_room())
    assert seat.window.screen_name == "display"
    assert [b.objectName() for b in seat.window.findChildren(QAbstractButton) if b.isVisible()] == []
    for key in (Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(seat.find("display_screen"), key)
    QTest.mouseClick(seat.find("display_screen"), Qt.MouseButton.LeftButton)
    assert seat.wishes.asked == []


def test_while_a_ballot_is_open_only_how_many_voted_is_told(open_seat: OpenSeat) -> None:
    room = voting_room()
    room.votes()
    seat = open_display(open_seat, room)
    said = words_on(seat)
    assert room.view.ballot is not None
    assert f"{room.view.ballot.voted} / {room.view.ballot.voters_count}" in said
    assert not any(person.name in said for person in room.view.room.meeting.roster)  # type: ignore[union-attr]
    assert not seat.is_visible("display_bars")


def test_a_result_is_there_only_once_it_is_announced(open_seat: OpenSeat) -> None:
    room = voting_room()
    room.votes()
    room.does(bcmd.CloseBallot(BALLOT))
    seat = open_display(open_seat, room)
    assert not seat.is_visible("display_bars")
    room.does(bcmd.AnnounceBallot(ballot=BALLOT))
    seat.shows(as_display(room.view))
    assert seat.is_visible("display_bars")
    assert seat.is_visible("seat_map")
    assert seat.words("display_seal")


def test_a_secret_result_names_nobody(open_seat: OpenSeat) -> None:
    room = counted_room()
    view = as_display(room.view)
    assert view.room is not None
    assert view.ballot is not None
    assert view.ballot.result is not None
    result = msgspec.structs.replace(view.ballot.result, votes=(), voted=(LI,))
    hidden = msgspec.structs.replace(view.ballot.shown, grade=Grade.TWO_TELLERS)
    ballot = msgspec.structs.replace(view.ballot, shown=hidden, result=result)
    ballots = {**view.room.ballots, BALLOT: ballot}
    secret = msgspec.structs.replace(view, room=msgspec.structs.replace(view.room, ballots=ballots))
    seat = open_seat(room)
    seat.shows(secret)
    assert seat.is_visible("display_bars")
    assert not any(w.isVisible() for w in seat.window.findChildren(QWidget, "seat_map"))
    assert not any(person.name in words_on(seat) for person in view.room.meeting.roster)


def test_a_long_result_comes_by_turns_and_every_name_has_its_turn(open_seat: OpenSeat) -> None:
    names = tuple(f"Candidate {n:02}" for n in range(1, 15))
    terms = ElectionTerms(seats=14, candidates=names)
    room = put_ballot(reading_room(), terms, by=rule())
    room.does(cmd.ActivateItem(ITEMS[3]))
    everybody_votes(room, lambda _place: ElectionBallot(marks=(Mark.YES,) * 14), but=(LI,))
    announced(room)
    seat = open_display(open_seat, room)
    seen: set[str] = set()
    for _turn in range(14):
        said = words_on(seat)
        seen |= {name for name in names if name in said}
        rows = next(w for w in seat.window.findChildren(QWidget, "display_rows") if w.isVisible())
        assert rows.mapTo(seat.window, rows.rect().bottomLeft()).y() < 800
        seat.window.display.turn_on()
    assert seen == set(names)


def test_the_result_stays_until_the_meeting_goes_on_to_another_item() -> None:
    room = counted_room()
    assert display_view(as_display(room.view)) is DisplayView.RESULT
    room.does(cmd.ActivateItem(ITEMS[1]))
    assert display_view(as_display(room.view)) is DisplayView.ITEM


@pytest.mark.parametrize("wish", [cmd.PauseMeeting(), cmd.AdjournMeeting()])
def test_a_break_and_the_end_take_the_result_away(wish: cmd.Command) -> None:
    room = counted_room()
    room.does(wish)
    assert display_view(as_display(room.view)) is DisplayView.WELCOME


def test_what_is_old_never_stands_there_as_if_it_were_so_now(open_seat: OpenSeat) -> None:
    room = counted_room()
    seat = open_display(open_seat, room)
    seat.shows(cut_off(as_display(room.view)))
    assert display_view(cut_off(as_display(room.view))) is DisplayView.WELCOME
    assert not seat.is_visible("display_bars")
    assert "present" not in words_on(seat)


def test_a_stopped_ballot_leaves_the_screen() -> None:
    room = put_ballot(reading_room(), MotionTerms(), by=rule())
    room.does(cmd.ActivateItem(ITEMS[3]))
    assert display_view(as_display(room.view)) is DisplayView.PROGRESS
    everybody_votes(room, lambda _place: Choice.YES, but=(LI,))
    room.does(bcmd.AbortBallot(ballot=OWN, reason="wrong text"))
    assert display_view(as_display(room.view)) is DisplayView.ITEM
