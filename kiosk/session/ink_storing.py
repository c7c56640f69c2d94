"""Brings ink that is on the screen to the disk, within moments and in the order in which it was written."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from kiosk.session.ink_delivery import InkDelivery
from kiosk.session.ink_shown import InkShown
from kiosk.session.ink_trouble import InkNotStored, InkStoredAgain, InkTrouble
from shared.domain.agenda import MeetingId
from shared.storage.faults import StorageFault
from shared.storage.ink_rows import Written
from shared.storage.ink_turns import InkTurns
from shared.storage.seat_ink import SeatInk

_log = logging.getLogger(__name__)

RETRY_S = 1.0


class InkStoring:
    """Belongs to the loop's thread. What cannot be stored stays on the screen and is tried again."""

    def __init__(
        self,
        store: SeatInk,
        turns: InkTurns,
        shown: InkShown,
        delivery: InkDelivery,
        *,
        trouble: Callable[[InkTrouble], None],
    ) -> None:
        """`trouble` is told when the disk refuses, and when it takes again."""
        self._store = store
        self._turns = turns
        self._shown = shown
        self._delivery = delivery
        self._trouble = trouble
        self._pending_of: deque[MeetingId] = deque()
        self._due = asyncio.Event()
        self._is_storing = True

    def write(self, meeting: MeetingId, written: Written) -> None:
        """Show what was written, and have it stored."""
        self._shown.write(written)
        self._pending_of.append(meeting)
        self._due.set()

    async def run(self) -> None:
        """Store until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self._turns.do(self._store_pending, is_first=True)
            except StorageFault as fault:
                _log.warning("ink cannot be stored: %s", fault.failure.value)
                if self._is_storing:
                    self._is_storing = False
                    self._trouble(InkNotStored(fault))
                await asyncio.sleep(RETRY_S)
                self._due.set()
            else:
                if not self._is_storing:
                    self._is_storing = True
                    self._trouble(InkStoredAgain())

    async def keep(self) -> None:
        """Store what is not stored yet, after `run` ended. Raises StorageFault."""
        while self._shown.pending():
            await self._store_pending()

    async def _store_pending(self) -> None:
        pending = self._shown.pending()
        if not pending:
            return
        meeting = self._pending_of[0]
        together = pending[: _run_length(self._pending_of)]
        changed = await self._store.put(meeting, together)
        for _ in together:
            self._pending_of.popleft()
        # At no moment is it neither pending nor counted: who waits until all is delivered would not wait for it.
        self._shown.stored(together, changed)
        self._delivery.stored(len(changed))
        await self._delivery.count(meeting)
        self._delivery.wake()
        if self._pending_of:
            self._due.set()


def _run_length(meetings: deque[MeetingId]) -> int:
    """How many of the first are of one meeting."""
    return next((i for i, meeting in enumerate(meetings) if meeting != meetings[0]), len(meetings))
