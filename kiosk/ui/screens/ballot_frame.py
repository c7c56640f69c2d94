"""What ballot and result sheets share: the head with its double rule, and where things lie on both screens."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shared.system.i18n import tr
from shared.system.wording_ballots import kind_words
from shared.ui.chips import Badge, Chip
from shared.ui.signs import DoubleRule
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_SMALL, _LARGE = 800, 1080
_WIDEST = 1680


def at(height_px: int, small: float, large: float) -> int:
    """A place that is `small` on a glass 800 pixels high and `large` on one of 1080."""
    share = (height_px - _SMALL) / (_LARGE - _SMALL)
    return round(small + (large - small) * share)


def sheet_box(sheet: QWidget, small_margin: int, large_margin: int) -> QRect:
    """The column that a formal sheet fills: within its margins, at most 1680 wide, in the middle."""
    margin = max(16, at(sheet.height(), small_margin, large_margin))
    wide = min(_WIDEST, sheet.width() - 2 * margin)
    return QRect((sheet.width() - wide) // 2, 0, wide, sheet.height())


class SheetHead(QWidget):
    """Item, what this is, a chip at the left; whatever the sheet adds at the right; the double rule below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._item = Label(theme, step=Step.CAPTION, tone=Tone.INK2)
        self._what = Label(theme, step=Step.CAPTION, tone=Tone.INK2)
        self._kind = Chip(theme, kind_words(None), Badge.OUTLINE, name="ballot_kind")
        self.right = QHBoxLayout()
        self.right.setSpacing(theme.space(20))
        row = QHBoxLayout()
        row.setSpacing(theme.space(16))
        row.addWidget(self._item)
        row.addWidget(self._what)
        row.addWidget(self._kind)
        row.addStretch(1)
        row.addLayout(self.right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addLayout(row)
        column.addSpacing(theme.space(14))
        column.addWidget(DoubleRule(theme))

    def set_words(self, item_number: int | None, what: str, kind: str) -> None:
        """Show the item's number (None: the ballot belongs to no item), what the sheet is, and the kind of ballot."""
        self._kind.set_state(kind, Badge.OUTLINE)
        self._item.setText("" if item_number is None else tr("Item {number}", number=item_number))
        self._item.setVisible(item_number is not None)
        self._what.setText(what)
