"""A bar of equal pieces, as many filled as there are things done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.theme import Theme
from shared.ui.tokens import Tone

_HIGH_PX, _GAP_PX = 10, 8


class CountSteps(QWidget):
    """For the eye only: the words beside it say the same. Many pieces stand closer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._done, self._of = 0, 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_count(self, done: int, of: int) -> None:
        """Fill `done` of `of` pieces."""
        self._done, self._of = done, max(1, of)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(200), self._theme.space(_HIGH_PX))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = min(self._theme.space(_GAP_PX), self.width() / (3 * self._of))
        wide = (self.width() - gap * (self._of - 1)) / self._of
        for place in range(self._of):
            tone = Tone.INK if place < self._done else Tone.LINE
            painter.setBrush(self._theme.colour(tone))
            box = QRectF(place * (wide + gap), 0, wide, self.height())
            painter.drawRoundedRect(box, self._theme.space(2), self._theme.space(2))
