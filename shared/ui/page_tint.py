"""Colour laid over printed words so that they stay readable, by day and by night."""

from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from shared.pdf.pages import Box
from shared.ui.page_places import PlacedPage
from shared.ui.theme import Theme
from shared.ui.tokens import Tone


class Tones(msgspec.Struct, frozen=True):
    """The soft tone on white, the full one on the darker page by night."""

    day: Tone
    night: Tone


def tint(
    painter: QPainter, theme: Theme, placed: PlacedPage, boxes: Iterable[Box], exposed: QRectF, tones: Tones
) -> None:
    """Multiply a colour onto boxes of a page, as far as they are `exposed`."""
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    colour = theme.colour(tones.night if theme.is_night else tones.day)
    for box in boxes:
        painter.fillRect(placed.box_to_view(*box).intersected(exposed), colour)
    painter.restore()
