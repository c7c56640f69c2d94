"""The ink of the person at this seat: shown at once, on the disk within moments, delivered, and replicated. No Qt."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from kiosk.session.ink_delivery import InkDelivery
from kiosk.session.ink_growing import GrowingStrokes, LiveStroke
from kiosk.session.ink_replica import SPREAD_S, InkReplica, Place
from kiosk.session.ink_trouble import InkNotStored, InkNotTaken, InkStoredAgain, InkTrouble
from kiosk.session.ports import Podium
from kiosk.session.view import Line, SessionView, SignIn
from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer, LayerKind, Mark, MarkId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.protocol.ink import InkChanges, InkLive, InkNotice, LayerHead
from shared.storage.faults import StorageFault
from shared.storage.ink_pages import InkPages, ShownMarkData
from shared.storage.ink_rows import NO_PAGE, Changed, PagePiece, Written
from shared.storage.ink_turns import InkTurns
from shared.storage.seat_ink import SeatInk

_log = logging.getLogger(__name__)

RETRY_S = 1.0
_MOST_WAITING = 2_000
"""Live changes that wait for the disk; beyond it they are dropped and fetched later."""

T = TypeVar("T")
Watcher = Callable[[Sha256, frozenset[int]], None]


class ShownLayer(msgspec.Struct, frozen=True):
    """A layer of a paper that the person here sees, and how many marks lie on each page."""

    layer: Layer
    is_own: bool
    pages: Mapping[int, int]


class _Scope(msgspec.Struct, frozen=True):
    """Whose ink of which meeting is here; `viewer` None: nobody signed in, nothing is shown."""

    meeting: MeetingId
    viewer: PersonId | None


class InkDesk:
    """`Session.ink`. Everything happens on the loop's thread; `run` it, and `look` when the view changed."""

    def __init__(
        self,
        store: SeatInk,
        podium: Podium,
        *,
        view: Callable[[], SessionView],
        chance: random.Random | None = None,
        spread_s: float = SPREAD_S,
    ) -> None:
        chance = chance or random.SystemRandom()
        self._store = store
        self._view = view
        self._scope: _Scope | None = None
        self._is_open = False
        """Whether the disk was asked what there is for the person here."""
        self._is_in = False
        self._writers: tuple[PersonId, ...] = ()
        self._counts: dict[Layer, dict[int, int]] = {}
        self._pages = InkPages(may_show=self._counts.__contains__, is_own=self._is_own)
        self._pending_of: deque[MeetingId] = deque()
        self._turns = InkTurns()
        self._writing_due = asyncio.Event()
        self._read_on = asyncio.Event()
        self._watchers: list[Watcher] = []
        self._live_watchers: list[Callable[[LiveStroke], None]] = []
        self._trouble_watchers: list[Callable[[InkTrouble], None]] = []
        self._is_storing = True
        self._again: asyncio.TimerHandle | None = None
        self._growing = GrowingStrokes(self._tell_live)
        self._delivery = InkDelivery(
            store, podium, meeting=self._meeting_in, refused=self._heard_refused, chance=chance
        )
        self._replica = InkReplica(
            podium,
            take=self._take,
            see=self._see,
            is_in=lambda: self._is_in,
            reads=self._paper_on_screen,
            chance=chance,
            spread_s=spread_s,
        )

    # -- what a screen uses ---------------------------------------------------------------------------------------

    @property
    def unsent(self) -> int:
        """Changes written on this terminal that the podium has not taken."""
        return self._delivery.unsent

    def layers(self, paper: Sha256) -> tuple[ShownLayer, ...]:
        """What there is of ink on a paper for the person here: their own first, then by author."""
        found = [
            ShownLayer(layer, self._is_own(layer), {page: n for page, n in pages.items() if n})
            for layer, pages in self._counts.items()
            if layer.paper == paper
        ]
        return tuple(sorted(found, key=lambda s: (not s.is_own, s.layer.author, s.layer.kind.value)))

    def marks(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        """The marks on a page (from 1) in drawing order; what is not read yet comes with a change told later."""
        scope = self._scope
        if scope is None or scope.viewer is None:
            return ()
        if self._pages.needs(paper, page):
            if self._is_open and not any(
                pages.get(page) for layer, pages in self._counts.items() if layer.paper == paper
            ):
                self._pages.add(paper, page, PagePiece((), None))
            else:
                self._turns.add(partial(self._read, scope, paper, page, 0))
        return self._pages.shown(paper, page)

    async def load(self, paper: Sha256, pages: Collection[int]) -> None:
        """Return when the marks of these pages are in memory (or cannot be read)."""
        for page in pages:
            self.marks(paper, page)
        while any(self._pages.is_being_read(paper, page) for page in pages):
            await self._read_on.wait()

    async def of_kinds(self, paper: Sha256, kinds: Sequence[str]) -> tuple[ShownMarkData, ...]:
        """All marks of some kinds (`note`, `bookmark`, …) that the person sees on a paper. Raises StorageFault."""
        scope = self._scope
        if scope is None or scope.viewer is None:
            return ()
        piece = await self._store.of_kinds(scope.meeting, scope.viewer, paper, kinds)
        return tuple(ShownMarkData(mark, layer, self._is_own(layer)) for layer, mark in piece.marks)

    def put(
        self,
        paper: Sha256,
        kind: LayerKind = LayerKind.OWN,
        *,
        marks: Sequence[Mark] = (),
        erased: Sequence[MarkId] = (),
    ) -> bool:
        """Write marks (new ones, or new content of known ones) and erase others, as the person here.

        Shown at once, stored by a task within moments; trouble is told to `subscribe_trouble`. False: nobody who is
        signed in sits here, so nothing is kept.
        """
        scope = self._scope
        if scope is None or scope.viewer is None:
            return False
        layer = Layer(author=scope.viewer, paper=paper, kind=kind)
        self._counts.setdefault(layer, {})
        self._pages.write(Written(layer, tuple(marks), tuple(erased)))
        self._pending_of.append(scope.meeting)
        self._writing_due.set()
        return True

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` told of the pages of a paper whose marks changed from outside, or were read."""
        return _subscribed(self._watchers, watcher)

    def subscribe_live(self, watcher: Callable[[LiveStroke], None]) -> Callable[[], None]:
        """Have `watcher` told of strokes while others draw them. When one is dropped, its mark may be here already."""
        return _subscribed(self._live_watchers, watcher)

    def subscribe_trouble(self, watcher: Callable[[InkTrouble], None]) -> Callable[[], None]:
        """Have `watcher` told when what was written cannot be stored, or is not taken by the podium."""
        return _subscribed(self._trouble_watchers, watcher)

    # -- what the session tells -----------------------------------------------------------------------------------

    def look(self) -> None:
        """The view changed: perhaps another person, another meeting, another line, other writers."""
        view = self._view()
        scope = _scope_of(view)
        if scope != self._scope:
            self._scope, self._is_open = scope, False
            self._counts.clear()
            self._growing.end_all()
            self._replica.begin(None, {})
            gone = self._pages.forget()
            self._turns.add(partial(self._open, scope))
            self._ring()
            self._tell_pages(gone)
        is_in = view.line.line is Line.IN
        writers = () if view.room is None else view.room.writers
        if (is_in, writers) != (self._is_in, self._writers):
            self._is_in, self._writers = is_in, writers
            self._delivery.retry()
            self._replica.ask()

    def heard_live(self, meeting: MeetingId, live: InkLive) -> None:
        """The podium tells of ink, to all or to this seat alone."""
        scope = self._scope
        if scope is None or scope.meeting != meeting:
            return
        match live:
            case InkNotice():
                self._replica.ask()
            case InkChanges():
                self._heard_changes(scope, live)
            case _ if scope.viewer is not None and self._view().shelf.find(live.layer.paper) is not None:
                self._growing.heard(live)
            case _:
                pass

    def heard_newest(self, public_n: int) -> None:
        """A heartbeat: the number of the newest ink that all may see."""
        self._replica.heard_newest(public_n)

    async def run(self) -> None:
        """Store, deliver and replicate until cancelled."""
        self.look()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._turns.run(), name="seat ink turns")
                tasks.create_task(self._keep_storing(), name="seat ink storing")
                tasks.create_task(self._delivery.run(), name="seat ink delivery")
                tasks.create_task(self._replica.run(), name="seat ink replica")
        finally:
            self._growing.end_all()
            if self._again is not None:
                self._again.cancel()

    async def keep(self) -> None:
        """Store what was written and is not stored yet, at the end of `run`. Raises StorageFault."""
        while self._pages.pending():
            await self._store_pending()

    # -- storing --------------------------------------------------------------------------------------------------

    async def _keep_storing(self) -> None:
        while True:
            await self._writing_due.wait()
            self._writing_due.clear()
            try:
                await self._turns.do(self._store_pending, is_first=True)
            except StorageFault as fault:
                _log.warning("ink cannot be stored: %s", fault.failure.value)
                if self._is_storing:
                    self._is_storing = False
                    self._tell_trouble(InkNotStored(fault))
                await asyncio.sleep(RETRY_S)
                self._writing_due.set()
            else:
                if not self._is_storing:
                    self._is_storing = True
                    self._tell_trouble(InkStoredAgain())

    async def _store_pending(self) -> None:
        pending = self._pages.pending()
        if not pending:
            return
        meeting = self._pending_of[0]
        together = tuple(one for one, of in zip(pending, self._pending_of, strict=True) if of == meeting)[
            : _run_length(self._pending_of)
        ]
        changed = await self._store.put(meeting, together)
        for _ in together:
            self._pending_of.popleft()
        self._pages.stored(together, changed)
        self._count(changed)
        await self._delivery.count(meeting)
        self._delivery.wake()
        if self._pending_of:
            self._writing_due.set()

    def _heard_refused(self, layer: Layer, count: int) -> None:
        self._tell_trouble(InkNotTaken(layer, count))

    # -- reading --------------------------------------------------------------------------------------------------

    async def _open(self, scope: _Scope | None) -> None:
        """What lies here for the person who came."""
        if scope is None or scope != self._scope:
            return
        try:
            await self._store.forget_other_meetings(scope.meeting)
            await self._delivery.count(scope.meeting)
            self._delivery.wake()
            if scope.viewer is not None:
                self._replica.begin(scope.meeting, await self._read_layers(scope.meeting, scope.viewer))
                self._is_open = True
        except StorageFault as fault:
            _log.warning("the ink of this terminal cannot be read: %s", fault.failure.value)
            self._tell_trouble(InkNotStored(fault))
            self._again = asyncio.get_running_loop().call_later(
                RETRY_S, self._turns.add, partial(self._open, scope)
            )

    async def _read_layers(self, meeting: MeetingId, viewer: PersonId) -> dict[Layer, int]:
        held = await self._store.layers(meeting, viewer)
        pending = {written.layer: dict[int, int]() for written in self._pages.pending()}
        self._counts.clear()
        self._counts.update({layer: pages for layer, pages in pending.items() if layer.author == viewer})
        self._counts.update({one.layer: dict(one.pages) for one in held if one.is_seen})
        return {one.layer: one.n for one in held}

    async def _read(self, scope: _Scope, paper: Sha256, page: int, after: int) -> None:
        """Read a piece of a page, then let others have a turn."""
        is_due = scope == self._scope and self._pages.is_being_read(paper, page)
        if is_due and scope.viewer is not None:
            try:
                piece = await self._store.page(scope.meeting, scope.viewer, paper, page, after)
            except StorageFault as fault:
                _log.warning("ink on a page cannot be read: %s", fault.failure.value)
                self._pages.drop(paper, page)
            else:
                self._take_piece(scope, paper, page, piece)
        self._ring()

    def _take_piece(self, scope: _Scope, paper: Sha256, page: int, piece: PagePiece) -> None:
        if scope != self._scope:
            return
        self._pages.add(paper, page, piece)
        if piece.last is not None:
            self._turns.add(partial(self._read, scope, paper, page, piece.last))
        if piece.marks:
            self._tell_pages(((paper, page),))

    def _ring(self) -> None:
        """Whoever waits for pages looks again."""
        self._read_on.set()
        self._read_on = asyncio.Event()

    # -- replica --------------------------------------------------------------------------------------------------

    def _heard_changes(self, scope: _Scope, told: InkChanges) -> None:
        self._replica.heard_public(told.public_n)
        if scope.viewer is None:
            return
        if self._turns.waiting > _MOST_WAITING:
            self._replica.ask()
            return
        self._turns.add(partial(self._take_live, scope, scope.viewer, told))

    async def _take_live(self, scope: _Scope, viewer: PersonId, told: InkChanges) -> None:
        if scope != self._scope:
            return
        match self._replica.place_of(told):
            case Place.KNOWN:
                return
            case Place.GAP:
                self._replica.heard_gap(told.layer, told.n)
            case Place.JOINS:
                try:
                    await self._stored(scope.meeting, viewer, told)
                except StorageFault as fault:
                    _log.warning("ink cannot be stored: %s", fault.failure.value)
                    self._replica.heard_gap(told.layer, told.n)

    async def _take(self, told: InkChanges) -> int:
        """Store what was fetched, in its turn."""
        scope = self._scope

        async def work() -> int:
            if scope is None or scope.viewer is None or scope != self._scope:
                return told.before
            return await self._stored(scope.meeting, scope.viewer, told)

        return await self._turns.do(work)

    async def _stored(self, meeting: MeetingId, viewer: PersonId, told: InkChanges) -> int:
        n, changed = await self._store.take(meeting, viewer, told)
        self._replica.noted(told.layer, n)
        self._counts.setdefault(told.layer, {})
        self._count(changed)
        for paper, pages in self._pages.took(changed).items():
            self._tell_pages((paper, page) for page in pages)
        self._growing.finished(change.id for change in changed)
        return n

    async def _see(self, heads: Sequence[LayerHead]) -> None:
        """Store what the person may see, in its turn; what they may not see any more disappears."""
        scope = self._scope

        async def work() -> None:
            if scope is None or scope.viewer is None or scope != self._scope:
                return
            is_signed_in = self._view().sign_in is SignIn.SIGNED_IN
            is_changed = await self._store.see(scope.meeting, scope.viewer, heads, is_signed_in=is_signed_in)
            self._replica.noted_all(await self._read_layers(scope.meeting, scope.viewer))
            self._delivery.wake()
            if is_changed:
                self._tell_pages(self._pages.forget())

        await self._turns.do(work)

    # -- private --------------------------------------------------------------------------------------------------

    def _is_own(self, layer: Layer) -> bool:
        return self._scope is not None and layer.author == self._scope.viewer

    def _meeting_in(self) -> MeetingId | None:
        return self._scope.meeting if self._is_in and self._scope is not None else None

    def _paper_on_screen(self) -> Sha256 | None:
        place = self._view().reading.place
        return None if place is None else place.paper

    def _count(self, changed: Iterable[Changed]) -> None:
        for change in changed:
            pages = self._counts.get(change.layer)
            if pages is None:
                continue
            if change.left != NO_PAGE:
                pages[change.left] = pages.get(change.left, 0) - 1
            if change.mark is not None:
                pages[change.mark.page] = pages.get(change.mark.page, 0) + 1

    def _tell_pages(self, pages: Iterable[tuple[Sha256, int]]) -> None:
        of_paper: dict[Sha256, set[int]] = {}
        for paper, page in pages:
            of_paper.setdefault(paper, set()).add(page)
        for paper, changed in of_paper.items():
            for watcher in tuple(self._watchers):
                watcher(paper, frozenset(changed))

    def _tell_live(self, live: LiveStroke) -> None:
        for watcher in tuple(self._live_watchers):
            watcher(live)

    def _tell_trouble(self, trouble: InkTrouble) -> None:
        for watcher in tuple(self._trouble_watchers):
            watcher(trouble)


def _scope_of(view: SessionView) -> _Scope | None:
    if view.room is None:
        return None
    person = view.person if view.sign_in is SignIn.SIGNED_IN else None
    return _Scope(view.room.meeting.id, None if person is None else person.id)


def _run_length(meetings: deque[MeetingId]) -> int:
    """How many of the first are of one meeting."""
    return next((i for i, meeting in enumerate(meetings) if meeting != meetings[0]), len(meetings))


def _subscribed(watchers: list[T], watcher: T) -> Callable[[], None]:
    watchers.append(watcher)
    return lambda: watchers.remove(watcher) if watcher in watchers else None
