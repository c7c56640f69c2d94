"""A pen in the hands of the program's driver and of tests: the events of a real tablet, sent to the window."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_CAN = (
    QInputDevice.Capability.Position
    | QInputDevice.Capability.Pressure
    | QInputDevice.Capability.Hover
    | QInputDevice.Capability.NormalizedPosition
)
_TIP = Qt.MouseButton.LeftButton
_BARREL = Qt.MouseButton.RightButton
_NO_BUTTON = Qt.MouseButton.NoButton


class PenInHand:
    """One pen with a tip, an eraser at its other end and a button on its barrel, held over one window.

    Places are of the widget, in its logical pixels. What the widget does not take becomes a mouse event, as Qt does
    for a real pen.
    """

    def __init__(self, *, is_eraser: bool = False, barrel: bool = False) -> None:
        """`barrel` holds the button on the barrel while the tip is down."""
        ends = QPointingDevice.PointerType
        end = ends.Eraser if is_eraser else ends.Pen
        self._device = QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, end, _CAN, 1, 3)
        self._held = _BARREL if barrel else _NO_BUTTON
        self._is_mouse = False

    def hover(self, widget: QWidget, place: QPointF) -> None:
        """Hold the pen near the glass."""
        self._send(QEvent.Type.TabletMove, widget, place, 0.0, _NO_BUTTON, self._held)

    def press(self, widget: QWidget, place: QPointF, pressure: float = 0.5) -> None:
        """Put the tip down."""
        taken = self._send(QEvent.Type.TabletPress, widget, place, pressure, _TIP, _TIP | self._held)
        self._is_mouse = not taken
        if self._is_mouse:
            QTest.mousePress(_native(widget), _TIP, pos=_in_window(widget, place))

    def move(self, widget: QWidget, place: QPointF, pressure: float = 0.5) -> None:
        """Go on with the tip down."""
        self._send(QEvent.Type.TabletMove, widget, place, pressure, _NO_BUTTON, _TIP | self._held)
        if self._is_mouse:
            QTest.mouseMove(_native(widget), _in_window(widget, place))

    def release(self, widget: QWidget, place: QPointF) -> None:
        """Lift the tip."""
        self._send(QEvent.Type.TabletRelease, widget, place, 0.0, _TIP, self._held)
        if self._is_mouse:
            QTest.mouseRelease(_native(widget), _TIP, pos=_in_window(widget, place))
            self._is_mouse = False

    def draw(self, widget: QWidget, touches: Sequence[tuple[float, float, float]]) -> None:
        """A stroke through (x, y, pressure) of the widget."""
        x, y, pressure = touches[0]
        self.press(widget, QPointF(x, y), pressure)
        for x, y, pressure in touches[1:]:
            self.move(widget, QPointF(x, y), pressure)
        self.release(widget, QPointF(x, y))

    def _send(
        self,
        kind: QEvent.Type,
        widget: QWidget,
        place: QPointF,
        pressure: float,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
    ) -> bool:
        window = _native(widget)
        inside = place + QPointF(widget.mapTo(widget.window(), QPoint(0, 0)))
        event = QTabletEvent(
            kind,
            self._device,
            inside,
            window.mapToGlobal(inside),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            Qt.KeyboardModifier.NoModifier,
            button,
            buttons,
        )
        QApplication.sendEvent(window, event)
        return event.isAccepted()


def _native(widget: QWidget) -> QWindow:
    window = widget.window().windowHandle()
    if window is None:
        raise ValueError(f"{widget.objectName()} is not in a shown window")
    return window


def _in_window(widget: QWidget, place: QPointF) -> QPoint:
    return widget.mapTo(widget.window(), place.toPoint())
