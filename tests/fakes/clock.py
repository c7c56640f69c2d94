"""A clock that moves only when a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from typing_extensions import override

from shared.system.clock import Clock

MEETING_MORNING = datetime(2026, 7, 16, 1, 30, tzinfo=UTC)
"""9:30 in China on the day of the sample meeting."""


class FakeClock(Clock):
    """Starts at `now` with the monotonic clock at `monotonic_s`."""

    def __init__(self, now: datetime = MEETING_MORNING, monotonic_s: float = 1000.0) -> None:
        self._now = now
        self._monotonic_s = monotonic_s

    @override
    def now(self) -> datetime:
        return self._now

    @override
    def monotonic_s(self) -> float:
        return self._monotonic_s

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        if seconds < 0:
            raise ValueError("time does not go back; set_now is for a clock that was set")
        self._now += timedelta(seconds=seconds)
        self._monotonic_s += seconds

    def set_now(self, now: datetime) -> None:
        """Set the time of day, as a person or a time server does: the monotonic clock does not notice."""
        self._now = now
