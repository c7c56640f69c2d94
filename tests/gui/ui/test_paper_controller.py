"""Pages of a real paper, drawn by the real workers, reach the view; and memory goes back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shared.pdf.pool import RenderPool
from shared.ui.page_fit import Fit, Look
from shared.ui.page_images import slot_bytes_for
from shared.ui.page_view import PageView
from shared.ui.paper_controller import PaperController, PaperFile
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails
from tests.gui.conftest import RunInQt
from tests.gui.ui.pdf_files import write_paper


class Room:
    """A view with thumbnails, a pool and a scope."""

    def __init__(self, theme: Theme, stage: QWidget) -> None:
        self.view = PageView(theme)
        self.strip = PaperThumbnails(theme, thumb_width_px=60)
        self.strip.setFixedHeight(130)
        column = QVBoxLayout(stage)
        column.addWidget(self.view, 1)
        column.addWidget(self.strip)
        self.failures: list[tuple[str, BaseException]] = []

    async def open(self) -> None:
        self.pool = await RenderPool.start(slot_bytes=slot_bytes_for(1280, 800), slots=8)
        self.scope = TaskScope("test", lambda name, failure: self.failures.append((name, failure)))
        self.papers = PaperController(self.pool, self.scope, self.view, self.strip)

    async def close(self) -> None:
        self.papers.close()
        await self.scope.close()
        await self.pool.close()
        assert self.failures == []

    async def painted(self, page: int) -> None:
        seen = asyncio.Event()

        def on_painted(which: int) -> None:
            if which == page:
                seen.set()

        self.view.page_painted.connect(on_painted)
        async with asyncio.timeout(10):
            if self.view.painted_page != page:
                await seen.wait()
        self.view.page_painted.disconnect(on_painted)


@pytest.fixture
def room(theme: Theme, stage: QWidget) -> Room:
    return Room(theme, stage)


def grey_width(view: PageView) -> int:
    """Pixels of the grey block in the row through its middle."""
    page = view.page_rect()
    image = view.grab().toImage()
    row = page.top() + round(page.width() * 122 / 595)
    grey = QColor(128, 128, 128)
    return sum(abs(image.pixelColor(x, row).red() - grey.red()) < 4 for x in range(page.left(), page.right()))


def test_the_page_asked_for_is_the_page_painted(room: Room, run_in_qt: RunInQt[Any], tmp_path: Path) -> None:
    paper = write_paper(tmp_path)

    async def story() -> None:
        await room.open()
        try:
            room.papers.show(paper, page=2)
            await room.painted(2)
            narrow = grey_width(room.view)
            room.papers.go_to(4)
            await room.painted(4)
            assert grey_width(room.view) == pytest.approx(2 * narrow, abs=3)
            assert (room.papers.page, room.papers.pages) == (4, 5)
        finally:
            await room.close()

    run_in_qt(story())


def test_the_same_page_of_another_paper_is_another_page(
    room: Room, run_in_qt: RunInQt[Any], tmp_path: Path
) -> None:
    first = write_paper(tmp_path, name="first.pdf")
    second = write_paper(tmp_path, pages=3, name="second.pdf")

    async def story() -> None:
        await room.open()
        try:
            room.papers.show(first, page=1)
            await room.painted(1)
            painted = asyncio.Event()
            room.view.page_painted.connect(painted.set)
            room.papers.show(second, page=1)
            async with asyncio.timeout(10):
                await painted.wait()
            assert (room.papers.page, room.papers.pages) == (1, 3)
        finally:
            await room.close()

    run_in_qt(story())


def test_a_page_outside_the_paper_is_its_first_or_last(
    room: Room, run_in_qt: RunInQt[Any], tmp_path: Path
) -> None:
    async def story() -> None:
        await room.open()
        try:
            room.papers.show(write_paper(tmp_path), page=99)
            await room.painted(5)
            room.papers.go_to(-3)
            await room.painted(1)
        finally:
            await room.close()

    run_in_qt(story())


def test_a_fast_hand_ends_on_the_last_page_and_nothing_stays_pinned(
    room: Room, run_in_qt: RunInQt[Any], tmp_path: Path
) -> None:
    paper = write_paper(tmp_path, pages=40)

    async def story() -> None:
        await room.open()
        try:
            room.papers.show(paper)
            await room.painted(1)
            for _ in range(3):
                for page in range(1, 41):
                    room.papers.go_to(page)
                    if page % 7 == 0:
                        await asyncio.sleep(0)
            await room.painted(40)
        finally:
            await room.close()

    run_in_qt(story())


def test_thumbnails_in_sight_are_drawn(room: Room, run_in_qt: RunInQt[Any], tmp_path: Path) -> None:
    async def story() -> None:
        await room.open()
        try:
            room.papers.show(write_paper(tmp_path))
            await room.painted(1)
            feed = room.papers._thumbnails
            assert feed is not None
            drawing = feed.drawing
            assert drawing is not None
            async with asyncio.timeout(10):
                await drawing
            assert room.strip.missing_in_sight() == ()
        finally:
            await room.close()

    run_in_qt(story())


def test_a_file_that_is_no_pdf_is_refused_with_a_sentence(
    room: Room, run_in_qt: RunInQt[Any], tmp_path: Path
) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"<html>not a paper</html>")

    async def story() -> None:
        await room.open()
        try:
            refused = asyncio.Event()
            room.papers.refused.connect(lambda _reason: refused.set())
            before = room.view.grab().toImage()
            room.papers.show(PaperFile(path, "0" * 64))
            async with asyncio.timeout(10):
                await refused.wait()
            assert room.view.grab().toImage() != before
            assert room.papers.pages == 0
        finally:
            await room.close()

    run_in_qt(story())


def grey_edge(view: PageView) -> list[int]:
    """The shades between the grey block's last pixel and the white beside it, in the middle of the view."""
    image, row = view.grab().toImage(), view.height() // 2
    shades = [image.pixelColor(x, row).red() for x in range(view.width())]
    return [shade for shade in shades if 136 < shade < 250]


def test_a_zoomed_page_becomes_sharp_where_it_is_seen(
    room: Room, run_in_qt: RunInQt[Any], tmp_path: Path
) -> None:
    async def story() -> None:
        await room.open()
        try:
            room.papers.show(write_paper(tmp_path), page=3)
            await room.painted(3)
            placed = room.view.place_of(3)
            assert placed is not None
            is_sharp = asyncio.Event()
            room.view.pictures_needed.connect(lambda wishes: None if wishes else is_sharp.set())
            middle = QPointF(room.view.rect().center())
            room.view.zoom_to(6.3, placed.to_view(110 / 595, 122 / 842))
            at = room.view.place_of(3)
            assert at is not None
            away = at.to_view(110 / 595, 122 / 842) - middle
            room.view.scroll_by(away.y(), away.x())
            blurred = len(grey_edge(room.view))
            async with asyncio.timeout(10):
                await is_sharp.wait()
            assert len(grey_edge(room.view)) <= 2 < blurred
        finally:
            await room.close()

    run_in_qt(story())


def test_turned_by_the_reader_the_picture_fits_the_turned_page(
    room: Room, run_in_qt: RunInQt[Any], tmp_path: Path
) -> None:
    async def story() -> None:
        await room.open()
        try:
            room.papers.show(write_paper(tmp_path), page=1)
            await room.painted(1)
            room.view.set_look(Look(fit=Fit.WHOLE, rotation=90))
            await room.painted(1)
            placed = room.view.placed_pages()[0]
            block = placed.to_view(60 / 595, 122 / 842).toPoint()
            assert abs(room.view.grab().toImage().pixelColor(block).red() - 128) < 4
        finally:
            await room.close()

    run_in_qt(story())


def test_another_paper_replaces_the_one_before(room: Room, run_in_qt: RunInQt[Any], tmp_path: Path) -> None:
    one, two = write_paper(tmp_path, 3, "one.pdf"), write_paper(tmp_path, 7, "two.pdf", (842, 595))

    async def story() -> None:
        await room.open()
        try:
            room.papers.show(one, 3)
            await room.painted(3)
            room.papers.show(two, 1)
            await room.painted(1)
            assert room.papers.pages == 7
            page = room.view.page_rect()
            assert page.height() < page.width()
        finally:
            await room.close()

    run_in_qt(story())
