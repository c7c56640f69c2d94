"""A seat at which a person reads and writes: the real window, desk and reader; the room, the workers and the disk are fakes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from typing_extensions import override

from kiosk.session.places import Place
from kiosk.session.reader import Reader
from kiosk.session.reading import Reading
from kiosk.session.view import SessionView
from kiosk.ui.reading_desk import Means, ReadingDesk, Seated
from kiosk.ui.window import KioskWindow
from shared.domain import commands as cmd
from shared.domain.ink import MarkId
from shared.domain.papers import Sha256
from shared.pdf.pages import OutlineEntry, PageHits, SearchProgress
from shared.ui.hands import press
from shared.ui.page_view import PageView
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.waiting import outside_tasks
from tests.fakes.clock import FakeClock
from tests.fakes.seat_ink import FakeSeatInk
from tests.fakes.story_room import ITEMS, LI, SEAT, StoryRoom
from tests.gui.kiosk.wishes import FakeWishes
from tests.gui.ui.fake_pool import A4, FakePool

PAGES = 18
Act = Callable[["ReadingSeat"], Coroutine[Any, Any, None]]


class ReadingPool(FakePool):
    """Also tells contents and hits; `news` is what a search tells, None ends it."""

    def __init__(self, papers: Sequence[str], *, locked: Sequence[str] = ()) -> None:
        super().__init__({paper: [A4] * PAGES for paper in papers}, locked=locked)
        self.outlines: dict[str, tuple[OutlineEntry, ...]] = {}
        self.news: asyncio.Queue[PageHits | SearchProgress | None] = asyncio.Queue()
        self.searches: list[tuple[str, str, int]] = []
        self.searches_ended = 0
        self.thumbnail_files: dict[str, Path] = {}

    def use_thumbnails(self, digest: str, path: Path) -> None:
        self.thumbnail_files[digest] = path

    async def outline(self, digest: str) -> tuple[OutlineEntry, ...]:
        await asyncio.sleep(0)
        return self.outlines.get(digest, ())

    async def search(
        self, digest: str, query: str, first_page: int = 0
    ) -> AsyncGenerator[PageHits | SearchProgress, None]:
        self.searches.append((digest, query, first_page))
        try:
            while (news := await self.news.get()) is not None:
                yield news
        finally:
            self.searches_ended += 1


class _Wishes(FakeWishes):
    """What is about reading is done at once by the real reader."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    @override
    def turn(self, by: int) -> None:
        super().turn(by)
        self.reader.turn(by)

    @override
    def go_to(self, place: Place) -> None:
        super().go_to(place)
        self.reader.go_to(place)

    @override
    def jump_to(self, place: Place) -> None:
        super().jump_to(place)
        self.reader.jump_to(place)

    @override
    def step(self, by: int) -> None:
        super().step(by)
        (self.reader.step_back if by < 0 else self.reader.step_forward)()

    @override
    def open_paper(self, paper: Sha256) -> None:
        super().open_paper(paper)
        self.reader.open_paper(paper)

    @override
    def choose_tab(self, paper: Sha256) -> None:
        super().choose_tab(paper)
        self.reader.choose_tab(paper)

    @override
    def close_tab(self, paper: Sha256) -> None:
        super().close_tab(paper)
        self.reader.close_tab(paper)

    @override
    def move_tab(self, paper: Sha256, to: int) -> None:
        super().move_tab(paper, to)
        self.reader.move_tab(paper, to)

    @override
    def back_to_leader(self) -> None:
        super().back_to_leader()
        self.reader.back_to_leader()


class _Terminal(Seated):
    def __init__(self, ink: FakeSeatInk) -> None:
        self._ink = ink

    @override
    def paper_path(self, sha256: Sha256) -> Path | None:
        return Path(f"{sha256}.pdf")

    @override
    def thumbnails_path(self, sha256: Sha256) -> Path | None:
        return Path(f"{sha256}.thumbs")

    @property
    @override
    def ink(self) -> FakeSeatInk:
        return self._ink


class ReadingSeat:
    """Signed in, item 2 runs, Zhang Lixin leads on page 9 of its first paper."""

    def __init__(self, theme: Theme, room: StoryRoom, *, locked: Sequence[str] = ()) -> None:
        self.room = room
        self.theme = theme
        self.view: SessionView = room.view
        self.papers = tuple(room.papers)
        self.pool = ReadingPool(self.papers, locked=locked)
        self.ink = FakeSeatInk(LI)
        self.clock = FakeClock()
        self.wishes = _Wishes(Reader(view=lambda: self.view, read=self._read))
        self.window = KioskWindow(theme, self.wishes, view=self.view, now=lambda: room.now)
        # Else Qt ends the loop with the window.
        self.window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.window.resize(1280, 800)
        self.window.show()

    async def play(self, act: Act) -> None:
        """Do this at the seat; nothing may fail, and nothing may be left over."""
        failures: list[BaseException] = []
        scope = TaskScope("test", lambda _name, failure: failures.append(failure))
        numbers = itertools.count(1)
        means = Means(lambda: MarkId(f"m{next(numbers):04}"), self.clock.monotonic_s, scope)
        self.desk = ReadingDesk(self.theme, self.window.reading, _Terminal(self.ink), means)
        self.desk.use_pool(self.pool, scope)
        errands = self.window.errands
        errands.use_pool(self.pool, scope, lambda paper: Path(f"{paper}.pdf"), self.desk.display.passwords)
        self.shows(self.view)
        try:
            await self.settle()
            await act(self)
        finally:
            self.desk.finish()
            self.window.close()
            self.page.clear()
            errands.sheet.pages.page_view.clear()
            await scope.close()
            self.window.deleteLater()
        assert failures == []

    async def settle(self) -> None:
        """Until everything that was begun has come to rest."""
        for _ in range(3):
            for _ in range(20):
                await asyncio.sleep(0)
            await outside_tasks(QApplication.processEvents)

    def shows(self, view: SessionView) -> None:
        """The session has this view now."""
        self.view = view
        self.window.render_state(view)
        self.desk.render_state(view)

    def _read(self, reading: Reading) -> None:
        self.shows(msgspec.structs.replace(self.view, reading=reading))

    # What is seen -------------------------------------------------------------------------------------

    @property
    def page(self) -> PageView:
        """The page view."""
        return self.window.reading.page_view

    @property
    def place(self) -> tuple[int, int]:
        """Number of the paper, from 0, and the page that is read."""
        place = self.view.reading.place
        assert place is not None
        return self.papers.index(place.paper), place.page

    def find(self, name: str) -> QWidget:
        """The widget of this name; the visible one where there are several."""
        named = self.window.findChildren(QWidget, name)
        assert named, name
        return next((widget for widget in named if widget.isVisible()), named[0])

    def is_visible(self, name: str) -> bool:
        """Whether it is on the glass."""
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def words(self, name: str) -> str:
        """What a screen reader says of it."""
        return self.find(name).accessibleName()

    # What a person does -----------------------------------------------------------------------------------

    async def press(self, *names: str) -> None:
        """Press buttons one after another, as a finger does."""
        for name in names:
            await outside_tasks(lambda name=name: press(name))  # type: ignore[misc]
            await self.settle()

    async def type_into(self, name: str, words: str, *, enter: bool = True) -> None:
        """Type into a field that has the keyboard."""
        field = self.find(name)
        assert isinstance(field, QLineEdit)

        def keys() -> None:
            QTest.keyClicks(field, words)
            if enter:
                QTest.keyClick(field, Qt.Key.Key_Return)

        await outside_tasks(keys)
        await self.settle()

    async def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        handle = self.window.windowHandle()
        assert handle is not None
        await outside_tasks(lambda: QTest.keyClick(handle, key, modifier))
        await self.settle()

    async def tap(self, name: str, place: QPoint) -> None:
        """Tap inside a widget."""
        widget = self.find(name)
        target = getattr(widget, "viewport", lambda: widget)()
        await outside_tasks(lambda: QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=place))
        await self.settle()

    def at(self, u: float, v: float) -> QPointF:
        """A place of the page that is read, in the view."""
        return self.page.placed_pages()[0].to_view(u, v)

    async def draw(self, *track: tuple[float, float], lift: bool = True) -> None:
        """A stroke of the mouse over the page; it may stay down."""

        def strokes() -> None:
            points = [self.at(u, v).toPoint() for u, v in track]
            QTest.mousePress(self.page, Qt.MouseButton.LeftButton, pos=points[0])
            for point in points[1:]:
                QTest.mouseMove(self.page, point)
            if lift:
                QTest.mouseRelease(self.page, Qt.MouseButton.LeftButton, pos=points[-1])

        await outside_tasks(strokes)
        await self.settle()


def room_with(folder: Path, names: Sequence[str] = ("gazette", "report", "tables")) -> StoryRoom:
    """The story with papers of these titles; only their digests matter, the pool is a fake."""
    papers = []
    for name in names:
        path = folder / f"{name}.pdf"
        path.write_bytes(name.encode())
        papers.append(path)
    room = StoryRoom(papers)
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), seat=SEAT)
    room.signs_in()
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEMS[1]))
    room.leads(9)
    return room
