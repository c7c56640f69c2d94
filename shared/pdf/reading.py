"""Questions about open papers: what they say, where it stands, where their links lead. Event loop only."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from shared.pdf.dispatch import Dispatch
from shared.pdf.folding import folded_query
from shared.pdf.jobs import is_awaited
from shared.pdf.pages import (
    MAX_QUERY,
    OutlineEntry,
    PageHits,
    PageLink,
    PageText,
    Problem,
    SearchProgress,
)
from shared.pdf.wire import (
    Answer,
    LinksRead,
    OpenPaper,
    OutlineRead,
    Question,
    ReadLinks,
    ReadOutline,
    ReadText,
    Searched,
    SearchPages,
    TextRead,
)

FIRST_SLICE_S = 0.01
"""A search looks through pages for so long at first, so that the first hit is told soon, then for longer."""

SLICE_S = 0.04
"""A search gives way to other jobs this often: a page that somebody looks at waits no longer than that."""

MAX_HITS = 10_000
"""Hits of one search that are told; who finds so many looks for something else."""


class Reading:
    """Asks worker B, after what somebody looks at, and before what is drawn ahead."""

    def __init__(self, loop: asyncio.AbstractEventLoop, dispatch: Dispatch) -> None:
        self._loop = loop
        self._dispatch = dispatch

    async def outline(self, digest: str) -> tuple[OutlineEntry, ...]:
        """The table of contents; empty where there is none, or none that can be read."""
        answer = await self._ask(digest, None, ReadOutline)
        return answer.entries if isinstance(answer, OutlineRead) else ()

    async def links(self, digest: str, page: int) -> tuple[PageLink, ...]:
        """What leads from a page to others of the paper."""
        answer = await self._ask(digest, page, lambda paper: ReadLinks(paper, page))
        return answer.links if isinstance(answer, LinksRead) else ()

    async def text(self, digest: str, page: int) -> PageText | Problem:
        """The words of a page."""
        answer = await self._ask(digest, page, lambda paper: ReadText(paper, page))
        if isinstance(answer, TextRead):
            return answer.text
        return answer if isinstance(answer, Problem) else Problem.DAMAGED

    async def search(
        self, digest: str, query: str, first_page: int
    ) -> AsyncGenerator[PageHits | SearchProgress, None]:
        """`RenderPool.search`."""
        wanted = folded_query(query[:MAX_QUERY])
        pages = self._dispatch.page_counts.get(digest, 0)
        if not wanted or not pages or digest not in self._dispatch.papers:
            return
        first = min(max(first_page, 0), pages - 1)
        done = hits = 0
        for start, end in ((first, pages), (0, first)):
            async with aclosing(self._slices(digest, wanted, start, end)) as slices:
                async for looked_through, found in slices:
                    for on_page in found:
                        hits += len(on_page.hits)
                        yield on_page
                    done += looked_through
                    yield SearchProgress(done, pages, is_cut=hits >= MAX_HITS)
                    if hits >= MAX_HITS:
                        return

    async def _slices(
        self, digest: str, wanted: str, start: int, end: int
    ) -> AsyncGenerator[tuple[int, tuple[PageHits, ...]], None]:
        """Look through pages from `start` to before `end`: how many, and what was found on them.

        A page that stops its worker says nothing. To find out which of many it is they are asked for one by one.
        """
        page = alone_until = start
        budget_s = FIRST_SLICE_S
        while page < end:
            stop = page + 1 if page < alone_until else self._stop(digest, page, end)
            count = stop - page
            answer = await self._ask(digest, page, self._slice(wanted, page, count, budget_s))
            budget_s = min(2 * budget_s, SLICE_S)
            if isinstance(answer, Searched):
                yield answer.pages_done, answer.hits
                page += answer.pages_done
            elif answer in (Problem.CLOSED, Problem.NOT_OPENED, Problem.PAPER_REFUSED):
                return
            elif count > 1:
                alone_until = page + count
            else:
                yield 1, ()
                page += 1
                alone_until = page  # it was this one

    @staticmethod
    def _slice(wanted: str, page: int, count: int, budget_s: float) -> Callable[[OpenPaper], SearchPages]:
        return lambda paper: SearchPages(paper, wanted, page, count, budget_s)

    def _stop(self, digest: str, page: int, end: int) -> int:
        """The first page after this one, up to `end`, that cannot be asked for."""
        known = self._dispatch.trouble.troubled_pages(digest)
        return min((at for at in known if page < at < end), default=end)

    async def _ask(
        self, digest: str, page: int | None, question: Callable[[OpenPaper], Question]
    ) -> Answer | Problem:
        obstacle = self._obstacle(digest, page)
        paper = self._dispatch.papers.get(digest)
        if obstacle is not None or paper is None:
            return obstacle or Problem.NOT_OPENED
        job = self._dispatch.asking(question(paper))
        waiter: asyncio.Future[Answer | Problem] = self._loop.create_future()
        job.waiters.append(waiter)
        self._dispatch.pump()
        try:
            return await waiter
        finally:
            if not is_awaited(job):
                self._dispatch.jobs.remove(job)

    def _obstacle(self, digest: str, page: int | None) -> Problem | None:
        if self._dispatch.is_closed:
            return Problem.CLOSED
        if self._dispatch.trouble.refusal(digest) is not None:
            return Problem.PAPER_REFUSED
        if page is not None and not 0 <= page < self._dispatch.page_counts.get(digest, 0):
            return Problem.NO_SUCH_PAGE
        if self._dispatch.trouble.is_unread(digest, page):
            return Problem.TOO_COMPLEX
        return None if page is None else self._dispatch.trouble.problem(digest, page)
