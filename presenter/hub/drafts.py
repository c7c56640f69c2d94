"""Papers that come in the meeting: late ones, new drafts, whiteboards.

A file is copied first and examined afterwards in the sandbox, so that what was examined is what seats get. It lies
whole under its digest, and survives a power cut, before the record says that it is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from typing_extensions import TypeVarTuple, Unpack

from presenter.hub.paper_files import (
    ArrivedFile,
    copy_in,
    forget,
    forget_strays,
    is_copyable,
    keep_as_paper,
    keep_content,
)
from presenter.hub.recorder import Recorder
from presenter.hub.surveys import MOST_RUNS, Surveys, longest
from presenter.hub.whiteboards import DEFAULT_PAGES, BlankPaper, page_count
from shared.domain.agenda import AgendaItem, ItemId
from shared.domain.commands import AddPaper, ReplacePaper
from shared.domain.decide import Circumstances, decide
from shared.domain.papers import Audience, Everybody, Paper, Sha256, is_for_everybody
from shared.domain.state import MeetingState
from shared.domain.verdicts import Reason, Refused, Verdict
from shared.pdf.pages import Examination, Finding, PaperStatus
from shared.pdf.wording import examination_sentence
from shared.system.clock import Clock
from shared.system.ids import Chance, new_id

MOST_TITLE: Final = 200
"""Characters of a title, as in a pack."""
MOST_RESTRICTED_RUNS: Final = 8_000
"""Runs of unchanged pages of all drafts together that not everybody may see: a private view is one message.

Ink on the other pages stays beside its page in the draft before.
"""

_Result = TypeVar("_Result")
_Arguments = TypeVarTuple("_Arguments")

Check = Callable[[Path, str], Awaitable[Examination]]
"""Examines a file that may ask for this password, in a sandbox. Raises EnvironmentFault."""


class CannotBeShown(msgspec.Struct, frozen=True):
    """The file is no paper that can be shown in a meeting; nothing was recorded, nothing is kept."""

    examination: Examination

    @property
    def sentence(self) -> str:
        """What is the matter with it, and what to do."""
        return examination_sentence(self.examination)

    @property
    def asks_for_password(self) -> bool:
        """Whether it can be brought with its password; each seat is asked for it once, too."""
        return self.examination.finding in (Finding.NEEDS_PASSWORD, Finding.WRONG_PASSWORD)


Brought = Verdict | CannotBeShown


class Drafts:
    """Brings files into one running meeting, one at a time. `close` it."""

    def __init__(
        self,
        folder: Path,
        recorder: Recorder,
        surveys: Surveys,
        *,
        clock: Clock,
        chance: Chance,
        check: Check,
        blank_paper: BlankPaper,
    ) -> None:
        self._folder = folder
        self._recorder = recorder
        self._surveys = surveys
        self._clock = clock
        self._chance = chance
        self._check = check
        self._blank_paper = blank_paper
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="papers-arrive")
        self._turn = asyncio.Lock()
        self._is_tidy = False
        self._is_closed = False

    async def close(self) -> None:
        """End what is being brought in order; who comes later is told that there is no meeting."""
        async with self._turn:
            self._is_closed = True
            self._disk.shutdown(wait=False, cancel_futures=True)

    async def add(
        self, item: ItemId, source: Path, title: str, audience: Audience, password: str = ""
    ) -> Brought:
        """Give an item the paper at `source`, after its other papers; on return it is recorded.

        Without a title it is called like the file.
        Raises EnvironmentFault, StorageFault.
        """

        def wish(paper: Paper) -> AddPaper:
            named = msgspec.structs.replace(paper, title=_title(title or source.stem), audience=audience)
            return AddPaper(item=item, paper=named)

        async with self._turn:
            return await self._bring(source, password, wish)

    async def replace(self, old: Sha256, source: Path, password: str = "") -> Brought:
        """Put the file at `source` in the place of the paper `old`; which pages stayed is found out first.

        Raises EnvironmentFault, StorageFault.
        """

        def wish(paper: Paper) -> ReplacePaper:
            state = self._recorder.state
            held = None if state is None else state.meeting.paper(old)
            title = "" if held is None else held[1].title
            return ReplacePaper(old=old, paper=msgspec.structs.replace(paper, title=title))

        async with self._turn:
            return await self._bring(source, password, wish)

    async def add_whiteboard(self, item: ItemId, title: str, pages: int = DEFAULT_PAGES) -> Verdict:
        """Give an item a paper of blank pages to write on. Raises EnvironmentFault, StorageFault."""
        async with self._turn:
            if self._is_closed:
                return Refused(Reason.NO_MEETING)
            # The same title twice makes two boards: a paper is known by its digest.
            name = f"{title} {new_id(self._clock.now(), self._chance)}"
            content = self._blank_paper(page_count(pages), name)
            arrived = await self._on_disk(keep_content, content, self._folder)
            paper = Paper(
                sha256=arrived.sha256,
                title=_title(title),
                size_bytes=arrived.size_bytes,
                page_count=page_count(pages),
                audience=Everybody(),
                is_whiteboard=True,
            )
            return await self._settle(arrived, AddPaper(item=item, paper=paper))

    async def _bring(
        self, source: Path, password: str, wish: Callable[[Paper], AddPaper | ReplacePaper]
    ) -> Brought:
        if self._is_closed:
            return Refused(Reason.NO_MEETING)
        if not self._is_tidy:
            await self._on_disk(forget_strays, self._folder)
            self._is_tidy = True
        if not await self._on_disk(is_copyable, source):
            return CannotBeShown(await self._check(source, ""))
        arrived = await self._on_disk(copy_in, source, self._folder)
        try:
            examination = await self._check(arrived.path, password)
            if examination.status is not PaperStatus.OK:
                await self._on_disk(forget, arrived)
                return CannotBeShown(examination)
        except BaseException:
            forget(arrived)
            raise
        paper = Paper(
            sha256=arrived.sha256, title="", size_bytes=arrived.size_bytes, page_count=examination.pages
        )
        return await self._settle(arrived, wish(paper))

    async def _settle(self, arrived: ArrivedFile, command: AddPaper | ReplacePaper) -> Verdict:
        """Keep the file and record it; a refusal is known before anything is kept."""
        foreseen = decide(self._recorder.state, command, Circumstances())
        if isinstance(foreseen, Refused):
            await self._on_disk(forget, arrived)
            return foreseen
        await self._on_disk(keep_as_paper, arrived, self._folder)
        if isinstance(command, ReplacePaper):
            command = await _with_carried(
                command, self._surveys, _room_for_runs(self._recorder.state, command)
            )
        return await self._recorder.submit(command)

    async def _on_disk(
        self, work: Callable[[Unpack[_Arguments]], _Result], *arguments: *_Arguments
    ) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work, *arguments)


def _title(wanted: str) -> str:
    """One line of text that fits."""
    line = " ".join("".join(c if c.isprintable() else " " for c in wanted).split())
    return line[:MOST_TITLE]


def _room_for_runs(state: MeetingState | None, command: ReplacePaper) -> int:
    """How many runs of unchanged pages the draft may bring."""
    held = None if state is None else state.meeting.paper(command.old)
    if state is None or held is None or _is_public(*held):
        return MOST_RUNS
    every = (
        paper
        for item in state.meeting.agenda
        for paper in (*item.papers, *item.earlier)
        if not _is_public(item, paper)
    )
    return max(0, min(MOST_RUNS, MOST_RESTRICTED_RUNS - sum(len(paper.carried) for paper in every)))


def _is_public(item: AgendaItem, paper: Paper) -> bool:
    return is_for_everybody(item.audience) and is_for_everybody(paper.audience)


async def _with_carried(command: ReplacePaper, surveys: Surveys, most_runs: int) -> ReplacePaper:
    carried = longest(await surveys.carried(command.old, command.paper.sha256), most_runs)
    thumbnails = surveys.made_of(command.paper.sha256)
    paper = msgspec.structs.replace(command.paper, carried=carried, thumbnails=thumbnails)
    return ReplacePaper(old=command.old, paper=paper)
