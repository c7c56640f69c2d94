"""How many of a number of persons, as a bar."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.theme import Theme
from shared.ui.tokens import Tone


class ShareBar(QWidget):
    """A plain bar; it jumps to its new length."""

    def __init__(self, theme: Theme, *, name: str, tone: Tone = Tone.FILL) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._tone = tone
        self._part, self._whole = 0, 1
        self.setFixedHeight(theme.space(26))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, part: int, whole: int, spoken: str) -> None:
        """Fill `part` of `whole`; more than the whole fills it."""
        self._part, self._whole = part, max(1, whole)
        self.setAccessibleName(spoken)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.mixed(Tone.SHEET, Tone.INK, 0.055))
        wide = round(self.width() * min(1.0, self._part / self._whole))
        painter.fillRect(0, 0, wide, self.height(), self._theme.colour(self._tone))
