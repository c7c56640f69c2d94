"""When to say that the line is cut, and that it is back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

OFFLINE_AFTER_S = 3.0
BACK_NOTE_S = 4.0


class OfflineWatch:
    """One task. A cut shorter than three seconds is never mentioned; being back is, for four seconds."""

    def __init__(
        self, *, is_in: Callable[[], bool], say_long: Callable[[], None], say_back: Callable[[bool], None]
    ) -> None:
        """`say_back(True)` when a cut that was mentioned ended (and on news of it), `False` to take it back."""
        self._is_in = is_in
        self._say_long = say_long
        self._say_back = say_back
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """The line changed, or a vote that waited was answered."""
        self._changed.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        was_in = False
        while True:
            while self._is_in():
                was_in = True
                await self._wait()
            if await self._is_back_soon():
                continue
            self._say_long()
            while not self._is_in():
                await self._wait()
            if was_in:
                await self._tell_back()

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _is_back_soon(self) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OFFLINE_AFTER_S):
                while not self._is_in():
                    await self._wait()
            return True
        return False

    async def _tell_back(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BACK_NOTE_S):
                while self._is_in():
                    self._say_back(True)
                    await self._wait()
        self._say_back(False)
