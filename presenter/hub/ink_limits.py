"""How many bytes of ink one seat may hand over. Pure: the time comes in.

A person who scribbles makes some ten KB a second; a terminal that comes back hands over megabytes at once.
"""

from __future__ import annotations

from typing import Final

from shared.domain.people import SeatId

BYTES_AT_ONCE: Final = 16 * 1024 * 1024
BYTES_PER_S: Final = 512 * 1024
_MOST_SEATS: Final = 4096


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
