"""The wheel and the touchpad: scroll, zoom around the cursor, and at the end of a page the next one."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from shared.ui.page_fit import Layout
from shared.ui.page_inertia import Seconds
from shared.ui.page_press import zoom_in_or_back
from shared.ui.page_view import PageView
from shared.ui.theme import Theme

_STEP_PX = 90
_NOTCH = 120.0
"""A notch of the wheel, in Qt's eighths of a degree."""
_ZOOM_PER_NOTCH = 1.2
_PAUSE_S = 0.2
"""A step at the end of a page turns it only after a pause: the swing of the wheel that led there does not."""


class PageWheel:
    """Takes the wheel events of a view, and what a touchpad says of two fingers."""

    def __init__(self, theme: Theme, view: PageView, now: Seconds, *, turns_pages: bool) -> None:
        self._theme = theme
        self._view = view
        self._now = now
        self._turns_pages = turns_pages
        self._last_s = now()
        self._is_deliberate = False
        self._pushed = 0.0

    def take(self, event: QWheelEvent) -> None:
        """Scroll, zoom with Ctrl, or turn the page."""
        notches = event.angleDelta().y() / _NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(_ZOOM_PER_NOTCH**notches, event.position())
            return
        fine, step = event.pixelDelta(), self._theme.space(_STEP_PX)
        down = -fine.y() if not fine.isNull() else -notches * step
        across = -fine.x() if not fine.isNull() else -event.angleDelta().x() / _NOTCH * step
        before_s, self._last_s = self._last_s, self._now()
        if self._last_s - before_s >= _PAUSE_S:
            self._is_deliberate, self._pushed = True, 0.0
        if self._view.scroll_by(down, across):
            self._is_deliberate = False
        elif self._is_deliberate and event.phase() != Qt.ScrollPhase.ScrollMomentum:
            self._push(down / step)

    def take_gesture(self, event: QNativeGestureEvent) -> bool:
        """Zoom as two fingers on a touchpad wish; whether the event was understood."""
        match event.gestureType():
            case Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1.0 + event.value(), event.position())
            case Qt.NativeGestureType.SmartZoomNativeGesture:
                zoom_in_or_back(self._view, event.position())
            case _:
                return False
        return True

    def _zoom(self, factor: float, at: QPointF) -> None:
        self._view.zoom_to(self._view.look.zoom * max(0.1, factor), at)

    def _push(self, steps: float) -> None:
        """A step beyond the end; small ones of a touchpad add up."""
        if not self._turns_pages or self._view.look.layout is Layout.SCROLL:
            return
        self._pushed += steps
        if abs(self._pushed) >= 1.0:
            self._is_deliberate = False
            is_back = self._pushed < 0
            self._view.turn(-1 if is_back else 1, at_end=is_back)
