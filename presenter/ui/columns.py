"""Going from column to column with one key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def to_next_column(columns: Sequence[QWidget], held: QWidget | None) -> None:
    """Give the keyboard to the column after the one that holds `held`, where that takes it; after the last the first."""
    at = -1
    for number, panel in enumerate(columns):
        if held is not None and panel.isAncestorOf(held):
            at = number
    for step in range(1, len(columns) + 1):
        panel = columns[(at + step) % len(columns)]
        wanted = next((w for w in panel.findChildren(QWidget) if _takes_focus(w)), None)
        if wanted is not None:
            wanted.setFocus()
            return


def _takes_focus(widget: QWidget) -> bool:
    return widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isVisible() and widget.isEnabled()
