"""Joins the cards of the reading screen to the paper that is shown: search, contents, links, password, view, words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from kiosk.session.replica import readable
from kiosk.session.view import SessionView
from kiosk.ui.bookmarks import Bookmarks
from kiosk.ui.paper_display import PaperDisplay
from kiosk.ui.paper_search import PaperSearch, SearchPool
from kiosk.ui.screens.bookmark_card import MarkedPage
from kiosk.ui.screens.outline_tree import entry_of
from kiosk.ui.screens.password_card import PasswordCard
from kiosk.ui.screens.reading import ReadingScreen
from kiosk.ui.screens.search_found import Found, hits_of
from kiosk.ui.screens.selection_bar import SelectionBar
from shared.domain.ink import MarkId, TextMark
from shared.pdf.dispatch import PoolClosed
from shared.pdf.pages import Box, OutlineEntry
from shared.ui.ink_actions import InkActions
from shared.ui.paper_controller import PaperController
from shared.ui.paper_pool import TextPool
from shared.ui.paper_text import PaperText
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Dimming, Theme

_ABOVE_A_HIT = 0.12
"""So much of the page's height stays in sight above a place that was found."""

_MOST_TEXT = 20_000


class PaperPool(SearchPool, TextPool, Protocol):
    """What the tools ask of the pool of page workers; pages count from 0."""

    async def outline(self, digest: str) -> tuple[OutlineEntry, ...]:
        """The table of contents of an open paper."""


class PaperTools(QObject):
    """Made once; `use_pool` when there are workers, `render_state` with every view."""

    dimming_chosen = Signal(object)
    """How bright the screen is to be: a `Dimming`."""

    hand_chosen = Signal(bool)
    """True: tools for a left hand."""

    def __init__(
        self,
        theme: Theme,
        reading: ReadingScreen,
        display: PaperDisplay,
        actions: InkActions,
        bookmarks: Bookmarks,
        *,
        new_id: Callable[[], MarkId],
    ) -> None:
        super().__init__(reading)
        self._theme = theme
        self._reading = reading
        self._cards = reading.cards
        self._display = display
        self._actions = actions
        self._bookmarks = bookmarks
        self._new_id = new_id
        self._view = SessionView()
        self._pool: PaperPool | None = None
        self._scope: TaskScope | None = None
        self._outline: tuple[OutlineEntry, ...] = ()
        self._reading_outline: asyncio.Task[None] | None = None
        self._shown: str | None = None
        self._is_left_handed = False
        self._has_jumped = False
        self.search = PaperSearch(self)
        self._password = PasswordCard(theme, reading)
        self._selection = SelectionBar(theme, reading.page_view)
        self._connect()

    # What is shown ------------------------------------------------------------------------------------

    def use_pool(self, pool: PaperPool, scope: TaskScope) -> None:
        """Ask these workers from now on; the display has them already."""
        controller = self._display.controller
        if controller is None:
            raise RuntimeError("the display has no workers yet")
        self._pool, self._scope = pool, scope
        self.search.use_pool(pool, scope)
        view = self._reading.page_view
        PaperText(pool, scope, view, controller, self._display.marking, self._display.links)
        controller.opened.connect(lambda _facts: self._on_opened(controller))
        controller.password_needed.connect(self._ask_password)
        controller.refused.connect(lambda _refused: self._cards.outline.show_outline(()))

    def render_state(self, view: SessionView) -> None:
        """Follow what is read."""
        self._view = view
        place = view.reading.place
        paper = None if place is None else place.paper
        if paper != self._shown:
            self._shown = paper
            self._outline = ()
            self._cards.outline.show_outline(None)
            self._cards.search.forget()
            self.search.stop()
            self._display.marking.clear()
            self._password.close_card()
        self._show_bookmarks()
        self.show_look()

    def show_look(self) -> None:
        """Mark in the card how the paper is looked at."""
        look = self._reading.page_view.look
        self._cards.look.show_view(look, self._theme.dimming, is_left_handed=self._is_left_handed)

    def set_left_handed(self, on: bool) -> None:
        """For which hand the tools are."""
        self._is_left_handed = on
        self.show_look()

    # How: the cards -----------------------------------------------------------------------------------

    def _connect(self) -> None:
        cards, display = self._cards, self._display
        cards.search.query_changed.connect(self._look_for)
        cards.search.hit_chosen.connect(self._go_to_hit)
        cards.search.step_requested.connect(self._step_hit)
        cards.search.closed.connect(self._mark_hits)
        self.search.changed.connect(self._show_found)
        cards.bookmarks.toggled.connect(self._toggle_bookmark)
        self._bookmarks.changed.connect(self._show_bookmarks)
        cards.look.layout_chosen.connect(display.choose_layout)
        cards.look.fit_chosen.connect(display.choose_fit)
        cards.look.turn_chosen.connect(display.turn_pages)
        cards.look.dimming_chosen.connect(self._dim)
        cards.look.hand_chosen.connect(self.hand_chosen)
        self._reading.page_view.look_changed.connect(self.show_look)
        self._reading.jump_requested.connect(self._show_place)
        display.links.link_activated.connect(self._reading.jump_requested)
        display.marking.text_selected.connect(self._offer_marking)
        display.marking.cleared.connect(self._selection.hide)
        self._selection.colour_chosen.connect(self._mark_words)
        self._selection.dismissed.connect(display.marking.clear)
        self._password.password_given.connect(self._unlock)

    def _dim(self, dimming: Dimming) -> None:
        self.dimming_chosen.emit(dimming)
        self.show_look()

    def _show_place(self, page: int, v: float) -> None:
        controller = self._display.controller
        if controller is not None:
            controller.show_place(page, v)

    # How: search --------------------------------------------------------------------------------------

    def _look_for(self, words: str) -> None:
        controller = self._display.controller
        if controller is None or controller.paper is None or not controller.pages:
            return
        self._has_jumped = False
        self.search.look_for(controller.paper.digest, words, controller.page, controller.pages)

    def _go_to_hit(self, hit: int) -> None:
        self.search.look_at(hit)
        self._show_hit(self.search.found)

    def _step_hit(self, by: int) -> None:
        self.search.step(by)
        self._show_hit(self.search.found)

    def _show_hit(self, found: Found) -> None:
        """The first place of a search is a jump, to come back from; between places one only goes on."""
        if not 0 <= found.live < len(found.hits):
            return
        hit = found.hits[found.live]
        top = max(0.0, hit.boxes[0][1] - _ABOVE_A_HIT) if hit.boxes else 0.0
        if self._has_jumped:
            self._reading.page_requested.emit(hit.page)
            self._show_place(hit.page, top)
        else:
            self._has_jumped = True
            self._reading.jump_requested.emit(hit.page, top)

    def _show_found(self) -> None:
        self._cards.search.show_found(self.search.found)
        self._mark_hits()

    def _mark_hits(self) -> None:
        """Marks are on the pages while the card is open."""
        found = self.search.found
        if not self._cards.search.isVisible() or not found.hits:
            self._display.hits.set_hits({})
            return
        pages = {hit.page for hit in found.hits}
        current = None
        if found.live >= 0:
            page = found.hits[found.live].page
            first = next(place for place, hit in enumerate(found.hits) if hit.page == page)
            current = (page, found.live - first)
        self._display.hits.set_hits({page: hits_of(found, page) for page in pages}, current)

    # How: contents, bookmarks, password, words ------------------------------------------------------------

    def _on_opened(self, controller: PaperController) -> None:
        self._password.close_card()
        paper = controller.paper
        if self._reading_outline is not None:
            self._reading_outline.cancel()
        if paper is not None and self._pool is not None and self._scope is not None:
            self._reading_outline = self._scope.start(
                self._read_outline(self._pool, paper.digest), name="outline"
            )
        if self._cards.search.isVisible():
            self._cards.search.repeat()

    async def _read_outline(self, pool: PaperPool, digest: str) -> None:
        try:
            entries = await pool.outline(digest)
        except PoolClosed:
            return
        if digest == self._shown:
            self._outline = entries
            self._cards.outline.show_outline(entries)
            self._show_bookmarks()

    def _toggle_bookmark(self) -> None:
        place = self._view.reading.place
        if place is not None:
            self._bookmarks.toggle(place.page)

    def _show_bookmarks(self) -> None:
        place = self._view.reading.place
        marked = [MarkedPage(page, self._part_of(page)) for page in self._bookmarks.pages]
        self._cards.bookmarks.show_marked(marked, 0 if place is None else place.page)

    def _part_of(self, page: int) -> str:
        entry = entry_of(self._outline, page - 1)
        return self._outline[entry].title if entry >= 0 else ""

    def _ask_password(self, was_wrong: bool) -> None:
        place = self._view.reading.place
        found = None if place is None else readable(self._view).find(place.paper)
        self._password.ask("" if found is None else found.paper.title, was_wrong=was_wrong)

    def _unlock(self, password: str) -> None:
        controller = self._display.controller
        if controller is not None:
            controller.unlock(password)

    def _offer_marking(self, page: int, boxes: Sequence[Box], _text: str) -> None:
        if boxes and self._actions.source is not None:
            self._selection.show_for(page, boxes)

    def _mark_words(self, colour: str) -> None:
        marking = self._display.marking
        chosen, page = marking.selection, marking.page
        if page and chosen.boxes:
            boxes = tuple(_held(box) for box in chosen.boxes)
            self._actions.add(
                TextMark(
                    id=self._new_id(), page=page, color=colour, boxes=boxes, text=chosen.text[:_MOST_TEXT]
                )
            )
        marking.clear()


def _held(box: Box) -> Box:
    """The box as far as it lies on the page."""
    u0, v0, u1, v1 = (min(1.0, max(0.0, value)) for value in box)
    return (u0, v0, u1, v1)
