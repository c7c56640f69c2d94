"""Who is asked what a press on a page is meant for, before it scrolls or turns."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF

TakesTap = Callable[[QPointF], bool]
"""Told where a person tapped in the view; answers whether that was for it."""


class PressTaker(Protocol):
    """Something on the pages that a finger may drag; points are in the view."""

    def takes_press(self, point: QPointF) -> bool:
        """A finger came down; whether it is meant for this, which then is told how it moves."""

    def takes_long_press(self, point: QPointF) -> bool:
        """It stayed where it is; whether this begins something that follows the finger."""

    def follow(self, point: QPointF) -> None:
        """The finger that was taken moved."""

    def lift(self) -> None:
        """The finger that was taken was lifted."""


class PressTakers:
    """Asked in the order in which they were added."""

    def __init__(self) -> None:
        self._takers: list[PressTaker] = []
        self._taps: list[TakesTap] = []

    def add(self, taker: PressTaker) -> None:
        """Ask this about presses."""
        self._takers.append(taker)

    def add_tap(self, takes_tap: TakesTap) -> None:
        """Ask this about taps."""
        self._taps.append(takes_tap)

    def of_press(self, point: QPointF) -> PressTaker | None:
        """Who takes a finger that came down here."""
        return next((taker for taker in self._takers if taker.takes_press(point)), None)

    def of_long_press(self, point: QPointF) -> PressTaker | None:
        """Who takes a finger that stays here."""
        return next((taker for taker in self._takers if taker.takes_long_press(point)), None)

    def take_tap(self, point: QPointF) -> bool:
        """Whether a tap was for anybody."""
        return any(takes_tap(point) for takes_tap in self._taps)
