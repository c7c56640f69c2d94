"""The pool: pages on request, drawn by two confined workers into memory that the window reads without copying."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Self

from shared.pdf.dispatch import Dispatch, PoolClosed
from shared.pdf.jobs import Drawing, Job, Lane, Opening, Waiter, is_awaited
from shared.pdf.pages import (
    DocumentFacts,
    OutlineEntry,
    PageHits,
    PageLink,
    PageProblem,
    PageRequest,
    PageText,
    PaperRefused,
    Problem,
    SearchProgress,
    Thumbnail,
)
from shared.pdf.process import MEMORY_BYTES
from shared.pdf.reading import Reading
from shared.pdf.rendered_page import BYTES_PER_PIXEL, RenderedPage
from shared.pdf.segment import Segment
from shared.pdf.slots import Filled
from shared.pdf.trouble import Patience
from shared.pdf.wire import OpenPaper
from shared.pdf.wish import Answered, Wish
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr

DEFAULT_SLOTS = 24


class RenderPool:
    """Two page workers and the pictures they made. For one event loop; made by `start`, ended by `close`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, segment: Segment, dispatch: Dispatch) -> None:
        self._loop = loop
        self._segment = segment
        self._dispatch = dispatch
        self._reading = Reading(loop, dispatch)
        self._facts: dict[str, DocumentFacts] = {}
        self._is_closed = False
        self.on_complex: Callable[[PageRequest], None] | None = None
        """Told that a wanted page takes long, once for each wish; on the event loop."""
        dispatch.on_complex = self._say_complex

    @classmethod
    async def start(
        cls,
        *,
        slot_bytes: int,
        slots: int = DEFAULT_SLOTS,
        on_complex: Callable[[PageRequest], None] | None = None,
        patience: Patience | None = None,
        memory_bytes: int = MEMORY_BYTES,
    ) -> Self:
        """Start both workers and wait until they take orders (about 0.3 s).

        `slot_bytes` is 4 × the pixels of the largest picture; larger wishes are answered smaller. A slot costs
        memory only once it was drawn into. `on_complex` is called when a wanted page takes long. Raises
        EnvironmentFault where the system lets no worker start.
        """
        loop = asyncio.get_running_loop()
        segment = Segment(slot_bytes * slots)
        dispatch = Dispatch(loop, segment, slot_bytes, patience or Patience(), memory_bytes)
        pool = cls(loop, segment, dispatch)
        pool.on_complex = on_complex
        try:
            await dispatch.start()
        except BaseException:
            await pool.close()
            raise
        if not dispatch.is_ready:
            await pool.close()
            raise EnvironmentFault(
                tr("Papers cannot be shown: the program that draws pages does not start"),
                tr("Restart the terminal; if that does not help, install the program again."),
            )
        return pool

    async def open(
        self, path: Path, digest: str, password: str | None = None
    ) -> DocumentFacts | PaperRefused:
        """Open a paper and tell its pages, or why not; `digest` names its content from now on.

        The caller has verified that the file has this digest. A paper that was opened stays open. Raises
        PoolClosed when the pool is closed meanwhile.
        """
        if self._is_closed:
            raise PoolClosed
        known = self._facts.get(digest) or self._dispatch.trouble.refusal(digest)
        if known is not None:
            return known
        order = _order(path, digest, password)
        job = self._dispatch.find(order)
        if not isinstance(job, Opening):
            job = Opening(order)
            self._dispatch.jobs.add(job)
        waiter: asyncio.Future[DocumentFacts | PaperRefused] = self._loop.create_future()
        job.waiters.append(waiter)
        self._dispatch.pump()
        try:
            answer = await waiter
        finally:
            self._leave(job)
        if isinstance(answer, DocumentFacts):
            self._facts[digest] = answer
        return answer

    def forget(self, digest: str) -> None:
        """Close a paper and drop its pictures; those that are looked at stay until they are released."""
        self._facts.pop(digest, None)
        self._dispatch.forget(digest)

    def is_drawn(self, request: PageRequest) -> bool:
        """Whether the picture is there already."""
        return self._dispatch.slots.has(request)

    async def render(self, request: PageRequest, *, urgent: bool = True) -> RenderedPage | PageProblem:
        """The picture of a page, or why there is none. Release it when it is no longer shown.

        With `urgent`, somebody looks at the place where it will appear. To give up a wish, cancel the task
        that awaits it: a drawing that has not begun is dropped.
        """
        return self._rendered(request, await self._picture(request, Lane.URGENT if urgent else Lane.WANTED))

    def want(
        self, request: PageRequest, tell: Callable[[RenderedPage | PageProblem], None]
    ) -> Callable[[], None]:
        """Order a picture that somebody looks at now; what is answered gives the wish up.

        `tell` gets what `render` returns, once, on the event loop after this call, and nothing once it is given up.
        """
        wish = Wish(self._loop, lambda answer: tell(self._rendered(request, answer)))
        if self.is_drawn(request):
            self._loop.call_soon(self._place_wish, request, wish)
        else:
            self._place_wish(request, wish)
        return partial(self._give_up, wish)

    def prefetch(self, requests: Sequence[PageRequest]) -> None:
        """Draw these pages when there is nothing else to do, the first first; replaces what was wished before."""
        if self._is_closed:
            return
        self._dispatch.drop_prefetches()
        for request in requests:
            is_on_its_way = self.is_drawn(request) or self._dispatch.find(request) is not None
            if not is_on_its_way and self._obstacle(request) is None:
                self._dispatch.jobs.add(Drawing(request, Lane.PREFETCH))
        self._dispatch.pump()

    async def thumbnail(self, request: PageRequest) -> Thumbnail | PageProblem:
        """A small picture that owns its pixels, drawn after everything else; it does not stay in the cache."""
        answer = await self._picture(request, Lane.THUMBNAIL)
        if isinstance(answer, PageProblem):
            return answer
        width, height = answer.width_px, answer.height_px
        with self._view(answer) as view:
            thumbnail = Thumbnail(width, height, width * BYTES_PER_PIXEL, bytes(view))
        self._unpin(answer)
        if answer.pins == 0:
            self._dispatch.slots.drop(request)
        return thumbnail

    async def outline(self, digest: str) -> tuple[OutlineEntry, ...]:
        """The table of contents of an open paper; empty where there is none that can be read."""
        return await self._reading.outline(digest)

    async def page_links(self, digest: str, page: int) -> tuple[PageLink, ...]:
        """What leads from a page, counted from 0, to pages of the same paper. Nothing else is ever told."""
        return await self._reading.links(digest, page)

    async def page_text(self, digest: str, page: int) -> PageText | PageProblem:
        """The words of a page, counted from 0, with their places; `request` of a problem names only the page.

        Raises ValueError for a page that no paper can have.
        """
        request = PageRequest(digest, page, 1, 1)
        answer = await self._reading.text(digest, page)
        return PageProblem(request, answer) if isinstance(answer, Problem) else answer

    def search(
        self, digest: str, query: str, first_page: int = 0
    ) -> AsyncGenerator[PageHits | SearchProgress, None]:
        """Look for what a person typed in an open paper, from `first_page` (from 0) on and around.

        Yields the hits of each page as they are found, and how far it is; the last progress is all pages, unless
        so much was found that the rest is not told. What counts as the same is written in `folding`. Close the
        iterator to stop. Nothing comes for an empty query, or a paper that is not open or was closed meanwhile.
        """
        return self._reading.search(digest, query, first_page)

    def use_thumbnails(self, digest: str, path: Path) -> None:
        """From now on take thumbnails of this paper out of a file (see `thumbnail_file`) where they are large enough.

        The file need not be trusted, nor be there: what it does not hold is drawn.
        """
        self._dispatch.thumbnails[digest] = os.fsencode(path.absolute())

    async def close(self) -> None:
        """End workers and threads; what is waited for is answered with a problem. Again does nothing.

        The memory goes back when the last picture is released.
        """
        if self._is_closed:
            return
        self._is_closed = True
        await self._dispatch.close()
        self._segment.close()

    async def _picture(self, request: PageRequest, lane: Lane) -> Answered:
        """Find or draw the picture; it comes pinned."""
        waiter: asyncio.Future[Answered] = self._loop.create_future()
        job = self._place(request, waiter, lane)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                answer = waiter.result()  # it came in the moment in which the wish was given up
                if isinstance(answer, Filled):
                    self._unpin(answer)
            raise
        finally:
            if job is not None:
                self._leave(job)

    def _place(self, request: PageRequest, waiter: Waiter[Answered], lane: Lane) -> Drawing | None:
        """Tell what is known already, or order the picture."""
        obstacle = self._obstacle(request)
        if obstacle is not None:
            waiter.set_result(PageProblem(request, obstacle))
            return None
        filled = self._dispatch.slots.find(request)
        if filled is not None:
            filled.pins += 1
            waiter.set_result(filled)
            return None
        job = self._dispatch.drawing(request, lane)
        job.waiters.append(waiter)
        self._dispatch.pump()
        return job

    def _place_wish(self, request: PageRequest, wish: Wish) -> None:
        if not wish.done():
            wish.job = self._place(request, wish, Lane.URGENT)

    def _give_up(self, wish: Wish) -> None:
        wish.give_up()
        if wish.job is not None:
            self._leave(wish.job)

    def _rendered(self, request: PageRequest, answer: Answered) -> RenderedPage | PageProblem:
        if isinstance(answer, PageProblem):
            return answer
        return RenderedPage(request, answer, self._view(answer), lambda: self._unpin(answer))

    def _obstacle(self, request: PageRequest) -> Problem | None:
        if self._is_closed:
            return Problem.CLOSED
        facts = self._facts.get(request.digest)
        if facts is None:
            is_refused = self._dispatch.trouble.refusal(request.digest) is not None
            return Problem.PAPER_REFUSED if is_refused else Problem.NOT_OPENED
        if request.page >= len(facts.pages):
            return Problem.NO_SUCH_PAGE
        return self._dispatch.trouble.problem(request.digest, request.page)

    def _view(self, filled: Filled) -> memoryview:
        start = filled.slot * self._dispatch.slot_bytes
        return self._segment.view(start, filled.width_px * filled.height_px * BYTES_PER_PIXEL)

    def _say_complex(self, request: PageRequest) -> None:
        if self.on_complex is not None:
            self.on_complex(request)

    def _unpin(self, filled: Filled) -> None:
        filled.pins -= 1
        if not self._is_closed:
            self._dispatch.pump()

    def _leave(self, job: Job) -> None:
        """Drop a queued job that nobody wants any more."""
        if not is_awaited(job):
            self._dispatch.jobs.remove(job)


def _order(path: Path, digest: str, password: str | None) -> OpenPaper:
    return OpenPaper(digest, os.fsencode(path.absolute()), password)
