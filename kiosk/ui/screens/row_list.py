"""A list of rows that a finger scrolls and taps; it stays quick with thousands of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QListView, QScroller
from typing_extensions import override

from kiosk.ui.screens.row_painter import Row, RowModel, RowPainter
from shared.ui.theme import Theme

_AT_ONCE = 60


class RowList(QListView):
    """Rows wrap into three lines at most. One of them may be the live one: it is marked."""

    row_chosen = Signal(int)
    """A person tapped a row, or pressed Enter on it; rows count from 0."""

    fold_requested = Signal(int)
    """A person tapped the sign that folds."""

    def __init__(self, theme: Theme, *, name: str, has_folds: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._rows = RowModel(self)
        self._has_folds = has_folds
        self.setModel(self._rows)
        self.setItemDelegate(RowPainter(theme, self, has_folds=has_folds))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ground", "none")
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_AT_ONCE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.clicked.connect(self._tap)
        self._pressed_x = 0.0

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return tuple(self._rows.rows)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """List these rows from the top; nothing happens where they are the same."""
        if tuple(rows) != self.rows:
            self._rows.put(rows)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Add rows at the end; what is in sight stays."""
        self._rows.add(rows)

    def mark_row(self, row: int) -> None:
        """Mark this one as live and bring it into sight; -1 marks none."""
        if row == self._rows.live:
            return
        self._rows.set_live(row)
        if row >= 0:
            self.scrollTo(self._rows.index(row))

    @property
    def marked_row(self) -> int:
        """The live one, -1 for none."""
        return self._rows.live

    def _tap(self, index: QModelIndex) -> None:
        row = self._rows.rows[index.row()]
        left = self.visualRect(index).left() + self._indent(row)
        if self._has_folds and row.is_open is not None and self._pressed_x < left + self._fold_px():
            self.fold_requested.emit(index.row())
        else:
            self.row_chosen.emit(index.row())

    def _indent(self, row: Row) -> int:
        painter = self.itemDelegate()
        return painter.indent(row) if isinstance(painter, RowPainter) else 0

    def _fold_px(self) -> int:
        painter = self.itemDelegate()
        return painter.fold_px if isinstance(painter, RowPainter) else 0

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_x = event.position().x()
        super().mousePressEvent(event)

    @override
    def keyPressEvent(self, event: Any) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.row_chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


def list_height(rows: RowList, most_px: int) -> int:
    """How tall a list is that shows all its rows, at most `most_px`; set its width before."""
    tall = 0
    for row in range(len(rows.rows)):
        tall += max(1, rows.sizeHintForRow(row))
        if tall >= most_px:
            return most_px
    return tall + 4
