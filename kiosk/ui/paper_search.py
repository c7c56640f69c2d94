"""Runs one search at a time through the workers, and tells what it found as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from kiosk.ui.screens import search_found as f
from kiosk.ui.screens.search_found import NOTHING, Found
from shared.pdf.dispatch import PoolClosed
from shared.pdf.pages import PageHits, PageProblem, PageText, SearchProgress
from shared.ui.task_scope import TaskScope


class SearchPool(Protocol):
    """What a search asks of the pool; pages count from 0."""

    def search(
        self, digest: str, query: str, first_page: int = 0
    ) -> AsyncIterator[PageHits | SearchProgress]:
        """Pages with hits and progress, from `first_page` on and around; closing it ends the search."""

    async def page_text(self, digest: str, page: int) -> PageText | PageProblem:
        """The words of a page."""


class PaperSearch(QObject):
    """A new search ends the one before. `found` is what is known of the last one."""

    changed = Signal()
    """More is known, or another place is looked at."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool: SearchPool | None = None
        self._scope: TaskScope | None = None
        self._task: asyncio.Task[None] | None = None
        self._found = NOTHING

    @property
    def found(self) -> Found:
        """What was found so far."""
        return self._found

    def use_pool(self, pool: SearchPool, scope: TaskScope) -> None:
        """Search with these workers from now on."""
        self._pool, self._scope = pool, scope

    def look_for(self, digest: str, query: str, first_page: int, pages: int) -> None:
        """Search an open paper of so many pages for `query`, from `first_page` (from 1) on. Empty: for nothing."""
        self.stop()
        self._tell(f.begun(query, pages))
        if query and self._pool is not None and self._scope is not None and not self._scope.is_closed:
            work = self._run(self._pool, digest, query, max(0, first_page - 1))
            self._task = self._scope.start(work, name="search")

    def stop(self) -> None:
        """End the search; what was found is forgotten."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._tell(NOTHING)

    def look_at(self, hit: int) -> None:
        """Go to a place of what was found, from 0."""
        self._tell(f.looking_at(self._found, hit))

    def step(self, by: int) -> None:
        """Go to the next place (1) or the one before (-1)."""
        self._tell(f.stepped(self._found, by))

    async def _run(self, pool: SearchPool, digest: str, query: str, first_page: int) -> None:
        try:
            async with aclosing(_closable(pool.search(digest, query, first_page))) as told:
                async for news in told:
                    if isinstance(news, PageHits):
                        self._tell(f.with_hits(self._found, news, await _text(pool, digest, news.page)))
                    else:
                        self._tell(f.with_progress(self._found, news))
                    if self._found.is_full:
                        break
        except PoolClosed:
            return
        self._tell(f.ended(self._found))

    def _tell(self, found: Found) -> None:
        if found != self._found:
            self._found = found
            self.changed.emit()


async def _closable(
    told: AsyncIterator[PageHits | SearchProgress],
) -> AsyncGenerator[PageHits | SearchProgress, None]:
    """As it comes; a source that is a generator is closed when this one is."""
    try:
        async for news in told:
            yield news
    finally:
        if isinstance(told, AsyncGenerator):
            await told.aclose()


async def _text(pool: SearchPool, digest: str, page: int) -> PageText | None:
    answer = await pool.page_text(digest, page)
    return answer if isinstance(answer, PageText) else None
