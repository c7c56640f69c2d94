"""What helps the hand and is no ink: the loop of a lasso, the frame around what is selected, the eraser's ring."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from shared.ui.page_places import PlacedPage
from shared.ui.page_view import PageView
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_CONTROL

_REACH_PX = 4.0


class InkGuides:
    """An overlay above the ink. Everything is in logical pixels of the view and on one page."""

    def __init__(self, theme: Theme, view: PageView) -> None:
        self._theme = theme
        self._view = view
        self._page = 0
        self._loop: list[QPointF] = []
        self._frame: QRectF | None = None
        self._lifted: tuple[QImage, QPointF] | None = None
        self._ring: tuple[QPointF, float] | None = None
        view.add_overlay(self)

    def extend_loop(self, page: int, point: QPointF) -> None:
        """The lasso went on to a point."""
        self._page = page
        self._loop.append(point)
        reached = QRectF(self._loop[-2] if len(self._loop) > 1 else point, point).normalized()
        self._repaint(reached.united(QRectF(self._loop[0], point).normalized()))

    def drop_loop(self) -> None:
        """The lasso was closed or given up."""
        loop, self._loop = self._loop, []
        if loop:
            self._repaint(QPolygonF(loop).boundingRect())

    def set_frame(self, page: int, frame: QRectF | None) -> None:
        """Frame what is selected."""
        before, self._frame, self._page = self._frame, frame, page
        for changed in (before, frame):
            if changed is not None:
                self._repaint(changed)

    def set_lifted(self, lifted: tuple[QImage, QPointF] | None) -> None:
        """Show marks that are being moved, as an image with its top left corner at a point."""
        before, self._lifted = self._lifted, lifted
        for changed in (before, lifted):
            if changed is not None:
                self._repaint(QRectF(changed[1], changed[0].deviceIndependentSize()))

    def set_ring(self, page: int, centre: QPointF | None, radius: float = 0.0) -> None:
        """Show how far the eraser reaches."""
        before = self._ring
        self._ring = (centre, radius) if centre is not None else None
        self._page = page
        for ring in (before, self._ring):
            if ring is not None:
                self._repaint(_around(ring))

    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        """Paint what lies on a page; called by the view."""
        if placed.page != self._page or exposed.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._lifted is not None:
            image, corner = self._lifted
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.drawImage(corner, image)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(self._dashes())
        if self._loop:
            painter.drawPolyline(QPolygonF(self._loop))
            painter.drawLine(QLineF(self._loop[-1], self._loop[0]))
        if self._frame is not None:
            painter.drawRect(self._frame)
        if self._ring is not None:
            painter.setPen(QPen(self._ink(), self._theme.scale.line(1)))
            painter.drawEllipse(self._ring[0], self._ring[1], self._ring[1])

    def _dashes(self) -> QPen:
        pen = QPen(self._ink(), self._theme.scale.line(LINE_CONTROL))
        pen.setDashPattern([4.0, 3.0])
        return pen

    def _ink(self) -> Qt.GlobalColor:
        # Paper stays light at night, so what is drawn on it stays dark.
        return Qt.GlobalColor.darkGray

    def _repaint(self, part: QRectF) -> None:
        reach = _REACH_PX
        self._view.update(part.adjusted(-reach, -reach, reach, reach).toAlignedRect())


def _around(ring: tuple[QPointF, float]) -> QRectF:
    centre, radius = ring
    return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
