"""What a touch of the glass is: a finger that writes, the hand of the pen, or the page's own gesture."""

import enum

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEventPoint, QTouchEvent


class TouchVerdict(enum.Enum):
    """What is to be done with a touch event."""

    BEGIN = "begin"
    GO_ON = "go on"
    LIFT = "lift"
    ABORT = "abort"
    """A second finger came: give up the stroke, the gestures take over."""
    KEEP = "keep"
    """Nothing, and nobody else sees it either."""
    LEAVE = "leave"
    """It belongs to the gestures."""


class _Touch(enum.Enum):
    NONE = 0
    WRITING = 1
    PALM = 2
    GESTURE = 3


class Fingers:
    """Follows the fingers on one view from the first touch to the last lift."""

    def __init__(self) -> None:
        self._touch = _Touch.NONE
        self.point = QPointF()
        """Where the finger that writes is."""

    def take_for_palm(self) -> None:
        """The pen came near: the finger that is down is its hand."""
        if self._touch is _Touch.WRITING:
            self._touch = _Touch.PALM

    def judge(
        self, event: QTouchEvent, *, may_write: bool, is_pen_near: bool, is_pen_down: bool
    ) -> TouchVerdict:
        """Say what is to be done; called for every touch event of the view."""
        down = [
            point.position() for point in event.points() if point.state() is not QEventPoint.State.Released
        ]
        match event.type():
            case QEvent.Type.TouchBegin:
                return self._on_begin(
                    down, may_write=may_write, is_pen_near=is_pen_near, is_pen_down=is_pen_down
                )
            case QEvent.Type.TouchUpdate:
                return self._on_update(down, is_pen_down=is_pen_down)
            case QEvent.Type.TouchEnd:
                return self._on_end({_Touch.WRITING: TouchVerdict.LIFT})
            case _:
                return self._on_end({_Touch.WRITING: TouchVerdict.ABORT})

    def _on_begin(
        self, down: list[QPointF], *, may_write: bool, is_pen_near: bool, is_pen_down: bool
    ) -> TouchVerdict:
        if is_pen_down or (is_pen_near and len(down) == 1):
            self._touch = _Touch.PALM
            return TouchVerdict.KEEP
        if not may_write or len(down) != 1:
            self._touch = _Touch.GESTURE
            return TouchVerdict.LEAVE
        self._touch, self.point = _Touch.WRITING, down[0]
        return TouchVerdict.BEGIN

    def _on_update(self, down: list[QPointF], *, is_pen_down: bool) -> TouchVerdict:
        if self._touch is _Touch.GESTURE or self._touch is _Touch.NONE:
            return TouchVerdict.LEAVE
        if len(down) >= 2 and not is_pen_down:
            was_writing = self._touch is _Touch.WRITING
            self._touch = _Touch.GESTURE
            return TouchVerdict.ABORT if was_writing else TouchVerdict.LEAVE
        if self._touch is _Touch.PALM or not down:
            return TouchVerdict.KEEP
        self.point = down[0]
        return TouchVerdict.GO_ON

    def _on_end(self, verdicts: dict[_Touch, TouchVerdict]) -> TouchVerdict:
        touch, self._touch = self._touch, _Touch.NONE
        if touch is _Touch.PALM:
            return TouchVerdict.KEEP
        return verdicts.get(touch, TouchVerdict.LEAVE)
