"""Work on ink, one piece after the other: what a person writes first, then all else in the order of asking."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import PurePath
from typing import Any, Final, TypeVar

T = TypeVar("T")
Work = Callable[[], Awaitable[None]]

_FRAMES: Final = 4

_log = logging.getLogger(__name__)


class TurnsEnded(RuntimeError):
    """Nobody works any more: what was asked for is not done."""


class InkTurns:
    """One task works; what it learns from the disk is told in the order in which the disk did it."""

    def __init__(self) -> None:
        self._first: deque[Work] = deque()
        self._then: deque[Work] = deque()
        self._due = asyncio.Event()
        self._awaited: set[asyncio.Future[Any]] = set()
        self._has_ended = False

    @property
    def waiting(self) -> int:
        """How many pieces of work wait."""
        return len(self._first) + len(self._then)

    def add(self, work: Work, *, is_first: bool = False) -> None:
        """Have `work` done soon; what is first comes before all that is not."""
        (self._first if is_first else self._then).append(work)
        self._due.set()

    async def do(self, work: Callable[[], Awaitable[T]], *, is_first: bool = False) -> T:
        """Have `work` done and return or raise what it does. Raises TurnsEnded where that will not happen."""
        if self._has_ended:
            raise TurnsEnded
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def told() -> None:
            if done.done():
                return  # whoever asked has gone, or heard that it will not be done
            try:
                result = await work()
            except Exception as error:  # noqa: BLE001 - whoever waits gets it, whatever it is
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(result)

        self._awaited.add(done)
        done.add_done_callback(self._awaited.discard)
        self.add(told, is_first=is_first)
        return await done

    async def run(self) -> None:
        """Work until cancelled.

        A piece of work catches what it can do something about. What it raises is a bug: it is said, and the next
        piece is done, because ink of others waits behind it.
        """
        self._has_ended = False
        try:
            while True:
                await self._due.wait()
                self._due.clear()
                while self._first or self._then:
                    await _done((self._first or self._then).popleft())
        finally:
            self._has_ended = True
            for awaited in tuple(self._awaited):
                if not awaited.done():
                    awaited.set_exception(TurnsEnded())


async def _done(work: Work) -> None:
    try:
        await work()
    except Exception as bug:  # noqa: BLE001 - one bad turn must not end all others
        # Its words may hold what a person wrote: only what it is and where it came from is said.
        frames = traceback.extract_tb(bug.__traceback__)[-_FRAMES:]
        places = " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames)
        _log.error("a piece of work on ink broke: %s at %s", type(bug).__name__, places)
