"""How many bytes of ink one seat may hand over, and how many go out to the room. Pure: the time comes in.

A person who scribbles makes some ten KB a second; a terminal that comes back hands over megabytes at once.
"""

from __future__ import annotations

from typing import Final

from shared.domain.people import SeatId

BYTES_AT_ONCE: Final = 16 * 1024 * 1024
BYTES_PER_S: Final = 512 * 1024
_MOST_SEATS: Final = 4096

ROOM_AT_ONCE: Final = 64 * 1024 * 1024
ROOM_PER_S: Final = 24 * 1024 * 1024
"""Bytes times seats that are told: what one Gigabit line carries beside papers, five times over."""
LONGEST_WAIT_S: Final = 2.0
"""A seat waits some four seconds for its answer."""


class ByteLimits:
    """One bucket for each seat: `at_once` bytes may come together, then `per_s` each second."""

    def __init__(self, *, at_once: int = BYTES_AT_ONCE, per_s: int = BYTES_PER_S) -> None:
        self._at_once = at_once
        self._per_s = per_s
        self._buckets: dict[SeatId, tuple[float, float]] = {}

    def may_come(self, seat: SeatId, size_bytes: int, now_s: float) -> bool:
        """Whether so many bytes of `seat` are taken at the monotonic time `now_s`; if so, they are counted."""
        left, then_s = self._buckets.pop(seat, (float(self._at_once), now_s))
        left = min(float(self._at_once), left + (now_s - then_s) * self._per_s)
        may = left >= size_bytes
        self._buckets[seat] = (left - size_bytes if may else left, now_s)
        if len(self._buckets) > _MOST_SEATS:
            del self._buckets[next(iter(self._buckets))]
        return may


class RoomPace:
    """One bucket for all that seats write for others: when it is empty, what is written next comes later."""

    def __init__(self, *, at_once: int = ROOM_AT_ONCE, per_s: int = ROOM_PER_S) -> None:
        self._burst_s = at_once / per_s
        self._per_s = per_s
        self._free_at_s = 0.0
        """When all that was let go is out, if it goes out evenly."""

    def wait_s(self, size_bytes: int, now_s: float) -> float | None:
        """How long so many bytes, told to all who hear them, have to wait; None: too long, and nothing is counted."""
        begin_s = max(self._free_at_s, now_s - self._burst_s)
        wait_s = max(0.0, begin_s - now_s)
        if wait_s > LONGEST_WAIT_S:
            return None
        self._free_at_s = begin_s + size_bytes / self._per_s
        return wait_s
