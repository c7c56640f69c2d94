"""Fingers: one scrolls, swipes and taps; two zoom and move the page."""

import math

import msgspec
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEventPoint, QTouchEvent

from shared.ui.page_press import PagePress
from shared.ui.page_view import PageView

_HOLDER = "pinch"
_ZOOM_SLACK = 0.06
"""Two fingers that only move the page never keep exactly their distance."""


class _Pinch(msgspec.Struct):
    fingers: tuple[int, int]
    """Ids of the two fingers."""
    centre: QPointF
    distance: float
    """When it began, or when the slack was used up."""
    zoom: float
    is_zooming: bool = False


class PageTouch:
    """Takes every touch event of a view, also one whose begin went to somebody else."""

    def __init__(self, view: PageView, press: PagePress) -> None:
        self._view = view
        self._press = press
        self._pinch: _Pinch | None = None
        self.is_pen_near = False
        """While a pen is near, one finger is a hand that rests; two still zoom."""

    @property
    def is_down(self) -> bool:
        """Whether two fingers are at work."""
        return self._pinch is not None

    def take(self, event: QTouchEvent) -> None:
        """Do what the fingers mean."""
        if event.type() == QEvent.Type.TouchCancel:
            self.cancel()
            return
        points = event.points()
        down = [point for point in points if point.state() != QEventPoint.State.Released]
        if len(down) >= 2:
            self._on_two(down)
        elif len(down) == 1:
            self._on_one(down[0])
        else:
            self._on_none(points)

    def cancel(self) -> None:
        """Fingers and mouse are gone, and meant nothing."""
        self._end_pinch()
        self._press.cancel()

    def _on_two(self, down: list[QEventPoint]) -> None:
        pinch = self._pinch
        here = {point.id(): point.position() for point in down}
        if pinch is None or not set(pinch.fingers) <= here.keys():
            self._begin_pinch(down[0], down[1])
            return
        first, second = (here[finger] for finger in pinch.fingers)
        centre, distance = (first + second) / 2, _distance(first, second)
        moved = centre - pinch.centre
        self._view.scroll_by(-moved.y(), -moved.x())
        pinch.centre = centre
        if not pinch.is_zooming and abs(math.log(distance / pinch.distance)) > _ZOOM_SLACK:
            pinch.is_zooming, pinch.distance = True, distance
        if pinch.is_zooming:
            self._view.zoom_to(pinch.zoom * distance / pinch.distance, centre)

    def _begin_pinch(self, one: QEventPoint, other: QEventPoint) -> None:
        first, second = one.position(), other.position()
        self._view.hold(_HOLDER)
        self._press.cancel()
        self._pinch = _Pinch(
            fingers=(one.id(), other.id()),
            centre=(first + second) / 2,
            distance=_distance(first, second),
            zoom=self._view.look.zoom,
        )

    def _end_pinch(self) -> None:
        self._pinch = None
        self._view.release(_HOLDER)

    def _on_one(self, point: QEventPoint) -> None:
        place = point.position()
        if self._pinch is not None:
            self._press.resume(place)
            self._end_pinch()
        elif self.is_pen_near:
            self._press.cancel()
        elif self._press.is_down:
            self._press.move(place)
        elif point.state() == QEventPoint.State.Pressed:
            self._press.begin(place)

    def _on_none(self, points: list[QEventPoint]) -> None:
        if self._pinch is not None:
            self._end_pinch()
        elif self._press.is_down and points:
            self._press.end(points[0].position())


def _distance(first: QPointF, second: QPointF) -> float:
    return max(1.0, math.hypot(first.x() - second.x(), first.y() - second.y()))
