"""The only home of the machine's clocks; everything else takes a `Clock` or the time itself as an argument."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

from typing_extensions import override


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time of day: aware, in UTC. It may jump when the machine's clock is set."""
        ...

    def monotonic_s(self) -> float:
        """Seconds since some fixed moment; never goes back. For durations and deadlines."""
        ...


class SystemClock(Clock):
    """The clocks of this machine."""

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)

    @override
    def monotonic_s(self) -> float:
        return time.monotonic()
