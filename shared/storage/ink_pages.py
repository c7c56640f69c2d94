"""The pages of ink that are on screen, in memory: as stored, and over it what is being stored. No disk here.

Only pages that somebody asked for are held, and of those the ones asked for last: memory follows the screen, not the
number of strokes of a meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

import msgspec

from shared.domain.ink import Layer, Mark, MarkId
from shared.domain.papers import Sha256
from shared.protocol.ink import unpack
from shared.storage.ink_rows import Changed, PagePiece, Written

MOST_PAGES = 24
"""Two pages side by side with their neighbours, in several papers."""

PageKey = tuple[Sha256, int]
"""A paper and a page of it, from 1."""


class ShownMarkData(msgspec.Struct, frozen=True):
    """A mark as a screen shows it, with the layer it lies in; `is_own`: the person here wrote it."""

    mark: Mark
    layer: Layer
    is_own: bool


class _Page:
    def __init__(self, ticket: int) -> None:
        self.ticket = ticket
        self.marks: dict[tuple[MarkId, Layer], Mark] = {}
        self.is_whole = False
        self.shown: tuple[ShownMarkData, ...] | None = None


class InkPages:
    """Belongs to the loop's thread. What comes from the disk must be told in the order in which the disk did it."""

    def __init__(
        self, *, may_show: Callable[[Layer], bool], is_own: Callable[[Layer], bool], most: int = MOST_PAGES
    ) -> None:
        self._may_show = may_show
        self._is_own = is_own
        self._most = most
        self._pages: dict[PageKey, _Page] = {}
        """In the order in which they were asked for."""
        self._pending: list[Written] = []
        self._tickets = 0

    # -- what is shown --------------------------------------------------------------------------------------------

    def shown(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        """The marks of a page in drawing order; those that are here already while it is being read."""
        held = self._pages.get((paper, page))
        if held is not None:
            self._pages[(paper, page)] = self._pages.pop((paper, page))
        over = [w for w in self._pending if w.layer.paper == paper and self._may_show(w.layer)]
        if not over and held is not None:
            if held.shown is None:
                held.shown = self._in_order(held.marks)
            return held.shown
        marks = {} if held is None else dict(held.marks)
        for written in over:
            _write_over(marks, written, page)
        return self._in_order(marks)

    def held(self) -> tuple[PageKey, ...]:
        """The pages in memory, whole or being read; the one asked for last is the last."""
        return tuple(self._pages)

    def needs(self, paper: Sha256, page: int) -> bool:
        """Whether the page has to be read; it counts as being read from now on."""
        if (paper, page) in self._pages:
            return False
        self._tickets += 1
        self._pages[(paper, page)] = _Page(self._tickets)
        while len(self._pages) > self._most:
            del self._pages[next(iter(self._pages))]
        return True

    def is_being_read(self, paper: Sha256, page: int) -> bool:
        """Whether marks of the page are still to come."""
        held = self._pages.get((paper, page))
        return held is not None and not held.is_whole

    def is_whole(self, paper: Sha256, page: int) -> bool:
        """Whether all marks of the page are here."""
        held = self._pages.get((paper, page))
        return held is not None and held.is_whole

    def ticket(self, paper: Sha256, page: int) -> int | None:
        """Which reading of the page is under way; None when none is.

        Whoever reads looks before and after: what was read for a page that was forgotten since, or asked for anew,
        is not added to it. Other layers may be seen by then.
        """
        held = self._pages.get((paper, page))
        return None if held is None or held.is_whole else held.ticket

    def drop(self, paper: Sha256, page: int) -> None:
        """Forget a page that cannot be read; it is read when it is asked for again."""
        self._pages.pop((paper, page), None)

    # -- what a person writes -------------------------------------------------------------------------------------

    def write(self, written: Written) -> None:
        """Show what was written although it is not stored yet."""
        self._pending.append(written)

    def pending(self) -> tuple[Written, ...]:
        """What is not stored yet, oldest first."""
        return tuple(self._pending)

    def stored(self, written: Sequence[Written], changed: Iterable[Changed]) -> None:
        """The first of what was pending is on the disk: exactly what is shown already.

        Somebody else may sit here by now, who is not shown what was written before.
        """
        del self._pending[: len(written)]
        own = {(mark.id, one.layer): mark for one in written for mark in one.marks}
        for change in changed:
            if self._is_own(change.layer) or self._may_show(change.layer):
                # The mark as it was drawn, not as its points were rounded to be stored: whoever drew it compares.
                self._apply(change, own.get((change.id, change.layer)))

    # -- what comes from the disk ---------------------------------------------------------------------------------

    def add(self, paper: Sha256, page: int, piece: PagePiece) -> None:
        """Some of the marks of a page that is being read."""
        held = self._pages.get((paper, page))
        if held is None:
            return
        for layer, mark in piece.marks:
            held.marks[(mark.id, layer)] = mark
        held.is_whole = piece.last is None
        held.shown = None

    def took(self, changed: Iterable[Changed]) -> Mapping[Sha256, frozenset[int]]:
        """Changes that came from elsewhere are on the disk; returns the pages of each paper that look different."""
        touched: dict[Sha256, set[int]] = {}
        for change in changed:
            if self._may_show(change.layer):
                touched.setdefault(change.layer.paper, set()).update(self._apply(change, None))
        return {paper: frozenset(pages) for paper, pages in touched.items() if pages}

    def forget(self) -> tuple[PageKey, ...]:
        """Forget all pages, because others may see them now or others are seen; returns which they were."""
        gone = tuple(self._pages)
        self._pages.clear()
        return gone

    # -- private --------------------------------------------------------------------------------------------------

    def _apply(self, change: Changed, drawn: Mark | None) -> set[int]:
        """Put the change into the pages that are here; returns the pages that it concerns."""
        paper, key = change.layer.paper, (change.id, change.layer)
        concerned = {change.left} if change.left else set()
        left = self._pages.get((paper, change.left))
        if left is not None:
            left.marks.pop(key, None)
            left.shown = None
        if change.mark is not None:
            concerned.add(change.mark.page)
            now = self._pages.get((paper, change.mark.page))
            if now is not None:
                now.marks[key] = drawn if drawn is not None else unpack(change.mark)
                now.shown = None
        return concerned

    def _in_order(self, marks: Mapping[tuple[MarkId, Layer], Mark]) -> tuple[ShownMarkData, ...]:
        shown = [ShownMarkData(mark, layer, self._is_own(layer)) for (_, layer), mark in marks.items()]
        return tuple(sorted(shown, key=attrgetter("mark.id", "layer.author")))


def _write_over(marks: dict[tuple[MarkId, Layer], Mark], written: Written, page: int) -> None:
    for mark in written.marks:
        marks.pop((mark.id, written.layer), None)
        if mark.page == page:
            marks[(mark.id, written.layer)] = mark
    for erased in written.erased:
        marks.pop((erased, written.layer), None)
