"""Found words, marked on the pages."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from typing_extensions import override

from shared.pdf.pages import Box
from shared.ui.page_places import PageOverlay, PlacedPage
from shared.ui.page_tint import Tones, tint
from shared.ui.page_view import PageView
from shared.ui.theme import Theme
from shared.ui.tokens import DAY, LINE_CONTROL, Tone

_TONES = Tones(day=Tone.SOFT_OCHRE, night=Tone.OCHRE)

Hit = Sequence[Box]
"""One place where the words were found: a box for each line that it runs over."""


class PageHitMarks(PageOverlay):
    """An overlay: every hit in soft ochre, the current one outlined. Pages count from 1.

    The outline has the colour of the day also by night, because it lies on paper.
    """

    def __init__(self, theme: Theme, view: PageView) -> None:
        self._theme = theme
        self._view = view
        self._hits: Mapping[int, Sequence[Hit]] = {}
        self._current: tuple[int, int] | None = None

    def set_hits(self, hits: Mapping[int, Sequence[Hit]], current: tuple[int, int] | None = None) -> None:
        """Mark these hits of each page; `current` is the page and the number, from 0, of the one looked at."""
        self._hits, self._current = hits, current
        self._view.update()

    @override
    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        """As an overlay."""
        hits = self._hits.get(placed.page, ())
        if not hits:
            return
        tint(painter, self._theme, placed, (box for hit in hits for box in hit), exposed, _TONES)
        if self._current is None or self._current[0] != placed.page or self._current[1] >= len(hits):
            return
        line = self._theme.scale.line(LINE_CONTROL)
        painter.setPen(QPen(QColor(DAY[Tone.OCHRE]), line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in hits[self._current[1]]:
            painter.drawRect(placed.box_to_view(*box).adjusted(-line, -line, line, line))
