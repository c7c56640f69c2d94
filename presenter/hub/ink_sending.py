"""Tells the seats of ink: what all may see to all at once, the rest to each seat whose person may see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Final

import msgspec

from presenter.hub.publisher import report_bug
from shared.domain.agenda import MeetingId
from shared.domain.ink import InkAudience, Layer, LayerKind, MarkId
from shared.domain.people import PersonId, SeatId
from shared.domain.sharing import is_public_layer, may_see_layer
from shared.domain.state import MeetingState
from shared.link.hub_link import HubLink
from shared.protocol import subjects
from shared.protocol.codec import ink_live
from shared.protocol.ink import InkChanges, InkLive, InkNotice, StrokeDropped, StrokeGrows, StrokeLive, joined

_GROW_EVERY_S: Final = 1 / 30
_RETRY_S: Final = 0.5
_MOST_GROWING: Final = 32
"""Strokes drawn at one time that are told; more appear when they are whole."""
_MOST_STEPS: Final = 16
"""Steps of one stroke that wait; beyond it the stroke appears when it is whole."""
_MOST_HEARD: Final = 800
"""Messages to seats in one round of growing strokes; what is left goes in the next one, joined."""
_MOST_BYTES: Final = 160 * 1024
"""Changes in one message; a frame takes 256 KiB. What seats hand over fits, a page moved at the podium may not."""

_encode = msgspec.msgpack.Encoder().encode


class InkSending:
    """`start` it, `close` it. What gets lost is found by the seats: by numbers, or by a notice that is repeated here."""

    def __init__(self, link: HubLink, meeting: MeetingId, *, state: Callable[[], MeetingState]) -> None:
        self._link = link
        self._meeting = meeting
        self._state = state
        self._public_n = 0
        self._seats: dict[Layer, tuple[SeatId, ...]] = {}
        self._seats_n = 0
        """The event after which `_seats` were found."""
        self._growing: dict[MarkId, list[StrokeGrows]] = {}
        self._grows = asyncio.Event()
        self._unheard: set[SeatId] = set()
        self._is_unheard = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, public_n: int) -> None:
        """Begin, in tasks of its own; `public_n` is the number told last. Call once."""
        self._public_n = public_n
        for work, name in ((self._send_growing(), "ink-growing"), (self._repeat_notices(), "ink-notices")):
            task = asyncio.create_task(work, name=name)
            task.add_done_callback(report_bug)
            self._tasks.append(task)

    async def close(self) -> None:
        """End; calling it again does nothing."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._tasks.clear()

    @property
    def public_n(self) -> int:
        """The number of the newest ink that all may see, as far as it was told: heartbeats carry it."""
        return self._public_n

    async def changes(self, told: InkChanges, pusher: SeatId | None) -> None:
        """Tell of changes; the seat that handed over ink for itself alone is told their numbers only."""
        for change in told.changes:
            self._growing.pop(change.id, None)
        numbers = msgspec.structs.replace(told, changes=())
        for part in in_parts(told):
            if is_public_layer(self._state(), told.layer):
                await self._to_all(part)
                continue
            async for seat in self._each_of(told.layer):
                if seat != pusher:
                    await self._to_one(seat, part)
                elif part.n == told.n:
                    await self._to_one(seat, numbers)
        self._public_n = max(self._public_n, told.public_n)

    async def notice_all(self, public_n: int) -> None:
        """Have every seat ask what it may see now."""
        await self._to_all(InkNotice())
        self._public_n = max(self._public_n, public_n)

    async def notice(self, seats: Iterable[SeatId]) -> None:
        """Have these seats ask what they may see now."""
        for seat in seats:
            await self._to_one(seat, InkNotice())

    def grow(self, stroke: StrokeGrows) -> None:
        """A stroke that is being drawn for all goes on; many small steps are sent as one."""
        if stroke.id not in self._growing and len(self._growing) >= _MOST_GROWING:
            return
        waiting = self._growing.setdefault(stroke.id, [])
        if waiting and (both := joined(waiting[-1], stroke)) is not None:
            waiting[-1] = both
        elif len(waiting) < _MOST_STEPS:
            waiting.append(stroke)
        self._grows.set()

    async def drop(self, dropped: StrokeDropped) -> None:
        """The stroke is given up."""
        self._growing.pop(dropped.id, None)
        await self._live(dropped)

    def receivers(self, layer: Layer) -> int:
        """How many seats are told of the layer."""
        state = self._state()
        return len(state.seating) if is_public_layer(state, layer) else len(self.seats_of(layer))

    def seats_of(self, layer: Layer) -> tuple[SeatId, ...]:
        """The seats whose persons may see the layer now."""
        state = self._state()
        if state.n != self._seats_n:
            self._seats.clear()
            self._seats_n = state.n
        known = self._seats.get(layer)
        if known is None:
            known = self._seats[layer] = tuple(
                seat for seat, person in _who(state, layer) if may_see_layer(state, layer, person)
            )
        return known

    # -- private --------------------------------------------------------------------------------------------------

    async def _each_of(self, layer: Layer) -> AsyncIterator[SeatId]:
        """The seats to tell of a layer, each looked at anew: while one is told, somebody may be seated elsewhere."""
        for seat in self.seats_of(layer):
            if seat in self.seats_of(layer):
                yield seat

    async def _live(self, live: StrokeLive) -> int:
        """Tell of a stroke; returns how many seats hear that."""
        if is_public_layer(self._state(), live.layer):
            await self._to_all(live)
            return len(self._state().seating)
        heard = 0
        async for seat in self._each_of(live.layer):
            await self._link.publish_live(subjects.ink_to(self._meeting, seat), ink_live.encode(live))
            heard += 1
        return heard

    async def _to_all(self, live: InkLive) -> None:
        await self._link.publish_live(subjects.live_ink(self._meeting), ink_live.encode(live))

    async def _to_one(self, seat: SeatId, live: InkLive) -> None:
        if not await self._link.publish_live(subjects.ink_to(self._meeting, seat), ink_live.encode(live)):
            self._unheard.add(seat)
            self._is_unheard.set()

    async def _send_growing(self) -> None:
        while True:
            await self._grows.wait()
            self._grows.clear()
            heard = 0
            while self._growing and heard < _MOST_HEARD:
                mark = next(iter(self._growing))
                for stroke in self._growing.pop(mark):
                    heard += await self._live(stroke)
            if self._growing:
                self._grows.set()
            await asyncio.sleep(_GROW_EVERY_S)

    async def _repeat_notices(self) -> None:
        """A seat that was not told (no connection, or a full one) is told to ask."""
        while True:
            await self._is_unheard.wait()
            await asyncio.sleep(_RETRY_S)
            self._is_unheard.clear()
            unheard, self._unheard = self._unheard, set()
            await self.notice(sorted(unheard))


def in_parts(told: InkChanges) -> tuple[InkChanges, ...]:
    """The same as messages that fit into frames, in order; the last one carries the public number. Pure.

    Changes just made are numbered one by one, so that each part says which numbers it holds.
    """
    parts: list[InkChanges] = []
    begun = size = 0
    for at, change in enumerate(told.changes):
        size_of_it = len(_encode(change))
        if at > begun and size + size_of_it > _MOST_BYTES:
            parts.append(_part(told, begun, at))
            begun, size = at, 0
        size += size_of_it
    return (*parts, msgspec.structs.replace(told, before=told.before + begun, changes=told.changes[begun:]))


def _part(told: InkChanges, begin: int, end: int) -> InkChanges:
    return msgspec.structs.replace(
        told,
        before=told.before + begin,
        n=told.before + end,
        changes=told.changes[begin:end],
        public_n=0,
    )


def _who(state: MeetingState, layer: Layer) -> Iterable[tuple[SeatId, PersonId]]:
    """Where somebody sits who might see the layer: for private ink the author alone."""
    is_private = (
        layer.kind is LayerKind.OWN and state.sharing_of(layer.author, layer.paper) is InkAudience.NOBODY
    )
    if not is_private:
        return state.seating.items()
    seat = state.seat_of(layer.author)
    return () if seat is None else ((seat, layer.author),)
