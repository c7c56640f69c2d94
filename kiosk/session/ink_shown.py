"""The ink that the screen of a seat shows: the pages asked for, and how many marks there are elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

import msgspec

from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.storage.faults import StorageFault
from shared.storage.ink_pages import InkPages, ShownMarkData
from shared.storage.ink_rows import NO_PAGE, Changed, PagePiece, Written
from shared.storage.ink_turns import InkTurns
from shared.storage.seat_ink import SeatInk

_log = logging.getLogger(__name__)

Watcher = Callable[[Sha256, frozenset[int]], None]


class ShownLayer(msgspec.Struct, frozen=True):
    """A layer of a paper that the person here sees, and how many marks lie on each page."""

    layer: Layer
    is_own: bool
    pages: Mapping[int, int]


class InkScope(msgspec.Struct, frozen=True):
    """Whose ink of which meeting is here; `viewer` None: nobody signed in, nothing is shown."""

    meeting: MeetingId
    viewer: PersonId | None


class InkShown:
    """Belongs to the loop's thread; reads from the disk in its turns, never while the screen waits."""

    def __init__(self, store: SeatInk, turns: InkTurns) -> None:
        self._store = store
        self._turns = turns
        self.scope: InkScope | None = None
        self._is_open = False
        """Whether the disk was asked what there is for the person here."""
        self._counts: dict[Layer, dict[int, int]] = {}
        self._pages = InkPages(may_show=self._counts.__contains__, is_own=self._is_own)
        self._read_on = asyncio.Event()
        self._watchers: list[Watcher] = []

    # -- what a screen uses ---------------------------------------------------------------------------------------

    def layers(self, paper: Sha256) -> tuple[ShownLayer, ...]:
        """What there is of ink on a paper for the person here: their own first, then by author."""
        found = [
            ShownLayer(layer, self._is_own(layer), {page: n for page, n in pages.items() if n})
            for layer, pages in self._counts.items()
            if layer.paper == paper
        ]
        return tuple(sorted(found, key=lambda s: (not s.is_own, s.layer.author, s.layer.kind.value)))

    def marks(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        """What `InkDesk.marks` does."""
        scope = self.scope
        if scope is None or scope.viewer is None:
            return ()
        if self._pages.needs(paper, page):
            if self._is_open and not self._has_marks(paper, page):
                self._pages.add(paper, page, PagePiece((), None))
            else:
                ticket = self._pages.ticket(paper, page)
                self._turns.add(partial(self._read, scope, paper, page, ticket, 0))
        return self._pages.shown(paper, page)

    def is_read(self, paper: Sha256, page: int) -> bool:
        """What `InkDesk.is_read` does."""
        self.marks(paper, page)
        return self._pages.is_whole(paper, page)

    async def load(self, paper: Sha256, pages: Collection[int]) -> None:
        """What `InkDesk.load` does."""
        for page in pages:
            self.marks(paper, page)
        while any(self._pages.is_being_read(paper, page) for page in pages):
            await self._read_on.wait()

    async def of_kinds(self, paper: Sha256, kinds: Sequence[str]) -> tuple[ShownMarkData, ...]:
        """What `InkDesk.of_kinds` does. Raises StorageFault."""
        scope = self.scope
        if scope is None or scope.viewer is None:
            return ()
        piece = await self._store.of_kinds(scope.meeting, scope.viewer, paper, kinds)
        return tuple(ShownMarkData(mark, layer, self._is_own(layer)) for layer, mark in piece.marks)

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """What `InkDesk.subscribe` does."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    # -- whose ink it is ------------------------------------------------------------------------------------------

    def begin(self, scope: InkScope | None) -> None:
        """Somebody else sits here: nothing is shown before the disk was asked what they may see."""
        self.scope, self._is_open = scope, False
        self._counts.clear()
        self.forget_pages()

    async def read_layers(self) -> dict[Layer, int]:
        """Read what there is for the person here, in a turn; returns up to which number each layer is here.

        Raises StorageFault.
        """
        scope = self.scope
        if scope is None or scope.viewer is None:
            return {}
        held = await self._store.layers(scope.meeting, scope.viewer)
        if scope != self.scope:
            return {}
        self._counts.clear()
        self._counts.update({w.layer: {} for w in self._pages.pending() if w.layer.author == scope.viewer})
        self._counts.update({one.layer: dict(one.pages) for one in held if one.is_seen})
        self._is_open = True
        return {one.layer: one.n for one in held}

    def forget_pages(self) -> None:
        """Other layers may be seen now: whoever shows a page asks for it again."""
        gone = self._pages.forget()
        self._ring()
        self._tell(gone)

    # -- what is written and what comes ---------------------------------------------------------------------------

    def write(self, written: Written) -> None:
        """Show what was written although it is not stored yet."""
        if self._is_own(written.layer):
            self._counts.setdefault(written.layer, {})
        self._pages.write(written)

    def pending(self) -> tuple[Written, ...]:
        """What is not stored yet, oldest first."""
        return self._pages.pending()

    def stored(self, written: Sequence[Written], changed: Sequence[Changed]) -> None:
        """The first of what was pending is on the disk."""
        self._pages.stored(written, changed)
        self._count(changed)

    def took(self, layer: Layer, changed: Sequence[Changed]) -> None:
        """Changes of `layer`, which the person may see, came from the podium and are on the disk."""
        self._counts.setdefault(layer, {})
        self._count(changed)
        for paper, pages in self._pages.took(changed).items():
            self._tell((paper, page) for page in pages)

    # -- private --------------------------------------------------------------------------------------------------

    def _is_own(self, layer: Layer) -> bool:
        return self.scope is not None and layer.author == self.scope.viewer

    def _has_marks(self, paper: Sha256, page: int) -> bool:
        return any(pages.get(page) for layer, pages in self._counts.items() if layer.paper == paper)

    async def _read(self, scope: InkScope, paper: Sha256, page: int, ticket: int | None, after: int) -> None:
        """Read a piece of a page, then let others have a turn."""
        is_due = ticket is not None and self._pages.ticket(paper, page) == ticket
        if scope == self.scope and scope.viewer is not None and is_due:
            try:
                piece = await self._store.page(scope.meeting, scope.viewer, paper, page, after)
            except BaseException as error:
                self._pages.drop(paper, page)
                self._ring()
                if not isinstance(error, StorageFault):
                    raise
                _log.warning("ink on a page cannot be read: %s", error.failure.value)
                return
            self._take_piece(scope, paper, page, ticket, piece)
        self._ring()

    def _take_piece(
        self, scope: InkScope, paper: Sha256, page: int, ticket: int | None, piece: PagePiece
    ) -> None:
        if scope != self.scope or self._pages.ticket(paper, page) != ticket:
            return
        self._pages.add(paper, page, piece)
        if piece.last is not None:
            self._turns.add(partial(self._read, scope, paper, page, ticket, piece.last))
        if piece.marks or piece.last is None:
            self._tell(((paper, page),))

    def _count(self, changed: Iterable[Changed]) -> None:
        for change in changed:
            pages = self._counts.get(change.layer)
            if pages is None:
                continue
            if change.left != NO_PAGE:
                pages[change.left] = pages.get(change.left, 0) - 1
            if change.mark is not None:
                pages[change.mark.page] = pages.get(change.mark.page, 0) + 1

    def _ring(self) -> None:
        """Whoever waits for pages looks again."""
        self._read_on.set()
        self._read_on = asyncio.Event()

    def _tell(self, pages: Iterable[tuple[Sha256, int]]) -> None:
        of_paper: dict[Sha256, set[int]] = {}
        for paper, page in pages:
            of_paper.setdefault(paper, set()).add(page)
        for paper, changed in of_paper.items():
            for watcher in tuple(self._watchers):
                watcher(paper, frozenset(changed))
