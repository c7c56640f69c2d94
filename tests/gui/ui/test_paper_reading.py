"""What a reader's papers do: wait for the hand, ask for a password, be ready before they are opened."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QWidget

from shared.pdf.pages import PageLink, PageText, Word
from shared.ui.fingers import Fingers
from shared.ui.page_fit import Fit, Layout, Look
from shared.ui.page_gestures import PageGestures
from shared.ui.page_links import PageLinks
from shared.ui.page_marking import PageMarking
from shared.ui.page_view import PageView
from shared.ui.paper_controller import PaperController
from shared.ui.paper_text import PaperText, text_span
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.waiting import outside_tasks
from tests.gui.conftest import RunInQt
from tests.gui.ui.fake_pool import A4, SECRET, FakePool
from tests.gui.ui.page_room import placed_view

REPORT, BUDGET, LOCKED = "a" * 64, "b" * 64, "c" * 64


class Desk:
    """A view, its controller and a pool without workers."""

    def __init__(self, theme: Theme, stage: QWidget) -> None:
        self.view: PageView = placed_view(theme, stage, ())
        self.gestures = PageGestures(theme, self.view)
        self.marking = PageMarking(theme, self.view)
        self.links = PageLinks(theme, self.view)
        self.pool = FakePool({REPORT: [A4] * 20, BUDGET: [A4] * 3, LOCKED: [A4]}, locked=[LOCKED])
        self.pages: list[int] = []
        self.asked: list[bool] = []

    async def settle(self) -> None:
        """Until everything that was begun has come to rest."""
        for _ in range(30):
            await asyncio.sleep(0)
        await outside_tasks(QApplication.processEvents)
        for _ in range(30):
            await asyncio.sleep(0)

    async def show(self, digest: str, page: int = 1) -> None:
        self.papers.show(self.pool.file(digest), page)
        await self.settle()

    @property
    def seen(self) -> list[int]:
        return [placed.page for placed in self.view.placed_pages()]

    async def play(self, act: Callable[["Desk"], Coroutine[Any, Any, None]]) -> None:
        failures: list[BaseException] = []
        scope = TaskScope("test", lambda _name, failure: failures.append(failure))
        self.papers = PaperController(self.pool, scope, self.view, look_of=lambda _facts: Look())
        self.text = PaperText(self.pool, scope, self.view, self.papers, self.marking, self.links)
        self.papers.page_changed.connect(self.pages.append)
        self.papers.password_needed.connect(self.asked.append)
        try:
            await act(self)
        finally:
            self.view.release()
            self.view.release("finger")
            self.papers.close()
            await scope.close()
        assert failures == []
        assert self.pool.pinned == 0


Play = Callable[[Callable[[Desk], Coroutine[Any, Any, None]]], None]


@pytest.fixture
def play(theme: Theme, stage: QWidget, run_in_qt: RunInQt[Any]) -> Play:
    def run(act: Callable[[Desk], Coroutine[Any, Any, None]]) -> None:
        run_in_qt(Desk(theme, stage).play(act))

    return run


def test_the_leaders_page_waits_until_the_pen_is_lifted(play: Play) -> None:
    async def act(desk: Desk) -> None:
        await desk.show(REPORT, 3)
        desk.view.hold()
        await desk.show(REPORT, 4)
        await desk.show(REPORT, 5)
        assert (desk.seen, desk.papers.page, desk.pages) == ([3], 3, [3])
        desk.view.release()
        await desk.settle()
        assert (desk.seen, desk.papers.page, desk.pages) == ([5], 5, [3, 5])

    play(act)


def test_another_paper_waits_until_the_finger_is_lifted(play: Play) -> None:
    async def act(desk: Desk) -> None:
        await desk.show(REPORT, 3)
        fingers = Fingers(desk.view)
        await outside_tasks(lambda: fingers.press({0: QPointF(600, 300)}))
        await desk.show(BUDGET)
        assert desk.papers.pages == 20
        await outside_tasks(lambda: fingers.lift(0))
        await desk.settle()
        assert desk.papers.pages == 3

    play(act)


def test_a_paper_that_opens_while_the_pen_comes_down_waits_too(play: Play) -> None:
    async def act(desk: Desk) -> None:
        await desk.show(REPORT)
        desk.papers.show(desk.pool.file(BUDGET), 2)
        desk.view.hold()
        await desk.settle()
        assert desk.view.pages == 20
        desk.view.release()
        await desk.settle()
        assert (desk.view.pages, desk.seen) == (3, [2])

    play(act)


def test_a_locked_paper_asks_for_its_password_and_keeps_it(play: Play) -> None:
    async def act(desk: Desk) -> None:
        await desk.show(LOCKED)
        assert desk.asked == [False]
        desk.papers.unlock("wrong")
        await desk.settle()
        assert desk.asked == [False, True]
        assert desk.papers.pages == 0
        desk.papers.unlock(SECRET)
        await desk.settle()
        assert desk.seen == [1]
        await desk.show(REPORT)
        await desk.show(LOCKED)
        assert desk.asked == [False, True]
        assert desk.pool.opened[-1] == (LOCKED, SECRET)

    play(act)


def test_what_comes_next_and_the_leaders_page_are_drawn_ahead(play: Play) -> None:
    async def act(desk: Desk) -> None:
        desk.papers.set_leader_page(9)
        await desk.show(REPORT, 3)
        assert desk.pool.wished_pages(REPORT) == [4, 2, 5, 9, 10]
        desk.view.set_look(Look(Layout.TWO, Fit.WHOLE))
        await desk.settle()
        assert desk.pool.wished_pages(REPORT) == [5, 6, 1, 2, 7, 8, 9, 10, 11, 12]
        desk.papers.go_to(20)
        await desk.settle()
        assert desk.pool.wished_pages(REPORT) == [17, 18, 9, 10, 11, 12]

    play(act)


def test_first_pages_of_other_papers_are_drawn_after_the_readers_own(play: Play) -> None:
    async def act(desk: Desk) -> None:
        await desk.show(REPORT, 3)
        desk.papers.prepare([desk.pool.file(BUDGET, 2), desk.pool.file(LOCKED)])
        await desk.settle()
        assert [request.digest for request in desk.pool.wished] == [REPORT] * 3 + [BUDGET] * 2
        assert desk.pool.wished_pages(BUDGET) == [1, 2]
        ahead = desk.pool.wished[-1]
        await desk.show(BUDGET, 2)
        assert desk.pool.rendered[-1] == ahead

    play(act)


def test_a_wish_that_is_overtaken_is_given_up(play: Play) -> None:
    async def act(desk: Desk) -> None:
        await desk.show(REPORT)
        desk.pool.is_patient = True
        for page in range(2, 12):
            desk.papers.go_to(page)
            await desk.settle()
        # What is seen of it first, and all of it.
        assert [(request.page + 1, request.clip is None) for request in desk.pool.waiting] == [
            (11, False),
            (11, True),
        ]
        desk.pool.draw()
        await desk.settle()
        assert desk.seen == [11]
        assert desk.pool.pinned == 1

    play(act)


def test_a_paper_opened_before_the_page_of_another_was_drawn_is_drawn(play: Play) -> None:
    async def act(desk: Desk) -> None:
        desk.pool.is_patient = True
        await desk.show(REPORT)
        await desk.show(BUDGET)
        assert [request.digest for request in desk.pool.waiting] == [BUDGET]
        desk.pool.draw()
        await desk.settle()
        assert desk.view.painted_page == 1

    play(act)


def test_a_page_without_a_picture_says_so_and_the_next_one_can_be_read(play: Play) -> None:
    async def act(desk: Desk) -> None:
        desk.pool.broken = {1}
        await desk.show(REPORT, 2)
        assert desk.view.painted_page == 0
        desk.papers.go_to(3)
        await desk.settle()
        assert desk.view.painted_page == 3

    play(act)


def test_scrolling_to_another_page_makes_it_the_page_and_does_not_jump(play: Play) -> None:
    async def act(desk: Desk) -> None:
        await desk.show(REPORT, 1)
        desk.view.set_look(Look(Layout.SCROLL))
        desk.view.scroll_by(1100)
        top = desk.view.page_rect().top()
        assert (desk.papers.page, desk.pages) == (2, [1, 2])
        desk.papers.go_to(2)
        assert desk.view.page_rect().top() == top

    play(act)


def test_a_place_is_shown_in_the_upper_part_and_stays_where_it_is_seen_already(play: Play) -> None:
    async def act(desk: Desk) -> None:
        await desk.show(REPORT, 1)
        desk.papers.show_place(7, 0.5)
        await desk.settle()
        placed = desk.view.place_of(7)
        assert placed is not None
        assert placed.to_view(0, 0.5).y() == pytest.approx(20 + 0.2 * 684, abs=1)
        desk.papers.show_place(7, 0.7)
        assert desk.view.place_of(7) == placed
        assert desk.papers.page == 7
        desk.papers.show_place(7, 0.01)
        assert desk.view.page_rect().top() == 20

    play(act)


def test_a_tap_on_a_link_leads_there_and_turns_no_page(play: Play) -> None:
    async def act(desk: Desk) -> None:
        desk.pool.links = {3: (PageLink(0.0, 0.1, 0.2, 0.12, page=11, v=0.4),)}
        followed: list[tuple[int, float]] = []
        turned: list[int] = []
        desk.links.link_activated.connect(lambda page, v: followed.append((page, v)))
        desk.view.page_turn_requested.connect(turned.append)
        desk.view.setGeometry(0, 56, 780, 684)
        desk.view.set_look(Look())
        await desk.show(REPORT, 3)
        placed = desk.view.place_of(3)
        assert placed is not None
        place = placed.to_view(0.1, 0.11)
        fingers = Fingers(desk.view)
        await outside_tasks(lambda: fingers.tap(place))
        assert followed == [(12, 0.4)]
        assert turned == []
        await outside_tasks(lambda: fingers.tap(QPointF(30, 600)))
        assert turned == [-1]

    play(act)


def test_the_text_fills_the_view_once_it_is_known_where_it_stands(play: Play) -> None:
    async def act(desk: Desk) -> None:
        desk.pool.texts = {
            1: PageText((Word(0.27, 0.1, 0.5, 0.12, "One", 0, 0), Word(0.5, 0.1, 0.73, 0.12, "two", 0, 0)))
        }
        await desk.show(REPORT)
        assert desk.view.page_rect().width() == 940
        desk.view.set_fit(Fit.TEXT)
        await desk.settle()
        assert desk.view.page_rect().width() == pytest.approx(940 / 0.5, abs=2)
        assert desk.pool.texts_asked == [1]
        desk.papers.go_to(2)
        await desk.settle()
        assert desk.view.page_rect().width() == pytest.approx(940 / 0.5, abs=2)

    play(act)


def test_a_page_without_words_has_no_text_width() -> None:
    assert text_span(PageText(())) == (0.0, 1.0)


def test_words_are_asked_for_when_a_person_presses_long_and_then_selected(play: Play) -> None:
    async def act(desk: Desk) -> None:
        desk.pool.texts = {
            1: PageText((Word(0.2, 0.1, 0.3, 0.12, "budget", 0, 0), Word(0.31, 0.1, 0.4, 0.12, "plan", 0, 0)))
        }
        chosen: list[tuple[int, str]] = []
        desk.marking.text_selected.connect(lambda page, _boxes, text: chosen.append((page, text)))
        await desk.show(REPORT)
        placed = desk.view.place_of(1)
        assert placed is not None
        first, second = placed.to_view(0.25, 0.11), placed.to_view(0.35, 0.11)
        fingers = Fingers(desk.view)
        is_long = asyncio.Event()
        desk.marking.text_needed.connect(lambda _page: is_long.set())
        await outside_tasks(lambda: fingers.press({0: first}))
        async with asyncio.timeout(5):
            await is_long.wait()
        await desk.settle()
        await outside_tasks(lambda: fingers.glide({0: second}))
        await outside_tasks(lambda: fingers.lift(0))
        assert chosen == [(1, "budget plan")]
        assert desk.view.page_rect().top() == 20

    play(act)
