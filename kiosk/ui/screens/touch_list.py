"""A list that a finger scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller
from typing_extensions import override


class _KeylessArea(QScrollArea):
    """What is in it takes the arrow keys, not the area."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def touch_list(*, has_keys: bool = True) -> QScrollArea:
    """An area without a frame that scrolls up and down, by finger, wheel and keys; its widget takes its width.

    Without `has_keys` the keys go to whatever holds the area: it brings a row into sight itself.
    """
    area = QScrollArea() if has_keys else _KeylessArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus if has_keys else Qt.FocusPolicy.NoFocus)
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
    return area
