"""Who has to make way for whom, so that there is soon a worker for a page that somebody looks at. Pure."""

from collections.abc import Sequence

import msgspec


class Busy(msgspec.Struct, frozen=True):
    """A worker at a job since a time in seconds; `is_looked_at`: somebody looks at the place of what comes of it."""

    since: float
    is_looked_at: bool


class Stop(msgspec.Struct, frozen=True):
    """This worker, by its number, has to stop now."""

    worker: int


class LookAgain(msgspec.Struct, frozen=True):
    """Nobody has to stop before this time."""

    at: float


def way_to_make(
    workers: Sequence[Busy | None], is_urgent_waiting: bool, now: float, yield_after_s: float
) -> Stop | LookAgain | None:
    """Which worker stops. None while one is idle, or everything is looked at.

    A job that nobody looks at gives way after `yield_after_s` seconds: at once if a page that somebody looks at
    waits for a worker; and in advance if all workers have been busy for so long, because the next page that
    somebody turns to should find one, and a new worker takes a third of a second.
    """
    busy = [worker for worker in workers if worker is not None]
    candidates = [number for number, worker in enumerate(busy) if not worker.is_looked_at]
    if len(busy) < len(workers) or not candidates:
        return None
    oldest = min(candidates, key=lambda number: busy[number].since)
    since = busy[oldest].since if is_urgent_waiting else max(worker.since for worker in busy)
    due = since + yield_after_s
    return Stop(oldest) if due <= now else LookAgain(due)
