"""The papers that are open beside one another: a row under the top bar, only where there are two or more."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from kiosk.session.reading import Reading, tab_row
from kiosk.session.shelf import Shelf
from kiosk.ui.paper_words import titled
from shared.domain.papers import Sha256
from shared.system.i18n import tr
from shared.ui.buttons import tap_shade
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_SELECTED, Step, Tone
from shared.ui.tool_buttons import IconButton

_HEIGHT = 44
_WIDEST = 340
_SHORT_DIGEST = 8
_SHARE, _LIVE_SHARE = 2, 3
"""The live tab is wider: it also holds its cross."""


class Tab(msgspec.Struct, frozen=True):
    """One paper in the row. `is_open`: the person opened it and can close it; else it comes and goes by itself."""

    paper: Sha256
    title: str
    is_live: bool = False
    is_open: bool = True
    is_leaders: bool = False


class TabStrip(QWidget):
    """Built anew when its papers change; which one is live only repaints. A drag puts a tab elsewhere."""

    tab_chosen = Signal(str)
    """Read this paper: its SHA-256."""

    tab_closed = Signal(str)
    """Close this paper."""

    tab_moved = Signal(str, int)
    """Put this paper at this place of the row, from 0."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[Tab, ...] = ()
        self._tabs: list[_TabButton] = []
        self.setObjectName("tab_strip")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # The touch target is larger than the design's 44 px on a dense glass.
        self.setFixedHeight(max(theme.space(_HEIGHT), theme.scale.target_px))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.space(12), 0, theme.space(12), 0)
        self._row.setSpacing(0)
        self.hide()

    def show_tabs(self, tabs: Sequence[Tab]) -> None:
        """Show these papers; fewer than two hide the row."""
        tabs = tuple(tabs)
        if tabs == self._shown:
            return
        self._shown = tabs
        for old in self._tabs:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        while self._row.count():
            self._row.takeAt(0)
        self._tabs = [self._tab(tab) for tab in tabs] if len(tabs) > 1 else []
        for made in self._tabs:
            self._row.addWidget(made, _LIVE_SHARE if made.tab.is_live else _SHARE)
        self._row.addStretch(0)
        self.setVisible(bool(self._tabs))

    def _tab(self, tab: Tab) -> _TabButton:
        made = _TabButton(self._theme, tab)
        made.clicked.connect(lambda: self.tab_chosen.emit(tab.paper))
        made.close_button.clicked.connect(lambda: self.tab_closed.emit(tab.paper))
        made.dropped.connect(lambda x: self._drop(tab.paper, x))
        return made

    def _drop(self, paper: Sha256, x: float) -> None:
        centres = [tab.geometry().center().x() for tab in self._tabs if tab.tab.paper != paper]
        self.tab_moved.emit(paper, sum(centre < x for centre in centres))


class _TabButton(QAbstractButton):
    """A paper's title, shortened in its middle, where titles of one meeting are alike; the live one can be closed."""

    dropped = Signal(float)
    """It was dragged to this place across the row."""

    def __init__(self, theme: Theme, tab: Tab) -> None:
        super().__init__()
        self.tab = tab
        self._theme = theme
        self._from: QPointF | None = None
        self._dragged_px = 0.0
        self.setObjectName(f"tab_{tab.paper[:_SHORT_DIGEST]}")
        self.setFont(theme.font(Step.CAPTION, bold=tab.is_live))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumWidth(theme.space(_WIDEST))
        self.setMinimumWidth(theme.scale.target_px)
        self.setToolTip(tab.title)
        self.setAccessibleName(tr("{title}, open now", title=tab.title) if tab.is_live else tab.title)
        self.close_button = IconButton(
            theme,
            tr("Close {title}", title=tab.title),
            name="close_tab",
            icon="cross",
            icon_px=theme.space(16),
        )
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setVisible(tab.is_live and tab.is_open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self.close_button)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(_WIDEST), self._theme.scale.target_px)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from, self._dragged_px = event.position(), 0.0
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and self.tab.is_open:
            self._dragged_px = event.position().x() - self._from.x()
            self.update()
        super().mouseMoveEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._from, self._dragged_px = self._dragged_px, None, 0.0
        if abs(dragged) > self.width() / 2:
            self.setDown(False)
            self.dropped.emit(self.geometry().center().x() + dragged)
            return
        self.update()
        super().mouseReleaseEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tab = self._theme, self.tab
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0, theme.space(4), 0, 0)
        shade = tap_shade(theme, self)
        if tab.is_live or shade:
            painter.setPen(Qt.PenStyle.NoPen)
            ground = theme.colour(Tone.RAISED) if tab.is_live else theme.mixed(Tone.SHEET, Tone.INK, shade)
            painter.setBrush(ground)
            radius = theme.radius_control
            painter.drawRoundedRect(box.adjusted(0, 0, 0, radius), radius, radius)
        left = box.left() + theme.space(12)
        if tab.is_leaders:
            side = theme.space(18)
            theme.paint_icon(painter, "ribbon", Tone.GREEN, QRectF(left, box.top(), side, box.height()))
            left += side + theme.space(4)
        right = self.close_button.width() if not self.close_button.isHidden() else theme.space(12)
        words = QRectF(left, box.top(), box.right() - right - left, box.height())
        self._paint_title(painter, words)
        if tab.is_live:
            line = theme.scale.line(LINE_SELECTED)
            painter.fillRect(
                QRectF(box.left(), self.height() - line, box.width(), line), theme.colour(Tone.INK)
            )

    def _paint_title(self, painter: QPainter, words: QRectF) -> None:
        title = QFontMetrics(self.font()).elidedText(
            self.tab.title, Qt.TextElideMode.ElideMiddle, max(1, int(words.width()))
        )
        painter.setFont(self.font())
        painter.setPen(self._theme.colour(Tone.INK if self.tab.is_live else Tone.INK2))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words.translated(self._dragged_px, 0), align, title)


def tabs_of(reading: Reading, shelf: Shelf) -> tuple[Tab, ...]:
    """The row for what is read now."""
    here = None if reading.place is None else reading.place.paper
    leader = None if reading.leader_place is None else reading.leader_place.paper
    row: list[Tab] = []
    for paper in tab_row(reading, shelf):
        found = shelf.find(paper)
        if found is not None:
            is_open = paper in reading.own.tabs.papers
            row.append(Tab(paper, titled(found.paper), paper == here, is_open, paper == leader))
    return tuple(row)
