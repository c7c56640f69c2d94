"""The answers that a tool's card offers, drawn instead of said: discs of colour, lines, letters, shapes."""

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from shared.system.i18n import mark, tr
from shared.ui.buttons import Button, outlined, tap_shade
from shared.ui.ink_tools import NamedColour, Thickness, Tool
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_CONTROL, LINE_SELECTED, Tone

_LINE_WIDTHS = (mark("Thin"), mark("Medium"), mark("Thick"))
_SIZES = (mark("Small"), mark("Medium"), mark("Large"))
_WORDED = frozenset({Tool.NOTE, Tool.STAMP})
_SAMPLE_LETTER = "A"


class Answer(Button):
    """One of some drawn answers; the chosen one has a strong edge."""

    def __init__(self, theme: Theme, word: str, *, name: str) -> None:
        super().__init__(theme, "", name=name)
        self.setCheckable(True)
        self.setToolTip(word)
        self.setAccessibleName(word)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def paint_ground(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        if self.isChecked():
            outlined(painter, theme, box, Tone.PAPER, Tone.INK, LINE_SELECTED)
        else:
            outlined(painter, theme, box, Tone.RAISED, Tone.EDGE, LINE_CONTROL, tap_shade(theme, self))

    @override
    def sizeHint(self) -> QSize:
        target = self._theme.scale.target_px
        return QSize(target, target)

    def paint_answer(self, painter: QPainter, box: QRectF) -> None:
        """Draw what is offered."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        self.paint_ground(painter, box)
        self.paint_answer(painter, box)


class ColourAnswer(Answer):
    """A colour, as a disc; dimmed, upon a ring of paper, as it will stand on the page."""

    def __init__(self, theme: Theme, colour: NamedColour, *, name: str) -> None:
        super().__init__(theme, tr(colour.name), name=name)
        self._colour = QColor(colour.value)

    @override
    def paint_answer(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        if theme.is_night:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Tone.PAPER))
            painter.drawEllipse(box.center(), theme.space(16), theme.space(16))
        painter.setPen(QPen(theme.colour(Tone.EDGE), 1))
        painter.setBrush(self._colour)
        painter.drawEllipse(box.center(), theme.space(12), theme.space(12))


class ThicknessAnswer(Answer):
    """A width: a line, an eraser's ring, or for words a letter."""

    def __init__(self, theme: Theme, tool: Tool, thickness: Thickness, width: float, *, name: str) -> None:
        words = _SIZES if tool in _WORDED or tool is Tool.ERASER else _LINE_WIDTHS
        super().__init__(theme, tr(words[thickness]), name=name)
        self._tool = tool
        self._thickness = thickness
        # As wide as on a page of 940 pixels, the width of the page on the smallest kiosk; a highlighter half of it.
        share = 0.5 if tool is Tool.HIGHLIGHTER else 1.0
        self._width_px = theme.space(940 * width * share)
        self._colour: QColor | None = None

    def set_colour(self, colour: str) -> None:
        """Draw the sample of a highlighter in its colour."""
        self._colour = QColor(colour)
        self.update()

    @override
    def paint_answer(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        ink = theme.colour(Tone.INK)
        if self._tool in _WORDED:
            painter.setPen(ink)
            painter.setFont(theme.font_px(theme.space((18, 24, 32)[self._thickness])))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _SAMPLE_LETTER)
        elif self._tool is Tool.ERASER:
            radius = theme.space((5, 9, 14)[self._thickness])
            painter.setPen(QPen(ink, theme.scale.line(LINE_CONTROL)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.center(), radius, radius)
        else:
            pen = QPen(ink if self._colour is None else self._colour, self._width_px)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            half = box.width() * 0.24
            centre = box.center()
            painter.drawLine(QLineF(centre - QPointF(half, 0), centre + QPointF(half, 0)))


class IconAnswer(Answer):
    """A kind of shape."""

    def __init__(self, theme: Theme, word: str, icon: str, *, name: str) -> None:
        super().__init__(theme, word, name=name)
        self._icon_name = icon

    @override
    def paint_answer(self, painter: QPainter, box: QRectF) -> None:
        side = self._theme.space(24)
        middle = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        self._theme.paint_icon(painter, self._icon_name, Tone.INK, middle)
