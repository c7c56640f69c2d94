"""What fingers, mouse, wheel and keys do to a page: scroll in it, ask for another, point at it."""

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from typing_extensions import override

from shared.ui.page_view import PageView
from shared.ui.theme import Theme
from shared.ui.tokens import EDGE_TURN_SHARE

_TAP_REACH_PX = 10
_SWIPE_PX = 70
_WHEEL_STEP_PX = 90

_TURN_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: 1,
}


class _Held(Enum):
    NOT = 0
    PRESSED = 1
    SCROLLING = 2
    SWIPING = 3


class PageGestures(QObject):
    """Attached to one page view. Touch arrives as mouse events, which Qt makes of the first finger."""

    def __init__(self, theme: Theme, view: PageView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._held = _Held.NOT
        self._from = QPointF()
        self._last = QPointF()
        self._is_laser = False
        view.installEventFilter(self)
        view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def is_held(self) -> bool:
        """Whether a finger or the mouse is down on the page, so that nothing may come over it."""
        return self._held is not _Held.NOT

    def set_laser(self, on: bool) -> None:
        """In laser mode the mouse points instead of scrolling."""
        self._is_laser = on
        self._view.setMouseTracking(on)
        self._view.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
        if not on:
            self._view.pointer_left.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QWheelEvent():
                return self._on_wheel(event)
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
            case QMouseEvent():
                return self._on_mouse(event)
            case _ if event.type() == QEvent.Type.Leave and self._is_laser:
                self._view.pointer_left.emit()
        return False

    def _on_wheel(self, event: QWheelEvent) -> bool:
        fine = event.pixelDelta().y()
        steps = event.angleDelta().y() / 120
        self._view.scroll_by(-fine if fine else -steps * self._theme.space(_WHEEL_STEP_PX))
        return True

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _TURN_KEYS:
            self._view.page_turn_requested.emit(_TURN_KEYS[key])
            return True
        screen = self._view.height() * 0.85
        distances = {
            Qt.Key.Key_Down: screen / 8,
            Qt.Key.Key_Up: -screen / 8,
            Qt.Key.Key_Space: screen,
        }
        if key in distances:
            self._view.scroll_by(distances[key])
            return True
        return False

    def _on_mouse(self, event: QMouseEvent) -> bool:
        place = event.position()
        if self._is_laser:
            return self._on_laser(event, place)
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() is Qt.MouseButton.LeftButton:
            self._held, self._from, self._last = _Held.PRESSED, place, place
            return True
        if kind == QEvent.Type.MouseMove and self._held is not _Held.NOT:
            self._on_drag(place)
            return True
        if kind == QEvent.Type.MouseButtonRelease and self._held is not _Held.NOT:
            self._on_release(place)
            return True
        return False

    def _on_laser(self, event: QMouseEvent, place: QPointF) -> bool:
        if event.type() in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress):
            page = self._view.page_rect()
            u = (place.x() - page.left()) / max(1, page.width())
            v = (place.y() - page.top()) / max(1, page.height())
            if 0.0 <= u <= 1.0 and 0.0 <= v <= 1.0:
                self._view.pointer_moved.emit(u, v)
            else:
                self._view.pointer_left.emit()
        return True

    def _on_drag(self, place: QPointF) -> None:
        moved = place - self._from
        if self._held is _Held.PRESSED and moved.manhattanLength() > self._theme.space(_TAP_REACH_PX):
            is_sideways = abs(moved.x()) > 1.5 * abs(moved.y())
            self._held = _Held.SWIPING if is_sideways else _Held.SCROLLING
        if self._held is _Held.SCROLLING:
            self._view.scroll_by(self._last.y() - place.y())
        self._last = place

    def _on_release(self, place: QPointF) -> None:
        held, self._held = self._held, _Held.NOT
        if held is _Held.SWIPING:
            across = place.x() - self._from.x()
            if abs(across) >= self._theme.space(_SWIPE_PX):
                self._view.page_turn_requested.emit(-1 if across > 0 else 1)
        elif held is _Held.PRESSED:
            share = place.x() / max(1, self._view.width())
            if share <= EDGE_TURN_SHARE:
                self._view.page_turn_requested.emit(-1)
            elif share >= 1 - EDGE_TURN_SHARE:
                self._view.page_turn_requested.emit(1)
