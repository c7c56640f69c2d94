"""What a seat tells of itself: to the podium, and to its own disk for the next start."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

import msgspec

from kiosk.session import replica
from kiosk.session.ports import Podium
from kiosk.session.view import Line, SessionView
from shared.link.faults import LinkFault
from shared.protocol.messages import HEARTBEAT_S
from shared.storage.faults import StorageFault
from shared.storage.seat_store import SeatStore

_log = logging.getLogger(__name__)

_REMEMBER_EVERY_S = 1.0
_STATUS_AT_MOST_EVERY_S = 0.25
"""The podium takes five a second; of more it would drop the newest, while the leader leafs through a paper."""


class StatusReports:
    """One task: this seat's status with every heartbeat and on change, at most four times a second."""

    def __init__(
        self, podium: Podium, *, view: Callable[[], SessionView], unsent_ink: Callable[[], int]
    ) -> None:
        """`unsent_ink` changes with every stroke: it is told along, never the reason to tell."""
        self._podium = podium
        self._view = view
        self._unsent_ink = unsent_ink
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """The view changed."""
        self._changed.set()

    async def run(self) -> None:
        """Report until cancelled. A report that does not get through is not repeated: the next one says more."""
        told = None
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_S):
                    while (told_now := self._subject()) == told:
                        self._changed.clear()
                        await self._changed.wait()
            told_now = self._subject()
            view = self._view()
            if view.line.line is Line.IN and view.room is not None:
                status = msgspec.structs.replace(replica.status_of(view), unsent_ink=self._unsent_ink())
                with contextlib.suppress(LinkFault):
                    await self._podium.tell_status(view.room.meeting.id, status)
            told = told_now
            await asyncio.sleep(_STATUS_AT_MOST_EVERY_S)

    def _subject(self) -> tuple[object, ...]:
        view = self._view()
        return (view.line.line, replica.status_of(view))


class Memory:
    """One task: the newest picture of the room on the disk, at most once a second."""

    def __init__(
        self, store: SeatStore, *, view: Callable[[], SessionView], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._view = view
        self._now = now
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """The view changed."""
        self._changed.set()

    async def run(self) -> None:
        """Keep until cancelled. What the disk refuses is kept with the next change: the room knows it all."""
        kept = _worth_keeping(self._view())
        while True:
            while _worth_keeping(self._view()) == kept:
                self._changed.clear()
                await self._changed.wait()
            kept = _worth_keeping(self._view())
            try:
                await self.keep()
            except StorageFault as fault:
                _log.warning("what is shown now is not kept for a restart: %s", fault.failure.value)
            await asyncio.sleep(_REMEMBER_EVERY_S)

    async def keep(self) -> None:
        """Keep what is known now. Raises StorageFault."""
        remembered = replica.remembered_of(self._view(), self._now())
        if remembered is not None:
            await self._store.remember(remembered)


def _worth_keeping(view: SessionView) -> tuple[object, ...]:
    """What a restart needs; the rest is asked for again."""
    return (view.room, view.private, view.reading, view.seen)
