"""A list of rows that a finger scrolls and taps; it stays quick with thousands of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from shared.ui.theme import Theme
from shared.ui.tokens import LINE_HEIGHT_BODY, LINE_SELECTED, Step, Tone

_AT_ONCE = 60
_MOST_LINES = 3
_INDENT_PX = 20
_SIDE_PX = 12
_FOLD_PX = 44
_DEEPEST = 4

Index = QModelIndex | QPersistentModelIndex


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row: `text` with `bold` (first, end) of it set in bold, `tail` at the right, `depth` steps further in.

    `is_open` None: nothing can be folded here; else a sign at the left folds what is below it.
    """

    text: str
    tail: str = ""
    bold: tuple[int, int] = (0, 0)
    depth: int = 0
    is_open: bool | None = None

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return f"{self.text}, {self.tail}" if self.tail else self.text


class RowList(QListView):
    """Rows wrap into three lines at most. One of them may be the live one: it is marked."""

    row_chosen = Signal(int)
    """A person tapped a row, or pressed Enter on it; rows count from 0."""

    fold_requested = Signal(int)
    """A person tapped the sign that folds."""

    def __init__(self, theme: Theme, *, name: str, has_folds: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._rows = _Rows(self)
        self._has_folds = has_folds
        self.setModel(self._rows)
        self.setItemDelegate(_RowPainter(theme, self, has_folds=has_folds))
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
        return painter.indent(row) if isinstance(painter, _RowPainter) else 0

    def _fold_px(self) -> int:
        painter = self.itemDelegate()
        return painter.fold_px if isinstance(painter, _RowPainter) else 0

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


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.live = -1

    def put(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows, self.live = list(rows), -1
        self.endResetModel()

    def add(self, rows: Sequence[Row]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def set_live(self, row: int) -> None:
        before, self.live = self.live, row
        for changed in (before, row):
            if 0 <= changed < len(self.rows):
                index = self.index(changed)
                self.dataChanged.emit(index, index)

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].spoken
        return None


class _RowPainter(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QListView, *, has_folds: bool) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self.fold_px = theme.space(_FOLD_PX) if has_folds else 0

    def indent(self, row: Row) -> int:
        return self._theme.space(_INDENT_PX) * min(row.depth, _DEEPEST)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        wide = self._view.viewport().width()
        lines = len(_lines(self._layout(self._row(index), self._text_width(index, wide))))
        tall = lines * self._line_px() + self._theme.space(16)
        return QSize(wide, max(self._theme.scale.target_px, round(tall)))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row = self._theme, self._row(index)
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, index, option.state)
        left = box.left() + theme.space(_SIDE_PX) + self.indent(row)
        if row.is_open is not None:
            self._paint_fold(painter, QRectF(left, box.top(), self.fold_px, box.height()), row.is_open)
        layout = self._layout(row, self._text_width(index, box.width()))
        lines = _lines(layout)
        top = box.top() + (box.height() - len(lines) * self._line_px()) / 2
        painter.setPen(theme.colour(Tone.INK))
        for place, line in enumerate(lines):
            gap = (self._line_px() - line.height()) / 2
            at = QPointF(left + self.fold_px, top + place * self._line_px() + gap)
            line.draw(painter, QPointF(at.x() - line.x(), at.y() - line.y()))
        self._paint_tail(painter, box, row.tail)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRect, index: Index, state: QStyle.StateFlag) -> None:
        theme = self._theme
        model = self._view.model()
        is_live = isinstance(model, _Rows) and model.live == index.row()
        inside = QRectF(box).adjusted(0, 1, -theme.space(4), -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_live:
            painter.setBrush(theme.chosen_ground())
            painter.drawRoundedRect(inside, theme.radius_control, theme.radius_control)
            bar = QRectF(inside.left(), inside.top() + theme.space(8), theme.scale.line(LINE_SELECTED), 0)
            bar.setBottom(inside.bottom() - theme.space(8))
            painter.fillRect(bar, theme.colour(Tone.INK))
        elif state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setBrush(theme.mixed(Tone.RAISED, Tone.INK, 0.08))
            painter.drawRoundedRect(inside, theme.radius_control, theme.radius_control)

    def _paint_fold(self, painter: QPainter, box: QRectF, is_open: bool) -> None:
        side = self._theme.space(20)
        icon = QRectF(box.left(), box.center().y() - side / 2, side, side)
        painter.save()
        if is_open:
            painter.translate(icon.center())
            painter.rotate(90)
            painter.translate(-icon.center())
        self._theme.paint_icon(painter, "right", Tone.INK2, icon)
        painter.restore()

    def _paint_tail(self, painter: QPainter, box: QRect, tail: str) -> None:
        if tail:
            painter.setFont(self._theme.font(Step.CAPTION))
            painter.setPen(self._theme.colour(Tone.INK2))
            inside = box.adjusted(0, 0, -self._theme.space(16), 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, tail)

    def _row(self, index: Index) -> Row:
        model = self._view.model()
        return model.rows[index.row()] if isinstance(model, _Rows) else Row(text="")

    def _line_px(self) -> float:
        return self._theme.scale.type_px(Step.BODY) * LINE_HEIGHT_BODY

    def _text_width(self, index: Index, wide: int) -> float:
        theme, row = self._theme, self._row(index)
        tail = theme.metrics(Step.CAPTION).horizontalAdvance(row.tail) if row.tail else 0
        return wide - theme.space(_SIDE_PX + 28) - self.indent(row) - self.fold_px - tail

    def _layout(self, row: Row, width_px: float) -> QTextLayout:
        layout = QTextLayout(row.text, self._theme.font(Step.BODY))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        first, end = row.bold
        if end > first:
            bold = QTextLayout.FormatRange()
            bold.start, bold.length = first, end - first
            look = QTextCharFormat()
            look.setFontWeight(QFont.Weight.Bold)
            bold.format = look
            layout.setFormats([bold])
        layout.beginLayout()
        for _line in range(_MOST_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(1.0, width_px))
        layout.endLayout()
        return layout


def _lines(layout: QTextLayout) -> list[Any]:
    return [layout.lineAt(place) for place in range(layout.lineCount())]


def list_height(rows: RowList, most_px: int) -> int:
    """How tall a list is that shows all its rows, at most `most_px`; set its width before."""
    tall = 0
    for row in range(len(rows.rows)):
        tall += max(1, rows.sizeHintForRow(row))
        if tall >= most_px:
            return most_px
    return tall + 4
