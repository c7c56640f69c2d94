"""Has pages drawn before they are asked for: those around the reader, then the first ones of other papers."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from shared.pdf.dispatch import PoolClosed
from shared.pdf.pages import DocumentFacts, PageRequest
from shared.ui.page_fit import Look
from shared.ui.page_view import PageView
from shared.ui.paper_ahead import MOST_PREPARED, first_requests, pages_ahead
from shared.ui.paper_pool import PicturePool
from shared.ui.task_scope import TaskScope

LookOf = Callable[[DocumentFacts], Look]
"""How a paper is looked at when it is opened."""


class KnownPaper(Protocol):
    """A paper on this machine, and the page where it was read last."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def digest(self) -> str:
        """Its SHA-256."""

    @property
    def page(self) -> int:
        """Counted from 1."""


class Prefetching:
    """Every wish replaces the one before. Pages count from 1."""

    def __init__(self, pool: PicturePool, scope: TaskScope, view: PageView, look_of: LookOf | None) -> None:
        """Without `look_of`, a paper is looked at as the one before."""
        self._pool = pool
        self._scope = scope
        self._view = view
        self._look_of = look_of
        self._around: tuple[PageRequest, ...] = ()
        self._prepared: tuple[PageRequest, ...] = ()
        self._preparing: asyncio.Task[None] | None = None

    def look_of(self, facts: DocumentFacts) -> Look:
        """How this paper will be looked at."""
        if self._look_of is not None:
            return self._look_of(facts)
        return replace(self._view.look, zoom=1.0)

    def wish_around(self, digest: str, page: int, leader: int) -> None:
        """A person reads this page of a paper; `leader` is the leader's page of it, or 0."""
        view = self._view
        placed = tuple(place.page for place in view.placed_pages())
        seen = placed if page in placed else view.row_of(page)
        self._around = tuple(self._request(digest, one) for one in pages_ahead(seen, leader, view.row_of))
        self._wish()

    def prepare(self, papers: Sequence[KnownPaper], passwords: Callable[[str], str | None]) -> None:
        """Open these papers; their first pages, and those where they were read last, are drawn after all others."""
        if self._preparing is not None:
            self._preparing.cancel()
        self._preparing = self._scope.start(self._prepare(tuple(papers), passwords), name="prepare_papers")

    async def _prepare(self, papers: tuple[KnownPaper, ...], passwords: Callable[[str], str | None]) -> None:
        requests: list[PageRequest] = []
        for paper in papers:
            try:
                answer = await self._pool.open(paper.path, paper.digest, passwords(paper.digest))
            except PoolClosed:
                return
            if isinstance(answer, DocumentFacts):
                dense, look = self._view.devicePixelRatioF(), self.look_of(answer)
                requests += first_requests(answer, (1, paper.page), self._view.room, look, dense)
        self._prepared = tuple(dict.fromkeys(requests))[:MOST_PREPARED]
        self._wish()

    def _wish(self) -> None:
        self._pool.prefetch([*self._around, *self._prepared])

    def _request(self, digest: str, page: int) -> PageRequest:
        size = self._view.pixel_size(page)
        return PageRequest(digest, page - 1, size.width(), size.height(), self._view.look.rotation)
