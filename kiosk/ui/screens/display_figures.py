"""The rows of an announced election, choice or questionnaire on the big screen, as many at a time as fit."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.ui.result_words import FigurePage, FigureRow
from kiosk.ui.screens.result_figures import figure_rows
from shared.system.i18n import tr
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step


class DisplayFigures(QWidget):
    """Nothing scrolls and nothing is cut: what does not fit comes with the next turn."""

    turned = Signal()
    """Another part is shown; `facts` and `place` are of this one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._asked: tuple[FigurePage, ...] = ()
        self._parts: tuple[FigurePage, ...] = ()
        self._now = 0
        self._title = TextBlock(theme, step=Step.LEAD, bold=True, max_lines=2, name="display_part_title")
        self._rows: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.space(8))
        self._column.addWidget(self._title)
        self._column.addStretch(1)

    @property
    def facts(self) -> tuple[str, ...]:
        """The sentences about what is shown now."""
        return self._parts[self._now].facts if self._parts else ()

    @property
    def place(self) -> str:
        """Which of several parts is shown; empty where all is."""
        count = len(self._parts)
        return tr("{n} of {count}", n=self._now + 1, count=count) if count > 1 else ""

    def show_pages(self, pages: Sequence[FigurePage]) -> None:
        """Draw these; the part that is shown stays."""
        if tuple(pages) != self._asked:
            self._asked = tuple(pages)
            self._divide()

    def turn_on(self) -> None:
        """Show the next part; after the last one the first."""
        if self._parts:
            self._now = (self._now + 1) % len(self._parts)
            self._draw()

    def _divide(self) -> None:
        self._parts = tuple(part for page in self._asked for part in self._parts_of(page))
        self._now = min(self._now, max(0, len(self._parts) - 1))
        self._draw()

    def _parts_of(self, page: FigurePage) -> list[FigurePage]:
        room = self.height() - self._title_px(page.title)
        groups: list[list[FigureRow]] = [[]]
        used = head = 0
        for row in page.rows:
            once, twice = self._height_of(row), self._height_of(row, row)
            high = twice - once
            head = max(head, once - high)
            if groups[-1] and head + used + high > room:
                groups.append([])
                used = 0
            groups[-1].append(row)
            used += high
        return [msgspec.structs.replace(page, rows=tuple(rows)) for rows in groups]

    def _title_px(self, title: str) -> int:
        if not title:
            return 0
        self._title.set_text(title)
        return self._title.heightForWidth(max(1, self.width())) + self._column.spacing()

    def _height_of(self, *rows: FigureRow) -> int:
        """In pixels, with the marks above them."""
        alone = figure_rows(self._theme, rows)
        layout = alone.layout()
        high = 0 if layout is None else layout.totalHeightForWidth(max(1, self.width()))
        alone.deleteLater()
        return high

    def _draw(self) -> None:
        if self._rows is not None:
            self._column.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
            self._rows = None
        if not self._parts:
            return
        part = self._parts[self._now]
        self._title.set_text(part.title)
        self._title.setVisible(bool(part.title))
        self._rows = figure_rows(self._theme, part.rows)
        self._rows.setObjectName("display_rows")
        self._rows.setAccessibleName("; ".join(row.spoken for row in part.rows))
        self._column.insertWidget(1, self._rows)
        self._rows.show()
        self.turned.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()
