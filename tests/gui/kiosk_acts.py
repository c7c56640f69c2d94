"""What a person does at a seat's window before its picture is taken, for `tests.gui.kiosk_screens`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from kiosk.ui.window import KioskWindow
from shared.domain import commands as cmd
from tests.fakes.story_room import ITEMS, LI, SEAT, StoryRoom

Act = Callable[[KioskWindow], None]


def nothing(_window: KioskWindow) -> None:
    """The state as it comes."""


def press(name: str) -> Act:
    """Press a button that is on the glass. Raises LookupError where it is not."""

    def act(window: KioskWindow) -> None:
        named = [widget for widget in window.findChildren(QAbstractButton, name) if widget.isVisible()]
        if not named:
            raise LookupError(name)
        named[0].click()

    return act


def in_turn(*acts: Act) -> Act:
    """One after another."""

    def act(window: KioskWindow) -> None:
        for one in acts:
            one(window)

    return act


def reading_at(clock: str, papers: list[Path], *, english: bool) -> StoryRoom:
    """Item 2 runs, and Zhang Lixin leads on page 3 of its first paper, at this time of the morning."""
    room = StoryRoom(papers, english=english)
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), seat=SEAT)
    room.signs_in()
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEMS[1]))
    room.at(clock)
    room.leads(3)
    return room
