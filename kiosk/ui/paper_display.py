"""Brings what the session reads onto the page view: the right paper at the right page, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.session.replica import readable
from kiosk.session.view import SessionView
from kiosk.ui.screens.bars import item_in_view
from shared.domain.papers import Sha256
from shared.link.papers import PaperState
from shared.pdf.pages import DocumentFacts
from shared.pdf.pool import RenderPool
from shared.system.i18n import tr
from shared.ui.page_layout import first_look
from shared.ui.page_view import PageView
from shared.ui.paper_controller import PaperController, PaperFile
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails


class PaperDisplay:
    """The pool comes later than the window: until `use_pool` a white page waits."""

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
        self._controller: PaperController | None = None
        self._seen: SessionView | None = None
        self._sentence: str | None = None

    def use_pool(self, pool: RenderPool, scope: TaskScope) -> None:
        """Draw with these workers from now on; `scope` ends before the pool does."""
        controller = PaperController(pool, scope, self._page_view, self._thumbnails)
        controller.opened.connect(self._fit)
        self._controller = controller
        if self._seen is not None:
            self.render_state(self._seen)

    def render_state(self, view: SessionView) -> None:
        """Show the page that `view` reads."""
        self._seen = view
        if self._controller is None:
            return
        place = view.reading.place
        path = None if place is None else self._path_of(place.paper)
        if place is None or path is None:
            self._say(_why_no_page(view) if place is None else _not_here(view, place.paper))
            return
        self._sentence = None
        self._controller.show(PaperFile(path, place.paper), place.page)
        leader = view.reading.leader_place
        same = leader is not None and leader.paper == place.paper and view.is_live
        self._controller.set_leader_page(leader.page if leader is not None and same else 0)

    def _say(self, sentence: str) -> None:
        if sentence != self._sentence and self._controller is not None:
            self._sentence = sentence
            self._controller.close(sentence)

    def _fit(self, facts: DocumentFacts) -> None:
        """Whole page where body letters stay readable, else its width."""
        page_view = self._page_view
        page_view.set_look(first_look(facts.pages, page_view.room, self._theme.scale.dpi))


def _why_no_page(view: SessionView) -> str:
    if view.reading.leader_place is not None and view.reading.wants_to_follow:
        return tr("The leader shows a paper that is not given to you")
    item = item_in_view(view)
    if item is None:
        return tr("The meeting is on no item yet")
    if readable(view).of_item(item.id):
        return ""
    return tr("No papers for this item")


def _not_here(view: SessionView, sha256: Sha256) -> str:
    progress = view.papers.get(sha256)
    if progress is None:
        return tr("The paper is on its way")
    if progress.state is PaperState.FAULT:
        return tr("This terminal cannot store the paper; the clerk can help")
    share = 100 * progress.chunks // max(1, progress.chunks_in_all)
    return tr("The paper is on its way: {percent} %", percent=share)
