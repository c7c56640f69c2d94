"""Brings the pages of one paper from the pool of workers to a page view and its thumbnails."""

import asyncio
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from shared.pdf.dispatch import PoolClosed
from shared.pdf.pages import DocumentFacts, PageProblem, PageRequest, PaperRefused, PaperStatus, Problem
from shared.pdf.pool import RenderPool
from shared.system.i18n import tr
from shared.ui.page_images import PinnedPicture, thumbnail_image
from shared.ui.page_view import PageView
from shared.ui.page_wishes import PictureWish
from shared.ui.task_scope import TaskScope
from shared.ui.thumbnails import PaperThumbnails
from shared.ui.tokens import PAGE_COMPLEX_AFTER_MS

_THUMBNAIL_HEIGHTS = 3


class PaperFile(msgspec.Struct, frozen=True):
    """A paper on this machine; the caller has verified that the file has this SHA-256."""

    path: Path
    digest: str


class PaperController(QObject):
    """Shows one paper at a time. The window's thread never waits: everything slow is a task of the scope.

    Pages count from 1. A wish that is overtaken by a newer one is given up, so a fast hand on the page key
    costs one drawing, not twenty.
    """

    opened = Signal(object)
    """The paper is open; carries `DocumentFacts`."""

    refused = Signal(object)
    """The paper cannot be shown; carries `PaperRefused`."""

    page_changed = Signal(int)
    """The view goes to this page."""

    def __init__(
        self,
        pool: RenderPool,
        scope: TaskScope,
        view: PageView,
        thumbnails: PaperThumbnails | None = None,
        *,
        is_prefetching: bool = True,
    ) -> None:
        """Only one controller of a pool prefetches: newer wishes for prefetching replace older ones."""
        super().__init__(view)
        self._pool = pool
        self._scope = scope
        self._view = view
        self._thumbnails = thumbnails
        self._is_prefetching = is_prefetching
        self._paper: PaperFile | None = None
        self._facts: DocumentFacts | None = None
        self._page = 0
        self._leader_page = 0
        self._opening: asyncio.Task[None] | None = None
        self._drawings: dict[PictureWish, asyncio.Task[None]] = {}
        self._small: asyncio.Task[None] | None = None
        view.pictures_needed.connect(self._on_pictures_needed)
        if thumbnails is not None:
            thumbnails.thumbnails_needed.connect(self._on_thumbnails_needed)

    @property
    def paper(self) -> PaperFile | None:
        """The paper that is shown or being opened."""
        return self._paper

    @property
    def pages(self) -> int:
        """Pages of the open paper, 0 before it is open."""
        return len(self._facts.pages) if self._facts is not None else 0

    @property
    def page(self) -> int:
        """The page that is shown, 0 before the paper is open."""
        return self._page if self._facts is not None else 0

    def show(self, paper: PaperFile, page: int = 1) -> None:
        """Go to a page of a paper; opens the paper where it is another one than before."""
        if self._paper is not None and paper.digest == self._paper.digest:
            self.go_to(page)
            return
        self._give_up()
        self._paper, self._facts, self._page = paper, None, max(1, page)
        self._opening = self._scope.start(self._open(paper), name="open_paper")

    def close(self, sentence: str = "") -> None:
        """Show no paper, and on the desk the reason."""
        self._give_up()
        self._paper, self._facts, self._page = None, None, 0
        self._view.clear(sentence)
        if self._thumbnails is not None:
            self._thumbnails.set_paper(0)

    def go_to(self, page: int) -> None:
        """Show a page of the open paper; outside of it, its first or last one."""
        if self._facts is None:
            self._page = max(1, page)
            return
        page = min(max(1, page), self.pages)
        if page != self._page or page != self._view.page:
            self._expect(page)

    def _expect(self, page: int) -> None:
        self._page = page
        self._view.expect_page(page)
        self._mark_places()
        self.page_changed.emit(page)

    def set_leader_page(self, page: int) -> None:
        """The leader's page of this paper, which is drawn ahead; 0 for none."""
        if page != self._leader_page:
            self._leader_page = page
            self._mark_places()
            self._prefetch()

    def _mark_places(self) -> None:
        if self._thumbnails is not None and self._facts is not None:
            self._thumbnails.set_places(self._page, self._leader_page)

    def _give_up(self) -> None:
        for task in (self._opening, *self._drawings.values(), self._small):
            if task is not None:
                task.cancel()
        self._opening = self._small = None
        self._drawings.clear()

    @staticmethod
    def _ratio(facts: DocumentFacts, page: int) -> float:
        size = facts.pages[page - 1]
        return size.height_pt / size.width_pt

    async def _open(self, paper: PaperFile) -> None:
        try:
            answer = await self._pool.open(paper.path, paper.digest)
        except PoolClosed:
            return
        if isinstance(answer, PaperRefused):
            self._view.clear(refused_sentence(answer))
            self.refused.emit(answer)
            return
        self._facts = answer
        if self._thumbnails is not None:
            self._thumbnails.set_paper(self.pages, self._ratio(answer, 1))
        self._view.open_paper(answer.pages)
        self.opened.emit(answer)
        self._expect(min(self._page, self.pages))

    def _on_pictures_needed(self, wishes: tuple[PictureWish, ...]) -> None:
        for wish in self._drawings.keys() - set(wishes):
            self._drawings.pop(wish).cancel()
        paper = self._paper
        if paper is None or self._facts is None or self._scope.is_closed:
            return
        for wish in wishes:
            if wish not in self._drawings:
                work = self._draw(wish, request_of(paper.digest, wish))
                self._drawings[wish] = self._scope.start(work, name="draw_page")

    async def _draw(self, wish: PictureWish, request: PageRequest) -> None:
        note = asyncio.get_running_loop().call_later(
            PAGE_COMPLEX_AFTER_MS / 1000, self._view.show_note, wish.page, tr("This page is complex…")
        )
        try:
            answer = await self._pool.render(request)
        finally:
            note.cancel()
        self._drawings.pop(wish, None)
        if isinstance(answer, PageProblem):
            self._miss(wish, answer.problem)
        elif wish.clip is not None:
            self._view.show_part(wish, PinnedPicture(answer))
        else:
            self._view.show_picture(wish.page, PinnedPicture(answer))
        self._prefetch()

    def _miss(self, wish: PictureWish, problem: Problem) -> None:
        if problem is Problem.CLOSED:
            return
        if wish.clip is not None:
            self._view.miss_part(wish)
        else:
            self._view.show_problem(wish.page, tr("This page cannot be shown"))

    def _prefetch(self) -> None:
        if not self._is_prefetching or self._paper is None or self._facts is None or not self._page:
            return
        wishes = [self._page + 1, self._page - 1, self._page + 2]
        if self._leader_page:
            wishes += [self._leader_page, self._leader_page + 1]
        pages = [page for page in dict.fromkeys(wishes) if 1 <= page <= self.pages and page != self._page]
        self._pool.prefetch([self._request(self._facts, page) for page in pages])

    def _request(self, facts: DocumentFacts, page: int) -> PageRequest:
        size = self._view.pixel_size(page)
        return PageRequest(facts.digest, page - 1, size.width(), size.height(), self._view.look.rotation)

    def _on_thumbnails_needed(self, pages: tuple[int, ...]) -> None:
        if self._paper is None or self._facts is None or self._scope.is_closed:
            return
        if self._small is not None:
            self._small.cancel()
        self._small = self._scope.start(self._draw_small(self._paper, pages), name="draw_thumbnails")

    async def _draw_small(self, paper: PaperFile, pages: tuple[int, ...]) -> None:
        strip = self._thumbnails
        if strip is None:
            return
        wide = max(1, round(strip.thumb_width_px * strip.devicePixelRatioF()))
        for page in pages:
            request = PageRequest(paper.digest, page - 1, wide, wide * _THUMBNAIL_HEIGHTS)
            answer = await self._pool.thumbnail(request)
            if not isinstance(answer, PageProblem):
                strip.set_thumbnail(page, thumbnail_image(answer))


def request_of(digest: str, wish: PictureWish) -> PageRequest:
    """What the pool is asked for; its pages count from 0."""
    return PageRequest(digest, wish.page - 1, wish.width_px, wish.height_px, wish.rotation, wish.clip)


def refused_sentence(refused: PaperRefused) -> str:
    """Why a paper cannot be shown, and what helps."""
    match refused.status:
        case PaperStatus.PASSWORD:
            return tr("This paper asks for a password; the clerk can replace it")
        case PaperStatus.TOO_COMPLEX:
            return tr("This paper is too complex to be shown; please read it on paper")
        case PaperStatus.NOT_PDF:
            return tr("This file is not a PDF; the clerk can replace it")
        case PaperStatus.BROKEN | PaperStatus.OK:
            return tr("This paper is damaged; please read it on paper, the clerk can replace it")
