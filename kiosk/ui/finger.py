"""Whether a finger, a pen or the mouse is down, so that nothing comes over what it is doing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from typing_extensions import override

CALM_AFTER_MS = 400

_DOWN = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TabletPress})
_UP = frozenset(
    {
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.TouchEnd,
        QEvent.Type.TouchCancel,
        QEvent.Type.TabletRelease,
    }
)


class FingerWatch(QObject):
    """Watches the whole program's window. It never takes an event."""

    calm = Signal()
    """The last touch ended 400 ms ago."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_down = False
        self._lifted = QTimer(self)
        self._lifted.setSingleShot(True)
        self._lifted.setInterval(CALM_AFTER_MS)
        self._lifted.timeout.connect(self.calm)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    @property
    def is_calm(self) -> bool:
        """Nothing is down, and nothing was for 400 ms."""
        return not self._is_down and not self._lifted.isActive()

    def close(self) -> None:
        """Stop watching."""
        self._lifted.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _DOWN:
            self._is_down = True
            self._lifted.stop()
        elif kind in _UP:
            self._is_down = False
            self._lifted.start()
        return False
