"""A pool without workers: papers by their digest, pictures that are drawn when a test says so."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from typing_extensions import override

from shared.pdf.pages import (
    DocumentFacts,
    Finding,
    PageLink,
    PageProblem,
    PageRequest,
    PageSize,
    PageText,
    PaperRefused,
    Problem,
    Thumbnail,
)
from shared.pdf.rendered_page import BYTES_PER_PIXEL, RenderedPage
from shared.pdf.slots import Filled
from shared.ui.paper_controller import PaperFile
from shared.ui.paper_pool import PicturePool, TextPool

A4 = PageSize(595, 842)
SECRET = "open sesame"


class FakePool(PicturePool, TextPool):
    """Counts what is pinned. With `is_patient`, pictures wait until `draw` is called."""

    def __init__(self, papers: Mapping[str, Sequence[PageSize]], *, locked: Sequence[str] = ()) -> None:
        self._papers = papers
        self._locked = locked
        self.is_patient = False
        self.texts: dict[int, PageText] = {}
        self.links: dict[int, tuple[PageLink, ...]] = {}
        self.broken: set[int] = set()
        self.opened: list[tuple[str, str | None]] = []
        self.rendered: list[PageRequest] = []
        self.wished: tuple[PageRequest, ...] = ()
        self.texts_asked: list[int] = []
        self.waiting: dict[PageRequest, asyncio.Future[None]] = {}
        self.pinned = 0
        self._work: set[asyncio.Task[None]] = set()

    def file(self, digest: str, page: int = 1) -> PaperFile:
        return PaperFile(Path(f"{digest}.pdf"), digest, page)

    @override
    async def open(
        self, path: Path, digest: str, password: str | None = None
    ) -> DocumentFacts | PaperRefused:
        self.opened.append((digest, password))
        await asyncio.sleep(0)
        if digest in self._locked and password != SECRET:
            finding = Finding.NEEDS_PASSWORD if password is None else Finding.WRONG_PASSWORD
            return PaperRefused(digest, finding)
        return DocumentFacts(digest, tuple(self._papers[digest]))

    @override
    def want(
        self, request: PageRequest, tell: Callable[[RenderedPage | PageProblem], None]
    ) -> Callable[[], None]:
        work = asyncio.get_running_loop().create_task(self._tell(request, tell))
        self._work.add(work)
        work.add_done_callback(self._work.discard)
        return partial(_cancel, work)

    async def _tell(self, request: PageRequest, tell: Callable[[RenderedPage | PageProblem], None]) -> None:
        tell(await self._picture(request))

    async def _picture(self, request: PageRequest) -> RenderedPage | PageProblem:
        self.rendered.append(request)
        if self.is_patient:
            self.waiting[request] = asyncio.get_running_loop().create_future()
            try:
                await self.waiting[request]
            finally:
                del self.waiting[request]
        else:
            await asyncio.sleep(0)
        if request.page in self.broken:
            return PageProblem(request, Problem.DAMAGED)
        clip = request.clip
        wide, tall = (
            (request.width_px, request.height_px) if clip is None else (clip.width_px, clip.height_px)
        )
        self.pinned += 1
        pixels = memoryview(bytearray(b"\xff" * (wide * tall * BYTES_PER_PIXEL)))
        return RenderedPage(request, Filled(0, wide, tall, 1), pixels, self._unpin)

    def draw(self, *pages: int) -> None:
        """Finish the drawings that are waited for, or those of these pages, which count from 1."""
        for request, waiter in self.waiting.items():
            if not waiter.done() and (not pages or request.page + 1 in pages):
                waiter.set_result(None)

    def _unpin(self) -> None:
        self.pinned -= 1

    @override
    def prefetch(self, requests: Sequence[PageRequest]) -> None:
        self.wished = tuple(requests)

    def wished_pages(self, digest: str) -> list[int]:
        """Pages of a paper that are drawn ahead, from 1."""
        return [request.page + 1 for request in self.wished if request.digest == digest]

    @override
    async def thumbnail(self, request: PageRequest) -> Thumbnail | PageProblem:
        await asyncio.sleep(0)
        return Thumbnail(1, 1, 4, b"\xff\xff\xff\xff")

    @override
    async def page_text(self, digest: str, page: int) -> PageText | PageProblem:
        self.texts_asked.append(page + 1)
        await asyncio.sleep(0)
        return self.texts.get(page + 1, PageText(()))

    @override
    async def page_links(self, digest: str, page: int) -> Sequence[PageLink]:
        await asyncio.sleep(0)
        return self.links.get(page + 1, ())


def _cancel(work: asyncio.Task[None]) -> None:
    work.cancel()
