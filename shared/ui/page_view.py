"""The pages of a paper on the desk."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.pdf.pages import PageSize
from shared.ui.page_fit import Fit, Look, Room, Span
from shared.ui.page_images import Picture, most_pixels_for
from shared.ui.page_painter import PageLooks, PagePainter
from shared.ui.page_places import PageOverlay, PlacedPage
from shared.ui.page_stand import PageStand
from shared.ui.page_supply import Glass, PageSupply
from shared.ui.page_takers import PressTakers
from shared.ui.page_wishes import PictureWish
from shared.ui.theme import Theme
from shared.ui.tokens import Step

_PLACEHOLDER_AFTER_MS = 80
"""A picture that comes sooner replaces the former page without a white flash between."""

_SETTLED_AFTER_MS = 120
"""A zoom that did not change for so long is drawn sharp."""

_GAP_PX = 16


class _Coming(msgspec.Struct, frozen=True):
    """A page that is to be seen as soon as its picture is here."""

    page: int
    v: float
    at_end: bool


class PageView(QWidget):
    """Shows pages, scrolls and zooms. It knows no paper: it asks for pixels and gets pictures.

    Pages count from 1. Scrolling stays within what is laid out: one page, two, or all of them. Whatever would leave
    that is a wish. `placed_pages` always tells what is on the glass: while a page is still being drawn, the former
    one.
    """

    page_turn_requested = Signal(int)
    """A person asks for so many pages further, or back."""

    page_reached = Signal(int)
    """A person scrolled to another page; it is the page that is read now."""

    pictures_needed = Signal(object)
    """A tuple of `PictureWish`, the most urgent first: all that is missing now. What is not in it is not wanted."""

    geometry_changed = Signal()
    """Pages lie elsewhere: scrolled, zoomed, turned, resized, or other pages."""

    look_changed = Signal()
    """Layout, fit, zoom or rotation is another one."""

    arrived = Signal(int)
    """The view went to a page; not told for scrolling."""

    scrolled = Signal()
    """A person scrolled."""

    released = Signal()
    """Nothing is down on the page any more."""

    pointer_moved = Signal(float, float)
    """The laser pointer is at (u, v) of the page, 0..1 from the top left; only in laser mode."""

    pointer_left = Signal()
    """The laser pointer left the page."""

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
        super().__init__()
        self._margins = (theme.space(side_px), theme.space(top_px), theme.space(_GAP_PX))
        self._stand = PageStand(Room(0, 0, *self._margins), Look(fit=fit))
        self._supply = PageSupply(self._stand)
        self._painter = PagePainter(theme)
        self._overlays: list[PageOverlay] = []
        self.press_takers = PressTakers()
        self._coming: _Coming | None = None
        self._landing = 0
        self._sentence = ""
        self._pointer: tuple[float, float] | None = None
        self._holders: set[str] = set()
        self._placeholder = _timer(self, _PLACEHOLDER_AFTER_MS, self._enter_without_picture)
        self._settled = _timer(self, _SETTLED_AFTER_MS, self._ask)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

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
        is_here = self._coming is None and self._supply.pictures.whole(page) is not None
        return page if is_here and self._supply.pictures.is_painted(page) else 0

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
        if self._supply.take_part(wish, picture):
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

    # Where the pages lie ------------------------------------------------------------------------------

    def placed_pages(self) -> tuple[PlacedPage, ...]:
        """The pages on the glass, those partly in sight as well, in their order."""
        return self._stand.placed

    def placed_at(self, point: QPointF) -> PlacedPage | None:
        """The page under a point of the view."""
        return next((place for place in self._stand.placed if place.rect.contains(point)), None)

    def place_of(self, page: int) -> PlacedPage | None:
        """Where a page lies, in sight or not; None where it is not laid out now."""
        return self._stand.place_of(page)

    def row_of(self, page: int) -> tuple[int, ...]:
        """The pages that are laid out beside this one, itself among them; none for a page that is not there."""
        return self._supply.row(page) if 1 <= page <= self.pages else ()

    def page_rect(self) -> QRect:
        """Where the page that is read lies now."""
        place = self._stand.place_of(self._stand.page)
        return place.rect.toRect() if place is not None else QRect()

    def pixel_size(self, page: int) -> QSize:
        """Device pixels of the picture that a page of this paper needs here before it is zoomed in."""
        wish = self._supply.whole_wish(page, self.devicePixelRatioF())
        return QSize(wish.width_px, wish.height_px) if wish is not None else QSize()

    @property
    def look(self) -> Look:
        """How the paper is looked at."""
        return self._stand.look

    @property
    def room(self) -> Room:
        """The size of the view and its margins."""
        return self._stand.room

    def set_look(self, look: Look, at: QPointF | None = None) -> None:
        """Look at the paper otherwise; what lies at the point `at` of the view stays there."""
        is_turned = look.rotation != self._stand.look.rotation
        if not self._stand.set_look(look, at):
            return
        if is_turned:
            self._supply.forget()
        self._settled.start()
        self.look_changed.emit()
        self._moved()

    def set_fit(self, fit: Fit) -> None:
        """Choose how large pages are; ends a zoom."""
        self.set_look(msgspec.structs.replace(self._stand.look, fit=fit, zoom=1.0))

    def set_text_span(self, span: Span) -> None:
        """Say where the text of the pages stands, for the fit of that name."""
        if self._stand.set_text(span):
            self._moved()

    def zoom_to(self, zoom: float, at: QPointF) -> None:
        """Enlarge what fits `zoom` times, within the limits; what lies at this point of the view stays there."""
        self.set_look(msgspec.structs.replace(self._stand.look, zoom=zoom), at)

    def turn(self, by: int, *, at_end: bool = False) -> None:
        """Wish for the next pages (1) or the ones before (-1); `at_end` arrives at the end of that page."""
        pages = self._stand.pages_to(by, self.page)
        if pages:
            self._landing = self.page + pages if at_end else 0
            self.page_turn_requested.emit(pages)

    @property
    def scroll_share(self) -> float:
        """How far down it is scrolled, 0 at the top, 1 at the end."""
        return self._stand.scroll_share

    @property
    def can_scroll_across(self) -> bool:
        """Whether the pages are wider than the view."""
        return self._stand.can_scroll_across

    def scroll_by(self, down: float, across: float = 0.0) -> bool:
        """Scroll by logical pixels; whether anything moved."""
        if not self._stand.scroll_by(across, down):
            return False
        is_elsewhere = self._stand.notice_page()
        self._moved()
        self.scrolled.emit()
        if is_elsewhere:
            self.page_reached.emit(self._stand.page)
        return True

    # Who is at work -----------------------------------------------------------------------------------

    def hold(self, by: str = "pen") -> None:
        """A finger or a pen is down: no page comes by itself until it is lifted. Again does nothing."""
        self._holders.add(by)

    def release(self, by: str = "pen") -> None:
        """It was lifted. Again does nothing."""
        if by in self._holders:
            self._holders.remove(by)
            if not self._holders:
                self.released.emit()

    @property
    def is_held(self) -> bool:
        """Whether anything is down."""
        return bool(self._holders)

    # What is painted above ----------------------------------------------------------------------------

    def add_overlay(self, overlay: PageOverlay) -> None:
        """Paint this above the pages and above the overlays that were added before."""
        self._overlays.append(overlay)
        self.update()

    def remove_overlay(self, overlay: PageOverlay) -> None:
        """Paint it no more."""
        self._overlays.remove(overlay)
        self.update()

    def set_pointer(self, place: tuple[float, float] | None) -> None:
        """Show the leader's laser pointer at (u, v) of the page that is read, or none."""
        before = self._pointer_place()
        self._pointer = place
        for point in (before, self._pointer_place()):
            if point is not None:
                self.update(self._painter.pointer_rect(point))

    # How ----------------------------------------------------------------------------------------------

    @property
    def _coming_page(self) -> int:
        return self._coming.page if self._coming is not None else 0

    def _forget_paper(self) -> None:
        self._placeholder.stop()
        self._settled.stop()
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
            self._enter(self._coming)

    def _moved(self) -> None:
        """Pages lie elsewhere."""
        self.update()
        self._ask()
        self.geometry_changed.emit()

    def _ask(self) -> None:
        """Give back what is out of sight, and ask for what is missing if that changed."""
        dense = self.devicePixelRatioF()
        screen = self.screen().size().expandedTo(self.window().size()) * dense
        glass = Glass(QRectF(self.rect()), dense, most_pixels_for(screen.width(), screen.height()))
        missing = self._supply.ask(self._coming_page, glass, is_settled=not self._settled.isActive())
        if missing is not None:
            self.pictures_needed.emit(missing)

    def _pointer_place(self) -> QPointF | None:
        place = self._stand.place_of(self._stand.page)
        return None if place is None or self._pointer is None else place.to_view(*self._pointer)

    def _tell_painted(self, page: int) -> None:
        if self._supply.pictures.is_painted(page):
            self.page_painted.emit(page)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        exposed = QRectF(event.rect())
        self._painter.paint_desk(painter, event.rect())
        placed = self._stand.placed
        if not placed:
            self._painter.paint_words(painter, QRectF(self.rect()), self._sentence, Step.LEAD)
            return
        pictures = self._supply.pictures
        for place in placed:
            looks = PageLooks(
                pictures.whole(place.page), pictures.part(place.page), pictures.words(place.page)
            )
            self._painter.paint_page(painter, place, looks, exposed, self.devicePixelRatioF())
            self._paint_overlays(painter, place, exposed)
            if looks.whole is not None and pictures.note_painted(place.page):
                QTimer.singleShot(0, self, partial(self._tell_painted, place.page))
        pointer = self._pointer_place()
        if pointer is not None:
            self._painter.paint_pointer(painter, pointer)

    def _paint_overlays(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        part = placed.rect.intersected(exposed)
        if part.isEmpty():
            return
        for overlay in self._overlays:
            painter.save()
            painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
            overlay.paint(painter, placed, part)
            painter.restore()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._stand.set_room(Room(self.width(), self.height(), *self._margins)):
            self._moved()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._placeholder.stop()
        for holder in tuple(self._holders):
            self.release(holder)


def _timer(parent: QWidget, interval_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(act)
    return timer
