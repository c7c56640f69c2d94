"""What can be done with selected words: mark them in a colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy
from typing_extensions import override

from shared.pdf.pages import Box
from shared.system.i18n import tr
from shared.ui.buttons import Button, tap_shade
from shared.ui.ink_tools import HIGHLIGHTS, NamedColour
from shared.ui.page_view import PageView
from shared.ui.popover import Card
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone
from shared.ui.tool_buttons import IconButton

_PAD_PX = 8
_GAP_PX = 28


class SelectionBar(Card):
    """Stands above the selected words, or below them where there is no room; it follows them."""

    colour_chosen = Signal(str)
    """Mark the words in this colour."""

    dismissed = Signal()
    """Select nothing any more."""

    def __init__(self, theme: Theme, view: PageView) -> None:
        super().__init__(theme, view, name="selection_bar")
        self._view = view
        self._page = 0
        self._boxes: tuple[Box, ...] = ()
        reach = self._shadow.reach_px + theme.space(_PAD_PX)
        self.body.setContentsMargins(reach, reach, reach, reach)
        row = QHBoxLayout()
        row.setSpacing(theme.space(4))
        words = Label(theme, tr("Mark"), step=Step.CAPTION, tone=Tone.INK2)
        words.setContentsMargins(theme.space(8), 0, theme.space(4), 0)
        row.addWidget(words)
        for place, colour in enumerate(HIGHLIGHTS):
            swatch = _Swatch(theme, colour, name=f"mark_words_{place}")
            swatch.clicked.connect(lambda _on=False, value=colour.value: self.colour_chosen.emit(value))
            row.addWidget(swatch)
        close = IconButton(theme, tr("Select nothing"), name="unselect", icon="cross")
        close.clicked.connect(self.dismissed)
        row.addWidget(close)
        self.body.addLayout(row)
        view.geometry_changed.connect(self._place)

    def show_for(self, page: int, boxes: Sequence[Box]) -> None:
        """Stand beside these boxes of a page (from 1)."""
        self._page, self._boxes = page, tuple(boxes)
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        if self.isHidden():
            return
        placed = self._view.place_of(self._page)
        if placed is None or not self._boxes:
            self.move(-10_000, 0)
            return
        around = QRectF()
        for box in self._boxes:
            around = around.united(placed.box_to_view(*box))
        reach, gap = self._shadow.reach_px, self._theme.space(_GAP_PX)
        size = self.sizeHint()
        wide, tall = size.width() - 2 * reach, size.height() - 2 * reach
        top = around.top() - gap / 2 - tall
        if top < gap / 2:
            top = min(around.bottom() + gap, self._view.height() - tall - gap / 2)
        corner = QPoint(round(around.center().x() - wide / 2), round(top))
        self.place_card(corner, wide)


class _Swatch(Button):
    def __init__(self, theme: Theme, colour: NamedColour, *, name: str) -> None:
        super().__init__(theme, "", name=name)
        self._colour = QColor(colour.value)
        word = tr("Mark in {colour}", colour=tr(colour.name))
        self.setToolTip(word)
        self.setAccessibleName(word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.space(14) - (1 if tap_shade(theme, self) else 0)
        painter.setPen(QPen(theme.colour(Tone.EDGE), theme.scale.line(1)))
        painter.setBrush(self._colour)
        painter.drawEllipse(QRectF(self.rect()).center(), radius, radius)
