"""Which of its papers a seat works on next, or how long it waits. Pure; times are seconds of any one steady clock."""

import asyncio
from collections.abc import Iterable
from typing import Final

from shared.link.papers import PaperState, WantedPaper
from shared.link.part_file import PartFile

QUIET_S: Final = 0.5
"""While a paper's broadcast goes on, nothing of it is asked for."""
_NEVER: Final = float("-inf")


class Incoming:
    """One wanted paper. `part` is None until the disk was looked at, and again once it is ready.

    `heard_at` is when its broadcast brought something new, `fetch_at` and `retry_at` are the earliest moments to ask
    for what is missing and to touch it at all.
    """

    def __init__(self, wanted: WantedPaper) -> None:
        self.wanted = wanted
        self.opening = asyncio.Lock()
        self.part: PartFile | None = None
        self.state = PaperState.WAITING
        self.heard_at = _NEVER
        self.is_introduced = False
        self.fetch_at = _NEVER
        self.damaged = 0
        self.retry_at = _NEVER
        self.failures = 0

    @property
    def takes_broadcast(self) -> bool:
        """Broadcasts are not signed: after a wrong chunk only the store is asked."""
        return not (self.state is PaperState.READY or self.wanted.is_restricted or self.damaged)

    def lacks(self, index: int) -> bool:
        """Whether chunk `index` is not here yet; one that comes again does not put off the fetching."""
        return self.part is None or (index < self.part.total and not self.part.has(index))

    def due_at(self, *, is_connected: bool) -> float | None:
        """When to work on it; None: not while the connection is away, or never again."""
        if self.state is PaperState.READY:
            return None
        if self.part is None or not self.part.missing():
            return self.retry_at
        return max(self.retry_at, self.fetch_from) if is_connected else None

    @property
    def fetch_from(self) -> float:
        """The moment from which missing chunks may be asked for."""
        return max(self.fetch_at, self.heard_at + QUIET_S)


def next_due(papers: Iterable[Incoming], now: float, *, is_connected: bool) -> Incoming | float | None:
    """The first paper that can be worked on `now`, else the seconds (above 0) until one can; None: until something changes.

    One look at the clock decides both: timers may come early, and a moment that passes between two looks would be
    neither due nor waited for.
    """
    moments: list[float] = []
    for paper in papers:
        due_at = paper.due_at(is_connected=is_connected)
        if due_at is not None and due_at <= now:
            return paper
        if due_at is not None:
            moments.append(due_at)
    return min(moments) - now if moments else None
