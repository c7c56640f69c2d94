"""Numbered messages that come twice, late or not at all, put into order. Pure."""

from typing import Generic, TypeVar

T = TypeVar("T")


class InOrder(Generic[T]):
    """Gives each number after `last` exactly once and in order; keeps at most `window` that came too early."""

    def __init__(self, last: int, window: int) -> None:
        self._last = last
        self._newest = last
        self._window = window
        self._early: dict[int, T] = {}

    @property
    def last(self) -> int:
        """The number given last."""
        return self._last

    @property
    def is_behind(self) -> bool:
        """Something newer than `last` is known to exist."""
        return self._newest > self._last

    @property
    def has_gap(self) -> bool:
        """Something newer than `last` is here, and what comes between is not."""
        return bool(self._early)

    def knows_of(self, n: int) -> None:
        """Number `n` is said to exist."""
        self._newest = max(self._newest, n)

    def forget_rumours(self) -> None:
        """Nothing newer was found: only what is here counts as known."""
        self._newest = max(self._early, default=self._last)

    def take(self, n: int, content: T) -> tuple[tuple[int, T], ...]:
        """What may be given on, now that number `n` came."""
        self.knows_of(n)
        if not self._last < n <= self._last + self._window:
            return ()
        self._early.setdefault(n, content)
        given = []
        while self._last + 1 in self._early:
            self._last += 1
            given.append((self._last, self._early.pop(self._last)))
        return tuple(given)
