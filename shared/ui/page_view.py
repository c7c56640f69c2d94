"""The pages of a paper on the desk, with their pictures."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from shared.pdf.pages import PageSize
from shared.ui.page_desk import PageDesk
from shared.ui.page_fit import Fit, Look
from shared.ui.page_images import Picture, most_pixels_for
from shared.ui.page_painter import PageLooks
from shared.ui.page_places import PlacedPage
from shared.ui.page_supply import Glass, PageSupply
from shared.ui.page_wishes import PictureWish
from shared.ui.theme import Theme

_PLACEHOLDER_AFTER_MS = 80
"""A picture that comes sooner replaces the former page, or the white of a new one, without a number between."""

_AIR_ABOVE = 0.2
"""What is looked for stands so far below the top of the view, as a share of its height: what leads to it is seen."""

_SETTLED_AFTER_MS = 120
"""A zoom that did not change for so long is drawn sharp."""


class _Coming(msgspec.Struct, frozen=True):
    """A page that is to be seen as soon as its picture is here."""

    page: int
    v: float
    at_end: bool


class PageView(PageDesk):
    """Shows pages, scrolls and zooms. It knows no paper: it asks for pixels and gets pictures.

    Whatever would leave what is laid out is a wish. While a page is still being drawn, the former one stays on the
    glass, and `placed_pages` tells so.
    """

    page_turn_requested = Signal(int)
    """A person asks for so many pages further, or back."""

    pictures_needed = Signal(object)
    """A tuple of `PictureWish`, the most urgent first: all that is missing now. What is not in it is not wanted."""

    arrived = Signal(int)
    """The view went to a page; not told for scrolling."""

    page_painted = Signal(int)
    """The picture of this page is on the screen; once for each picture."""

    def __init__(
        self,
        theme: Theme,
        *,
        fit: Fit = Fit.WIDTH,
        side_px: float = 128,
        top_px: float = 20,
        name: str = "page_view",
    ) -> None:
        super().__init__(theme, fit=fit, side_px=side_px, top_px=top_px, name=name)
        self._supply = PageSupply(self._stand)
        self._coming: _Coming | None = None
        self._landing = 0
        self._numbered: set[int] = set()
        self._placeholder = _timer(self, _PLACEHOLDER_AFTER_MS, self._enter_without_picture)
        self._white = _timer(self, _PLACEHOLDER_AFTER_MS, self._number_white_pages)
        self._settled = _timer(self, _SETTLED_AFTER_MS, self._ask)

    # What is to be seen -------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """The page that is to be seen, 0 for none."""
        return self._coming.page if self._coming is not None else self._stand.page

    @property
    def pages(self) -> int:
        """Pages of the paper, 0 for none."""
        return self._stand.pages

    @property
    def painted_page(self) -> int:
        """The page that is read, once its picture is painted; 0 while a placeholder or the former page is seen."""
        page = self._stand.page
        is_here = self._coming is None and self._supply.pictures.is_here(page)
        return page if is_here and self._supply.pictures.is_painted(page) else 0

    @property
    def said(self) -> str:
        """What is said in place of the page that is read, also while it is waited for; else empty."""
        page = self._stand.page
        return self._supply.pictures.words(page) if page else self._sentence

    def open_paper(self, sizes: Sequence[PageSize], look: Look | None = None) -> None:
        """Take a paper with pages of these sizes, looked at as before or as said, and unzoomed; then expect a page."""
        self._forget_paper()
        look = look if look is not None else msgspec.structs.replace(self._stand.look, zoom=1.0)
        is_other = look != self._stand.look
        self._stand.open(tuple(sizes), look)
        if is_other:
            self.look_changed.emit()

    def expect_page(self, page: int, v: float = 0.0, *, at_end: bool = False) -> None:
        """Go to a page with its place `v` on top, or to its end, and ask for its picture.

        What is on the glass stays until the picture is here, at most 80 ms. Zoom and layout stay as they are.
        """
        arranged = self._stand.arrangement
        if arranged is None:
            return
        page = min(max(1, page), arranged.pages)
        self._supply.pictures.problems.pop(page, None)
        coming = _Coming(page, v, at_end or page == self._landing)
        self._landing = 0
        has_former = any(self._supply.pictures.whole(place.page) for place in self._stand.placed)
        is_laid_out = self._stand.place_of(page) is not None
        if is_laid_out or not has_former or self._supply.pictures.whole(page) is not None:
            self._enter(coming)
            return
        self._coming = coming
        if not self._placeholder.isActive():
            self._placeholder.start()
        self._ask()

    def shows_place(self, page: int, v: float) -> bool:
        """Whether the height `v` of a page is on the glass, and not at its very edge."""
        placed = self._stand.place_of(page)
        if placed is None or self._coming is not None:
            return False
        point, air = placed.to_view(0.5, v), self._stand.room.top
        return air <= point.y() <= self.height() - 2 * air

    def show_place(self, page: int, v: float) -> None:
        """As `expect_page`, with what stands at the height `v` in the upper part of the view; still if it is seen."""
        arranged = self._stand.arrangement
        if arranged is None or self.shows_place(page, v):
            return
        page = min(max(1, page), arranged.pages)
        above = _AIR_ABOVE * self.height() / arranged.size_of(page)[1]
        self.expect_page(page, max(0.0, v - above))

    def show_picture(self, page: int, picture: Picture) -> None:
        """Take the picture of a page that was asked for; one that is not wanted any more is closed at once."""
        if not self._supply.take_whole(page, picture):
            return
        if self._coming is not None and page in self._supply.row(self._coming.page):
            self._enter(self._coming)
        else:
            self.update()
            self._ask()

    def show_part(self, wish: PictureWish, picture: Picture) -> None:
        """Take the picture of a part that was asked for."""
        if not self._supply.take_part(wish, picture):
            return
        if self._coming is not None and wish.page in self._supply.row(self._coming.page):
            self._enter(self._coming)
        else:
            self.update()
            self._ask()

    def miss_part(self, wish: PictureWish) -> None:
        """There will be no picture of this part: the coarse picture stays."""
        self._supply.miss_part(wish)
        self._ask()

    def show_problem(self, page: int, sentence: str) -> None:
        """Say on a white page why it cannot be shown."""
        if page not in self._supply.wanted_pages(self._coming_page):
            return
        self._supply.pictures.drop(page)
        self._supply.pictures.problems[page] = sentence
        if self._coming is not None:
            self._enter(self._coming)
        self.update()
        self._ask()

    def show_note(self, page: int, note: str) -> None:
        """Say on the white page that its picture takes long."""
        if page in self._supply.wanted_pages(self._coming_page) and self._supply.pictures.whole(page) is None:
            self._supply.pictures.notes[page] = note
            self.update()

    def clear(self, sentence: str = "") -> None:
        """Show no page, and on the desk the reason."""
        self._forget_paper()
        self._stand.open((), msgspec.structs.replace(self._stand.look, zoom=1.0))
        self._sentence = sentence
        self._moved()

    # Where it lies ------------------------------------------------------------------------------------

    def turn(self, by: int, *, at_end: bool = False) -> None:
        """Wish for the next pages (1) or the ones before (-1); `at_end` arrives at the end of that page."""
        pages = self._stand.pages_to(by, self.page)
        if pages:
            self._landing = self.page + pages if at_end else 0
            self.page_turn_requested.emit(pages)

    @override
    def set_look(self, look: Look, at: QPointF | None = None) -> None:
        if look.rotation != self._stand.look.rotation:
            self._supply.forget()
        if look != self._stand.look:
            self._settled.start()
        super().set_look(look, at)

    def pixel_size(self, page: int) -> QSize:
        """Device pixels of the picture that a page of this paper needs here before it is zoomed in."""
        wish = self._supply.whole_wish(page, self.devicePixelRatioF())
        return QSize(wish.width_px, wish.height_px) if wish is not None else QSize()

    # How ----------------------------------------------------------------------------------------------

    @property
    def _coming_page(self) -> int:
        return self._coming.page if self._coming is not None else 0

    def _forget_paper(self) -> None:
        for timer in (self._placeholder, self._white, self._settled):
            timer.stop()
        self._numbered.clear()
        self._coming = None
        self._sentence = ""
        self._supply.forget()

    def _enter(self, coming: _Coming) -> None:
        self._placeholder.stop()
        self._coming = None
        self._stand.go_to(coming.page, coming.v, at_end=coming.at_end)
        self._moved()
        self.arrived.emit(coming.page)

    def _enter_without_picture(self) -> None:
        if self._coming is not None:
            self._numbered.update(self._supply.row(self._coming.page))
            self._enter(self._coming)

    @override
    def _moved(self) -> None:
        self._ask()
        super()._moved()

    def _number_white_pages(self) -> None:
        self._numbered = {
            page for page in self._supply.wanted_pages(0) if not self._supply.pictures.is_here(page)
        }
        self.update()

    def _ask(self) -> None:
        """Give back what is out of sight, and ask for what is missing if that changed."""
        dense = self.devicePixelRatioF()
        screen = self.screen().size().expandedTo(self.window().size()) * dense
        glass = Glass(QRectF(self.rect()), dense, most_pixels_for(screen.width(), screen.height()))
        blank = {p.page for p in self._stand.placed if not self._supply.pictures.is_here(p.page)}
        self._numbered &= blank
        if blank - self._numbered and not self._white.isActive():
            self._white.start()
        missing = self._supply.ask(
            self._coming_page, glass, is_settled=not self._settled.isActive(), arriving=self._arriving()
        )
        if missing is not None:
            self.pictures_needed.emit(missing)

    def _arriving(self) -> tuple[PlacedPage, ...]:
        coming = self._coming
        return () if coming is None else self._stand.placed_at(coming.page, coming.v, at_end=coming.at_end)

    def _tell_painted(self, page: int) -> None:
        if self._supply.pictures.is_painted(page):
            self.page_painted.emit(page)

    @override
    def _paint_page(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        pictures, page = self._supply.pictures, placed.page
        words = pictures.words(page)
        looks = PageLooks(
            pictures.whole(page), pictures.part(page), words, page in self._numbered or bool(words)
        )
        self._painter.paint_page(painter, placed, looks, exposed, self.devicePixelRatioF())
        if pictures.is_here(page) and pictures.note_painted(page):
            QTimer.singleShot(0, self, partial(self._tell_painted, page))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for timer in (self._placeholder, self._white):
            timer.stop()


def _timer(parent: QWidget, interval_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(act)
    return timer
