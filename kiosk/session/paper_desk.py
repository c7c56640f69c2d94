"""Keeps the papers of the running meeting coming, the one being read first."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from kiosk.session.ports import Papers, Podium
from kiosk.session.view import SessionView
from shared.domain.papers import Sha256
from shared.link.faults import LinkFault
from shared.link.papers import PaperProgress, WantedPaper


class PaperDesk:
    """One task; begins anew with another meeting or other credentials."""

    def __init__(
        self, podium: Podium, *, view: Callable[[], SessionView], heard: Callable[[PaperProgress], None]
    ) -> None:
        self._podium = podium
        self._view = view
        self._heard = heard
        self._due = asyncio.Event()
        self._papers: Papers | None = None
        self._wanted: tuple[WantedPaper, ...] = ()

    def path_of(self, sha256: Sha256) -> Path | None:
        """Where a paper lies on this disk; None while it is not here whole."""
        if self._papers is None or not self._papers.is_ready(sha256):
            return None
        return self._papers.path_of(sha256)

    def begin_anew(self) -> None:
        """Another meeting runs, or the line is another one."""
        self._due.set()

    def look(self) -> None:
        """The view changed: want what it says, in its order."""
        wanted = wanted_papers(self._view())
        if self._papers is not None and wanted != self._wanted:
            self._wanted = wanted
            self._papers.want(wanted)

    async def run(self) -> None:
        """Bring papers until cancelled."""
        while True:
            self._due.clear()
            async with asyncio.TaskGroup() as tasks:
                bringing = self._begin(tasks)
                await self._due.wait()
                self._papers = None
                if bringing is not None:
                    bringing.cancel()

    def _begin(self, tasks: asyncio.TaskGroup) -> asyncio.Task[None] | None:
        room = self._view().room
        if room is None or self._view().seat is None:
            return None
        with contextlib.suppress(LinkFault):  # no room joined yet; `begin_anew` comes with it
            self._papers = self._podium.papers(room.meeting.id, self._heard)
            self._wanted = ()
            self.look()
            return tasks.create_task(self._papers.run(), name="seat downloads")
        return None


def wanted_papers(view: SessionView) -> tuple[WantedPaper, ...]:
    """All papers of this person: the one in view first, then those of the active item, then in agenda order."""
    shown = None if view.reading.place is None else view.reading.place.paper
    active = None if view.room is None else view.room.active_item
    ordered = sorted(view.shelf.papers, key=lambda p: (p.paper.sha256 != shown, p.item.id != active))
    wanted = {
        p.paper.sha256: WantedPaper(p.paper.sha256, p.paper.size_bytes, p.is_restricted) for p in ordered
    }
    return tuple(wanted.values())
