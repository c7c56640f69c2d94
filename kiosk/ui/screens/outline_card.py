"""The paper's own table of contents."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk.ui.screens.outline_tree import entry_of, first_folded, has_children, shown_entries
from kiosk.ui.screens.row_list import RowList, list_height
from kiosk.ui.screens.row_painter import Row
from shared.pdf.pages import OutlineEntry
from shared.system.i18n import tr
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH = 520
_ABOVE_AND_BELOW = 170


class OutlineCard(Popover):
    """Opens at the part that is read; a tap goes to the page, a tap on the sign folds and unfolds."""

    entry_chosen = Signal(int, float)
    """Go to this page (from 1), with this place of it (0 its top) in sight."""

    grew = Signal()
    """The card takes more or less room than before."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="outline_card")
        self._entries: tuple[OutlineEntry, ...] | None = None
        self._folded: frozenset[int] = frozenset()
        self._shown: tuple[int, ...] = ()
        self._page = 0
        self._words = TextBlock(theme, tone=Tone.INK2, name="outline_state")
        self._list = RowList(theme, name="outline", has_folds=True)
        self._list.row_chosen.connect(self._choose)
        self._list.fold_requested.connect(self._fold)
        self.body.addWidget(Label(theme, tr("Contents"), step=Step.LEAD, bold=True))
        self.body.addWidget(self._words)
        self.body.addWidget(self._list)

    def show_outline(self, entries: Sequence[OutlineEntry] | None) -> None:
        """Take the contents of the paper that is read; None while they are not known."""
        self._entries = None if entries is None else tuple(entries)
        self._folded = first_folded(self._entries or (), self._page - 1)
        if self.isVisible():
            self._draw()
            self._mark()
            self.place_card(self.card_rect().topLeft() + self.pos(), self._theme.space(_WIDTH))
            self.grew.emit()

    def show_page(self, page: int) -> None:
        """Mark the part that this page (from 1) lies in."""
        self._page = page
        if self.isVisible():
            self._mark()

    def open_for(self, beside: QWidget) -> None:
        """Open at the part that is read."""
        self._folded = first_folded(self._entries or (), self._page - 1)
        self._draw()
        self.open_beside(beside, self._theme.space(_WIDTH))
        self._mark()

    def _draw(self) -> None:
        entries = self._entries or ()
        self._words.setVisible(not entries)
        self._list.setVisible(bool(entries))
        is_known = self._entries is not None
        self._words.set_text(
            tr("This paper has no table of contents") if is_known else tr("Reading the table of contents")
        )
        self._shown = shown_entries(entries, self._folded)
        self._list.set_rows([self._row(entries, place) for place in self._shown])
        most = self._host.height() - self._theme.space(_ABOVE_AND_BELOW)
        self._list.setFixedWidth(self._theme.space(_WIDTH - 48))
        self._list.setFixedHeight(list_height(self._list, most))

    def _row(self, entries: Sequence[OutlineEntry], place: int) -> Row:
        entry = entries[place]
        is_open = place not in self._folded if has_children(entries, place) else None
        tail = str(entry.page + 1) if entry.page >= 0 else ""
        return Row(text=entry.title, tail=tail, depth=entry.level - 1, is_open=is_open)

    def _mark(self) -> None:
        here = entry_of(self._entries or (), self._page - 1)
        self._list.mark_row(self._shown.index(here) if here in self._shown else -1)

    def _fold(self, row: int) -> None:
        self._folded = self._folded ^ {self._shown[row]}
        self._draw()
        self._mark()

    def _choose(self, row: int) -> None:
        entry = (self._entries or ())[self._shown[row]]
        if entry.page >= 0:
            self.close_card()
            self.entry_chosen.emit(entry.page + 1, entry.v)
