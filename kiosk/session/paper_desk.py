"""Keeps the papers of the running meeting coming, the one being read first."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection
from pathlib import Path

from kiosk.session.ports import Papers, Podium
from kiosk.session.view import SessionView
from shared.domain.papers import Sha256
from shared.link.faults import LinkFault
from shared.link.papers import PaperProgress, PaperState, WantedPaper


class PaperDesk:
    """One task; begins anew with another meeting or other credentials."""

    def __init__(
        self,
        podium: Podium,
        *,
        view: Callable[[], SessionView],
        heard: Callable[[PaperProgress], None],
        heard_thumbnails: Callable[[Collection[Sha256]], None],
    ) -> None:
        """`heard` is told of papers, `heard_thumbnails` of papers whose small pictures are here now."""
        self._podium = podium
        self._view = view
        self._heard_paper = heard
        self._heard_thumbnails = heard_thumbnails
        self._due = asyncio.Event()
        self._papers: Papers | None = None
        self._wanted: tuple[WantedPaper, ...] = ()

    def path_of(self, sha256: Sha256) -> Path | None:
        """Where a paper lies on this disk; None while it is not here whole."""
        if self._papers is None or not self._papers.is_ready(sha256):
            return None
        return self._papers.path_of(sha256)

    def thumbnails_of(self, sha256: Sha256) -> Path | None:
        """Where the small pictures of a paper's pages lie on this disk; None while they are not here whole."""
        found = self._view().shelf.find(sha256)
        if found is None or found.paper.thumbnails is None:
            return None
        return self.path_of(found.paper.thumbnails.sha256)

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

    def _heard(self, progress: PaperProgress) -> None:
        with_it = papers_with(self._view(), progress.sha256)
        if not with_it:
            self._heard_paper(progress)
        elif progress.state is PaperState.READY:
            self._heard_thumbnails(with_it)

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
    """All papers of this person, and after them what belongs to them.

    The one in view comes first, then those of the active item, the others in agenda order, the small pictures of
    their pages; earlier drafts and theirs come last.
    """
    shown = None if view.reading.place is None else view.reading.place.paper
    active = None if view.room is None else view.room.active_item
    ordered: list[WantedPaper] = []
    for shelf in (view.shelf.papers, view.shelf.earlier):
        urgent = sorted(shelf, key=lambda p: p.item.id != active)
        ordered += [WantedPaper(p.paper.sha256, p.paper.size_bytes, p.is_restricted) for p in urgent]
        ordered += [
            WantedPaper(p.paper.thumbnails.sha256, p.paper.thumbnails.size_bytes, p.is_restricted)
            for p in urgent
            if p.paper.thumbnails is not None
        ]
    ordered.sort(key=lambda wanted: wanted.sha256 != shown)
    by_digest: dict[Sha256, WantedPaper] = {}
    for wanted in ordered:
        # Two papers may have the same small pictures; what everybody may see comes by broadcast.
        known = by_digest.setdefault(wanted.sha256, wanted)
        if known.is_restricted and not wanted.is_restricted:
            by_digest[wanted.sha256] = wanted
    return tuple(by_digest.values())


def papers_with(view: SessionView, thumbnails: Sha256) -> tuple[Sha256, ...]:
    """The papers whose small pictures are the file `thumbnails`; empty where it is a paper itself."""
    return tuple(
        paper.sha256
        for paper in view.shelf.all_papers()
        if paper.thumbnails is not None and paper.thumbnails.sha256 == thumbnails
    )
