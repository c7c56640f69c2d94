"""What a seat's view shows of the session: the place, the look that a person chose, papers that are ready."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.ui.paper_display import PaperDisplay
from shared.domain import commands as cmd
from shared.domain.papers import Sha256
from shared.ui.page_fit import Fit, Layout
from shared.ui.page_view import PageView
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails
from shared.ui.waiting import outside_tasks
from tests.fakes.story_room import ITEMS, LI, SEAT, StoryRoom
from tests.gui.conftest import RunInQt
from tests.gui.ui.fake_pool import A4, FakePool


class Seat:
    """A display over a story, with a pool without workers."""

    def __init__(self, theme: Theme, stage: QWidget, folder: Path) -> None:
        files = [folder / f"{name}.pdf" for name in ("plan", "report", "annex")]
        for file in files:
            file.write_bytes(file.stem.encode())
        self.room = StoryRoom(files)
        self.room.does(cmd.OpenSignIn())
        self.room.does(cmd.SignIn(LI), seat=SEAT)
        self.room.signs_in()
        self.room.does(cmd.StartMeeting())
        self.plan, self.report, self.annex = self.room.papers
        self.pool = FakePool({paper: [A4] * 18 for paper in self.room.papers})
        self.missing: set[Sha256] = set()
        self.view = PageView(theme)
        self.view.setParent(stage)
        self.view.setGeometry(0, 56, 1196, 684)
        self.view.show()
        self.display = PaperDisplay(
            theme,
            self.view,
            PaperThumbnails(theme, columns=3),
            lambda paper: None if paper in self.missing else self.room.papers[paper],
        )

    async def shows(self) -> None:
        self.display.render_state(self.room.view)
        for _ in range(40):
            await asyncio.sleep(0)
        await outside_tasks(QApplication.processEvents)

    async def play(self, act: Callable[[Seat], Awaitable[None]]) -> None:
        failures: list[BaseException] = []
        scope = TaskScope("test", lambda _name, failure: failures.append(failure))
        self.display.use_pool(self.pool, scope)
        try:
            await act(self)
        finally:
            if self.display.controller is not None:
                self.display.controller.close()
            await scope.close()
        assert failures == []
        assert self.pool.pinned == 0


Play = Callable[[Callable[[Seat], Awaitable[None]]], None]


@pytest.fixture
def play(theme: Theme, stage: QWidget, tmp_path: Path, run_in_qt: RunInQt[Any]) -> Play:
    def run(act: Callable[[Seat], Awaitable[None]]) -> None:
        run_in_qt(Seat(theme, stage, tmp_path).play(act))

    return run


def test_the_leaders_place_is_shown_at_the_width_of_the_page(play: Play) -> None:
    async def act(seat: Seat) -> None:
        seat.room.does(cmd.ActivateItem(ITEMS[1]))
        seat.room.leads(9)
        await seat.shows()
        assert seat.view.painted_page == 9
        assert seat.view.page_rect().width() == 940

    play(act)


def test_the_papers_of_the_active_item_are_ready_before_they_are_opened(play: Play) -> None:
    async def act(seat: Seat) -> None:
        seat.room.does(cmd.ActivateItem(ITEMS[1]))
        seat.room.leads(9)
        await seat.shows()
        assert seat.pool.wished_pages(seat.annex) == [1]
        seat.room.leads(1, paper=2, revision=2)
        await seat.shows()
        assert seat.view.painted_page == 1
        assert seat.pool.rendered[-1].digest == seat.annex
        assert seat.pool.wished_pages(seat.report) == [1, 9]

    play(act)


def test_a_paper_that_comes_later_is_made_ready_then(play: Play) -> None:
    async def act(seat: Seat) -> None:
        seat.missing = {seat.annex}
        seat.room.does(cmd.ActivateItem(ITEMS[1]))
        seat.room.leads(9)
        await seat.shows()
        assert seat.pool.wished_pages(seat.annex) == []
        seat.missing = set()
        await seat.shows()
        assert seat.pool.wished_pages(seat.annex) == [1]

    play(act)


def test_what_a_person_chose_holds_for_the_next_paper_and_a_turn_does_not(play: Play) -> None:
    async def act(seat: Seat) -> None:
        seat.room.does(cmd.ActivateItem(ITEMS[1]))
        seat.room.leads(9)
        await seat.shows()
        seat.display.choose_layout(Layout.TWO)
        seat.display.choose_fit(Fit.WHOLE)
        seat.display.turn_pages(1)
        assert [placed.page for placed in seat.view.placed_pages()] == [9, 10]
        seat.room.leads(3, paper=2, revision=2)
        await seat.shows()
        look = seat.view.look
        assert (look.layout, look.fit, look.rotation) == (Layout.TWO, Fit.WHOLE, 0)
        assert [placed.page for placed in seat.view.placed_pages()] == [3, 4]

    play(act)


def test_the_leaders_turn_keeps_what_a_person_zoomed(play: Play) -> None:
    async def act(seat: Seat) -> None:
        seat.room.does(cmd.ActivateItem(ITEMS[1]))
        seat.room.leads(9)
        await seat.shows()
        seat.view.zoom_to(2.0, seat.view.rect().center().toPointF())
        seat.room.leads(10, revision=2)
        await seat.shows()
        assert seat.view.look.zoom == 2.0
        assert [placed.page for placed in seat.view.placed_pages()] == [10]

    play(act)
