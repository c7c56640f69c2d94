"""书签: where in the paper the leader is and where I am."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_TICKS = (1, 5, 10, 20, 50, 100, 200, 500, 1000)
_TICK_ROOM_PX = 6


class Ribbon(QWidget):
    """A line with a tick per page: solid ribbon = leader, ring = me, one mark when I follow.

    A dashed ochre ribbon is the leader's last known place. A press or a drag asks for a page.
    """

    page_requested = Signal(int)
    """A person asks for this page, counted from 1."""

    def __init__(self, theme: Theme, *, name: str = "ribbon", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages = 0
        self._mine = 0
        self._leader = 0
        self._is_stale = False
        self._dragged = 0
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(self._least_px())

    def set_places(self, pages: int, mine: int, leader: int = 0, *, is_stale: bool = False) -> None:
        """Show a paper of `pages` pages with me on `mine` and the leader on `leader` (0: nobody leads)."""
        self._pages, self._mine, self._leader, self._is_stale = pages, mine, leader, is_stale
        self.setAccessibleName(self._spoken())
        self.update()

    def text(self) -> str:
        """The places in words."""
        return self._spoken()

    def place_of(self, page: int) -> float:
        """Where a page stands on the line, in pixels from the left."""
        side = self._side_px()
        room = self.width() - 2 * side
        return side + (room * (page - 1) / (self._pages - 1) if self._pages > 1 else 0.0)

    def _page_at(self, x: float) -> int:
        side = self._side_px()
        room = max(1.0, self.width() - 2 * side)
        share = min(1.0, max(0.0, (x - side) / room))
        return 1 + round(share * (self._pages - 1))

    def _spoken(self) -> str:
        if not self._leader:
            return tr("You are on page {mine} of {pages}", mine=self._mine, pages=self._pages)
        if self._leader == self._mine and not self._is_stale:
            return tr("You and the leader are on page {mine}", mine=self._mine)
        if self._is_stale:
            return tr(
                "You are on page {mine}, the leader was on page {leader}",
                mine=self._mine,
                leader=self._leader,
            )
        return tr(
            "You are on page {mine}, the leader is on page {leader}", mine=self._mine, leader=self._leader
        )

    def _least_px(self) -> int:
        """High enough for the ribbon above the line and the ring on it, and for a finger."""
        return max(self._theme.scale.target_px, self._theme.space(44))

    def _side_px(self) -> int:
        return self._theme.space(10)

    def _line_y(self) -> float:
        return round(self.height() * 0.5 + self._theme.space(8)) + 0.5

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(400), self._least_px())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pages <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_line(painter)
        mine = self._dragged or self._mine
        is_one = self._leader == mine and not self._is_stale
        if self._leader:
            self._paint_ribbon(painter, self.place_of(self._leader))
        if not is_one and mine:
            self._paint_ring(painter, self.place_of(mine))
        if self._dragged:
            self._paint_number(painter, self._dragged)

    def _paint_line(self, painter: QPainter) -> None:
        theme = self._theme
        y = self._line_y()
        painter.setPen(QPen(theme.colour(Tone.EDGE), theme.scale.line(1.5)))
        painter.drawLine(QPointF(1, y), QPointF(self.width() - 1, y))
        pitch = (self.width() - 2 * self._side_px()) / max(1, self._pages - 1)
        minor = next((step for step in _TICKS if pitch * step >= _TICK_ROOM_PX), _TICKS[-1])
        major = minor * 5
        for page in range(1, self._pages + 1):
            is_major = page in (1, self._pages) or page % major == 0
            if not is_major and page % minor:
                continue
            x = round(self.place_of(page)) + 0.5
            down = theme.space(8 if is_major else 5)
            painter.drawLine(QPointF(x, y), QPointF(x, y + down))

    def _paint_ribbon(self, painter: QPainter, x: float) -> None:
        theme = self._theme
        half, tall = theme.space(18) / 2, theme.space(26)
        bottom = self._line_y() - 1
        top = bottom - tall
        notch = tall * 0.24
        shape = QPolygonF(
            [
                QPointF(x - half, top),
                QPointF(x + half, top),
                QPointF(x + half, bottom),
                QPointF(x, bottom - notch),
                QPointF(x - half, bottom),
            ]
        )
        if self._is_stale:
            pen = QPen(theme.colour(Tone.OCHRE), theme.scale.line(2))
            pen.setDashPattern([1.6, 1.2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Tone.GREEN))
        painter.drawPolygon(shape)

    def _paint_ring(self, painter: QPainter, x: float) -> None:
        theme = self._theme
        painter.setPen(QPen(theme.colour(Tone.INK), theme.scale.line(3)))
        painter.setBrush(theme.colour(Tone.SHEET))
        radius = theme.space(15) / 2
        painter.drawEllipse(QPointF(x, self._line_y()), radius, radius)

    def _paint_number(self, painter: QPainter, page: int) -> None:
        theme = self._theme
        painter.setFont(theme.font(Step.CAPTION, bold=True))
        painter.setPen(theme.colour(Tone.INK))
        wide = theme.space(60)
        left = min(max(0.0, self.place_of(page) - wide / 2), self.width() - wide)
        box = QRectF(left, 0, wide, self._line_y() - theme.space(12))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(page))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._pages:
            self._dragged = self._page_at(event.position().x())
            self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged:
            self._dragged = self._page_at(event.position().x())
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        page, self._dragged = self._dragged, 0
        self.update()
        if page and page != self._mine:
            self.page_requested.emit(page)
