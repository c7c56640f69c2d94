"""Opening a pack without keeping the window waiting: read in a thread, examined in workers of their own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from presenter.clerk.pack import Pack, complete, papers_to_examine, read_pack
from presenter.clerk.pack_draft import Draft, PackProblems
from shared.domain.agenda import MeetingId
from shared.domain.presets import parse_presets
from shared.pdf.examiner import examine
from shared.pdf.pages import Examination
from shared.system.faults import disk_fault
from shared.system.i18n import tr
from shared.system.resources import resource_path

_AT_ONCE: Final = 2
"""So many papers are examined side by side: each takes a process, and the podium has other things to do."""

Progress = Callable[[int, int], None]
"""Told how many papers have been examined, and of how many."""


async def open_pack(folder: Path, meeting: MeetingId, on_progress: Progress) -> Pack | PackProblems:
    """The pack in `folder` as the meeting `meeting`. Raises EnvironmentFault where no worker can be started."""
    with ThreadPoolExecutor(1, thread_name_prefix="pack-read") as reader:
        loop = asyncio.get_running_loop()
        draft = await loop.run_in_executor(reader, _read, folder, meeting)
        if isinstance(draft, PackProblems):
            return draft
        papers = papers_to_examine(draft)
        on_progress(0, len(papers))
        examined: dict[Path, Examination] = {}
        places = asyncio.Semaphore(_AT_ONCE)

        async def examine_one(path: Path) -> None:
            async with places:
                examined[path] = await examine(path)
            on_progress(len(examined), len(papers))

        try:
            async with asyncio.TaskGroup() as examining:
                for path in papers:
                    examining.create_task(examine_one(path), name="examine-paper")
        except ExceptionGroup as failures:
            # One sentence is enough: what keeps one worker from starting keeps the others as well.
            raise failures.exceptions[0] from failures
        return await loop.run_in_executor(reader, complete, draft, examined)


def _read(folder: Path, meeting: MeetingId) -> Draft | PackProblems:
    presets = parse_presets(resource_path("presets.toml").read_text("utf-8"))
    return read_pack(folder, meeting=meeting, presets=presets)


async def gather_files(files: Sequence[Path], into: Path) -> Path:
    """A new folder in `into` with copies of `files`, named like the folder they come from.

    Raises EnvironmentFault when one cannot be copied.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="pack-gather") as copier:
        return await asyncio.get_running_loop().run_in_executor(copier, _gather, files, into)


def _gather(files: Sequence[Path], into: Path) -> Path:
    folder = into / (files[0].parent.name or tr("Meeting"))
    folder.mkdir()
    for number, file in enumerate(files, start=1):
        target = folder / file.name
        if target.exists():
            target = folder / f"{number}-{file.name}"
        try:
            shutil.copyfile(file, target)
        except OSError as error:
            raise disk_fault(file, error) from error
    return folder
