"""Brings small pictures of pages of earlier drafts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QImage

from kiosk.session.drafts import LeftInk
from shared.domain.papers import Sha256
from shared.pdf.dispatch import PoolClosed
from shared.pdf.pages import PageProblem, PageRequest, PaperRefused
from shared.ui.page_images import thumbnail_image
from shared.ui.paper_pool import PicturePool
from shared.ui.task_scope import TaskScope


class DraftPictures:
    """What is asked for later replaces what was asked for before."""

    def __init__(self, pool: PicturePool, scope: TaskScope, path_of: Callable[[Sha256], Path | None]) -> None:
        """`path_of` tells where a paper lies on this disk; `scope` ends before the pool does."""
        self._pool = pool
        self._scope = scope
        self._path_of = path_of
        self._drawing: asyncio.Task[None] | None = None

    def bring(self, rows: Sequence[LeftInk], side_px: int, show: Callable[[LeftInk, QImage], None]) -> None:
        """Draw these pages one after the other, none wider or higher than `side_px`; `show` is called for each."""
        if self._drawing is not None:
            self._drawing.cancel()
        if not self._scope.is_closed:
            self._drawing = self._scope.start(self._draw(tuple(rows), side_px, show), name="draw_drafts")

    async def _draw(
        self, rows: Sequence[LeftInk], side_px: int, show: Callable[[LeftInk, QImage], None]
    ) -> None:
        for left in rows:
            path = self._path_of(left.paper)
            if path is None:
                continue
            try:
                opened = await self._pool.open(path, left.paper)
            except PoolClosed:
                return
            if isinstance(opened, PaperRefused):
                continue
            answer = await self._pool.thumbnail(PageRequest(left.paper, left.page - 1, side_px, side_px))
            if not isinstance(answer, PageProblem):
                show(left, thumbnail_image(answer))
