"""One finger, or the mouse: tap, long press, drag and swipe."""

from enum import Enum

import msgspec
from PySide6.QtCore import QObject, QPointF, QTimer

from shared.ui.page_inertia import Inertia, Seconds, Speedometer
from shared.ui.page_takers import PressTaker
from shared.ui.page_view import PageView
from shared.ui.theme import Theme
from shared.ui.tokens import EDGE_TURN_SHARE

_TAP_REACH_PX = 10
_SWIPE_PX = 70
_LONG_PRESS_MS = 500
_DOUBLE_TAP_S = 0.4
_DOUBLE_TAP_REACH_PX = 40
_DOUBLE_TAP_ZOOM = 2.0
_HOLDER = "finger"


class _Held(Enum):
    NOT = 0
    PRESSED = 1
    SCROLLING = 2
    SWIPING = 3
    TAKEN = 4


class _Tap(msgspec.Struct, frozen=True):
    at_s: float
    point: QPointF


class PagePress(QObject):
    """Follows one press from its begin to its end, and does what it means."""

    def __init__(self, theme: Theme, view: PageView, inertia: Inertia, now: Seconds) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._inertia = inertia
        self._now = now
        self._speedometer = Speedometer(now)
        self._taker: PressTaker | None = None
        self._held = _Held.NOT
        self._from = QPointF()
        self._last = QPointF()
        self._tap: _Tap | None = None
        self._has_stopped = False
        self.is_tool_active = False
        self.is_selecting = False
        self._long = QTimer(self)
        self._long.setSingleShot(True)
        self._long.setInterval(_LONG_PRESS_MS)
        self._long.timeout.connect(self._on_long_press)

    @property
    def is_down(self) -> bool:
        """Whether something is down."""
        return self._held is not _Held.NOT

    def begin(self, point: QPointF) -> None:
        """It came down. A page that glides stops, and the press was only for that."""
        self._has_stopped = self._inertia.stop()
        self._view.hold(_HOLDER)
        self._held, self._from, self._last = _Held.PRESSED, point, point
        self._speedometer.start(point)
        if self.is_tool_active:
            return
        takers = self._view.press_takers
        if self._give_to(takers.of_press(point)):
            return
        if not (self.is_selecting and self._give_to(takers.of_long_press(point))):
            self._long.start()

    def resume(self, point: QPointF) -> None:
        """It is down already and goes on scrolling, as after a pinch."""
        self._inertia.stop()
        self._view.hold(_HOLDER)
        self._held, self._from, self._last = _Held.SCROLLING, point, point
        self._speedometer.start(point)

    def move(self, point: QPointF) -> None:
        """It moved."""
        moved = point - self._from
        if self._held is _Held.PRESSED and moved.manhattanLength() > self._theme.space(_TAP_REACH_PX):
            self._long.stop()
            is_sideways = abs(moved.x()) > 1.5 * abs(moved.y())
            swipes = is_sideways and not self._view.can_scroll_across
            self._held = _Held.SWIPING if swipes else _Held.SCROLLING
        if self._held is _Held.SCROLLING:
            self._view.scroll_by(self._last.y() - point.y(), self._last.x() - point.x())
        elif self._held is _Held.TAKEN and self._taker is not None:
            self._taker.follow(point)
        self._speedometer.note(point)
        self._last = point

    def end(self, point: QPointF) -> None:
        """It was lifted."""
        held, taker = self._held, self._taker
        self.cancel()
        match held:
            case _Held.SWIPING:
                across = point.x() - self._from.x()
                if abs(across) >= self._theme.space(_SWIPE_PX):
                    self._view.turn(-1 if across > 0 else 1)
            case _Held.SCROLLING:
                self._inertia.fling(self._speedometer.speed())
            case _Held.PRESSED if not self._has_stopped:
                self._on_tap(point)
            case _Held.TAKEN if taker is not None:
                taker.lift()
            case _:
                pass

    def cancel(self) -> None:
        """It means nothing after all: a second finger came down, or the system took it away."""
        self._long.stop()
        self._held, self._taker = _Held.NOT, None
        self._view.release(_HOLDER)

    def _give_to(self, taker: PressTaker | None) -> bool:
        self._taker = taker
        if taker is not None:
            self._held = _Held.TAKEN
        return taker is not None

    def _on_long_press(self) -> None:
        self._give_to(self._view.press_takers.of_long_press(self._last))

    def _on_tap(self, point: QPointF) -> None:
        edge = self._edge(point)
        before, self._tap = self._tap, _Tap(self._now(), point)
        if before is not None and not edge and self._is_double(before, point):
            self._tap = None
            zoom_in_or_back(self._view, point)
        elif not self.is_tool_active and not self._view.press_takers.take_tap(point) and edge:
            self._view.turn(edge)

    def _edge(self, point: QPointF) -> int:
        """-1 in the strip that turns back, 1 in the one that turns on, 0 between them."""
        share = point.x() / max(1, self._view.width())
        if share <= EDGE_TURN_SHARE:
            return -1
        return 1 if share >= 1 - EDGE_TURN_SHARE else 0

    def _is_double(self, before: _Tap, point: QPointF) -> bool:
        is_soon = self._now() - before.at_s <= _DOUBLE_TAP_S
        return is_soon and (point - before.point).manhattanLength() <= self._theme.space(_DOUBLE_TAP_REACH_PX)


def zoom_in_or_back(view: PageView, point: QPointF) -> None:
    """Enlarge the place under a point of the view; an enlarged page goes back to what fits."""
    view.zoom_to(_DOUBLE_TAP_ZOOM if view.look.zoom == 1.0 else 1.0, point)
