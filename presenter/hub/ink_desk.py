"""Takes the ink that seats hand over, keeps it, and tells of it whom it concerns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Final

import msgspec

from presenter.hub.ink_carry import InkCarry
from presenter.hub.ink_limits import ByteLimits, RoomPace
from presenter.hub.ink_notices import InkNotices
from presenter.hub.ink_rules import may_draw, refusal
from presenter.hub.ink_sending import InkSending
from presenter.hub.publisher import report_bug
from presenter.hub.recorder import Step
from presenter.hub.turns import Turns
from shared.domain import events as ev
from shared.domain.ink import Layer
from shared.domain.people import PersonId, SeatId
from shared.domain.sharing import is_public_layer, layers_seen_by, may_see_layer
from shared.domain.state import MeetingState
from shared.protocol.ink import (
    InkFetch,
    InkIndex,
    InkIndexRequest,
    InkPush,
    InkRefusal,
    InkRefused,
    InkRequest,
    InkTaken,
    LayerHead,
    StrokeDropped,
    StrokeGrows,
    StrokeLive,
)
from shared.protocol.messages import NotForYou, UpReply
from shared.storage.faults import StorageFault
from shared.storage.ink_file import MeetingInk
from shared.storage.ink_rows import Changed, Written
from shared.storage.ink_turns import InkTurns
from shared.storage.ink_writing import Full, Pushed, Stored
from shared.system.clock import Clock

MOST_TOGETHER: Final = 128
"""Pushes in one commit; the others wait for the next."""
_HEADS_TOGETHER: Final = 1_000
"""Layers in one answer: some 150 KB."""

_log = logging.getLogger(__name__)


class _Waiting(msgspec.Struct, frozen=True, eq=False):
    seat: SeatId
    push: InkPush
    answer: asyncio.Future[UpReply | None]


class InkDesk:
    """The ink of one running meeting. `start` it, `close` it; all writing is done by one task, in turns."""

    def __init__(
        self, file: MeetingInk, sending: InkSending, *, state: Callable[[], MeetingState], clock: Clock
    ) -> None:
        self.file: Final = file
        self.sending: Final = sending
        self.turns: Final = InkTurns()
        self._state = state
        self._clock = clock
        self._limits = ByteLimits()
        self._pace = RoomPace()
        self._notices = InkNotices(file, sending, clock, in_turn=self._in_turn)
        self._waiting: list[_Waiting] = []
        self._answers: set[asyncio.Future[UpReply | None]] = set()
        self._carry = InkCarry(
            file, meeting=lambda: state().meeting, in_turn=self._in_turn, carried=self._carried
        )
        self._watchers: list[Callable[[Sequence[Changed]], None]] = []
        self._sharing_watchers: list[Callable[[], None]] = []
        self._live_watchers: list[Callable[[StrokeLive], None]] = []
        self._has_fault = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in tasks of its own. Call once."""
        if self.file.set_aside is not None:
            _log.warning("the ink of the meeting was damaged and set aside; seats hand theirs over again")
        self.sending.start(self.file.public_n)
        self._carry.all_papers()
        self._task = asyncio.create_task(self.turns.run(), name="ink")
        self._task.add_done_callback(report_bug)

    async def close(self) -> None:
        """End; what is not answered is handed over again."""
        # What is asked from now on is not answered, and that is no trouble of the disk.
        self._has_fault = True
        self._notices.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for answer in tuple(self._answers):
            answer.cancel()
        self._waiting.clear()
        await self.sending.close()
        await self.file.close()

    def watch(self, changed: Callable[[Sequence[Changed]], None], seen: Callable[[], None]) -> None:
        """Have `changed` told of marks that came from seats, `seen` when other layers are shared now."""
        self._watchers.append(changed)
        self._sharing_watchers.append(seen)

    def watch_live(self, heard: Callable[[StrokeLive], None]) -> None:
        """Have `heard` told of strokes that are being drawn at seats for all to see."""
        self._live_watchers.append(heard)

    # -- what seats ask -------------------------------------------------------------------------------------------

    async def answer(self, seat: SeatId, request: InkRequest, size_bytes: int) -> UpReply | None:
        """The answer to a seat's request; None: no answer now, it asks again."""
        try:
            match request:
                case InkPush():
                    if not self._limits.may_come(seat, size_bytes, self._clock.monotonic_s()):
                        return None
                    return await self._take(seat, request, size_bytes)
                case InkIndexRequest(skip=skip):
                    return self._index(seat, skip)
                case InkFetch(layer=layer, after=after):
                    viewer = self._state().seating.get(seat)
                    if viewer is None or not may_see_layer(self._state(), layer, viewer):
                        return NotForYou()
                    return await self.file.changes_after(layer, after)
        except StorageFault as fault:
            self._note_fault(fault)
            return None

    def _index(self, seat: SeatId, skip: int) -> InkIndex:
        state = self._state()
        viewer = state.seating.get(seat)
        heads = () if viewer is None else tuple(self._heads_for(state, viewer))
        return InkIndex(
            heads=heads[skip : skip + _HEADS_TOGETHER],
            public_n=self.sending.public_n,
            is_more=len(heads) > skip + _HEADS_TOGETHER,
        )

    def _heads_for(self, state: MeetingState, viewer: PersonId) -> Iterable[LayerHead]:
        for layer in layers_seen_by(state, self.file.heads, viewer):
            if n := self.file.heads[layer]:
                yield LayerHead(layer=layer, n=n)

    async def _take(self, seat: SeatId, push: InkPush, size_bytes: int) -> UpReply | None:
        refused = refusal(self._state(), push, seat)
        if refused is None and not await self._wait_for_the_room(push.layer, size_bytes):
            return None
        refused = refused or refusal(self._state(), push, seat)
        if refused is not None:
            return InkRefused(why=refused)
        answer: asyncio.Future[UpReply | None] = asyncio.get_running_loop().create_future()
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)
        self._waiting.append(_Waiting(seat, push, answer))
        if len(self._waiting) == 1:
            self.turns.add(self._store_waiting)
        return await answer

    async def _wait_for_the_room(self, layer: Layer, size_bytes: int) -> bool:
        """Return when so many bytes may go out to all who are told; False: that is too long for an answer.

        What a person writes for themselves alone never waits for what others write for all.
        """
        others = self.sending.receivers(layer) - 1
        if others <= 0:
            return True
        wait_s = self._pace.wait_s(size_bytes * others, self._clock.monotonic_s())
        if wait_s:
            await asyncio.sleep(wait_s)
        return wait_s is not None

    async def _store_waiting(self) -> None:
        taken, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        if self._waiting:
            self.turns.add(self._store_waiting)
        try:
            await self._answer_all(taken, await self._store(taken))
        finally:
            for waiting in taken:  # whatever happened, nobody waits for ever: the seat asks again
                if not waiting.answer.done():
                    waiting.answer.set_result(None)

    async def _store(self, taken: Sequence[_Waiting]) -> Sequence[Stored | Full | None]:
        state = self._state()
        pushes = [Pushed(w.push.layer, w.push.changes, is_public_layer(state, w.push.layer)) for w in taken]
        try:
            outcomes = await self.file.take(pushes)
        except StorageFault as fault:
            self._note_fault(fault)
            return [None] * len(taken)
        self._has_fault = False
        return outcomes

    async def _answer_all(self, taken: Sequence[_Waiting], outcomes: Sequence[Stored | Full | None]) -> None:
        turns = Turns()
        for waiting, outcome in zip(taken, outcomes, strict=True):
            reply = await self._taken(waiting, outcome)
            if not waiting.answer.done():
                waiting.answer.set_result(reply)
            await turns.give_way()

    async def _taken(self, waiting: _Waiting, outcome: Stored | Full | None) -> UpReply | None:
        match outcome:
            case None:
                return None
            case Full():
                _log.info("a person at seat %s handed over more ink than a meeting takes", waiting.seat)
                return InkRefused(why=InkRefusal.FULL)
            case Stored():
                await self.told(outcome, waiting.seat)
                return InkTaken(n=outcome.told.n)

    def heard_stroke(self, seat: SeatId, live: StrokeLive, size_bytes: int) -> None:
        """A stroke is being drawn at a seat: whoever may see it sees it grow, where its author may write for all."""
        if not may_draw(self._state(), live.layer, seat):
            return
        if not self._limits.may_come(seat, size_bytes, self._clock.monotonic_s()):
            return
        for heard in self._live_watchers:
            heard(live)
        match live:
            case StrokeGrows():
                self.sending.grow(live)
            case StrokeDropped():
                self._in_turn(partial(self.sending.drop, live))

    # -- what is written at the podium ----------------------------------------------------------------------------

    async def write(self, written: Sequence[Written]) -> tuple[Changed, ...]:
        """Store what the podium writes, in a turn, and tell of it. Raises StorageFault."""
        state = self._state()
        stored = await self.file.write([(one, is_public_layer(state, one.layer)) for one in written])
        for one in stored:
            await self.told(one, None, is_podium=True)
        return tuple(changed for one in stored for changed in one.changed)

    async def told(self, stored: Stored, pusher: SeatId | None, *, is_podium: bool = False) -> None:
        """Tell of what is on the disk now."""
        if not stored.told.changes:
            return
        await self.sending.changes(stored.told, pusher)
        self._carry.layer(stored.told.layer, stored.told.before)
        if not is_podium:
            self._tell(stored.changed)

    # -- what happens in the meeting ------------------------------------------------------------------------------

    def recorded(self, steps: Iterable[Step]) -> None:
        """These are on the disk now: others may see a layer, or a new draft is there."""
        for step in steps:
            match step.recorded.event:
                case ev.InkShared(person=person, paper=paper):
                    self._shared(step, Layer(author=person, paper=paper))
                case ev.PaperReplaced(paper=paper):
                    held = step.after.meeting.paper(paper.sha256)
                    if held is not None:
                        self._carry.paper(held[1])
                case _:
                    pass

    def _shared(self, step: Step, layer: Layer) -> None:
        for watcher in self._sharing_watchers:
            watcher()
        if layer not in self.file.heads:
            return  # what comes is told with its first number
        before, after = step.before, step.after
        if is_public_layer(after, layer) or (before is not None and is_public_layer(before, layer)):
            self._notices.all_soon()
            return
        seats = [
            seat
            for seat, person in after.seating.items()
            if may_see_layer(after, layer, person)
            != (before is not None and may_see_layer(before, layer, person))
        ]
        self._in_turn(partial(self.sending.notice, seats))

    async def _carried(self, changed: Sequence[Changed]) -> None:
        self._tell(changed)
        self._notices.all_soon()

    # -- private --------------------------------------------------------------------------------------------------

    def _tell(self, changed: Sequence[Changed]) -> None:
        for watcher in self._watchers:
            watcher(changed)

    def _in_turn(self, work: Callable[[], Awaitable[None]]) -> None:
        """Have `work` done in its turn; what the disk refuses is said once, and found again at the next start."""

        async def noted() -> None:
            try:
                await work()
            except StorageFault as fault:
                self._note_fault(fault)

        self.turns.add(noted)

    def _note_fault(self, fault: StorageFault) -> None:
        if not self._has_fault:
            self._has_fault = True
            _log.warning("ink cannot be stored: %s", fault.failure.value)
