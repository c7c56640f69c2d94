"""The ink of the person at this seat: shown at once, on the disk within moments, delivered, and replicated. No Qt."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TypeVar

from kiosk.session.ink_delivery import InkDelivery
from kiosk.session.ink_drawing import OwnDrawing
from kiosk.session.ink_replica import SPREAD_S, InkReplica
from kiosk.session.ink_shown import InkScope, InkShown, ShownLayer, Watcher
from kiosk.session.ink_storing import RETRY_S, InkStoring
from kiosk.session.ink_taking import InkTaking
from kiosk.session.ink_trouble import InkOfAnotherMeeting, InkTrouble
from kiosk.session.ports import Podium
from kiosk.session.view import Line, SessionView, SignIn
from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer, LayerKind, Mark, MarkId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.link.growing_strokes import GrowingStrokes, LiveStroke
from shared.protocol.ink import InkChanges, InkLive, InkNotice, StrokeDropped, StrokeGrows
from shared.storage.faults import StorageFault
from shared.storage.ink_pages import ShownMarkData
from shared.storage.ink_rows import Written
from shared.storage.ink_turns import InkTurns
from shared.storage.seat_ink import SeatInk

_log = logging.getLogger(__name__)

T = TypeVar("T")


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
        self._turns = InkTurns()
        self._shown = InkShown(store, self._turns)
        self._is_in = False
        self._elsewhere = 0
        """Changes of other meetings that never reached the podium."""
        self._writers: tuple[PersonId, ...] = ()
        self._live_watchers: list[Callable[[LiveStroke], None]] = []
        self._trouble_watchers: list[Callable[[InkTrouble], None]] = []
        self._again: asyncio.TimerHandle | None = None
        self._drawing = OwnDrawing(podium, meeting=self._meeting_in)
        self._growing = GrowingStrokes(lambda live: _tell(self._live_watchers, live))
        self._delivery = InkDelivery(
            store, podium, meeting=self._meeting_in, refused=self._say_trouble, chance=chance
        )
        self._storing = InkStoring(store, self._turns, self._shown, self._delivery, trouble=self._say_trouble)
        self._taking = InkTaking(
            store,
            self._turns,
            self._shown,
            self._growing,
            self._delivery,
            view=view,
            make_replica=partial(
                InkReplica, podium, is_in=lambda: self._is_in, chance=chance, spread_s=spread_s
            ),
        )
        self._replica = self._taking.replica
        self.look()

    # -- what a screen uses ---------------------------------------------------------------------------------------

    @property
    def unsent(self) -> int:
        """Changes written on this terminal that the podium has not taken."""
        return self._delivery.unsent

    @property
    def unstored(self) -> int:
        """Steps of writing that are shown and are not on the disk yet."""
        return len(self._shown.pending())

    def layers(self, paper: Sha256) -> tuple[ShownLayer, ...]:
        """What there is of ink on a paper for the person here: their own first, then by author."""
        return self._shown.layers(paper)

    def marks(self, paper: Sha256, page: int) -> tuple[ShownMarkData, ...]:
        """The marks on a page (from 1) in drawing order; what is not read yet comes with a change told later."""
        return self._shown.marks(paper, page)

    def is_read(self, paper: Sha256, page: int) -> bool:
        """Whether `marks` tells all of a page; if not, that it was read is told as a change."""
        return self._shown.is_read(paper, page)

    async def load(self, paper: Sha256, pages: Collection[int]) -> None:
        """Return when the marks of these pages are in memory (or cannot be read)."""
        await self._shown.load(paper, pages)

    async def of_kinds(self, paper: Sha256, kinds: Sequence[str]) -> tuple[ShownMarkData, ...]:
        """All marks of some kinds (`note`, `bookmark`, …) that the person sees on a paper. Raises StorageFault."""
        return await self._shown.of_kinds(paper, kinds)

    def put(
        self,
        paper: Sha256,
        kind: LayerKind = LayerKind.OWN,
        *,
        marks: Sequence[Mark] = (),
        erased: Sequence[MarkId] = (),
        author: PersonId | None = None,
    ) -> bool:
        """Write marks (new ones, or new content of known ones) and erase others, as the person here.

        `author` is who began it, where that is to be theirs although somebody else may sit here by now.

        Shown at once, stored by a task within moments; trouble is told to `subscribe_trouble`. False: nobody who is
        signed in sits here, so nothing is kept.
        """
        scope = self._shown.scope
        author = author if author is not None or scope is None else scope.viewer
        if scope is None or author is None:
            return False
        layer = Layer(author=author, paper=paper, kind=kind)
        self._drawing.finished(mark.id for mark in marks)
        self._storing.write(scope.meeting, Written(layer, tuple(marks), tuple(erased)))
        return True

    def grow(self, stroke: StrokeGrows) -> None:
        """Show others a stroke while the person here draws it for all: points in steps of at most 128."""
        if self._is_drawn_here(stroke.layer):
            self._drawing.grow(stroke)

    def drop(self, dropped: StrokeDropped) -> None:
        """The stroke that was being drawn is given up."""
        if self._is_drawn_here(dropped.layer):
            self._drawing.drop(dropped)

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` told of the pages of a paper whose marks changed from outside, or were read."""
        return self._shown.subscribe(watcher)

    def subscribe_live(self, watcher: Callable[[LiveStroke], None]) -> Callable[[], None]:
        """Have `watcher` told of strokes while others draw them. When one is dropped, its mark may be here already."""
        return _subscribed(self._live_watchers, watcher)

    def subscribe_trouble(self, watcher: Callable[[InkTrouble], None]) -> Callable[[], None]:
        """Have `watcher` told when what was written cannot be stored, or is not taken by the podium.

        That ink of another meeting lies here is told to whoever comes later, too.
        """
        if self._elsewhere:
            watcher(InkOfAnotherMeeting(self._elsewhere))
        return _subscribed(self._trouble_watchers, watcher)

    async def wait_for_delivered(self) -> None:
        """Return when the podium has everything that was written on this terminal; refused ink never gets there."""
        while self._shown.pending() or self.unsent:
            await self._delivery.counted.wait()

    # -- what the session tells -----------------------------------------------------------------------------------

    def look(self) -> None:
        """The view changed: perhaps another person, another meeting, another line, other writers."""
        view = self._view()
        scope = _scope_of(view)
        if scope != self._shown.scope:
            self._growing.end_all()
            self._replica.begin(None, {})
            self._shown.begin(scope)
            self._turns.add(partial(self._open, scope))
        is_in = view.line.line is Line.IN
        writers = () if view.room is None else view.room.writers
        if (is_in, writers) != (self._is_in, self._writers):
            self._is_in, self._writers = is_in, writers
            self._delivery.retry()
            self._replica.ask()

    def heard_live(self, meeting: MeetingId, live: InkLive) -> None:
        """The podium tells of ink, to all or to this seat alone."""
        scope = self._shown.scope
        if scope is None or scope.meeting != meeting:
            return
        match live:
            case InkNotice():
                self._replica.ask()
            case InkChanges():
                self._taking.heard_changes(scope, live)
            case _ if self._drawing.is_own(live.id):
                pass
            case _ if scope.viewer is not None and self._view().shelf.find(live.layer.paper) is not None:
                self._growing.heard(live)
            case _:
                pass

    def heard_newest(self, public_n: int) -> None:
        """A heartbeat: the number of the newest ink that all may see."""
        self._replica.heard_newest(public_n)

    async def run(self) -> None:
        """Store, deliver and replicate until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._turns.run(), name="seat ink turns")
                tasks.create_task(self._storing.run(), name="seat ink storing")
                tasks.create_task(self._delivery.run(), name="seat ink delivery")
                tasks.create_task(self._replica.run(), name="seat ink replica")
                tasks.create_task(self._drawing.run(), name="seat ink drawing")
        finally:
            self._growing.end_all()
            if self._again is not None:
                self._again.cancel()

    async def keep(self) -> None:
        """Store what was written and is not stored yet, after `run` ended. Raises StorageFault."""
        await self._storing.keep()

    # -- who sits here --------------------------------------------------------------------------------------------

    def _say_trouble(self, trouble: InkTrouble) -> None:
        _tell(self._trouble_watchers, trouble)

    def _note_elsewhere(self, count: int) -> None:
        is_news, self._elsewhere = count not in (0, self._elsewhere), count
        if is_news:
            self._say_trouble(InkOfAnotherMeeting(count))

    async def _open(self, scope: InkScope | None) -> None:
        """What lies here for the person who came."""
        if scope is None or scope != self._shown.scope:
            return
        try:
            self._note_elsewhere(await self._store.forget_other_meetings(scope.meeting))
            await self._delivery.count(scope.meeting)
            self._delivery.wake()
            held = await self._shown.read_layers()
        except StorageFault as fault:
            _log.warning("the ink of this terminal cannot be read: %s", fault.failure.value)
            loop = asyncio.get_running_loop()
            self._again = loop.call_later(RETRY_S, self._turns.add, partial(self._open, scope))
            return
        if scope == self._shown.scope and scope.viewer is not None:
            self._replica.begin(scope.meeting, held)

    # -- private --------------------------------------------------------------------------------------------------

    def _is_drawn_here(self, layer: Layer) -> bool:
        scope = self._shown.scope
        is_theirs = scope is not None and layer.author == scope.viewer
        return is_theirs and layer.kind is LayerKind.BOARD

    def _meeting_in(self) -> MeetingId | None:
        scope = self._shown.scope
        return scope.meeting if self._is_in and scope is not None else None


def _scope_of(view: SessionView) -> InkScope | None:
    if view.room is None:
        return None
    person = view.person if view.sign_in is SignIn.SIGNED_IN else None
    return InkScope(view.room.meeting.id, None if person is None else person.id)


def _subscribed(watchers: list[Callable[[T], None]], watcher: Callable[[T], None]) -> Callable[[], None]:
    watchers.append(watcher)
    return lambda: watchers.remove(watcher) if watcher in watchers else None


def _tell(watchers: Sequence[Callable[[T], None]], news: T) -> None:
    for watcher in tuple(watchers):
        watcher(news)
