"""The rows of a list, and how they are drawn: wrapped into a few lines, with a sign to fold and a tail."""

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
)
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from shared.ui.theme import Theme
from shared.ui.tokens import LINE_HEIGHT_BODY, LINE_SELECTED, Step, Tone

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


class RowModel(QAbstractListModel):
    """The rows of a list, and which of them is live (-1: none)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.live = -1

    def put(self, rows: Sequence[Row]) -> None:
        """Other rows; none is live."""
        self.beginResetModel()
        self.rows, self.live = list(rows), -1
        self.endResetModel()

    def add(self, rows: Sequence[Row]) -> None:
        """More rows at the end."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def set_live(self, row: int) -> None:
        """This one is live now."""
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


class RowPainter(QStyledItemDelegate):
    """Draws a row: its sign to fold, its words, its tail."""

    def __init__(self, theme: Theme, view: QListView, *, has_folds: bool) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self.fold_px = theme.space(_FOLD_PX) if has_folds else 0

    def indent(self, row: Row) -> int:
        """How far in a row begins, in pixels."""
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
        is_live = isinstance(model, RowModel) and model.live == index.row()
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
        return model.rows[index.row()] if isinstance(model, RowModel) else Row(text="")

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
