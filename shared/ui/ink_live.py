"""A stroke that is being drawn: each new point costs a few pixels, however long the stroke is."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath

from shared.domain.ink import Touch
from shared.domain.ink_geometry import evened, pen_width
from shared.ui.ink_pen_strokes import MARGIN_PX, pen_of, pressure_step, stepped_px
from shared.ui.page_places import PlacedPage


class StrokeLook(msgspec.Struct, frozen=True):
    """How a stroke looks, before it has points. `width` is in page widths."""

    is_highlighter: bool
    color: str
    width: float


class LiveStroke:
    """Draws into an image of the view's size whatever will not change any more.

    The straight tail from there to the last point is painted on top, so that the ink does not lag behind the pen.
    The even line of a highlighter has no tail: painted twice it would be darker there.
    """

    def __init__(self, page: int, look: StrokeLook, canvas: QSize, dense: float) -> None:
        self.page = page
        self.look = look
        self.points: list[Touch] = []
        self._image = _empty(canvas, dense)
        self._drawn = QRectF()
        self._placed: PlacedPage | None = None
        self._done = 0

    @property
    def placed(self) -> PlacedPage | None:
        """Where its page was when it was drawn last."""
        return self._placed

    def fit_canvas(self, canvas: QSize, dense: float) -> None:
        """The view has this size now."""
        if self._image.size() != canvas * dense or self._image.devicePixelRatio() != dense:
            self._image = _empty(canvas, dense)
            self._placed = None

    def extend(self, points: Sequence[Touch], placed: PlacedPage) -> QRectF:
        """Add points; returns the part of the view that changed."""
        before = self._tail_rect()
        self.points.extend(points)
        if placed != self._placed:
            return self._draw_anew(placed).united(before)
        return self._draw_new().united(before).united(self._tail_rect())

    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        """Lay the stroke over its page."""
        if placed != self._placed:
            self._draw_anew(placed)
        dense = self._image.devicePixelRatio()
        seen = QRectF(self._drawn.intersected(exposed).toAlignedRect())
        if self.look.is_highlighter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        if not seen.isEmpty():
            source = QRectF(seen.topLeft() * dense, seen.size() * dense)
            painter.drawImage(seen, self._image, source)
        if self.look.is_highlighter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        elif self.points:
            painter.setPen(pen_of(self.look.color, self._width_px(self.points[-1][2])))
            painter.drawLine(self._tail())

    def rect(self) -> QRectF:
        """The part of the view that the stroke takes."""
        return self._drawn.united(self._tail_rect())

    def _draw_anew(self, placed: PlacedPage) -> QRectF:
        before = self._drawn
        self._placed = placed
        self._image.fill(0)
        self._drawn = QRectF()
        self._done = 0
        return self._draw_new().united(before).united(self._tail_rect())

    def _draw_new(self) -> QRectF:
        if self._placed is None or self._done >= len(self.points):
            return QRectF()
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dirty = QRectF()
        first = max(1, self._done)
        if self._done == 0:
            dirty = self._draw_dot(painter)
        for index in range(first, len(self.points)):
            dirty = dirty.united(self._draw_curve(painter, index))
        painter.end()
        self._done = len(self.points)
        self._drawn = self._drawn.united(dirty)
        return dirty

    def _draw_dot(self, painter: QPainter) -> QRectF:
        width_px = self._width_px(self.points[0][2])
        place = self._spot(0)
        painter.setPen(pen_of(self.look.color, width_px))
        painter.drawPoint(place)
        return _around(QRectF(place, place), width_px)

    def _draw_curve(self, painter: QPainter, index: int) -> QRectF:
        """From the middle before the last point to the middle after it."""
        control, here = self._spot(index - 1), self._spot(index)
        if self.look.is_highlighter:
            width_px = self._width_px(0.5)
            painter.setPen(pen_of(self.look.color, width_px))
            painter.drawLine(QLineF(control, here))
            return _around(QRectF(control, here).normalized(), width_px)
        middle = (control + here) / 2
        start = (self._spot(index - 2) + control) / 2 if index > 1 else control
        widest_px = self._draw_pressed(painter, index, (start, control, middle))
        box = QRectF(start, middle).normalized().united(QRectF(start, control).normalized())
        return _around(box, widest_px)

    def _draw_pressed(self, painter: QPainter, index: int, line: tuple[QPointF, QPointF, QPointF]) -> float:
        """Draw a curve, cut where the pressure changes much; returns the largest width."""
        before, pressure, after = (self.points[max(0, at)][2] for at in (index - 2, index - 1, index))
        start, control, end = ((spot.x(), spot.y()) for spot in line)
        step = pressure_step(self._width_px(0.5))
        widest_px = 0.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for piece in evened((start, control, end, pressure), before, after, step):
            width_px = self._width_px(piece[3])
            path = QPainterPath(QPointF(*piece[0]))
            path.quadTo(*piece[1], *piece[2])
            painter.strokePath(path, pen_of(self.look.color, width_px))
            widest_px = max(widest_px, width_px)
        return widest_px

    def _tail(self) -> QLineF:
        here = self._spot(-1)
        return QLineF((self._spot(-2) + here) / 2 if len(self.points) > 1 else here, here)

    def _tail_rect(self) -> QRectF:
        if not self.points or self._placed is None:
            return QRectF()
        tail = self._tail()
        return _around(QRectF(tail.p1(), tail.p2()).normalized(), self._width_px(self.points[-1][2]))

    def _spot(self, index: int) -> QPointF:
        u, v, _ = self.points[index]
        return self._placed.to_view(u, v) if self._placed is not None else QPointF()

    def _width_px(self, pressure: float) -> float:
        if self._placed is None:
            return 0.0
        rect = self._placed.rect
        page_px = rect.height() if self._placed.rotation in (90, 270) else rect.width()
        width = self.look.width if self.look.is_highlighter else pen_width(self.look.width, pressure)
        return stepped_px(width * page_px, self.look.width * page_px)


def _empty(canvas: QSize, dense: float) -> QImage:
    image = QImage(canvas * dense, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dense)
    image.fill(0)
    return image


def _around(box: QRectF, width_px: float) -> QRectF:
    reach = width_px / 2 + MARGIN_PX
    return box.adjusted(-reach, -reach, reach, reach)
