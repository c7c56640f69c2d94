"""Who looks at a page, where and when, faintly over all of it."""

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap
from typing_extensions import override

from shared.ui.page_places import PageOverlay, PlacedPage
from shared.ui.page_view import PageView
from shared.ui.theme import Theme
from shared.ui.tokens import DAY, Tone

_LETTER = 0.0275
"""Height of the letters, in page widths: the same part of the page at every zoom."""
_TILT_DEGREES = -24.0
_OPACITY = 0.08
_ROWS_APART = 1 / 3
_COLUMNS = ((0.18, 0.17), (0.65, 0.313))
"""Where the middle of the first word of each column is, in page widths from the top left: a zigzag."""
_DRAWN_FOR_PX = (500, 800, 1200, 1800)
"""The words are drawn for pages of these widths and scaled between them: a page that is being zoomed has a new width
in every picture, and drawing tilted words takes long."""


class WatermarkOverlay(PageOverlay):
    """An overlay; add it before ink. Its colour is that of print also by night, because it lies on paper."""

    def __init__(self, theme: Theme, view: PageView) -> None:
        self._theme = theme
        self._view = view
        self._text = ""
        self._drawn: tuple[int, float, QPixmap] | None = None

    @property
    def text(self) -> str:
        """What is written, "" for nothing."""
        return self._text

    def set_text(self, text: str) -> None:
        """Write this over every page; "" writes nothing."""
        if text != self._text:
            self._text, self._drawn = text, None
            self._view.update()

    @override
    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        """As an overlay."""
        if not self._text:
            return
        wide = placed.rect.width()
        drawn_px = next((px for px in _DRAWN_FOR_PX if px >= wide), _DRAWN_FOR_PX[-1])
        word = self._word(drawn_px, self._view.devicePixelRatioF())
        size = QSizeF(word.size()) / word.devicePixelRatio() * (wide / drawn_px)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for u, begin in _COLUMNS:
            down = begin * wide
            while down - size.height() / 2 < placed.rect.height():
                middle = placed.rect.topLeft() + QPointF(u * wide, down)
                box = QRectF(middle - QPointF(size.width() / 2, size.height() / 2), size)
                if box.intersects(exposed):
                    painter.drawPixmap(box, word, QRectF(word.rect()))
                down += _ROWS_APART * wide

    def _word(self, page_px: int, dense: float) -> QPixmap:
        """The tilted words for a page of this width, drawn once for each width."""
        if self._drawn is None or self._drawn[:2] != (page_px, dense):
            self._drawn = (page_px, dense, self._draw(page_px, dense))
        return self._drawn[2]

    def _draw(self, page_px: int, dense: float) -> QPixmap:
        font = self._theme.font_px(max(1, round(_LETTER * page_px)))
        box = QFontMetricsF(font).boundingRect(self._text)
        tilt = math.radians(abs(_TILT_DEGREES))
        wide, tall = box.width() + 4, box.height() + 4
        around = QSizeF(
            wide * math.cos(tilt) + tall * math.sin(tilt), wide * math.sin(tilt) + tall * math.cos(tilt)
        )
        word = QPixmap((around * dense).toSize().expandedTo((QSizeF(1, 1)).toSize()))
        word.setDevicePixelRatio(dense)
        word.fill(Qt.GlobalColor.transparent)
        painter = QPainter(word)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setOpacity(_OPACITY)
        painter.setPen(QColor(DAY[Tone.INK]))
        painter.setFont(font)
        painter.translate(around.width() / 2, around.height() / 2)
        painter.rotate(_TILT_DEGREES)
        painter.drawText(QRectF(-wide / 2, -tall / 2, wide, tall), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
        return word
