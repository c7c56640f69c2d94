"""What is found out about a paper by looking at every page: fingerprints of pages, and small pictures of them.

Fingerprints stay beside the paper on the podium's disk and tell, when a new draft comes, which pages stayed as they
were. The small pictures are a file that seats get like a paper.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Protocol

import msgspec

from presenter.hub.paper_files import attachment_path, paper_path
from shared.domain.papers import Attachment, PageRun, Sha256, page_runs
from shared.system.faults import EnvironmentFault
from shared.system.files import read_bounded, write_atomically

MOST_RUNS: Final = 500
"""Runs of unchanged pages that travel with a draft; the longest of more. What a seat is told fits one message."""
WITHIN_S: Final = 60.0
"""Two papers of a thousand pages take twenty seconds."""
_MOST_BYTES: Final = 4 * 1024 * 1024
_FINGERPRINTS: Final = msgspec.msgpack.Decoder(tuple[str, ...])

_log = logging.getLogger(__name__)


class Surveyed(Protocol):
    """What a survey brings: one fingerprint a page, and the file of small pictures; of no paper no fingerprint."""

    @property
    def fingerprints(self) -> Sequence[str]: ...
    @property
    def thumbnails(self) -> bytes: ...


Survey = Callable[[Path], Awaitable[Surveyed]]
"""Looks at every page of a paper in a sandbox. Raises EnvironmentFault when that cannot be done."""
Unchanged = Callable[[Sequence[str], Sequence[str]], Iterable[tuple[int, int]]]
"""Old and new fingerprints → pairs (old page, new page), from 1; an empty fingerprint is in none."""


class Surveys:
    """Surveys papers that lie in `folder`. `close` it."""

    def __init__(self, folder: Path, survey: Survey, unchanged: Unchanged) -> None:
        self._folder = folder
        self._survey = survey
        self._unchanged = unchanged
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="papers-survey")
        self._made: dict[Sha256, Attachment] = {}
        self._failed: set[Sha256] = set()

    def close(self) -> None:
        """Let the disk's thread go. Surveys must have been cancelled before."""
        self._disk.shutdown(wait=False, cancel_futures=True)

    async def thumbnails(self, sha256: Sha256) -> Attachment | None:
        """The small pictures of a paper, on the disk on return; None where there cannot be any."""
        if sha256 not in self._made:
            await self._look_at(sha256)
        return self._made.get(sha256)

    def made_of(self, sha256: Sha256) -> Attachment | None:
        """The small pictures of a paper, if they were made since the program started."""
        return self._made.get(sha256)

    async def carried(self, old: Sha256, new: Sha256) -> tuple[PageRun, ...]:
        """Which pages of `old` are pages of `new`, unchanged.

        None where one of them cannot be surveyed, or not within a minute: the chair waits for the draft.
        """
        try:
            async with asyncio.timeout(WITHIN_S):
                before, after = await self._fingerprints(old), await self._fingerprints(new)
        except TimeoutError:
            _log.info("a new draft is too long to be compared")
            return ()
        if before is None or after is None:
            return ()
        loop = asyncio.get_running_loop()
        runs = await loop.run_in_executor(self._disk, lambda: page_runs(self._unchanged(before, after)))
        return longest(runs, MOST_RUNS)

    async def _fingerprints(self, sha256: Sha256) -> Sequence[str] | None:
        loop = asyncio.get_running_loop()
        kept = await loop.run_in_executor(self._disk, _read_fingerprints, self._path(sha256))
        return kept if kept is not None else await self._look_at(sha256)

    async def _look_at(self, sha256: Sha256) -> Sequence[str] | None:
        """Survey the paper and keep what was found; where that fails it is not tried again in this run."""
        if sha256 in self._failed:
            return None
        try:
            surveyed = await self._survey(paper_path(self._folder, sha256))
            if not surveyed.fingerprints:  # it asks for a password, or is no paper
                self._failed.add(sha256)
                return None
            loop = asyncio.get_running_loop()
            self._made[sha256] = await loop.run_in_executor(
                self._disk, _keep, self._folder, self._path(sha256), surveyed
            )
        except EnvironmentFault as fault:
            # Reading goes on without: no small pictures, and ink of an earlier draft stays beside its page.
            _log.info("a paper cannot be surveyed: %s", type(fault).__name__)
            self._failed.add(sha256)
            return None
        return surveyed.fingerprints

    def _path(self, sha256: Sha256) -> Path:
        return self._folder / f"{sha256}.fingerprints"


def longest(runs: Sequence[PageRun], most: int) -> tuple[PageRun, ...]:
    """The longest `most` of the runs, in their order. Pure."""
    if len(runs) <= most:
        return tuple(runs)
    kept = sorted(range(len(runs)), key=lambda index: -runs[index].count)[:most]
    return tuple(runs[index] for index in sorted(kept))


def _keep(folder: Path, fingerprints: Path, surveyed: Surveyed) -> Attachment:
    sha256 = Sha256(hashlib.sha256(surveyed.thumbnails).hexdigest())
    write_atomically(attachment_path(folder, sha256), surveyed.thumbnails)
    write_atomically(fingerprints, msgspec.msgpack.encode(tuple(surveyed.fingerprints)))
    return Attachment(sha256=sha256, size_bytes=len(surveyed.thumbnails))


def _read_fingerprints(path: Path) -> tuple[str, ...] | None:
    """What an earlier survey kept; None: nothing, or nothing that can be read."""
    try:
        content = read_bounded(path, _MOST_BYTES)
        return None if content is None else _FINGERPRINTS.decode(content)
    except (OSError, msgspec.MsgspecError):
        return None
