"""One mark beside a name on an election ballot: ○, × or —, with its word."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.buttons import card_ground
from shared.ui.signs import MARK_TONES, Mark, paint_mark
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

LEFT_TO_THE_LIST = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_1,
        Qt.Key.Key_2,
        Qt.Key.Key_3,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)


class MarkButton(QAbstractButton):
    """`clicked` says that a person wants this mark; whether it is set, the ballot says by `set_chosen`."""

    def __init__(self, theme: Theme, mark: Mark, word: str, *, of: str, name: str) -> None:
        """`of` is the person the mark stands beside, for who cannot see the row."""
        super().__init__()
        self._theme = theme
        self._mark = mark
        self._of = of
        self._is_chosen = False
        self.setObjectName(name)
        self.setText(word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chosen(False)

    @property
    def is_chosen(self) -> bool:
        """Whether the mark is set."""
        return self._is_chosen

    def set_chosen(self, chosen: bool) -> None:
        """Draw the mark set, or open; nothing moves."""
        self._is_chosen = chosen
        words = tr("{name}: {choice}, selected") if chosen else tr("{name}: {choice}, not selected")
        self.setAccessibleName(words.replace("{name}", self._of).replace("{choice}", self.text()))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        least = self._theme.scale.vote_target_px
        return QSize(max(least, self._theme.space(136)), max(least, self._theme.space(74)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in LEFT_TO_THE_LIST:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, chosen = self._theme, self._is_chosen
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        card_ground(painter, theme, box, self, is_chosen=chosen)
        font = theme.font(Step.BODY, bold=chosen)
        side = theme.space(22 if chosen else 18)
        gap = theme.space(13)
        wide = QFontMetricsF(theme.font(Step.BODY, bold=True)).horizontalAdvance(self.text())
        room = self.width() - theme.space(22) - gap - theme.space(12)
        if wide > room > 0:
            font.setPixelSize(max(8, int(font.pixelSize() * room / wide)))
        used = QFontMetricsF(font).horizontalAdvance(self.text())
        left = (self.width() - theme.space(22) - gap - used) / 2
        quiet = Tone.INK2 if self.isEnabled() else Tone.INK3
        middle = QPointF(left + theme.space(11), box.center().y())
        colour = theme.colour(MARK_TONES[self._mark] if chosen else quiet)
        paint_mark(painter, self._mark, colour, middle, side, share=1.4 if chosen else 0.9)
        painter.setFont(font)
        painter.setPen(theme.colour(Tone.INK if chosen else quiet))
        painter.drawText(
            QPointF(left + theme.space(22) + gap, middle.y() + font.pixelSize() * 0.36), self.text()
        )
