"""Makes the small pictures of papers while the meeting goes on: one paper at a time, the active item's first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from presenter.hub.publisher import Publisher, report_bug
from presenter.hub.recorder import Recorder
from presenter.hub.surveys import Surveys
from shared.domain.commands import NoteThumbnails
from shared.domain.papers import Paper, Sha256
from shared.domain.state import MeetingState
from shared.storage.faults import StorageFault

_log = logging.getLogger(__name__)


class Thumbnails:
    """Never delays anything: `start` it, tell it that papers `changed`, `close` it."""

    def __init__(
        self,
        recorder: Recorder,
        surveys: Surveys,
        *,
        state: Callable[[], MeetingState],
        publisher: Publisher,
    ) -> None:
        self._recorder = recorder
        self._surveys = surveys
        self._state = state
        self._publisher = publisher
        self._tried: set[Sha256] = set()
        self._due = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in a task of its own. Call once."""
        self._due.set()
        self._task = asyncio.create_task(self._serve(), name="thumbnails")
        self._task.add_done_callback(report_bug)

    async def close(self) -> None:
        """End; papers without small pictures get them after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def changed(self) -> None:
        """A paper came."""
        self._due.set()

    async def _serve(self) -> None:
        # Papers go out first, and before them the meeting itself.
        await self._publisher.wait_for_streams()
        while True:
            await self._due.wait()
            self._due.clear()
            while (paper := next_without(self._state(), self._tried)) is not None:
                self._tried.add(paper.sha256)
                await self._make(paper)

    async def _make(self, paper: Paper) -> None:
        made = await self._surveys.thumbnails(paper.sha256)
        if made is None:
            return
        try:
            await self._recorder.submit(NoteThumbnails(paper=paper.sha256, thumbnails=made))
        except StorageFault as fault:
            # The recorder has said so; they are noted after the next start.
            _log.info("small pictures are not noted: %s", type(fault).__name__)


def next_without(state: MeetingState, tried: set[Sha256]) -> Paper | None:
    """The paper to be looked at next: of the active item, of the others, then earlier drafts. Pure."""
    items = sorted(state.meeting.agenda, key=lambda item: item.id != state.active_item)
    papers = [paper for item in items for paper in item.papers]
    papers += [paper for item in items for paper in item.earlier]
    return next((p for p in papers if p.thumbnails is None and p.sha256 not in tried), None)
