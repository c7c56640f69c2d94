"""Brings what the session reads onto the page view: the right paper at the right page, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from kiosk.session.replica import readable
from kiosk.session.view import SessionView
from kiosk.ui.paper_words import not_here_sentence
from kiosk.ui.screens.bars import item_in_view
from shared.domain.papers import Sha256
from shared.pdf.pages import DocumentFacts
from shared.system.i18n import tr
from shared.ui.page_fit import Fit, Layout, Look, quarter_turn
from shared.ui.page_hits import PageHitMarks
from shared.ui.page_layout import first_look
from shared.ui.page_links import PageLinks
from shared.ui.page_marking import PageMarking
from shared.ui.page_view import PageView
from shared.ui.page_watermark import WatermarkOverlay
from shared.ui.paper_controller import PaperController, PaperFile
from shared.ui.paper_passwords import PaperPasswords
from shared.ui.paper_pool import PicturePool
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails


class PaperDisplay:
    """The pool comes later than the window: until `use_pool` a white page waits.

    What lies upon the pages is here from the start: hits, selected words, links, the watermark below all ink.
    """

    def __init__(
        self,
        theme: Theme,
        view: PageView,
        thumbnails: PaperThumbnails,
        path_of: Callable[[Sha256], Path | None],
    ) -> None:
        self._theme = theme
        self._page_view = view
        self._thumbnails = thumbnails
        self._path_of = path_of
        self.hits: Final = PageHitMarks(theme, view)
        self.marking: Final = PageMarking(theme, view)
        self.links: Final = PageLinks(theme, view)
        self.watermark: Final = WatermarkOverlay(theme, view)
        for overlay in (self.hits, self.marking, self.watermark):
            view.add_overlay(overlay)
        self.passwords: Final = PaperPasswords()
        self._controller: PaperController | None = None
        self._seen: SessionView | None = None
        self._sentence: str | None = None
        self._chosen: Look | None = None
        self._prepared: tuple[PaperFile, ...] = ()

    @property
    def controller(self) -> PaperController | None:
        """Who shows the pages; None before there is a pool."""
        return self._controller

    def use_pool(self, pool: PicturePool, scope: TaskScope) -> None:
        """Draw with these workers from now on; `scope` ends before the pool does."""
        controller = PaperController(
            pool,
            scope,
            self._page_view,
            self._thumbnails,
            look_of=self._look_of,
            passwords=self.passwords,
        )
        self._controller = controller
        if self._seen is not None:
            self.render_state(self._seen)

    def choose_layout(self, layout: Layout) -> None:
        """Lay out this paper and those opened later so; without a choice, each is shown as it is read best."""
        self._choose(replace(self._page_view.look, layout=layout, zoom=1.0))

    def choose_fit(self, fit: Fit) -> None:
        """Make the pages of this paper and of those opened later so large."""
        self._choose(replace(self._page_view.look, fit=fit, zoom=1.0))

    def turn_pages(self, quarters: int) -> None:
        """Turn all pages of this paper clockwise by so many quarters."""
        look = self._page_view.look
        self._page_view.set_look(replace(look, rotation=quarter_turn(look.rotation, quarters)))

    def _choose(self, look: Look) -> None:
        self._chosen = replace(look, rotation=0)
        self._page_view.set_look(look)

    def render_state(self, view: SessionView) -> None:
        """Show the page that `view` reads."""
        self._seen = view
        if self._controller is None:
            return
        self._show_place(self._controller, view)
        self._prepare(self._controller, view)

    def _show_place(self, controller: PaperController, view: SessionView) -> None:
        place = view.reading.place
        path = None if place is None else self._path_of(place.paper)
        if place is None or path is None:
            self._say(_why_no_page(view) if place is None else not_here_sentence(view, place.paper))
            return
        self._sentence = None
        controller.show(PaperFile(path, place.paper), place.page)
        leader = view.reading.leader_place
        same = leader is not None and leader.paper == place.paper and view.is_live
        controller.set_leader_page(leader.page if leader is not None and same else 0)

    def _prepare(self, controller: PaperController, view: SessionView) -> None:
        """The first pages of the papers of the active item are ready before they are asked for."""
        item = view.reading.active_item
        papers = [] if item is None else [one.paper.sha256 for one in readable(view).of_item(item)]
        here = ((self._path_of(paper), paper) for paper in papers)
        pages = view.reading.own.pages
        files = tuple(PaperFile(path, paper, pages.get(paper, 1)) for path, paper in here if path is not None)
        if [file.digest for file in files] != [file.digest for file in self._prepared]:
            self._prepared = files
            controller.prepare(files)

    def _say(self, sentence: str) -> None:
        if sentence != self._sentence and self._controller is not None:
            self._sentence = sentence
            self._controller.close(sentence)

    def _look_of(self, facts: DocumentFacts) -> Look:
        if self._chosen is not None:
            return self._chosen
        return first_look(facts.pages, self._page_view.room, self._theme.scale.dpi)


def _why_no_page(view: SessionView) -> str:
    if view.reading.leader_place is not None and view.reading.wants_to_follow:
        return tr("The leader shows a paper that is not given to you")
    item = item_in_view(view)
    if item is None:
        return tr("The meeting is on no item yet")
    if readable(view).of_item(item.id):
        return ""
    return tr("No papers for this item")
