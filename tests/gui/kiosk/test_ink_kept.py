"""Ink that was read again from the disk can still be taken back: the real desk of a session, its file, and a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.ui.ink_adapter import PaperInk
from shared.domain.ink import Layer, MarkId, Pen
from shared.storage.ink_pages import MOST_PAGES
from shared.ui.ink_tools import Tool
from shared.ui.theme import Theme
from shared.ui.waiting import outside_tasks
from tests.fakes.ink_room import InkRoom, SeatEnd
from tests.fakes.small_room import LI, PLAN, SEAT, TABLES
from tests.gui.conftest import RunInQt
from tests.gui.ui.ink_room import InkRoom as Glass

Story = Callable[[Glass, SeatEnd, InkRoom], Awaitable[None]]
OWN = Layer(author=LI, paper=PLAN)
STROKE = ((0.213, 0.217), (0.331, 0.389), (0.4771, 0.5133))


@pytest.fixture
def play(theme: Theme, stage: QWidget, tmp_path: Path, run_in_qt: RunInQt[Any]) -> Callable[[Story], None]:
    """Li Jianguo writes on the plan."""

    async def in_room(story: Story) -> None:
        room = InkRoom(tmp_path)
        await room.open()
        try:
            await room.settle()
            end = room.seats[SEAT]
            glass = await shown(theme, stage, end)
            await story(glass, end, room)
            glass.ink.show_source(None)
        finally:
            await room.close()

    return lambda story: run_in_qt(in_room(story))


async def shown(theme: Theme, stage: QWidget, end: SeatEnd) -> Glass:
    glasses: list[Glass] = []

    def make() -> None:
        glasses.append(Glass(theme, stage))
        glasses[0].ink.show_source(PaperInk(end.desk, PLAN))

    await outside_tasks(make)
    return glasses[0]


async def writes(glass: Glass, end: SeatEnd) -> Pen:
    def draw() -> None:
        glass.take(Tool.PEN)
        glass.mouse(STROKE)

    await outside_tasks(draw)
    await end.desk.wait_for_delivered()
    (mark,) = own(end)
    assert isinstance(mark, Pen)
    return mark


async def read_again(end: SeatEnd) -> None:
    """So many other pages are looked at that this one leaves the memory, and then this one."""
    await end.desk.load(PLAN, range(2, 2 + MOST_PAGES))
    await end.desk.load(TABLES, range(1, 1 + MOST_PAGES))
    await end.desk.load(PLAN, (1,))


def own(end: SeatEnd) -> list[object]:
    return [shown.mark for shown in end.desk.marks(PLAN, 1)]


def test_a_stroke_that_was_read_again_from_the_disk_can_be_taken_back_and_done_again(
    play: Callable[[Story], None],
) -> None:
    async def story(glass: Glass, end: SeatEnd, room: InkRoom) -> None:
        drawn = await writes(glass, end)
        await read_again(end)
        assert own(end) == [drawn]
        await outside_tasks(glass.ink.undo)
        await end.desk.wait_for_delivered()
        assert (own(end), await room.kept(OWN)) == ([], {})
        await read_again(end)
        await outside_tasks(glass.ink.redo)
        await end.desk.wait_for_delivered()
        assert (own(end), await room.kept(OWN)) == ([drawn], {drawn.id: drawn})

    play(story)


def test_a_step_whose_page_left_the_memory_is_taken_back_when_it_is_read_and_no_step_is_lost(
    play: Callable[[Story], None],
) -> None:
    async def story(glass: Glass, end: SeatEnd, room: InkRoom) -> None:
        drawn = await writes(glass, end)
        for act, left in ((glass.ink.undo, {}), (glass.ink.redo, {drawn.id: drawn})):
            await end.desk.load(TABLES, range(1, 1 + MOST_PAGES))
            read = end.desk.is_read(TABLES, MOST_PAGES)
            assert read
            await outside_tasks(act)
            assert await room.kept(OWN) != left
            await end.desk.load(PLAN, (1,))
            await outside_tasks(QApplication.processEvents)
            await end.desk.wait_for_delivered()
            assert await room.kept(OWN) == left

    play(story)


def test_what_was_erased_comes_back_as_a_newer_revision_of_the_same_mark(
    play: Callable[[Story], None],
) -> None:
    async def story(glass: Glass, end: SeatEnd, room: InkRoom) -> None:
        drawn = await writes(glass, end)
        revisions = [await revision(room, drawn.id)]
        await outside_tasks(lambda: glass.ink.actions.erase((drawn,)))
        await end.desk.wait_for_delivered()
        revisions.append(await revision(room, drawn.id))
        assert await room.kept(OWN) == {}
        await read_again(end)
        await outside_tasks(glass.ink.undo)
        await end.desk.wait_for_delivered()
        revisions.append(await revision(room, drawn.id))
        assert revisions == [1, 2, 3]
        assert (own(end), await room.kept(OWN)) == ([drawn], {drawn.id: drawn})

    play(story)


async def revision(room: InkRoom, mark: MarkId) -> int:
    """The newest one on the podium's disk."""
    (change,) = (await room.hub.file.changes_after(OWN, 0)).changes
    assert change.id == mark
    return change.revision
