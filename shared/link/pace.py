"""How fast a paper may be broadcast: as fast as the slowest listener that still moves. Pure.

The engine cuts a seat for which more than 4 MiB wait. A broadcast as fast as the hub can read would do that to
every seat of a large room, so listeners report what they stored, and the hub stays a window ahead of them.
"""

from typing import Final

import msgspec

from shared.domain.agenda import MeetingId
from shared.domain.people import SeatId
from shared.protocol import subjects

WINDOW: Final = 24
"""Chunks in flight: 3 MiB."""
REPORT_EVERY: Final = 8
"""A listener reports each time it stored so many chunks, and the last one."""
PATIENCE_S: Final = 1.0
"""A listener that does not move for so long is not waited for; it fetches later what it missed."""
FIRST_REPORT_S: Final = 0.3
"""While nobody is known to listen, the hub waits so long after the first window for all who do to report."""


class Report(msgspec.Struct, frozen=True, array_like=True):
    """A listener has stored, of a paper's broadcast, everything it heard before chunk `next_index`."""

    sha256: str
    next_index: int


_KIND: Final = "got"


def report_subject(meeting: MeetingId, seat: SeatId) -> str:
    """Where `seat` reports; nobody answers."""
    return subjects.up(meeting, seat, _KIND)


def report_subjects(meeting: MeetingId) -> str:
    """The reports of all seats."""
    return subjects.up(meeting, SeatId("*"), _KIND)


def is_report(subject: str) -> bool:
    """Whether a subject under `up` is a report, which is no request to the hub."""
    return subject.endswith(f".{_KIND}")


class Pace:
    """The pace of the broadcasts, one paper after the other. Times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[int, float]] = {}
        """How far each listener is, and since when."""
        self._given_up: dict[str, int] = {}
        """Where those stood who are not waited for any more."""
        self._is_introduced = False
        self._blocked_since: float | None = None

    def begin(self, now: float) -> None:
        """Another paper begins. Who listened to the last one is expected to listen again."""
        self._places = dict.fromkeys(self._places, (0, now))
        self._given_up = {}
        self._blocked_since = None
        self._is_introduced = bool(self._places)

    def heard(self, listener: str, next_index: int, now: float) -> None:
        """A report came. Listeners never go back, and one that tells the same again does not move."""
        before = self._places.get(listener, (self._given_up.get(listener, -1), now))[0]
        if next_index > before:
            self._given_up.pop(listener, None)
            self._places[listener] = (next_index, now)

    def wait_s(self, index: int, now: float) -> float:
        """How long to wait before sending chunk `index`, at most; 0: send now. A report may end the wait."""
        if index < WINDOW:
            self._blocked_since = None
            return 0.0
        blocked_since = now if self._blocked_since is None else self._blocked_since
        wait_s = 0.0 if self._is_introduced else blocked_since + FIRST_REPORT_S - now
        if wait_s <= 0:
            self._is_introduced = True
            wait_s = self._wait_for_slow_s(index, blocked_since, now)
        self._blocked_since = blocked_since if wait_s > 0 else None
        return max(0.0, wait_s)

    def _wait_for_slow_s(self, index: int, blocked_since: float, now: float) -> float:
        waits = {
            listener: max(heard_at, blocked_since) + PATIENCE_S - now
            for listener, (place, heard_at) in self._places.items()
            if index - place >= WINDOW
        }
        for listener, wait_s in waits.items():
            if wait_s <= 0:
                self._given_up[listener] = self._places.pop(listener)[0]  # counted again when it moves again
        return max(waits.values(), default=0.0)
