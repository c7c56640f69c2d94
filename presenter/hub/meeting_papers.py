"""All that has to do with the papers of one running meeting: given out, coming in, looked through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from presenter.hub.drafts import Drafts
from presenter.hub.paper_check import check_paper
from presenter.hub.papers import Papers
from presenter.hub.publisher import Publisher
from presenter.hub.recorder import Recorder, Step
from presenter.hub.surveys import Surveys
from presenter.hub.thumbnails import Thumbnails
from presenter.hub.view import PaperProgress
from presenter.hub.whiteboards import blank_board
from shared.domain.events import PaperAdded, PaperReplaced, ThumbnailsMade
from shared.domain.papers import Sha256
from shared.domain.state import MeetingState
from shared.link.connection import Connection
from shared.pdf.survey import survey
from shared.pdf.unchanged import unchanged_pages
from shared.system.clock import Clock
from shared.system.faults import EnvironmentFault
from shared.system.ids import Chance

_OF_PAPERS: Final = (PaperAdded, PaperReplaced, ThumbnailsMade)
"""Events after which there are other files to give out."""


class MeetingPapers:
    """The papers of a meeting, whose files lie in `folder`. `start` it, tell it what was `recorded`, `close` it."""

    def __init__(
        self,
        folder: Path,
        recorder: Recorder,
        connection: Connection,
        *,
        state: Callable[[], MeetingState],
        publisher: Publisher,
        clock: Clock,
        chance: Chance,
        on_changed: Callable[[], None],
    ) -> None:
        self._given = Papers(folder, state, connection, publisher=publisher, on_changed=on_changed)
        self._surveys = Surveys(folder, survey, unchanged_pages)
        self._thumbnails = Thumbnails(recorder, self._surveys, state=state, publisher=publisher)
        self.drafts: Final = Drafts(
            folder,
            recorder,
            self._surveys,
            clock=clock,
            chance=chance,
            check=check_paper,
            blank_paper=blank_board,
        )
        """What brings another paper."""

    async def start(self) -> None:
        """Begin to give out, and to make small pictures. Call once."""
        await self._given.start()
        self._thumbnails.start()

    async def close(self) -> None:
        """End; all of it goes on at the next start."""
        await self._thumbnails.close()
        await self.drafts.close()
        self._surveys.close()
        await self._given.close()

    def recorded(self, steps: Iterable[Step]) -> None:
        """These are on the disk now."""
        if any(isinstance(step.recorded.event, _OF_PAPERS) for step in steps):
            self._given.changed()
            self._thumbnails.changed()

    @property
    def fault(self) -> EnvironmentFault | None:
        """Why a paper cannot be given to the seats; None when all can."""
        return self._given.fault

    def progress(self) -> Mapping[Sha256, PaperProgress]:
        """How far each paper of the agenda is, in its order."""
        return self._given.progress()

    async def chunk(self, sha256: Sha256, index: int) -> bytes | None:
        """Chunk `index` of a file of this meeting, as `Papers.chunk`."""
        return await self._given.chunk(sha256, index)
