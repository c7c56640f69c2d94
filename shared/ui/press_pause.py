"""Keeps presses from a button for a while, so that a second tap on the same place does nothing."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton
from typing_extensions import override

_PRESSES = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.Shortcut,
    }
)
_PRESSING_KEYS = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select})


class PressPause(QObject):
    """A child of its button; Tab, Esc and the like pass."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end)

    @property
    def is_running(self) -> bool:
        """Whether presses are being kept away."""
        return self._timer.isActive()

    def start(self, duration_ms: int) -> None:
        """Keep presses away from now on for this long."""
        self._button.installEventFilter(self)
        self._timer.start(duration_ms)

    def _end(self) -> None:
        self._button.removeEventFilter(self)
        self._button.update()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.key() in _PRESSING_KEYS
        return event.type() in _PRESSES
