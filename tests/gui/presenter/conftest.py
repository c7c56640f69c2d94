"""The podium's window over a hub without an engine, with real presses and keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from presenter.ui.main_window import PodiumWindow
from presenter.ui.podium import OpenPack, Podium
from presenter.ui.state import PodiumState
from shared.domain.ballot_terms import Choice
from shared.domain.people import SeatId
from shared.ui.hands import press, words_of
from shared.ui.scale import Program, scale_for_window
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.waiting import press_when_ready
from tests.fakes.clock import FakeClock
from tests.fakes.room_hub import FakeRoomHub
from tests.fakes.small_podium import BALLOT, SEATS, small_meeting
from tests.gui.presenter.podium_tools import fake_tools, no_pack

ENOUGH_ROUNDS = 12
"""A wish takes a task, a verdict, a word from the hub and a deferred drawing: a few rounds of the loop each."""


class Desk:
    """A podium's window with a person at it. Use as `async with`."""

    def __init__(self, theme: Theme, size: tuple[int, int], open_pack: OpenPack) -> None:
        self.clock = FakeClock()
        self.hub = FakeRoomHub(self.clock)
        self.failures: list[tuple[str, BaseException]] = []
        self._theme = theme
        self._size = size
        self._open_pack = open_pack

    async def __aenter__(self) -> Self:
        self._scope = TaskScope("podium", lambda name, failure: self.failures.append((name, failure)))
        self.podium = Podium(self.hub, fake_tools(self.clock, self._open_pack), self._scope)
        self.window = PodiumWindow(self._theme, self.podium, lambda _meeting: Path("/nowhere"))
        self.window.resize(*self._size)
        self.window.show()
        await self.podium.open_room()
        await self.settle()
        return self

    async def __aexit__(self, *_reason: object) -> None:
        self.window.detach()
        self.window.close()
        self.window.deleteLater()
        await self._scope.close()
        assert self.failures == []

    @property
    def state(self) -> PodiumState:
        return self.podium.feed.state

    async def settle(self) -> None:
        """Let everything happen that was wished for."""
        for _ in range(ENOUGH_ROUNDS):
            await asyncio.sleep(0)
            QApplication.sendPostedEvents()

    def find(self, name: str) -> QWidget:
        """The widget of this name; a visible one where there are several."""
        found = [w for w in self.window.findChildren(QWidget) if w.objectName() == name]
        assert found, name
        return next((widget for widget in found if widget.isVisible()), found[0])

    def sees(self, name: str) -> bool:
        """Whether a widget of this name is to be seen."""
        return any(w.isVisible() for w in self.window.findChildren(QWidget) if w.objectName() == name)

    def words(self, name: str) -> str:
        """What a widget says."""
        return words_of(self.find(name))

    async def press(self, name: str) -> None:
        """Press a button as soon as a person could."""
        await press_when_ready(name, timeout_s=5)
        await self.settle()

    def press_now(self, name: str) -> None:
        """Press a button at once, outside of any task."""
        press(name)

    async def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        native = self.window.windowHandle()
        assert native is not None
        QTest.keyClick(native, key, held)
        await self.settle()

    async def write(self, name: str, text: str) -> None:
        """Type into a field."""
        field = self.find(name)
        assert isinstance(field, QLineEdit)
        QTest.keyClicks(field, text)
        await self.settle()

    async def opens_meeting(self) -> None:
        """The meeting is prepared, and somebody looks at its first item."""
        self.hub.opens(small_meeting())
        await self.settle()

    async def is_running(self) -> None:
        """All but the last member have signed in; the meeting is in session."""
        await self.opens_meeting()
        await self.press("open_sign_in")
        self.hub.connects(*SEATS)
        self.hub.signs_in(*SEATS[:3], SEATS[4])
        await self.settle()
        await self.press("start_meeting")

    async def is_on(self, number: int) -> None:
        """The meeting is on this item."""
        await self.is_running()
        await self.press(f"item_{number}")
        await self.press("activate_item")

    async def takes_votes(self, *votes: SeatId) -> None:
        """The ballot is open, and those at these seats have voted."""
        await self.is_on(2)
        await self.press("open_ballot")
        self.hub.votes(BALLOT, dict.fromkeys(votes, Choice.YES))
        await self.settle()

    def change(self, **changes: object) -> None:
        """Have the window show another state."""
        self.podium.feed.push(msgspec.structs.replace(self.state, **changes))


OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(qapp: QApplication) -> Iterator[OpenDesk]:
    """Makes a desk of a size; the usual one is the smaller laptop."""

    def make(size: tuple[int, int] = (1366, 768), open_pack: OpenPack = no_pack) -> Desk:
        theme = Theme(scale_for_window(Program.PRESENTER, *size), reduced_motion=True)
        theme.dress(qapp)
        return Desk(theme, size, open_pack)

    qapp.setQuitOnLastWindowClosed(False)
    yield make
    qapp.processEvents()
    qapp.setQuitOnLastWindowClosed(True)
