"""The keyboard and the clicker."""

import msgspec
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from shared.ui.page_fit import quarter_turn
from shared.ui.page_view import PageView

_SCREEN_SHARE = 0.85
_ZOOM_STEP = 1.25

_TURNS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_MediaPrevious: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: 1,
    Qt.Key.Key_MediaNext: 1,
}
_ZOOMS = {
    Qt.Key.Key_Plus: _ZOOM_STEP,
    Qt.Key.Key_Equal: _ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / _ZOOM_STEP,
}


class PageKeys:
    """Takes the keys that are meant for the page; all others belong to the window."""

    def __init__(self, view: PageView, *, rotates: bool) -> None:
        self._view = view
        self._rotates = rotates

    def take(self, event: QKeyEvent) -> bool:
        """Do what the key means; whether it means anything."""
        key = Qt.Key(event.key())
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        if self._zooms(key):
            return True
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if key in _TURNS:
            self._view.turn(_TURNS[key])
            return True
        return self._scrolls(key, is_shifted) or self._turns_round(key, is_shifted)

    def _scrolls(self, key: Qt.Key, is_shifted: bool) -> bool:
        screen = self._view.height() * _SCREEN_SHARE
        if key == Qt.Key.Key_Space:
            by = -1 if is_shifted else 1
            if not self._view.scroll_by(by * screen):
                self._view.turn(by, at_end=by < 0)
            return True
        distances = {Qt.Key.Key_Down: screen / 8, Qt.Key.Key_Up: -screen / 8}
        if key in distances:
            self._view.scroll_by(distances[key])
        return key in distances

    def _zooms(self, key: Qt.Key) -> bool:
        centre = QPointF(self._view.rect().center())
        if key in _ZOOMS:
            self._view.zoom_to(self._view.look.zoom * _ZOOMS[key], centre)
        elif key == Qt.Key.Key_0:
            self._view.zoom_to(1.0, centre)
        else:
            return False
        return True

    def _turns_round(self, key: Qt.Key, is_shifted: bool) -> bool:
        if not self._rotates or key != Qt.Key.Key_R:
            return False
        look = self._view.look
        rotation = quarter_turn(look.rotation, -1 if is_shifted else 1)
        self._view.set_look(msgspec.structs.replace(look, rotation=rotation))
        return True
