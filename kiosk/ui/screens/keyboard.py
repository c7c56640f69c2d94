"""Which widget of a window holds the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtWidgets import QWidget

Held = TypeVar("Held", bound=QWidget)


def holds_keyboard(widget: QWidget) -> bool:
    """Whether the keyboard of this widget's window is at it, also while the window itself is not in front."""
    return widget.window().focusWidget() is widget


def holder(widgets: Sequence[Held]) -> Held | None:
    """The one of these that holds the keyboard and can be seen."""
    return next((widget for widget in widgets if widget.isVisible() and holds_keyboard(widget)), None)
