"""What a person does at a window, done by the program's driver: press, type, look. Real events only."""

from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from shared.ui.buttons import Button

_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Meta": Qt.KeyboardModifier.MetaModifier,
}


class Impossible(Exception):
    """An order cannot be carried out; the message says why."""


def find(name: str) -> QWidget | None:
    """The widget of this name; a visible one where there are several."""
    named = [widget for widget in QApplication.allWidgets() if widget.objectName() == name]
    return next((widget for widget in named if widget.isVisible()), named[0] if named else None)


def found(name: str) -> QWidget:
    """As `find`; raises Impossible where there is none."""
    widget = find(name)
    if widget is None:
        raise Impossible(f"there is no widget called {name}")
    return widget


def press(name: str) -> None:
    """Press a widget as a person would, who scrolls to it first; refuses what a person could not press."""
    widget = found(name)
    if not widget.isVisible():
        raise Impossible(f"{name} is not visible")
    if not widget.isEnabled():
        raise Impossible(f"{name} is not enabled")
    if isinstance(widget, Button) and widget.is_inert:
        raise Impossible(f"{name} takes no press yet")
    _scroll_to(widget)
    window = widget.window()
    place = widget.mapTo(window, widget.rect().center())
    hit = window.childAt(place) or window
    if hit is not widget and not widget.isAncestorOf(hit):
        raise Impossible(f"{name} is covered by {hit.objectName() or type(hit).__name__}")
    QTest.mouseClick(_native(window), Qt.MouseButton.LeftButton, pos=place)


def _scroll_to(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def send_key(name: str, key: str) -> None:
    """Press a key or a combination in the window that holds the widget, or in the active one for "-"."""
    pressed, modifiers = _combination(key)
    if name == "-":
        window = QApplication.activeWindow() or _first_window()
    else:
        widget = found(name)
        window = widget.window()
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(_native(window), pressed, modifiers)


def _combination(words: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    *held, last = words.split("+")
    modifiers = Qt.KeyboardModifier.NoModifier
    for word in held:
        if word not in _MODIFIERS:
            raise Impossible(f"{word} is not Ctrl, Shift, Alt or Meta")
        modifiers |= _MODIFIERS[word]
    known = Qt.Key.__members__.get(f"Key_{last}")
    if known is None:
        raise Impossible(f"{last} is not the name of a key")
    return known, modifiers


def write_text(name: str, text: str) -> None:
    """Type a text into a field; what is on no key comes through an input method."""
    widget = found(name)
    if not isinstance(widget, (QLineEdit, QPlainTextEdit)) or not widget.isEnabled():
        raise Impossible(f"{name} takes no text")
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    for is_typed, letters in groupby(text, key=str.isascii):
        words = "".join(letters)
        if is_typed:
            QTest.keyClicks(widget, words)
        else:
            _enter_by_input_method(widget, words)


def _enter_by_input_method(widget: QWidget, words: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def grab_windows(file: Path) -> list[str]:
    """Write a PNG of each visible window and tell their files."""
    files: list[str] = []
    for number, window in enumerate(_windows(), start=1):
        target = file if number == 1 else file.with_stem(f"{file.stem}-{number}")
        if not window.grab().save(str(target), "PNG"):
            raise Impossible(f"cannot write {target}")
        files.append(str(target))
    if not files:
        raise Impossible("no window is visible")
    return files


def look_at(name: str) -> dict[str, bool | str]:
    """What can be said about a widget."""
    widget = find(name)
    if widget is None:
        return {"exists": False, "visible": False, "enabled": False, "checked": False, "spoken": ""}
    return {
        "exists": True,
        "visible": widget.isVisible(),
        "enabled": widget.isEnabled(),
        "checked": isinstance(widget, QAbstractButton) and widget.isChecked(),
        "spoken": widget.accessibleName(),
    }


def words_of(widget: QWidget) -> str:
    """The words a widget shows."""
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
        spoken = widget.accessibleName()
        return spoken if isinstance(widget, QLabel) and spoken else widget.text()
    text: object = getattr(widget, "text", None)
    return str(text()) if callable(text) else widget.accessibleName()


def _windows() -> list[QWidget]:
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.isWindow()]
    return sorted(shown, key=lambda widget: widget.objectName())


def _first_window() -> QWidget:
    windows = _windows()
    if not windows:
        raise Impossible("no window is visible")
    return windows[0]


def _native(window: QWidget) -> QWindow:
    native = window.windowHandle()
    if native is None:
        raise Impossible(f"{window.objectName()} has no window")
    return native
