"""The ink above the pages of a view: what is written, what is being written here, and what is being written elsewhere."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QObject, QRectF, QSizeF, QTimer, Signal
from PySide6.QtGui import QPainter, QTransform

from shared.domain.ink import Bookmark, Mark, MarkId, Touch
from shared.protocol.ink import StrokeGrows, StrokeLive, unpack_points
from shared.ui.ink_live import LiveStroke, StrokeLook
from shared.ui.ink_painter import Writing, is_multiplied, mark_rect, paint_mark
from shared.ui.ink_picture import turn_of
from shared.ui.ink_pictures import InkPictures
from shared.ui.ink_source import InkSource, ShownMark
from shared.ui.page_places import PlacedPage
from shared.ui.page_view import PageView

GROWN_EVERY_MS = 34
"""A stroke that is being drawn is told at most 30 times a second."""

_MOST_GROWING = 4
"""Strokes drawn elsewhere at one moment: the leader and whom the chair allows."""


class InkEdit(msgspec.Struct, frozen=True):
    """A change that is being made and not yet stored: on this page `hidden` is gone and `extra` is there."""

    page: int
    hidden: frozenset[MarkId] = frozenset()
    extra: tuple[Mark, ...] = ()


class InkLayer(QObject):
    """An overlay of a page view. Marks are drawn once into pictures; what moves is painted over them."""

    stroke_grew = Signal(str, str, int, str, float, int, object)
    """An own stroke has more points: mark id, kind ("pen" or "highlighter"), page, colour, width, number of the first
    of these points, and the points as a tuple of (u, v, pressure)."""

    stroke_ended = Signal(str)
    """An own stroke was finished and added to the source: mark id."""

    stroke_aborted = Signal(str)
    """An own stroke is not to be: mark id."""

    marks_changed = Signal(object)
    """The pages (a frozenset, from 1) whose marks may be others now, by whomever."""

    def __init__(self, view: PageView, writing: Writing) -> None:
        super().__init__(view)
        self.writing = writing
        self._view = view
        self._source: InkSource | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._edit: InkEdit | None = None
        self._floating: Mark | None = None
        self._live: tuple[MarkId, LiveStroke] | None = None
        self._told = 0
        self._places: dict[int, PlacedPage] = {}
        self._growing: dict[str, LiveStroke] = {}
        self._pictures = InkPictures(writing, self._drawn_marks, self._on_drawn, self)
        self._telling = QTimer(self)
        self._telling.setInterval(GROWN_EVERY_MS)
        self._telling.timeout.connect(self._tell_growth)
        view.add_overlay(self)
        view.geometry_changed.connect(self._on_geometry)
        self._on_geometry()

    # What is written ----------------------------------------------------------------------------------

    @property
    def pictures(self) -> InkPictures:
        """The drawn ink."""
        return self._pictures

    def show_source(self, source: InkSource | None) -> None:
        """Show the ink of another paper, or none."""
        self.stop()
        self._source = source
        self._edit = self._floating = None
        self._growing.clear()
        self._pictures.forget()
        if source is not None:
            self._unsubscribe = source.subscribe(self.refresh)
        self._on_geometry()
        self._view.update()

    def stop(self) -> None:
        """Listen to the source no more; a stroke that is being drawn is given up."""
        self.abort_stroke()
        unsubscribe, self._unsubscribe = self._unsubscribe, None
        if unsubscribe is not None:
            unsubscribe()

    def refresh(self, pages: frozenset[int]) -> None:
        """The ink of these pages changed."""
        for page in pages:
            placed = self.placed(page)
            dirty = self._pictures.refresh(page, placed.rect if placed is not None else None)
            self._repaint(dirty)
        self.marks_changed.emit(pages)

    def marks(self, page: int) -> tuple[ShownMark, ...]:
        """What is on a page and can be seen."""
        if self._source is None:
            return ()
        return tuple(shown for shown in self._source.marks(page) if not isinstance(shown.mark, Bookmark))

    def set_edit(self, edit: InkEdit | None) -> None:
        """Show a change that is being made, or that it was stored or given up."""
        pages = frozenset(change.page for change in (self._edit, edit) if change is not None)
        self._edit = edit
        self.refresh(pages)

    def set_floating(self, mark: Mark | None) -> None:
        """Show a mark that is being drawn out, such as a line, in place of the one before."""
        before, self._floating = self._floating, mark
        for floating in (before, mark):
            if floating is not None:
                self._repaint(self.mark_rect(floating))

    def mark_rect(self, mark: Mark) -> QRectF:
        """Where a mark lies in the view; empty where its page is not in sight."""
        placed = self.placed(mark.page)
        if placed is None:
            return QRectF()
        known = self._pictures.rect_of(mark, placed)
        return known or to_view(placed).mapRect(mark_rect(mark, flat_size(placed), self.writing))

    def placed(self, page: int) -> PlacedPage | None:
        """Where a page lies, None where it is not in sight."""
        return self._places.get(page)

    # What is being written here -----------------------------------------------------------------------

    def begin_stroke(self, id_: MarkId, placed: PlacedPage, look: StrokeLook) -> None:
        """A stroke begins on a page."""
        self.abort_stroke()
        self._live = (id_, self._new_stroke(placed.page, look))
        self._told = 0

    def extend_stroke(self, points: Sequence[Touch]) -> None:
        """The stroke goes on; nothing happens without one, or where its page went away."""
        if self._live is None:
            return
        stroke = self._live[1]
        placed = self.placed(stroke.page)
        if placed is not None:
            self._repaint(stroke.extend(points, placed))
            if not self._telling.isActive():
                self._tell_growth()
                self._telling.start()

    def end_stroke(self) -> None:
        """The stroke was added to the source, which shows it from now on."""
        ended = self._drop_stroke()
        if ended is not None:
            self.stroke_ended.emit(ended)

    def abort_stroke(self) -> None:
        """The stroke is not to be; nothing happens without one."""
        aborted = self._drop_stroke()
        if aborted is not None:
            self.stroke_aborted.emit(aborted)

    # What is being written elsewhere ------------------------------------------------------------------

    def show_growing(
        self,
        mark_id: str,
        kind: str,
        page: int,
        color: str,
        width: float,
        points_from: int,
        points: Sequence[Touch],
    ) -> None:
        """A stroke drawn elsewhere has more points, the first of them being number `points_from`.

        Points that are known already are passed over; where points before are missing, these are joined straight.
        """
        stroke = self._growing.get(mark_id)
        if stroke is None:
            while len(self._growing) >= _MOST_GROWING:
                self.drop_growing(next(iter(self._growing)))
            stroke = self._new_stroke(page, StrokeLook(kind == "highlighter", color, width))
            self._growing[mark_id] = stroke
        new = tuple(points)[max(0, len(stroke.points) - points_from) :]
        placed = self.placed(stroke.page)
        if placed is None:
            stroke.points.extend(new)
        elif new:
            self._repaint(stroke.extend(new, placed))

    def show_live(self, live: StrokeLive) -> None:
        """What was told of a stroke that is drawn elsewhere on this paper: it has more points, or is given up."""
        if isinstance(live, StrokeGrows):
            kind = "pen" if live.is_pen else "highlighter"
            points = unpack_points(live.points)
            self.show_growing(live.id, kind, live.page, live.color, live.width, live.skip, points)
        else:
            self.drop_growing(live.id)

    def drop_growing(self, mark_id: str) -> None:
        """The stroke drawn elsewhere is finished and stands in the source, or was given up."""
        stroke = self._growing.pop(mark_id, None)
        if stroke is not None:
            self._repaint(stroke.rect())

    # Painting -----------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        """Paint the ink of one page; called by the view."""
        self._pictures.paint(painter, placed, exposed, self._view.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        own = (self._live[1],) if self._live is not None else ()
        for stroke in (*self._growing.values(), *own):
            if stroke.page == placed.page:
                stroke.paint(painter, placed, exposed)
        if self._floating is not None and self._floating.page == placed.page:
            painter.setTransform(to_view(placed), combine=True)
            if is_multiplied(self._floating):
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            paint_mark(painter, self._floating, flat_size(placed), self.writing)

    def _drawn_marks(self, page: int) -> Sequence[Mark]:
        edit = self._edit
        marks = [shown.mark for shown in self.marks(page)]
        if edit is None or edit.page != page:
            return marks
        return [mark for mark in marks if mark.id not in edit.hidden] + list(edit.extra)

    def _new_stroke(self, page: int, look: StrokeLook) -> LiveStroke:
        return LiveStroke(page, look, self._view.size(), self._view.devicePixelRatioF())

    def _drop_stroke(self) -> MarkId | None:
        self._telling.stop()
        live, self._live = self._live, None
        if live is None:
            return None
        self._repaint(live[1].rect())
        return live[0]

    def _tell_growth(self) -> None:
        if self._live is None:
            return
        id_, stroke = self._live
        new = tuple(stroke.points[self._told :])
        if new:
            first, self._told = self._told, len(stroke.points)
            kind = "highlighter" if stroke.look.is_highlighter else "pen"
            look = stroke.look
            self.stroke_grew.emit(id_, kind, stroke.page, look.color, look.width, first, new)

    def _repaint(self, dirty: QRectF) -> None:
        if not dirty.isEmpty():
            self._view.update(dirty.toAlignedRect())

    def _on_drawn(self, page: int) -> None:
        placed = self.placed(page)
        if placed is not None:
            self._repaint(placed.rect)

    def _on_geometry(self) -> None:
        placed = self._view.placed_pages()
        self._places = {place.page: place for place in placed}
        own = (self._live[1],) if self._live is not None else ()
        for stroke in (*self._growing.values(), *own):
            stroke.fit_canvas(self._view.size(), self._view.devicePixelRatioF())
        self._pictures.set_on_glass(frozenset(page.page for page in placed))
        if self._source is not None and placed and self._view.look.zoom == 1.0:
            self._prepare_neighbours(placed)

    def _prepare_neighbours(self, placed: Sequence[PlacedPage]) -> None:
        for page in (placed[-1].page + 1, placed[0].page - 1):
            if 1 <= page <= self._view.pages and self.marks(page):
                size = self._view.pixel_size(page)
                self._pictures.prepare(page, size.width(), size.height(), placed[0])


def flat_size(placed: PlacedPage) -> QSizeF:
    """The size of a page in the view before a reader turned it, in logical pixels."""
    size = placed.rect.size()
    return size.transposed() if placed.rotation in (90, 270) else size


def to_view(placed: PlacedPage) -> QTransform:
    """From the pixels of a page before a reader turned it to the view."""
    corner = placed.rect.topLeft()
    turn = turn_of(placed.rotation, placed.rect.size())
    return turn * QTransform.fromTranslate(corner.x(), corner.y())
