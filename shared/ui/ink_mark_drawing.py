"""One mark being drawn bit by bit: beside the others, and laid over them when it is whole."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from shared.domain.ink import Mark, TextMark
from shared.ui.ink_pen_strokes import Drawn

_Mode = QPainter.CompositionMode


class MarkDrawing:
    """Draws one piece at a time, so that a mark of ten thousand points never halts the window.

    A mark of several pieces is drawn on an image of its own: so a highlighter that crosses itself, or whose pieces
    meet, is multiplied onto the page once.
    """

    def __init__(
        self, mark: Mark, rect: QRectF, parts: Iterator[Drawn], seen: QRect, turn: QTransform
    ) -> None:
        """`rect` and `seen`, what is to be drawn of the page, are on the turned page; `turn` leads there."""
        self.mark = mark
        self.rect = rect
        self._turn = turn
        self._box = rect.toAlignedRect().intersected(seen)
        self._parts = iter(()) if self._box.isEmpty() else parts
        self._only: Drawn | None = None
        self._image: QImage | None = None
        self.is_done = self._box.isEmpty()
        """Whether all of it is drawn."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is in sight."""
        return self._only is None and self._image is None

    def go_on(self) -> None:
        """Draw the next piece."""
        piece = next(self._parts, None)
        if piece is None:
            self.is_done = True
        elif self.is_empty:
            self._only = piece
        else:
            if self._only is not None:
                self._draw(self._only)
                self._only = None
            self._draw(piece)

    def lay_on(self, painter: QPainter) -> None:
        """Draw what was drawn with a painter of the turned page; its way of composing counts."""
        if self._image is not None:
            painter.drawImage(self._box.topLeft(), self._image)
        elif self._only is not None:
            painter.setTransform(self._turn, combine=True)
            self._only(painter)

    def _draw(self, piece: Drawn) -> None:
        if self._image is None:
            self._image = QImage(self._box.size(), QImage.Format.Format_ARGB32_Premultiplied)
            self._image.fill(0)
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(self.mark, TextMark):
            # Boxes that lie on each other darken each other, as in the copy of the paper with the ink in it.
            painter.setCompositionMode(_Mode.CompositionMode_Multiply)
        painter.translate(-QPointF(self._box.topLeft()))
        painter.setTransform(self._turn, combine=True)
        piece(painter)
        painter.end()
