"""`hub.ink`: ink at the podium: what may be seen there, and what is written there on pages for all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Final

from presenter.hub.ink_desk import InkDesk
from shared.domain.ink import Layer, LayerKind, Mark, MarkId
from shared.domain.papers import Sha256
from shared.domain.sharing import board_author, is_seen_at_the_podium
from shared.domain.state import MeetingState
from shared.link.growing_strokes import GrowingStrokes, LiveStroke
from shared.protocol.ink import StrokeDropped, StrokeGrows
from shared.storage.faults import StorageFault
from shared.storage.ink_pages import InkPages, ShownMarkData
from shared.storage.ink_rows import Changed, PagePiece, Written
from shared.storage.ink_turns import TurnsEnded
from shared.system.faults import EnvironmentFault

Watcher = Callable[[Sha256, frozenset[int]], None]

_RETRY_S: Final = 1.0


class PodiumInk:
    """For the podium's screen, on the loop's thread; ends with the meeting."""

    def __init__(
        self, desk: InkDesk, *, state: Callable[[], MeetingState], on_changed: Callable[[], None]
    ) -> None:
        self._desk = desk
        self._state = state
        self._on_changed = on_changed
        self._pages = InkPages(
            may_show=lambda layer: is_seen_at_the_podium(state(), layer), is_own=self._is_own
        )
        self._watchers: list[Watcher] = []
        self._read_on = asyncio.Event()
        self._again: asyncio.TimerHandle | None = None
        self.fault: EnvironmentFault | None = None
        """Why what was written is not stored yet; None when all is."""
        self._live_watchers: list[Callable[[LiveStroke], None]] = []
        self._growing = GrowingStrokes(self._tell_live)
        desk.watch(self._changed, self._shared)
        desk.watch_live(self._heard_live)

    def board_layer(self, paper: Sha256) -> Layer:
        """Where the podium writes on a paper."""
        return Layer(author=board_author(self._state()), paper=paper, kind=LayerKind.BOARD)

    def marks(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        """The marks on a page (from 1) in drawing order; what is not read yet comes with a change told later."""
        if self._pages.needs(paper, page):
            self._desk.turns.add(partial(self._read, paper, page, self._pages.ticket(paper, page), 0))
        return self._pages.shown(paper, page)

    def is_read(self, paper: Sha256, page: int) -> bool:
        """Whether `marks` tells all of a page; if not, that it was read is told as a change."""
        self.marks(paper, page)
        return self._pages.is_whole(paper, page)

    async def load(self, paper: Sha256, pages: Collection[int]) -> None:
        """Return when the marks of these pages are in memory (or cannot be read)."""
        for page in pages:
            self.marks(paper, page)
        while any(self._pages.is_being_read(paper, page) for page in pages):
            await self._read_on.wait()

    def write(self, paper: Sha256, *, marks: Sequence[Mark] = (), erased: Sequence[MarkId] = ()) -> None:
        """Write marks (new ones, or new content of known ones) and erase others, for all to see.

        Shown at once, on the disk and told to the seats within moments; until then `fault` may say why not.
        """
        self._pages.write(Written(self.board_layer(paper), tuple(marks), tuple(erased)))
        self._desk.turns.add(self._store, is_first=True)

    def grow(self, stroke: StrokeGrows) -> None:
        """Show the seats a stroke while it is drawn: points in steps of at most 128; its layer is `board_layer`."""
        self._desk.sending.grow(stroke)

    async def drop(self, paper: Sha256, mark: MarkId) -> None:
        """The stroke that was being drawn is given up."""
        await self._desk.sending.drop(StrokeDropped(layer=self.board_layer(paper), id=mark))

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` told of the pages of a paper whose marks changed from outside, or were read."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    def subscribe_live(self, watcher: Callable[[LiveStroke], None]) -> Callable[[], None]:
        """Have `watcher` told of strokes while persons at their seats draw them for all to see."""
        self._live_watchers.append(watcher)
        return lambda: self._live_watchers.remove(watcher) if watcher in self._live_watchers else None

    async def close(self) -> None:
        """Store what is not stored yet, before the desk ends. What the disk refuses is lost with the meeting's end."""
        self._growing.end_all()
        if self._again is not None:
            self._again.cancel()
        if self._pages.pending():
            # Added, not awaited: a bug in it must not keep the rest of the meeting from ending in order.
            self._desk.turns.add(self._store, is_first=True)
            with contextlib.suppress(TurnsEnded):
                await self._desk.turns.do(_nothing, is_first=True)

    # -- private --------------------------------------------------------------------------------------------------

    def _is_own(self, layer: Layer) -> bool:
        return layer == self.board_layer(layer.paper)

    async def _store(self) -> None:
        written = self._pages.pending()
        if not written:
            return
        try:
            changed = await self._desk.write(written)
        except StorageFault as fault:
            self.fault = fault
            self._on_changed()
            loop = asyncio.get_running_loop()
            self._again = loop.call_later(_RETRY_S, partial(self._desk.turns.add, self._store))
            return
        self._pages.stored(written, changed)
        if self.fault is not None:
            self.fault = None
            self._on_changed()

    async def _read(self, paper: Sha256, page: int, ticket: int | None, after: int) -> None:
        if ticket is not None and self._pages.ticket(paper, page) == ticket:
            state = self._state()
            layers = [
                layer
                for layer in self._desk.file.heads
                if layer.paper == paper and is_seen_at_the_podium(state, layer)
            ]
            try:
                piece = await self._desk.file.page(layers, page, after)
            except BaseException as error:
                self._pages.drop(paper, page)
                self._ring()
                if not isinstance(error, StorageFault):
                    raise
                self.fault = error
                self._on_changed()
                return
            self._take_piece(paper, page, ticket, piece)
        self._ring()

    def _take_piece(self, paper: Sha256, page: int, ticket: int, piece: PagePiece) -> None:
        if self._pages.ticket(paper, page) != ticket:
            return  # meanwhile somebody shared their ink or took that back
        self._pages.add(paper, page, piece)
        if piece.last is not None:
            self._desk.turns.add(partial(self._read, paper, page, ticket, piece.last))
        if piece.marks or piece.last is None:
            self._tell(paper, frozenset((page,)))

    def _heard_live(self, live: LiveStroke) -> None:
        if is_seen_at_the_podium(self._state(), live.layer):
            self._growing.heard(live)

    def _tell_live(self, live: LiveStroke) -> None:
        for watcher in tuple(self._live_watchers):
            watcher(live)

    def _changed(self, changed: Sequence[Changed]) -> None:
        self._growing.finished(one.id for one in changed)
        for paper, pages in self._pages.took(changed).items():
            self._tell(paper, pages)

    def _shared(self) -> None:
        """Other layers are shared now: what is shown is read again."""
        for paper, page in self._pages.forget():
            self._tell(paper, frozenset((page,)))
        self._ring()

    def _ring(self) -> None:
        self._read_on.set()
        self._read_on = asyncio.Event()

    def _tell(self, paper: Sha256, pages: frozenset[int]) -> None:
        for watcher in tuple(self._watchers):
            watcher(paper, pages)


async def _nothing() -> None:
    """The turn after what was asked for before."""
