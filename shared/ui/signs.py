"""The formal signs: the double rule, the seal, and the marks of an answer."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.fonts import Face
from shared.ui.theme import Theme
from shared.ui.tokens import RADIUS_SMALL, Tone


class Mark(StrEnum):
    """The shape of an answer; the words for it are the screen's. DOTS stands for no answer."""

    RING = "ring"
    CROSS = "cross"
    DASH = "dash"
    DOTS = "dots"


MARK_TONES = {Mark.RING: Tone.GREEN, Mark.CROSS: Tone.RED, Mark.DASH: Tone.SLATE, Mark.DOTS: Tone.INK3}


def paint_mark(
    painter: QPainter, mark: Mark, colour: QColor, centre: QPointF, wide_px: float, *, share: float = 1.15
) -> None:
    """Draw a mark as wide as `wide_px`; its stroke is a tenth of `share` of the width."""
    half = wide_px / 2
    stroke = max(1.6, wide_px * share / 10)
    pen = QPen(colour, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if mark is Mark.DOTS:
        pen.setDashPattern([1.1, 2.1])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = half - stroke / 2
    match mark:
        case Mark.RING | Mark.DOTS:
            painter.drawEllipse(centre, inner, inner)
        case Mark.CROSS:
            arm = inner * 0.82
            painter.drawLine(centre - QPointF(arm, arm), centre + QPointF(arm, arm))
            painter.drawLine(centre - QPointF(arm, -arm), centre + QPointF(arm, -arm))
        case Mark.DASH:
            painter.drawLine(centre - QPointF(inner, 0), centre + QPointF(inner, 0))


class DoubleRule(QWidget):
    """文武线: a thick and a thin line, above formal sheets only."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thick = max(3, theme.space(3))
        self._thin = max(1, theme.space(1))
        self._gap = max(3, theme.space(3))
        self.setFixedHeight(self._thick + self._gap + self._thin)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self._theme.colour(Tone.INK)
        painter.fillRect(0, 0, self.width(), self._thick, ink)
        painter.fillRect(0, self._thick + self._gap, self.width(), self._thin, ink)


class Seal(QWidget):
    """印: what the record holds. Green where it is settled in favour, in ink for 未通过; never red.

    `lines` are one or two short lines; `side_px` is in design pixels.
    """

    def __init__(
        self,
        theme: Theme,
        lines: Sequence[str],
        *,
        side_px: float = 108,
        in_ink: bool = False,
        name: str = "seal",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines = tuple(lines)
        self._in_ink = in_ink
        side = theme.space(side_px)
        self.setFixedSize(QSize(side, side))
        self.setObjectName(name)
        self.setAccessibleName("".join(lines))

    def set_words(self, lines: Sequence[str], *, in_ink: bool = False, spoken: str = "") -> None:
        """Show other words. `spoken` is what a screen reader says, for example with the receipt."""
        self._lines = tuple(lines)
        self._in_ink = in_ink
        self.setAccessibleName(spoken or "".join(lines))
        self.update()

    def text(self) -> str:
        """The words of the seal."""
        return "".join(self._lines)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.colour(Tone.INK if self._in_ink else Tone.GREEN)
        thick = max(3.0, self.width() * 0.024)
        radius = theme.space(RADIUS_SMALL)
        box = QRectF(self.rect())
        painter.setPen(QPen(colour, thick))
        painter.drawRoundedRect(box.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2), radius, radius)
        inset = thick + max(3.0, thick) + 0.5
        painter.setPen(QPen(colour, 1))
        inner = box.adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(inner, radius / 3, radius / 3)
        self._paint_words(painter, inner, colour)

    def _paint_words(self, painter: QPainter, room: QRectF, colour: QColor) -> None:
        rows = max(1, len(self._lines))
        size = round(self.width() * (0.4 if rows == 1 else 0.335 if rows == 2 else 0.9 / rows))
        widest = max(self._lines, key=len, default="")
        font = self._theme.font_px(size, bold=True, face=Face.FORMAL)
        wide = QFontMetricsF(font).horizontalAdvance(widest)
        if wide > room.width() * 0.94 > 0:
            size = int(size * room.width() * 0.94 / wide)
            font = self._theme.font_px(size, bold=True, face=Face.FORMAL)
        painter.setFont(font)
        painter.setPen(colour)
        metrics = QFontMetricsF(font)
        pitch = size * 1.1
        top = room.center().y() - pitch * rows / 2
        for row, words in enumerate(self._lines):
            left = room.center().x() - metrics.horizontalAdvance(words) / 2
            middle = top + pitch * (row + 0.5)
            painter.drawText(QPointF(left, middle + size * 0.36), words)


class Hairline(QFrame):
    """A line for the eye between two regions, lying or standing; decoration only."""

    def __init__(self, *, standing: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("hairline", "true")
        if standing:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
