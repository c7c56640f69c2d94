"""The pages a person wants to find again; they lie in the person's own ink and follow them to any terminal."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk.ui.screens.row_list import RowList, list_height
from kiosk.ui.screens.row_painter import Row
from shared.system.i18n import tr
from shared.ui.buttons import QuietButton
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH = 400
_ABOVE_AND_BELOW = 260


class MarkedPage(msgspec.Struct, frozen=True):
    """A page (from 1) with a bookmark; `part` is the title of the part it lies in, "" where there is none."""

    page: int
    part: str = ""


class BookmarkCard(Popover):
    """One button sets and removes the bookmark of the page that is read; below are all of the paper."""

    toggled = Signal()
    """Set the bookmark of the page that is read, or remove it."""

    page_chosen = Signal(int)
    """Go to this page, from 1."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="bookmark_card")
        self._marked: tuple[MarkedPage, ...] = ()
        self._page = 0
        self._here = QuietButton(theme, "", name="toggle_bookmark", icon="bookmark")
        self._words = TextBlock(theme, tone=Tone.INK2, name="bookmark_state")
        self._words.set_text(tr("No bookmarks in this paper yet"))
        self._list = RowList(theme, name="bookmarks")
        self._here.clicked.connect(self.toggled)
        self._list.row_chosen.connect(self._choose)
        self.body.addWidget(Label(theme, tr("Bookmarks"), step=Step.LEAD, bold=True))
        self.body.addWidget(self._here)
        self.body.addWidget(self._words)
        self.body.addWidget(self._list)

    def show_marked(self, marked: Sequence[MarkedPage], page: int) -> None:
        """Show the bookmarks of the paper while `page` (from 1) is read."""
        if (tuple(marked), page) == (self._marked, self._page):
            return
        self._marked, self._page = tuple(marked), page
        self._draw()
        if self.isVisible():
            corner = self.card_rect().topLeft() + self.pos()
            self.place_card(corner, self._theme.space(_WIDTH))

    def open_for(self, beside: QWidget) -> None:
        """Open the card."""
        self._draw()
        self.open_beside(beside, self._theme.space(_WIDTH))

    def _draw(self) -> None:
        pages = [one.page for one in self._marked]
        is_here = self._page in pages
        self._here.set_word(
            tr("Remove the bookmark of page {page}", page=self._page)
            if is_here
            else tr("Bookmark page {page}", page=self._page)
        )
        self._words.setVisible(not pages)
        self._list.setVisible(bool(pages))
        self._list.set_rows([_row(one) for one in self._marked])
        self._list.mark_row(pages.index(self._page) if is_here else -1)
        self._list.setFixedWidth(self._theme.space(_WIDTH - 48))
        self._list.setFixedHeight(
            list_height(self._list, self._host.height() - self._theme.space(_ABOVE_AND_BELOW))
        )

    def _choose(self, row: int) -> None:
        page = self._marked[row].page
        self.close_card()
        self.page_chosen.emit(page)


def _row(marked: MarkedPage) -> Row:
    page = tr("p. {page}", page=marked.page)
    return Row(text=marked.part or page, tail=page if marked.part else "")
