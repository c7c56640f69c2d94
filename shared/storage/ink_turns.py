"""Work on ink, one piece after the other: what a person writes first, then all else in the order of asking."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
Work = Callable[[], Awaitable[None]]


class InkTurns:
    """One task works; what it learns from the disk is told in the order in which the disk did it."""

    def __init__(self) -> None:
        self._first: deque[Work] = deque()
        self._then: deque[Work] = deque()
        self._due = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many pieces of work wait."""
        return len(self._first) + len(self._then)

    def add(self, work: Work, *, is_first: bool = False) -> None:
        """Have `work` done soon; what is first comes before all that is not."""
        (self._first if is_first else self._then).append(work)
        self._due.set()

    async def do(self, work: Callable[[], Awaitable[T]], *, is_first: bool = False) -> T:
        """Have `work` done and return or raise what it does."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def told() -> None:
            try:
                result = await work()
            except Exception as error:  # noqa: BLE001 - whoever waits gets it, whatever it is
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(result)

        self.add(told, is_first=is_first)
        return await done

    async def run(self) -> None:
        """Work until cancelled. What a piece of work raises ends this; it catches what it can do something about."""
        while True:
            await self._due.wait()
            self._due.clear()
            while self._first or self._then:
                await (self._first or self._then).popleft()()
