"""The cards that the tools beside the page open: at most one is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from kiosk.session.shelf import Shelf
from kiosk.session.view import SessionView
from kiosk.ui.screens.agenda_card import AgendaCard
from kiosk.ui.screens.bookmark_card import BookmarkCard
from kiosk.ui.screens.outline_card import OutlineCard
from kiosk.ui.screens.pages_entry import PageEntryCard
from kiosk.ui.screens.search_card import SearchCard
from kiosk.ui.screens.tool_rail import MoreCard, ToolRail
from kiosk.ui.screens.view_card import ViewCard
from shared.ui.popover import Popover
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails
from shared.ui.tool_buttons import RailButton

_COLUMNS = 3
_THUMBNAIL_PX = 132


class ReadingCards(QObject):
    """Made once for the reading screen; `page_view` tells how much room there is."""

    page_chosen = Signal(int)
    """The person jumps to this page, from 1."""

    place_chosen = Signal(int, float)
    """The person jumps to this page, with this place of it in sight."""

    paper_requested = Signal(str)
    """The person opens a paper: its SHA-256."""

    def __init__(self, theme: Theme, screen: QWidget, rail: ToolRail, page_view: QWidget) -> None:
        super().__init__(screen)
        self._theme = theme
        self._screen = screen
        self._rail = rail
        self._page_view = page_view
        self._view = SessionView()
        self._shelf = Shelf()
        self.agenda = AgendaCard(theme, screen)
        self.thumbnails = PaperThumbnails(theme, columns=_COLUMNS, thumb_width_px=_THUMBNAIL_PX)
        self._pages = Popover(theme, screen, name="thumbnails_card")
        self._pages.body.addWidget(self.thumbnails)
        self.search = SearchCard(theme, screen)
        self.outline = OutlineCard(theme, screen)
        self.bookmarks = BookmarkCard(theme, screen)
        self.look = ViewCard(theme, screen)
        self.entry = PageEntryCard(theme, screen)
        further = ((rail.contents, "contents"), (rail.bookmarks, "bookmark"), (rail.look, "view"))
        self._more = MoreCard(theme, screen, further)
        self._by_tool: dict[RailButton, tuple[Popover, Callable[[], None]]] = {
            rail.agenda: (self.agenda, self._open_agenda),
            rail.thumbnails: (self._pages, self._open_pages),
            rail.search: (self.search, lambda: self.search.ask(rail.search)),
            rail.contents: (self.outline, lambda: self.outline.open_for(rail.anchor_of(rail.contents))),
            rail.bookmarks: (self.bookmarks, lambda: self.bookmarks.open_for(rail.anchor_of(rail.bookmarks))),
            rail.look: (self.look, lambda: self.look.open_for(rail.anchor_of(rail.look))),
            rail.more: (self._more, lambda: self._more.open_for(rail.more)),
        }
        self._connect()

    def render_state(self, view: SessionView, shelf: Shelf) -> None:
        """Draw what belongs to the view; `shelf` are the papers that may be shown."""
        self._view, self._shelf = view, shelf
        if self.agenda.isVisible():
            self.agenda.render_state(view, shelf)
        place = view.reading.place
        self.outline.show_page(0 if place is None else place.page)
        for tool in self._rail.paper_tools:
            tool.setEnabled(place is not None)
            if place is None and tool.isChecked():
                tool.setChecked(False)

    def ask_for_page(self, beside: QWidget) -> None:
        """Open the card for a page number."""
        place = self._view.reading.place
        found = None if place is None else self._shelf.find(place.paper)
        if place is not None and found is not None:
            self._close_others(None)
            self.entry.ask(beside, place.page, found.paper.page_count)
            self.keep_above_the_bar(self.entry)

    def find_words(self) -> None:
        """Open the search, or its field where it is open."""
        if self._rail.search.isEnabled():
            self._rail.search.setChecked(False)
            self._rail.search.setChecked(True)

    def keep_above_the_bar(self, card: Popover) -> None:
        """A card covers the page at most: turning pages and the way back to the leader stay in reach."""
        gap = self._theme.space(8)
        corner = self._page_view.mapTo(self._screen, QPoint(0, 0))
        seen = card.card_rect().translated(card.pos())
        above = seen.bottom() + gap - (corner.y() + self._page_view.height())
        if above > 0:
            card.move(card.x(), max(gap - card.card_rect().top(), card.y() - above))

    def close_all(self) -> None:
        """Close whatever is open."""
        self._close_others(None)
        self.entry.close_card()

    # How ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for tool, (card, _open) in self._by_tool.items():
            tool.toggled.connect(partial(self._toggle, tool))
            card.closed.connect(partial(self._after_closing, tool))
        self.search.grew.connect(lambda: self.keep_above_the_bar(self.search))
        self.outline.grew.connect(lambda: self.keep_above_the_bar(self.outline))
        self.entry.closed.connect(self._give_keyboard_back)
        self._more.tool_chosen.connect(lambda tool: tool.setChecked(True))
        self.agenda.paper_requested.connect(self._open_paper)
        self.thumbnails.page_requested.connect(self._open_page)
        self.bookmarks.page_chosen.connect(self.page_chosen)
        self.entry.page_given.connect(self.page_chosen)
        self.outline.entry_chosen.connect(self.place_chosen)

    def _toggle(self, tool: RailButton, on: bool) -> None:
        card, open_card = self._by_tool[tool]
        if not on:
            card.close_card()
            return
        self._close_others(tool)
        open_card()
        card.raise_()
        self.keep_above_the_bar(card)

    def _after_closing(self, tool: RailButton) -> None:
        if tool.isChecked():
            tool.setChecked(False)
        self._give_keyboard_back()

    def _give_keyboard_back(self) -> None:
        """Keys belong to the page again."""
        if self._screen.isVisible():
            self._page_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_others(self, tool: RailButton | None) -> None:
        for other, (card, _open) in self._by_tool.items():
            if other is not tool:
                card.close_card()

    def _open_agenda(self) -> None:
        self.agenda.render_state(self._view, self._shelf)
        self.agenda.open_beside(self._rail.agenda, self.agenda.width_px)

    def _open_pages(self) -> None:
        space = self._theme.space
        room = max(space(200), self._page_view.height() - space(80))
        self.thumbnails.setFixedHeight(min(room, self.thumbnails.sizeHint().height() + space(8)))
        wide = _COLUMNS * (self.thumbnails.thumb_width_px + space(14)) + space(14 + 48 + 12)
        self._pages.open_beside(self._rail.thumbnails, wide)

    def _open_paper(self, sha256: str) -> None:
        self.agenda.close_card()
        self.paper_requested.emit(sha256)

    def _open_page(self, page: int) -> None:
        self._pages.close_card()
        self.page_chosen.emit(page)
