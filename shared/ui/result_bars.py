"""The bars of an announced result, on one base, with the tick that had to be reached."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.signs import MARK_TONES, Mark, paint_mark
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class BarRow(msgspec.Struct, frozen=True):
    """One answer and how many persons gave it."""

    mark: Mark
    word: str
    count: int


class ResultBars(QWidget):
    """Rows of mark, word, bar and number. Never percentages: the lengths are persons of one base."""

    def __init__(self, theme: Theme, *, name: str = "result_bars") -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[BarRow, ...] = ()
        self._base = 1
        self._needed = 0
        self._needed_word = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_result(self, rows: Sequence[BarRow], base: int, needed: int, needed_word: str) -> None:
        """Show the rows. `base` persons fill a bar; the tick stands at `needed` persons (0: no tick)."""
        self._rows = tuple(rows)
        self._base = max(1, base)
        self._needed, self._needed_word = needed, needed_word
        spoken = "; ".join(f"{row.word} {row.count}" for row in rows)
        self.setAccessibleName(f"{needed_word}; {spoken}" if needed_word else spoken)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The numbers in words."""
        return self.accessibleName()

    def _head_px(self) -> int:
        return self._theme.space(42) if self._needed_word else 0

    def _pitch_px(self) -> int:
        return self._theme.space(48)

    def _bar(self, row: int) -> QRectF:
        theme = self._theme
        words = max((self._word_px(bar.word) for bar in self._rows), default=0.0)
        left = max(theme.space(120), theme.space(36) + words + theme.space(12))
        right = self.width() - theme.space(60)
        top = self._head_px() + row * self._pitch_px()
        return QRectF(left, top, max(1.0, right - left), theme.space(26))

    def _word_px(self, word: str) -> float:
        return QFontMetricsF(self._theme.font(Step.BODY)).horizontalAdvance(word)

    @override
    def sizeHint(self) -> QSize:
        pitch = self._pitch_px()
        tall = self._head_px() + pitch * len(self._rows) - (pitch - self._theme.space(26)) + 2
        return QSize(self._theme.space(480), tall + self._theme.space(6))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, row in enumerate(self._rows):
            self._paint_row(painter, row, self._bar(place))
        if self._needed and self._rows:
            self._paint_needed(painter)

    def _paint_row(self, painter: QPainter, row: BarRow, bar: QRectF) -> None:
        theme = self._theme
        colour = theme.colour(MARK_TONES[row.mark])
        middle = bar.center().y()
        paint_mark(painter, row.mark, colour, QPointF(theme.space(12), middle), theme.space(19))
        painter.setFont(theme.font(Step.BODY))
        painter.setPen(theme.colour(Tone.INK))
        left_side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        word = QRectF(theme.space(36), bar.top() - 10, bar.left(), bar.height() + 20)
        painter.drawText(word, left_side, row.word)
        painter.fillRect(bar, theme.mixed(Tone.SHEET, Tone.INK, 0.055))
        self._paint_share(painter, row, bar, colour)
        painter.setFont(theme.font(Step.QUESTION, bold=True))
        painter.setPen(theme.colour(Tone.INK))
        number = QRectF(bar.right(), bar.top() - 12, self.width() - bar.right(), bar.height() + 24)
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(row.count))

    def _paint_share(self, painter: QPainter, row: BarRow, bar: QRectF, colour: QColor) -> None:
        if row.count <= 0:
            return
        share = QRectF(bar)
        share.setWidth(bar.width() * min(1.0, row.count / self._base))
        radius = self._theme.space(2)
        if row.mark is Mark.DOTS:
            pen = QPen(self._theme.colour(Tone.EDGE), self._theme.scale.line(1.5))
            pen.setDashPattern([3, 2.2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            share.adjust(0.75, 0.75, -0.75, -0.75)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
        painter.drawRoundedRect(share, radius, radius)

    def _paint_needed(self, painter: QPainter) -> None:
        theme = self._theme
        bar = self._bar(0)
        x = bar.left() + bar.width() * min(1.0, self._needed / self._base)
        thick = theme.space(3)
        reach = theme.space(15)
        gap = theme.space(2)
        clear = QRectF(x - thick / 2 - gap, bar.top(), thick + 2 * gap, bar.height())
        painter.fillRect(clear, theme.colour(Tone.SHEET))
        tick = QRectF(x - thick / 2, bar.top() - reach, thick, bar.height() + 2 * reach)
        painter.fillRect(tick, theme.colour(Tone.INK))
        painter.setFont(theme.font(Step.CAPTION))
        painter.setPen(theme.colour(Tone.INK))
        wide = theme.space(200)
        word = QRectF(x - wide / 2, 0, wide, bar.top() - reach)
        painter.drawText(
            word, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self._needed_word
        )
