"""The name on a nameplate and on the sign-in screen."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.fonts import Face
from shared.ui.text import spread_name
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_HEIGHT_TITLE, NAMEPLATE_WIDTH_SHARE, Step, Tone


class Nameplate(QWidget):
    """A person's name as large as the place allows: it shrinks until it takes 88 % of the width."""

    def __init__(
        self,
        theme: Theme,
        person: str = "",
        *,
        step: Step = Step.NAMEPLATE,
        spacing_em: float = 0.18,
        share: float = NAMEPLATE_WIDTH_SHARE,
        name: str = "nameplate",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self._step = step
        self._spacing_em = spacing_em
        self._share = share
        self._person = ""
        self.set_person(person)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_person(self, person: str) -> None:
        """Show this name, or a seat's number where nobody sits."""
        self._person = person
        self.setAccessibleName(person)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The name shown."""
        return self._person

    def font_used(self) -> QFont:
        """The font in which the name fits the present width."""
        size = self._theme.scale.type_px(self._step)
        font = self._at(size)
        room = self.width() * self._share
        wide = self._wide(font)
        if wide > room > 0:
            font = self._at(max(12, int(size * room / wide)))
        return font

    def _at(self, size_px: int) -> QFont:
        is_latin = any("a" <= letter.lower() <= "z" for letter in self._person)
        spacing = 0.0 if is_latin else self._spacing_em
        return self._theme.font_px(size_px, bold=True, face=Face.FORMAL, spacing_em=spacing)

    def _wide(self, font: QFont) -> float:
        metrics = QFontMetricsF(font)
        return metrics.horizontalAdvance(spread_name(self._person)) - font.letterSpacing()

    @override
    def sizeHint(self) -> QSize:
        size = self._theme.scale.type_px(self._step)
        return QSize(int(self._wide(self._at(size))), round(size * LINE_HEIGHT_TITLE))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(1, round(self._theme.scale.type_px(self._step) * 1.1))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colour(Tone.INK)))
        font = self.font_used()
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        left = (self.width() - self._wide(font)) / 2
        box = QRectF(0, 0, self.width(), self.height())
        words = spread_name(self._person)
        middle = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        lowest = box.bottom() - metrics.tightBoundingRect(words).bottom() - 1  # the tail of a g is deep
        painter.drawText(QPointF(left, min(middle, lowest)), words)
