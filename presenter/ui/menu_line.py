"""Lines of a card that can be pressed: icon and word from the left, as wide as the card."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from presenter.ui.pieces import row
from presenter.ui.shades import paint_shade
from shared.ui.buttons import Button
from shared.ui.popover import Card
from shared.ui.theme import Theme
from shared.ui.tokens import Step

INSET_PX = 8
"""How far the words of a line stand within what is shaded under the mouse."""


class MenuLine(Button):
    """One wish. All lines of a card have one width and one left edge, which is that of the words above them."""

    def __init__(self, theme: Theme, text: str, *, name: str, icon: str = "", step: Step = Step.BODY) -> None:
        super().__init__(theme, text, name=name, icon=icon, step=step)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_shade(painter, theme, self)
        left = float(theme.space(INSET_PX))
        icon = self._drawn_icon()
        if icon:
            side = self._icon_px()
            theme.paint_icon(painter, icon, self.tone(), QRectF(left, 0, side, self.height()))
            left += side + self._gap_px()
        painter.setPen(theme.colour(self.tone()))
        painter.setFont(self.font())
        words = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._words())


def narrow_body(theme: Theme, card: Card) -> None:
    """Make room beside the lines of a card, so that their words stand where all words of a card do."""
    margins = card.body.contentsMargins()
    inset = theme.space(INSET_PX)
    card.body.setContentsMargins(
        margins.left() - inset, margins.top(), margins.right() - inset, margins.bottom()
    )


def add_words(theme: Theme, body: QVBoxLayout, words: QWidget) -> None:
    """Put words into a card whose body was narrowed."""
    inset = theme.space(INSET_PX)
    across = row(margins=(inset, 0, inset, 0))
    across.addWidget(words, 1)
    body.addLayout(across)
