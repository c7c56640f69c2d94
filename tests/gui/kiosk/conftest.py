"""A seat's window over a story, without a network and without page workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from kiosk.session.view import Line, SessionView
from kiosk.ui.window import KioskWindow
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import IntentId
from shared.storage.seat_outbox import SentIntent
from shared.ui.buttons import Button
from shared.ui.theme import Theme
from tests.fakes.story_room import BALLOT, ITEMS, LI, MEETING, SEAT, StoryRoom
from tests.gui.kiosk.wishes import FakeWishes

OpenSeat = Callable[[StoryRoom], "Seat"]


class Seat:
    """The window, what was asked of it, and a finger."""

    def __init__(self, qtbot: QtBot, theme: Theme, room: StoryRoom) -> None:
        self.room = room
        self.wishes = FakeWishes()
        self._qtbot = qtbot
        self.window = KioskWindow(theme, self.wishes, view=room.view, now=lambda: room.now)
        qtbot.addWidget(self.window)
        self.window.resize(1280, 800)
        self.window.show()
        qtbot.waitExposed(self.window)

    def shows(self, view: SessionView | None = None) -> None:
        """Draw the story's view, or another."""
        self.window.render_state(self.room.view if view is None else view)

    def find(self, name: str) -> QWidget:
        """The widget of this name."""
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, name
        return widget

    def is_visible(self, name: str) -> bool:
        """Whether it is on the glass."""
        return self.find(name).isVisible()

    def words(self, name: str) -> str:
        """What a screen reader says of it."""
        return self.find(name).accessibleName()

    def press(self, name: str) -> None:
        """Press it as a finger does."""
        widget = self.find(name)
        assert widget.isVisible(), f"{name} is not there"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key) -> None:
        """Press a key where the keyboard is."""
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key)

    def wait_until_shown(self, screen: str) -> None:
        """Draw the story's view, and wait until this is on the glass."""
        self.shows()
        self._qtbot.waitUntil(lambda: self.window.screen_name == screen, timeout=2000)

    def wait_until_takes_presses(self, name: str) -> None:
        """Wait for a button that takes no press for its first moments."""
        button = self.find(name)
        assert isinstance(button, Button)
        self._qtbot.waitUntil(lambda: not button.is_inert, timeout=2000)

    def wait_until_enabled(self, name: str) -> None:
        """Wait for a button that is dead for its first moments."""
        button = self.find(name)
        assert isinstance(button, QAbstractButton)
        self._qtbot.waitUntil(button.isEnabled, timeout=2000)


@pytest.fixture
def open_seat(qtbot: QtBot, theme: Theme) -> Iterator[OpenSeat]:
    seats: list[Seat] = []

    def make(room: StoryRoom) -> Seat:
        seats.append(Seat(qtbot, theme, room))
        return seats[-1]

    yield make
    for seat in seats:
        seat.window.close()


def reading_room() -> StoryRoom:
    """Signed in, the meeting runs on item 2."""
    room = StoryRoom()
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), seat=SEAT)
    room.signs_in()
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEMS[1]))
    return room


def voting_room() -> StoryRoom:
    """A ballot is open."""
    room = reading_room()
    room.does(cmd.ActivateItem(ITEMS[3]))
    room.does(bcmd.OpenBallot(BALLOT))
    return room


def with_stored_vote(view: SessionView, choice: Choice = Choice.YES) -> SessionView:
    """The person confirmed a vote that is not answered yet."""
    sent = SentIntent(
        id=IntentId("mine"),
        meeting=MEETING,
        kind="cast_vote",
        confirmed_at=view.seen_at or StoryRoom().now,
        person=LI,
        ballot=BALLOT,
        vote=choice,
    )
    return msgspec.structs.replace(view, sent=(sent,))


def cut_off(view: SessionView) -> SessionView:
    """The line is cut for more than three seconds."""
    line = msgspec.structs.replace(view.line, line=Line.LOST, is_long=True)
    return msgspec.structs.replace(view, line=line, is_live=False)
