"""A row of a card that can be tapped: an icon, words and a state, never lower than a finger needs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget
from typing_extensions import override

from shared.ui.theme import Theme
from shared.ui.tokens import Tone

_WIDE_PX = 400
_ICON_PX = 24
_GAP_PX = 12


class TouchRow(QAbstractButton):
    """The icon stands `indent_px` from the left, the words behind it."""

    def __init__(self, theme: Theme, *, icon: str, indent_px: int = 0) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._indent_px = indent_px
        space = theme.space
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(indent_px + space(_ICON_PX + _GAP_PX), space(8), space(4), space(8))
        self._row.setSpacing(space(16))
        self.setMinimumHeight(theme.scale.target_px)

    def put(self, words: QWidget, *others: QWidget) -> None:
        """Lay the row out: `words` take the room that the others leave. A tap on any of them is one on the row."""
        self._row.addWidget(words, 1)
        for other in others:
            self._row.addWidget(other)
        for part in (words, *others):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @override
    def sizeHint(self) -> QSize:
        tall = self._row.sizeHint().height()
        return QSize(self._theme.space(_WIDE_PX), max(self._theme.scale.target_px, tall))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mixed(Tone.RAISED, Tone.INK, 0.08 if self.isDown() else 0.04))
            painter.drawRoundedRect(self.rect(), theme.radius_control, theme.radius_control)
        box = self.rect().adjusted(self._indent_px, 0, 0, 0)
        box.setWidth(theme.space(_ICON_PX))
        theme.paint_icon(painter, self._icon, Tone.INK2, box.toRectF())
