"""Fingers on the glass, for the driver and the tests: real touch events, delivered by Qt as a touch screen's are."""

import functools
from collections.abc import Mapping

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


@functools.cache
def touch_screen() -> QPointingDevice:
    """The one touch screen that all these fingers touch."""
    return QTest.createTouchDevice()


class Fingers:
    """Some fingers on one widget, known by numbers. Points are in the widget's logical pixels.

    Every call delivers one event and lets Qt process what follows from it. Qt delivers no touch beside the screen,
    which is 800 × 800 on the platform without one.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._touch = QTest.touchEvent(widget, touch_screen(), False)
        self._down: dict[int, QPointF] = {}

    def press(self, places: Mapping[int, QPointF]) -> None:
        """These fingers come down at these points; others that are down stay where they are."""
        for finger, place in places.items():
            self._touch.press(finger, place.toPoint(), self._widget)
        self._rest(places)
        self._down.update(places)
        self._touch.commit()

    def move(self, places: Mapping[int, QPointF]) -> None:
        """These fingers move."""
        for finger, place in places.items():
            self._touch.move(finger, place.toPoint(), self._widget)
        self._rest(places)
        self._down.update(places)
        self._touch.commit()

    def glide(self, ways: Mapping[int, QPointF], *, steps: int = 8) -> None:
        """These fingers move to these points, in so many events."""
        begins = {finger: self._down[finger] for finger in ways}
        for step in range(1, steps + 1):
            share = step / steps
            self.move(
                {finger: begins[finger] + (end - begins[finger]) * share for finger, end in ways.items()}
            )

    def lift(self, *fingers: int) -> None:
        """These fingers are lifted; without any, all of them."""
        lifted = fingers or tuple(self._down)
        for finger in lifted:
            self._touch.release(finger, self._down.pop(finger).toPoint(), self._widget)
        self._rest(())
        self._touch.commit()

    def tap(self, place: QPointF) -> None:
        """One finger comes down and is lifted at once."""
        self.press({0: place})
        self.lift(0)

    def drag(self, begin: QPointF, end: QPointF, *, steps: int = 8) -> None:
        """One finger comes down, moves and is lifted."""
        self.press({0: begin})
        self.glide({0: end}, steps=steps)
        self.lift(0)

    def _rest(self, moved: Mapping[int, QPointF] | tuple[()]) -> None:
        for finger in self._down.keys() - set(moved):
            self._touch.stationary(finger)
