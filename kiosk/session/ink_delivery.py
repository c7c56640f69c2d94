"""Delivers what was written on this terminal: batch after batch, until the podium has it, through every cut."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import Counter
from collections.abc import Callable

import msgspec

from kiosk.session.delivery import FIRST_RETRY_S, LONGEST_RETRY_S
from kiosk.session.ink_trouble import InkNotTaken
from kiosk.session.ports import Podium
from shared.domain.agenda import MeetingId
from shared.domain.ink import Layer
from shared.link.faults import LinkFault, TooLarge
from shared.protocol import messages
from shared.protocol.codec import FrameTooLarge, ProtocolError
from shared.protocol.ink import InkPush, InkRefusal, InkRefused, InkTaken
from shared.protocol.messages import Unintelligible
from shared.storage.faults import StorageFault
from shared.storage.seat_ink import SeatInk

_log = logging.getLogger(__name__)


class _Unreadable(msgspec.Struct, frozen=True):
    """The podium cannot read this, or it does not fit a frame: sending it again would change nothing."""

    why: None = None


_Answer = InkTaken | InkRefused | _Unreadable


class InkDelivery:
    """One task, one push on its way. What the podium does not take stays on the terminal and is told once."""

    def __init__(
        self,
        store: SeatInk,
        podium: Podium,
        *,
        meeting: Callable[[], MeetingId | None],
        refused: Callable[[InkNotTaken], None],
        chance: random.Random,
    ) -> None:
        """`meeting`: to whose podium this terminal is connected now, None while it is not."""
        self._store = store
        self._podium = podium
        self._meeting = meeting
        self._refused = refused
        self._chance = chance
        self._due = asyncio.Event()
        self._is_retry_due = True
        self._failures = 0
        self.unsent = 0
        """Changes that the podium has not taken, refused ones included, as counted last, and those stored since."""
        self.counted = asyncio.Event()
        """Set when `unsent` was counted again; wait for it anew each time."""

    def wake(self) -> None:
        """Something was written, or the line is back: deliver at once."""
        self._failures = 0
        self._due.set()

    def retry(self) -> None:
        """What was refused may be taken now: a permission changed, or the podium was started again."""
        self._is_retry_due = True
        self.wake()

    def stored(self, count: int) -> None:
        """So many changes more are on the disk; `count` tells how many wait in all."""
        self.unsent += count

    async def count(self, meeting: MeetingId) -> None:
        """Count what waits. Raises StorageFault."""
        self.unsent = await self._store.unsent_count(meeting)
        self.counted.set()
        self.counted = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                is_done = await self._deliver_all()
            except (LinkFault, ProtocolError) as fault:
                _log.debug("ink waits: %s", fault)
                is_done = False
            except StorageFault as fault:
                _log.warning("ink that waits cannot be read: %s", fault.failure.value)
                is_done = False
            if not is_done:
                await self._pause()

    async def _deliver_all(self) -> bool:
        """Deliver until nothing waits. False: the podium does not answer as it should."""
        while (meeting := self._meeting()) is not None:
            if self._is_retry_due:
                await self._store.retry_refused(meeting)
                self._is_retry_due = False
            push = await self._store.next_push(meeting)
            if push is not None and not await self._deliver(meeting, push):
                return False
            # Counted also when nothing waits: the podium may have told that it has what waited.
            await self.count(meeting)
            if push is None:
                break
        return True

    async def _deliver(self, meeting: MeetingId, push: InkPush) -> bool:
        answer = await self._hand_over(meeting, push)
        if answer is None:
            return False
        may_be_one = not isinstance(answer, InkTaken) and answer.why is not InkRefusal.NOT_ALLOWED
        if may_be_one and len(push.changes) > 1:
            if not await self._deliver_each(meeting, push):
                return False
        else:
            self._tell_refused(push.layer, await self._note(meeting, push, answer))
        self._failures = 0
        return True

    async def _deliver_each(self, meeting: MeetingId, push: InkPush) -> bool:
        """Hand over change by change, so that only what cannot be taken stays; what stays is told once."""
        refused: Counter[InkRefusal | None] = Counter()
        try:
            for change in push.changes:
                one = msgspec.structs.replace(push, changes=(change,))
                answer = await self._hand_over(meeting, one)
                if answer is None:
                    return False
                refused += await self._note(meeting, one, answer)
        finally:
            self._tell_refused(push.layer, refused)
        return True

    async def _hand_over(self, meeting: MeetingId, push: InkPush) -> _Answer | None:
        """The podium's answer; None: it does not answer as it should, which says nothing of this ink."""
        try:
            reply = await self._podium.ask_ink(meeting, push)
        except (FrameTooLarge, TooLarge):
            return _Unreadable()
        match reply:
            case InkTaken() | InkRefused():
                return reply
            case Unintelligible(protocol=messages.PROTOCOL):
                return _Unreadable()
            case _:
                _log.warning("the podium answered ink with something else: %s", type(reply).__name__)
                return None

    async def _note(self, meeting: MeetingId, push: InkPush, answer: _Answer) -> Counter[InkRefusal | None]:
        """Keep what became of a push; counts what is refused for the first time, by reason."""
        if isinstance(answer, InkTaken):
            await self._store.note_taken(meeting, push)
            return Counter()
        newly = await self._store.note_refused(meeting, push)
        return Counter({answer.why: newly})

    def _tell_refused(self, layer: Layer, refused: Counter[InkRefusal | None]) -> None:
        for why, count in refused.items():
            if count:
                self._refused(InkNotTaken(layer, count, why))

    async def _pause(self) -> None:
        self._failures += 1
        longest = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(self._failures, 10))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest * self._chance.uniform(0.5, 1.0)):
                await self._due.wait()
        self._due.set()
