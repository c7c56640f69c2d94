"""What the person here is drawing for all: told to the podium in small steps, while it is being drawn."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final

from kiosk.session.ports import Podium
from shared.domain.agenda import MeetingId
from shared.domain.ink import MarkId
from shared.link.faults import LinkFault
from shared.protocol.ink import StrokeDropped, StrokeGrows, StrokeLive, joined

TELL_EVERY_S: Final = 1 / 30
_MOST_KNOWN: Final = 64
"""Strokes drawn here whose echo is known."""

_log = logging.getLogger(__name__)


class OwnDrawing:
    """One task. What does not get out is not repeated: the stroke comes whole when it is finished."""

    def __init__(self, podium: Podium, *, meeting: Callable[[], MeetingId | None]) -> None:
        """`meeting`: to whose podium this terminal is connected now, None while it is not."""
        self._podium = podium
        self._meeting = meeting
        self._due: dict[MarkId, list[StrokeLive]] = {}
        self._known: dict[MarkId, None] = {}
        self._is_due = asyncio.Event()

    def grow(self, stroke: StrokeGrows) -> None:
        """The stroke goes on; many small steps become one."""
        self._note(stroke.id)
        steps = self._due.setdefault(stroke.id, [])
        last = steps[-1] if steps else None
        if isinstance(last, StrokeGrows) and (both := joined(last, stroke)) is not None:
            steps[-1] = both
        else:
            steps.append(stroke)
        self._is_due.set()

    def drop(self, dropped: StrokeDropped) -> None:
        """The stroke is given up."""
        if dropped.id in self._known:
            self._due[dropped.id] = [dropped]
            self._is_due.set()

    def finished(self, marks: Iterable[MarkId]) -> None:
        """These marks are whole and go to the podium as such: nothing of them may come after that."""
        for mark in marks:
            self._due.pop(mark, None)

    def is_own(self, mark: MarkId) -> bool:
        """Whether the stroke was drawn here: what the podium tells of it is no news."""
        return mark in self._known

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            due, self._due = self._due, {}
            for steps in due.values():
                for live in steps:
                    await self._tell(live)
            await asyncio.sleep(TELL_EVERY_S)

    async def _tell(self, live: StrokeLive) -> None:
        meeting = self._meeting()
        if meeting is None:
            return
        try:
            await self._podium.tell_stroke(meeting, live)
        except LinkFault as fault:
            _log.debug("a stroke is not told: %s", fault)

    def _note(self, mark: MarkId) -> None:
        self._known.pop(mark, None)
        self._known[mark] = None
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
