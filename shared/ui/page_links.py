"""Places of a page that lead to another page of the same paper. Nothing else is ever followed."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, Signal

from shared.pdf.pages import PageLink
from shared.ui.page_view import PageView
from shared.ui.theme import Theme

_SLOP_PX = 8
"""A finger may miss a line of text by so much."""


class PageLinks(QObject):
    """Knows the links of pages that were seen, and takes taps on them. Pages count from 1."""

    link_activated = Signal(int, float)
    """A person wants to go to this page, to its place `v` (0 at its top)."""

    links_needed = Signal(int)
    """The links of this page are wanted: `set_links` brings them."""

    def __init__(self, theme: Theme, view: PageView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._links: dict[int, Sequence[PageLink]] = {}
        view.page_painted.connect(self._on_painted)
        view.press_takers.add_tap(self.take_tap)

    def set_links(self, page: int, links: Sequence[PageLink]) -> None:
        """The links on a page."""
        self._links[page] = links

    def forget(self) -> None:
        """Another paper is shown."""
        self._links.clear()

    def link_at(self, point: QPointF) -> PageLink | None:
        """The link under a point of the view; the nearest one where a finger just misses it."""
        placed = self._view.placed_at(point)
        if placed is None:
            return None
        slop = self._theme.space(_SLOP_PX)
        near: list[tuple[float, PageLink]] = []
        for link in self._links.get(placed.page, ()):
            box = placed.box_to_view(link.u0, link.v0, link.u1, link.v1)
            if box.adjusted(-slop, -slop, slop, slop).contains(point):
                near.append(
                    ((box.center() - point).manhattanLength() if not box.contains(point) else 0.0, link)
                )
        return min(near, key=lambda one: one[0])[1] if near else None

    def _on_painted(self, page: int) -> None:
        if page not in self._links:
            self.links_needed.emit(page)

    def take_tap(self, point: QPointF) -> bool:
        """A tap on a link follows it; whether there was one."""
        link = self.link_at(point)
        if link is None:
            return False
        self.link_activated.emit(link.page + 1, link.v)
        return True
