"""Pages on a desk: where they lie, what is painted upon them, who has a hand on them. No pictures yet."""

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.page_fit import Fit, Look, Room, Span
from shared.ui.page_painter import PagePainter
from shared.ui.page_places import PageOverlay, PlacedPage
from shared.ui.page_stand import PageStand
from shared.ui.page_takers import PressTakers
from shared.ui.theme import Theme
from shared.ui.tokens import Step

_GAP_PX = 16


class PageDesk(QWidget):
    """The base of `PageView`, which brings the pictures. Pages count from 1.

    Scrolling stays within what is laid out: one page, two, or all of them. `placed_pages` always tells what is on
    the glass.
    """

    page_reached = Signal(int)
    """A person scrolled to another page; it is the page that is read now."""

    geometry_changed = Signal()
    """Pages lie elsewhere: scrolled, zoomed, turned, resized, or other pages."""

    look_changed = Signal()
    """Layout, fit, zoom or rotation is another one."""

    scrolled = Signal()
    """A person scrolled."""

    released = Signal()
    """Nothing is down on the page any more."""

    pointer_moved = Signal(float, float)
    """The laser pointer is at (u, v) of the page, 0..1 from the top left; only in laser mode."""

    pointer_left = Signal()
    """The laser pointer left the page."""

    def __init__(self, theme: Theme, *, fit: Fit, side_px: float, top_px: float, name: str) -> None:
        super().__init__()
        self._margins = (theme.space(side_px), theme.space(top_px), theme.space(_GAP_PX))
        self._stand = PageStand(Room(0, 0, *self._margins), Look(fit=fit))
        self._painter = PagePainter(theme)
        self._overlays: list[PageOverlay] = []
        self._pointer: tuple[float, float] | None = None
        self._holders: set[str] = set()
        self._sentence = ""
        self._lay: tuple[QRectF, ...] = ()
        self.press_takers = PressTakers()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

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
        arranged = self._stand.arrangement
        return arranged.row_of(page) if arranged is not None and 1 <= page <= arranged.pages else ()

    def page_rect(self) -> QRect:
        """Where the page that is read lies now."""
        place = self._stand.place_of(self._stand.page)
        return place.rect.toRect() if place is not None else QRect()

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
        if self._stand.set_look(look, at):
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

    def _moved(self) -> None:
        """Pages lie elsewhere, or other pages lie there."""
        lies = tuple(place.rect for place in self._stand.placed)
        if lies and lies == self._lay:
            # Another page in the same place: the ground around it stays as it is.
            for rect in lies:
                self.update(rect.toAlignedRect())
        else:
            self._lay = lies
            self.update()
        self.geometry_changed.emit()

    def _paint_page(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        """Paint a page itself, without what lies upon it; clipped to nothing."""
        raise NotImplementedError

    def _pointer_place(self) -> QPointF | None:
        place = self._stand.place_of(self._stand.page)
        return None if place is None or self._pointer is None else place.to_view(*self._pointer)

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
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        exposed = QRectF(event.rect())
        placed = self._stand.placed
        self._painter.paint_desk(painter, event.rect(), placed)
        if not placed:
            self._painter.paint_words(painter, QRectF(self.rect()), self._sentence, Step.LEAD)
            return
        for place in placed:
            self._paint_page(painter, place, exposed)
            self._paint_overlays(painter, place, exposed)
        pointer = self._pointer_place()
        if pointer is not None:
            self._painter.paint_pointer(painter, pointer)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._stand.set_room(Room(self.width(), self.height(), *self._margins)):
            self._moved()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for holder in tuple(self._holders):
            self.release(holder)
