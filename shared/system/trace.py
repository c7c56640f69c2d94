"""Measurements of a running program as JSON lines, for benchmarks: what happened when, never what it was about."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import msgspec

from shared.system.clock import Clock
from shared.system.faults import disk_fault

_LOOK_EVERY_S: Final = 0.01
_TELL_EVERY: Final = 10


class Trace:
    """Writes one line for each event. Times are nanoseconds of the clock that all programs of a machine share.

    With no path nothing is written and nothing is measured. Titles, names and choices do not belong into it.
    """

    def __init__(self, path: Path | None, clock: Clock) -> None:
        """Raises EnvironmentFault when the file cannot be written."""
        self._clock = clock
        self._file = None
        if path is not None:
            try:
                self._file = path.open("ab", buffering=0)
            except OSError as error:
                raise disk_fault(path, error) from error

    @property
    def is_on(self) -> bool:
        """Whether anything is written."""
        return self._file is not None

    def now_ns(self) -> int:
        """The moment on the clock that does not jump, in nanoseconds."""
        return int(self._clock.monotonic_s() * 1e9)

    def note(self, event: str, **figures: float | str) -> None:
        """Write an event with its figures."""
        if self._file is not None:
            self._file.write(msgspec.json.encode({"event": event, **figures}) + b"\n")

    def close(self) -> None:
        """End; calling it again does nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None

    async def sample_loop_lag(self) -> None:
        """Tell ten times a second how late the loop came at the worst (`loop_lag`, ms); until it is cancelled."""
        loop = asyncio.get_running_loop()
        while self.is_on:
            worst_s = 0.0
            for _ in range(_TELL_EVERY):
                due = loop.time() + _LOOK_EVERY_S
                await asyncio.sleep(_LOOK_EVERY_S)
                worst_s = max(worst_s, loop.time() - due)
            self.note("loop_lag", ms=round(worst_s * 1000, 3), ns=self.now_ns())
