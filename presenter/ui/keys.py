"""The keys of the podium and of the clicker, which sends PageUp and PageDown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

Act = Callable[[], None]


def bind_keys(
    window: QWidget, *, turn: Callable[[int], None], leading: Act, laser: Act, ballot: Act, next_column: Act
) -> None:
    """Make the keys work in the whole window; a field that is being written in keeps its own."""
    keys = Qt.Key
    bindings: tuple[tuple[Sequence[Qt.Key], Act], ...] = (
        ((keys.Key_PageDown, keys.Key_Right, keys.Key_Down), lambda: turn(1)),
        ((keys.Key_PageUp, keys.Key_Left, keys.Key_Up), lambda: turn(-1)),
        ((keys.Key_L,), leading),
        ((keys.Key_P,), laser),
        ((keys.Key_F6,), next_column),
    )
    for pressed, act in bindings:
        for key in pressed:
            _bind(window, QKeySequence(key), act)
    for enter in (keys.Key_Return, keys.Key_Enter):
        _bind(window, QKeySequence(Qt.KeyboardModifier.ControlModifier | enter), ballot)


def _bind(window: QWidget, key: QKeySequence, act: Act) -> None:
    shortcut = QShortcut(key, window)
    shortcut.setAutoRepeat(True)
    shortcut.activated.connect(act)
