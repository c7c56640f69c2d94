"""Brings the small pictures of one paper to a strip of thumbnails."""

import asyncio

from PySide6.QtCore import QObject

from shared.pdf.pages import DocumentFacts, PageProblem, PageRequest
from shared.ui.page_images import thumbnail_image
from shared.ui.paper_pool import PicturePool
from shared.ui.task_scope import TaskScope
from shared.ui.thumbnails import PaperThumbnails

_HEIGHTS = 3
"""A page higher than so many widths is drawn narrower."""


class ThumbnailFeed(QObject):
    """What is asked for later replaces what was asked for before."""

    def __init__(self, pool: PicturePool, scope: TaskScope, strip: PaperThumbnails) -> None:
        super().__init__(strip)
        self._pool = pool
        self._scope = scope
        self._strip = strip
        self._digest = ""
        self._drawing: asyncio.Task[None] | None = None
        strip.thumbnails_needed.connect(self._on_needed)

    @property
    def drawing(self) -> "asyncio.Task[None] | None":
        """The latest drawing, which may be over."""
        return self._drawing

    def open_paper(self, facts: DocumentFacts) -> None:
        """Show the pages of this paper."""
        self.close_paper()
        self._digest = facts.digest
        first = facts.pages[0]
        self._strip.set_paper(len(facts.pages), first.height_pt / first.width_pt)

    def close_paper(self) -> None:
        """Show no paper."""
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None
        self._digest = ""

    def clear(self) -> None:
        """Show no paper, and no pages of it."""
        self.close_paper()
        self._strip.set_paper(0)

    def mark(self, page: int, leader: int) -> None:
        """Mark my page and the leader's."""
        self._strip.set_places(page, leader)

    def _on_needed(self, pages: tuple[int, ...]) -> None:
        if not self._digest or self._scope.is_closed:
            return
        if self._drawing is not None:
            self._drawing.cancel()
        self._drawing = self._scope.start(self._draw(self._digest, pages), name="draw_thumbnails")

    async def _draw(self, digest: str, pages: tuple[int, ...]) -> None:
        wide = max(1, round(self._strip.thumb_width_px * self._strip.devicePixelRatioF()))
        for page in pages:
            answer = await self._pool.thumbnail(PageRequest(digest, page - 1, wide, wide * _HEIGHTS))
            if not isinstance(answer, PageProblem):
                self._strip.set_thumbnail(page, thumbnail_image(answer))
