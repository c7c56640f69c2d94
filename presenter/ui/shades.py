"""What lies over lines that are hovered, and who in a card gets the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from shared.ui.buttons import Button, tap_shade
from shared.ui.theme import Theme
from shared.ui.tokens import Tone


def paint_shade(painter: QPainter, theme: Theme, button: Button) -> None:
    """What lies over a line that is hovered or held."""
    shade = tap_shade(theme, button)
    if shade:
        ground = theme.colour(Tone.INK).toRgb()
        ground.setAlphaF(shade)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(button.rect()), theme.radius_control, theme.radius_control)


def focus_first(card: QWidget, kind: type[QWidget] = Button) -> None:
    """Give the keyboard to the first thing in a card that takes it."""
    wanted = (w for w in card.findChildren(kind) if w.isVisibleTo(card) and w.isEnabled())
    first = next(wanted, None)
    if first is not None:
        first.setFocus(Qt.FocusReason.PopupFocusReason)
