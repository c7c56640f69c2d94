"""Has every seat ask what ink it may see now, not more often than a full room can bear."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from presenter.hub.door_limits import AddressLimits
from presenter.hub.ink_sending import InkSending
from shared.storage.ink_file import MeetingInk
from shared.system.clock import Clock

NOTICES_AT_ONCE: Final = 8
NOTICES_PER_S: Final = 1.0
"""After each one every seat asks; more become one a little later."""
_ROOM: Final = "room"


class InkNotices:
    """Belongs to the loop's thread. `close` it."""

    def __init__(
        self,
        file: MeetingInk,
        sending: InkSending,
        clock: Clock,
        *,
        in_turn: Callable[[Callable[[], Awaitable[None]]], None],
    ) -> None:
        """`in_turn` has work done soon, and says what the disk refuses."""
        self._file = file
        self._sending = sending
        self._clock = clock
        self._in_turn = in_turn
        self._limits = AddressLimits(at_once=NOTICES_AT_ONCE, per_s=NOTICES_PER_S)
        self._later: asyncio.TimerHandle | None = None

    def all_soon(self) -> None:
        """Other layers may be seen by many now."""
        if self._later is not None:
            return
        if self._limits.may_come(_ROOM, self._clock.monotonic_s()):
            self._in_turn(self._tell)
        else:
            self._later = asyncio.get_running_loop().call_later(1 / NOTICES_PER_S, self._tell_later)

    def close(self) -> None:
        """End; what was not told is found by its number at the next start."""
        if self._later is not None:
            self._later.cancel()

    def _tell_later(self) -> None:
        self._later = None
        self._in_turn(self._tell)

    async def _tell(self) -> None:
        await self._sending.notice_all(await self._file.grow_public_n())
