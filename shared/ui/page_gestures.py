"""What fingers, mouse, wheel, touchpad and keys do to the pages: each kind of event goes to who understands it."""

import time

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QTouchEvent, QWheelEvent
from typing_extensions import override

from shared.ui.page_inertia import Inertia, Seconds
from shared.ui.page_keys import PageKeys
from shared.ui.page_press import PagePress
from shared.ui.page_touch import PageTouch
from shared.ui.page_view import PageView
from shared.ui.page_wheel import PageWheel
from shared.ui.scale import Program
from shared.ui.theme import Theme


class PageGestures(QObject):
    """Attached to one page view. A filter that is installed later sees the events first and may take them.

    A pen that nobody takes arrives as mouse events, which Qt makes of it.
    """

    def __init__(
        self, theme: Theme, view: PageView, *, is_reader: bool | None = None, now: Seconds = time.monotonic
    ) -> None:
        """A reader, as everybody at a kiosk is, may turn pages with the wheel and rotate them by a key.

        The podium may not: a stray step there would turn the page of the whole room.
        """
        super().__init__(view)
        self._view = view
        is_reader = theme.scale.program is Program.KIOSK if is_reader is None else is_reader
        self._inertia = Inertia(self, self._glide, now, is_on=not theme.reduced_motion)
        self._press = PagePress(theme, view, self._inertia, now)
        self._touch = PageTouch(view, self._press)
        self._wheel = PageWheel(theme, view, now, turns_pages=is_reader)
        self._keys = PageKeys(view, rotates=is_reader)
        self._is_laser = False
        view.arrived.connect(self._inertia.stop)
        view.installEventFilter(self)
        view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        view.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)

    @property
    def is_held(self) -> bool:
        """Whether a finger or the mouse is down on the page, so that nothing may come over it."""
        return self._press.is_down or self._touch.is_down

    @property
    def is_gliding(self) -> bool:
        """Whether the page still moves by itself after it was flung."""
        return self._inertia.is_gliding

    def set_tool_active(self, on: bool) -> None:
        """While a person draws, a tap at the edge turns no page and a long press selects nothing."""
        self._press.is_tool_active = on

    def set_pen_near(self, on: bool) -> None:
        """While a pen is near, one finger is a resting hand and does nothing; two still zoom."""
        self._touch.is_pen_near = on

    def set_selecting(self, on: bool) -> None:
        """While text is selected, a drag selects at once instead of scrolling."""
        self._press.is_selecting = on

    def set_laser(self, on: bool) -> None:
        """In laser mode mouse and finger point instead of scrolling."""
        self._is_laser = on
        self._press.cancel()
        self._view.setMouseTracking(on)
        self._view.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
        if not on:
            self._view.pointer_left.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QTouchEvent():
                return self._on_touch(event)
            case QWheelEvent():
                self._inertia.stop()
                self._wheel.take(event)
                return True
            case QNativeGestureEvent():
                return self._wheel.take_gesture(event)
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._keys.take(event)
            case QMouseEvent():
                return self._on_mouse(event)
            case _:
                self._on_other(event.type())
                return False

    def _on_other(self, kind: QEvent.Type) -> None:
        if kind == QEvent.Type.Leave and self._is_laser:
            self._view.pointer_left.emit()
        elif kind in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            # What is lifted elsewhere is never told: nothing may keep the view held.
            self._inertia.stop()
            self._touch.cancel()

    def _on_touch(self, event: QTouchEvent) -> bool:
        event.accept()
        if not self._is_laser:
            self._touch.take(event)
        elif event.points():
            self._point(event.points()[0].position())
        return True

    def _on_mouse(self, event: QMouseEvent) -> bool:
        place, kind = event.position(), event.type()
        if self._is_laser:
            if kind in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress):
                self._point(place)
            return True
        is_press = kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        if is_press and event.button() is Qt.MouseButton.LeftButton:
            self._press.begin(place)
        elif kind == QEvent.Type.MouseMove and self._press.is_down:
            self._press.move(place)
        elif kind == QEvent.Type.MouseButtonRelease and self._press.is_down:
            self._press.end(place)
        else:
            return False
        return True

    def _point(self, place: QPointF) -> None:
        placed = self._view.place_of(self._view.page)
        u, v = placed.to_page(place) if placed is not None else (-1.0, -1.0)
        if 0.0 <= u <= 1.0 and 0.0 <= v <= 1.0:
            self._view.pointer_moved.emit(u, v)
        else:
            self._view.pointer_left.emit()

    def _glide(self, way: QPointF) -> bool:
        return self._view.scroll_by(-way.y(), -way.x())
