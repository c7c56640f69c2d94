"""How often one address may come to the door. Pure: the time comes in.

With the time that the door gives a guest, these bounds leave most places at the door free, whatever one address does.
"""

from typing import Final

COMINGS_AT_ONCE: Final = 30
COMINGS_PER_S: Final = 3.0
MOST_ADDRESSES: Final = 4096
"""Addresses remembered; beyond, the one that has been quiet longest is forgotten."""


class AddressLimits:
    """One bucket for each address: `at_once` may come together, then `per_s` each second."""

    def __init__(self, *, at_once: int = COMINGS_AT_ONCE, per_s: float = COMINGS_PER_S) -> None:
        self._at_once = at_once
        self._per_s = per_s
        self._buckets: dict[str, tuple[float, float]] = {}

    def may_come(self, address: str, now_s: float) -> bool:
        """Whether a connection of `address` at the monotonic time `now_s` is let in; if so, it is counted."""
        left, then_s = self._buckets.pop(address, (float(self._at_once), now_s))
        left = min(float(self._at_once), left + (now_s - then_s) * self._per_s)
        may = left >= 1.0
        # Put back last: the order of the dictionary is who came when.
        self._buckets[address] = (left - 1.0 if may else left, now_s)
        if len(self._buckets) > MOST_ADDRESSES:
            del self._buckets[next(iter(self._buckets))]
        return may
