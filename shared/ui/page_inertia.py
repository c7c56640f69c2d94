"""A page that was flung glides on and slows down."""

import math
from collections import deque
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QPointF, Qt, QTimer

Seconds = Callable[[], float]
"""A clock that never goes back."""

_FRAME_MS = 16
_REMEMBERED_S = 0.1
_SLOWING_S = 0.325
"""After this time the speed is down to 1/e."""
_SLOWEST_PX_PER_S = 24.0
_FLING_PX_PER_S = 160.0
"""A finger that is slower when it is lifted has put the page down."""


class _Sample(msgspec.Struct, frozen=True):
    at_s: float
    point: QPointF


class Speedometer:
    """The speed of a finger over the last tenth of a second."""

    def __init__(self, now: Seconds) -> None:
        self._now = now
        self._samples: deque[_Sample] = deque()

    def start(self, point: QPointF) -> None:
        """The finger came down, or another one goes on."""
        self._samples.clear()
        self.note(point)

    def note(self, point: QPointF) -> None:
        """The finger is here now."""
        at_s = self._now()
        self._samples.append(_Sample(at_s, QPointF(point)))
        while at_s - self._samples[0].at_s > _REMEMBERED_S:
            self._samples.popleft()

    def speed(self) -> QPointF:
        """Pixels per second, right and down; 0 where the finger rested before it was lifted."""
        self._samples = deque(one for one in self._samples if self._now() - one.at_s <= _REMEMBERED_S)
        if len(self._samples) < 2:
            return QPointF()
        first, last = self._samples[0], self._samples[-1]
        return (last.point - first.point) / max(0.001, last.at_s - first.at_s)


class Inertia(QObject):
    """Scrolls on until the speed is gone, the end is reached, or it is stopped. Off where motion is reduced."""

    def __init__(
        self, parent: QObject, scroll: Callable[[QPointF], bool], now: Seconds, *, is_on: bool
    ) -> None:
        """`scroll` moves the page with the finger's direction; it answers whether anything moved."""
        super().__init__(parent)
        self._scroll = scroll
        self._now = now
        self._is_on = is_on
        self._speed = QPointF()
        self._last_s = 0.0
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self._glide)

    @property
    def is_gliding(self) -> bool:
        """Whether the page still moves."""
        return self._frames.isActive()

    def fling(self, speed: QPointF) -> None:
        """Glide on at this speed, in pixels per second."""
        if self._is_on and math.hypot(speed.x(), speed.y()) >= _FLING_PX_PER_S:
            self._speed, self._last_s = speed, self._now()
            self._frames.start()

    def stop(self) -> bool:
        """Stand still; whether it moved."""
        was_gliding = self._frames.isActive()
        self._frames.stop()
        return was_gliding

    def _glide(self) -> None:
        now_s = self._now()
        passed_s, self._last_s = now_s - self._last_s, now_s
        way, self._speed = glide(self._speed, passed_s)
        has_moved = self._scroll(way)
        if math.hypot(self._speed.x(), self._speed.y()) < _SLOWEST_PX_PER_S or (
            passed_s > 0 and not has_moved
        ):
            self._frames.stop()


def glide(speed: QPointF, passed_s: float) -> tuple[QPointF, QPointF]:
    """The way made in this time, and the speed after it."""
    left = math.exp(-passed_s / _SLOWING_S)
    return speed * (_SLOWING_S * (1.0 - left)), speed * left
