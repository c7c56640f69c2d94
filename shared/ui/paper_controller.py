"""Brings the pages of one paper from the pool of workers to a page view and its thumbnails."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from shared.pdf.dispatch import PoolClosed
from shared.pdf.pages import DocumentFacts, PaperRefused, PaperStatus
from shared.system.i18n import tr
from shared.ui.page_view import PageView
from shared.ui.page_wishes import PictureWish
from shared.ui.paper_drawings import PaperDrawings
from shared.ui.paper_passwords import PaperPasswords
from shared.ui.paper_pool import PicturePool
from shared.ui.paper_prefetch import LookOf, Prefetching
from shared.ui.paper_thumbs import ThumbnailFeed
from shared.ui.task_scope import TaskScope
from shared.ui.thumbnails import PaperThumbnails


class PaperFile(msgspec.Struct, frozen=True):
    """A paper on this machine; the caller has verified that the file has this SHA-256."""

    path: Path
    digest: str
    page: int = 1
    """Where it was read last, for papers that are prepared."""


class PaperController(QObject):
    """Shows one paper at a time. The window's thread never waits: everything slow is a task of the scope.

    Pages count from 1. A wish that is overtaken by a newer one is given up, so a fast hand on the page key
    costs one drawing, not twenty. While a finger or pen is down on the view, what is to be shown waits until it is
    lifted; of several wishes the last one counts.
    """

    opened = Signal(object)
    """The paper is open; carries `DocumentFacts`."""

    refused = Signal(object)
    """The paper cannot be shown; carries `PaperRefused`."""

    password_needed = Signal(bool)
    """The paper asks for its password; true where the one that was given is wrong."""

    page_changed = Signal(int)
    """The view goes to this page, or was scrolled to it."""

    def __init__(
        self,
        pool: PicturePool,
        scope: TaskScope,
        view: PageView,
        thumbnails: PaperThumbnails | None = None,
        *,
        is_prefetching: bool = True,
        look_of: LookOf | None = None,
        passwords: PaperPasswords | None = None,
    ) -> None:
        """Only one controller of a pool prefetches: newer wishes for prefetching replace older ones.

        Without `look_of`, a paper is looked at as the one before. What is entered for one view holds for all with
        the same `passwords`.
        """
        super().__init__(view)
        self._pool = pool
        self._scope = scope
        self._view = view
        self._thumbnails = None if thumbnails is None else ThumbnailFeed(pool, scope, thumbnails)
        self._is_prefetching = is_prefetching
        self._ahead = Prefetching(pool, scope, view, look_of)
        self._paper: PaperFile | None = None
        self._facts: DocumentFacts | None = None
        self._page = 0
        self._leader_page = 0
        self._passwords = passwords or PaperPasswords()
        self._is_locked = False
        self._after_lift: Callable[[], None] | None = None
        self._lifted = asyncio.Event()
        self._opening: asyncio.Task[None] | None = None
        self._drawings = PaperDrawings(pool, scope, view, self._prefetch)
        view.pictures_needed.connect(self._on_pictures_needed)
        view.page_reached.connect(self._on_page_reached)
        view.look_changed.connect(self._prefetch)
        view.released.connect(self._on_released)
        self._passwords.proved.connect(self._try_again)

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

    # What is shown ------------------------------------------------------------------------------------

    def show(self, paper: PaperFile, page: int = 1) -> None:
        """Go to a page of a paper; opens the paper where it is another one than before."""
        if self._waits_for_lift(partial(self.show, paper, page)):
            return
        if self._paper is not None and paper.digest == self._paper.digest:
            self._go_to(page)
            return
        self._give_up()
        self._paper, self._facts, self._page = paper, None, max(1, page)
        self._opening = self._scope.start(self._open(paper), name="open_paper")

    def close(self, sentence: str = "") -> None:
        """Show no paper, and on the desk the reason."""
        if self._waits_for_lift(partial(self.close, sentence)):
            return
        self._give_up()
        self._paper, self._facts, self._page = None, None, 0
        self._view.clear(sentence)
        if self._thumbnails is not None:
            self._thumbnails.clear()

    def go_to(self, page: int) -> None:
        """Show a page of the open paper; outside of it, its first or last one."""
        if not self._waits_for_lift(partial(self.go_to, page)):
            self._go_to(page)

    def show_place(self, page: int, v: float) -> None:
        """Show a place of the open paper: what stands at the height `v` (0..1) of a page; still where it is seen."""
        if self._facts is None or self._waits_for_lift(partial(self.show_place, page, v)):
            return
        if not self._view.shows_place(page, v):
            self._arrive(min(max(1, page), self.pages), partial(self._view.show_place, page, v))

    def unlock(self, password: str) -> None:
        """Try to open the paper with its password, which is kept in memory for the next time it is shown."""
        if self._paper is None or self._facts is not None:
            return
        self._passwords.hold(self._paper.digest, password)
        self._open_again(self._paper)

    def set_leader_page(self, page: int) -> None:
        """The leader's page of this paper, which is drawn ahead; 0 for none."""
        if page != self._leader_page:
            self._leader_page = page
            self._mark_places()
            self._prefetch()

    def prepare(self, papers: Sequence[PaperFile]) -> None:
        """Open these papers, and draw their first pages and those where they were read last, when nothing else is due.

        Replaces what was prepared before.
        """
        self._ahead.prepare(papers, self._passwords.of)

    # How ----------------------------------------------------------------------------------------------

    def _try_again(self, digest: str) -> None:
        """Another view opened the paper that is locked here."""
        if self._is_locked and self._paper is not None and self._paper.digest == digest:
            self._open_again(self._paper)

    def _open_again(self, paper: PaperFile) -> None:
        self._give_up()
        self._opening = self._scope.start(self._open(paper), name="open_paper")

    def _waits_for_lift(self, act: Callable[[], None]) -> bool:
        is_held = self._view.is_held
        self._after_lift = act if is_held else None
        return is_held

    def _on_released(self) -> None:
        self._lifted.set()
        act, self._after_lift = self._after_lift, None
        if act is not None:
            act()

    def _go_to(self, page: int) -> None:
        if self._facts is None:
            self._page = max(1, page)
            return
        page = min(max(1, page), self.pages)
        if page != self._page or page != self._view.page:
            self._expect(page)

    def _expect(self, page: int) -> None:
        self._arrive(page, partial(self._view.expect_page, page))

    def _arrive(self, page: int, go: Callable[[], None]) -> None:
        self._page = page
        go()
        self._mark_places()
        self._prefetch()
        self.page_changed.emit(page)

    def _on_page_reached(self, page: int) -> None:
        self._page = page
        self._mark_places()
        self._prefetch()
        self.page_changed.emit(page)

    def _mark_places(self) -> None:
        if self._thumbnails is not None and self._facts is not None:
            self._thumbnails.mark(self._page, self._leader_page)

    def _give_up(self) -> None:
        self._is_locked = False
        if self._opening is not None:
            self._opening.cancel()
        self._opening = None
        self._drawings.give_up()
        if self._thumbnails is not None:
            self._thumbnails.close_paper()

    async def _open(self, paper: PaperFile) -> None:
        try:
            answer = await self._pool.open(paper.path, paper.digest, self._passwords.of(paper.digest))
        except PoolClosed:
            return
        while self._view.is_held:
            self._lifted.clear()
            await self._lifted.wait()
        if isinstance(answer, PaperRefused):
            self._refuse(answer)
            return
        self._facts = answer
        if self._thumbnails is not None:
            self._thumbnails.open_paper(answer)
        self._view.open_paper(answer.pages, self._ahead.look_of(answer))
        self.opened.emit(answer)
        self._passwords.tell_proved(paper.digest)
        self._expect(min(self._page, self.pages))

    def _refuse(self, answer: PaperRefused) -> None:
        self._view.clear(refused_sentence(answer))
        self.refused.emit(answer)
        if answer.status is PaperStatus.PASSWORD:
            self._is_locked = True
            self.password_needed.emit(self._passwords.forget(answer.digest))

    def _on_pictures_needed(self, wishes: tuple[PictureWish, ...]) -> None:
        self._drawings.give_up(but=wishes)
        if self._paper is not None and self._facts is not None and not self._scope.is_closed:
            self._drawings.want(self._paper.digest, wishes)

    def _prefetch(self) -> None:
        """What is on the glass comes first: while a page of it is being drawn, nothing is drawn ahead."""
        is_busy = self._drawings.is_busy or self._scope.is_closed
        if self._is_prefetching and not is_busy and self._paper is not None and self.page:
            self._ahead.wish_around(self._paper.digest, self._page, self._leader_page)


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
