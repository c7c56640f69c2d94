"""Long work in the window's loop, taken in small turns."""

from __future__ import annotations

import asyncio
from typing import Final

LONGEST_TURN_S: Final = 0.004
"""The window must be able to paint at 60 Hz: no turn takes much longer than this."""


class Turns:
    """Call `give_way` between the pieces of long work; it lets others run when the turn has lasted long enough."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    async def give_way(self) -> None:
        """Return at once, or after one round of the loop."""
        if self._loop.time() - self._began >= LONGEST_TURN_S:
            await asyncio.sleep(0)
            self._began = self._loop.time()
