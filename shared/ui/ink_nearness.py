"""Whether the pen is near, so that the hand that holds it does not write."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QTabletEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

LINGERS_S = 0.5
"""So long after its last sign the pen still counts as near."""


_GONE = frozenset({QEvent.Type.Hide, QEvent.Type.WindowDeactivate})
"""What is lifted after this is told elsewhere."""


class PenNearness(QObject):
    """Watches one window. A pen within reach of the glass sends its place all the time, down or in the air.

    The signs of the window are enough and cheap: leaving the reach is told to the whole application only, and a
    filter there would look at every event of the program.
    """

    def __init__(self, widget: QWidget, monotonic_s: Callable[[], float], came: Callable[[], None]) -> None:
        """`came` is called when the pen comes near."""
        super().__init__(widget)
        self._widget = widget
        self._monotonic_s = monotonic_s
        self._came = came
        self._is_down = False
        self._seen_s: float | None = None
        widget.installEventFilter(self)
        self._watch_window()

    @property
    def is_near(self) -> bool:
        """Whether touches are to be taken for the hand."""
        if self._is_down:
            return True
        return self._seen_s is not None and self._monotonic_s() - self._seen_s < LINGERS_S

    @property
    def is_down(self) -> bool:
        """Whether the pen touches the glass."""
        return self._is_down

    def _see(self, event: QTabletEvent) -> None:
        was_near = self.is_near
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._is_down = True
        elif kind == QEvent.Type.TabletRelease or not event.buttons() & Qt.MouseButton.LeftButton:
            # A pen that is in the air again was lifted, also where that was told to nobody.
            self._is_down = False
        self._seen_s = self._monotonic_s()
        if not was_near:
            self._came()

    def _watch_window(self) -> None:
        window = self._widget.window().windowHandle()
        if window is not None:
            window.installEventFilter(self)  # again does nothing

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QTabletEvent):
            self._see(event)
        elif event.type() == QEvent.Type.Show and watched is self._widget:
            self._watch_window()
        elif event.type() in _GONE and watched is self._widget:
            self._is_down = False
        return False
