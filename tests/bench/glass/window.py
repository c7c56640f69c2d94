"""A window of 1920 × 1080 with a page view, as a kiosk puts it together, that notes when things happen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from shared.pdf.pages import DocumentFacts, PageRequest
from shared.pdf.pool import RenderPool
from shared.ui.page_fit import Fit
from shared.ui.page_gestures import PageGestures
from shared.ui.page_images import Picture
from shared.ui.page_view import PageView
from shared.ui.page_wishes import PictureWish
from shared.ui.paper_controller import PaperController, PaperFile
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme

WIDTH, HEIGHT = 1920, 1080
GLASSES_PER_PICTURE = 3
"""As the kiosk: a page as wide as the glass is higher than it."""
_TIMEOUT_S = 30


class WatchedView(PageView):
    """Tells when the page that is read, a sharp part of it, or anything was painted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, fit=Fit.WIDTH)
        self.part_painted = asyncio.Event()
        self.painted = asyncio.Event()
        self.page_painted_at = 0.0
        """When the paint event ended that first painted the picture of the page that is read."""
        self.whole_came = asyncio.Event()
        self.whole_came_at = 0.0
        """When the picture of a whole page came last."""
        self._has_part = False

    @override
    def show_picture(self, page: int, picture: Picture) -> None:
        super().show_picture(page, picture)
        self.whole_came_at = time.perf_counter()
        self.whole_came.set()

    @override
    def show_part(self, wish: PictureWish, picture: Picture) -> None:
        super().show_part(wish, picture)
        self._has_part = True

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        before = self.painted_page
        super().paintEvent(event)
        if before != self.painted_page:
            self.page_painted_at = time.perf_counter()
        self.painted.set()
        if self._has_part:
            self._has_part = False
            self.part_painted.set()


class Glass:
    """One view, one controller, one pool."""

    def __init__(self, view: WatchedView, controller: PaperController, pool: RenderPool) -> None:
        self.view = view
        self.controller = controller
        self.pool = pool
        self._page_painted = asyncio.Event()
        self._began = 0.0
        view.page_painted.connect(self._note_painted)

    def _note_painted(self, _page: int) -> None:
        if self.view.painted_page == self.controller.page != 0:
            self._page_painted.set()

    async def show(self, paper: PaperFile, page: int = 1) -> float:
        """Go to a page; milliseconds until what is seen of it is painted."""
        self._page_painted.clear()
        self.view.whole_came.clear()
        self._began = began = time.perf_counter()
        self.controller.show(paper, page)
        async with asyncio.timeout(_TIMEOUT_S):
            await self._page_painted.wait()
        return (self.view.page_painted_at - began) * 1000

    async def whole_ms(self) -> float:
        """Milliseconds from `show` until the picture of the whole page was here, what is out of sight as well."""
        async with asyncio.timeout(_TIMEOUT_S):
            await self.view.whole_came.wait()
        return (self.view.whole_came_at - self._began) * 1000

    async def open(self, paper: PaperFile) -> int:
        """Open a paper without looking at it; its pages, 0 where it cannot be opened."""
        answer = await self.pool.open(paper.path, paper.digest)
        return len(answer.pages) if isinstance(answer, DocumentFacts) else 0

    async def wait_until_drawn(self, page: int) -> None:
        """Return when the picture of a page of the shown paper lies ready."""
        paper, size = self.controller.paper, self.view.pixel_size(page)
        if paper is None:
            raise RuntimeError("no paper is shown")
        request = PageRequest(paper.digest, page - 1, size.width(), size.height())
        await self.wait_until(lambda: self.pool.is_drawn(request))

    async def wait_until(self, holds: Callable[[], bool]) -> None:
        """Return when something holds; it is looked at every 2 ms."""
        held = asyncio.Event()
        look = QTimer()
        look.timeout.connect(lambda: held.set() if holds() else None)
        look.start(2)
        async with asyncio.timeout(_TIMEOUT_S):
            await held.wait()

    async def zoom_in(self) -> float:
        """Turn the wheel with Ctrl by one step; milliseconds until the glass is sharp again."""
        self.view.part_painted.clear()
        began = time.perf_counter()
        centre = QPointF(WIDTH / 2, HEIGHT / 2)
        wheel = QWheelEvent(
            centre,
            self.view.mapToGlobal(centre),
            QPointF(0, 0).toPoint(),
            QPointF(0, 120).toPoint(),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view, wheel)
        async with asyncio.timeout(_TIMEOUT_S):
            await self.view.part_painted.wait()
        return (time.perf_counter() - began) * 1000


@asynccontextmanager
async def glass(theme: Theme, *, is_prefetching: bool, slots: int = 24) -> AsyncIterator[Glass]:
    """A shown window with two workers behind it."""
    failures: list[BaseException] = []
    view = WatchedView(theme)
    PageGestures(theme, view)
    view.resize(WIDTH, HEIGHT)
    view.show()
    pool = await RenderPool.start(slot_bytes=WIDTH * HEIGHT * 4 * GLASSES_PER_PICTURE, slots=slots)
    scope = TaskScope("bench", lambda _what, failure: failures.append(failure))
    try:
        yield Glass(view, PaperController(pool, scope, view, is_prefetching=is_prefetching), pool)
    finally:
        await scope.close()
        view.close()
        view.clear()
        await pool.close()
    if failures:
        raise failures[0]


class Gaps:
    """Measures how long the window's thread does not get to a timer of one millisecond."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0
        self.longest_ms = 0.0

    def start(self) -> None:
        """Begin."""
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> float:
        """End; the longest gap in milliseconds."""
        self._timer.stop()
        return self.longest_ms

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now
