"""A hand that draws on a widget, for the program's driver: with pen, mouse or finger, by real events."""

import enum
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from shared.ui.fingers import Fingers
from shared.ui.hands import Impossible, found
from shared.ui.page_view import PageView
from shared.ui.pens import PenInHand

_FINGER = 0
_LEFT = Qt.MouseButton.LeftButton


class Hand(enum.StrEnum):
    """What is drawn with. Only a pen knows pressure."""

    PEN = "pen"
    MOUSE = "mouse"
    FINGER = "finger"


def draw(
    name: str,
    touches: Sequence[tuple[float, float, float]],
    *,
    by: Hand = Hand.PEN,
    page: int = 0,
    lift: bool = True,
) -> None:
    """Draw on the widget of this name through (x, y, pressure), all 0..1 of the widget; without `lift` it stays down.

    With `page` (from 1), x and y are (u, v) of that page of a page view, as the file shows it. Raises Impossible
    where a person could not draw.
    """
    widget = found(name)
    if not widget.isVisible() or not touches:
        raise Impossible(f"{name} is not visible, or there is nothing to draw")
    places = [_place(widget, page, x, y) for x, y, _ in touches]
    if any(not widget.rect().contains(place.toPoint()) for place in places):
        raise Impossible(f"part of this is not in sight of {name}")
    _refuse_if_covered(widget, places[0])
    match by:
        case Hand.PEN:
            _with_pen(widget, places, [pressure for *_, pressure in touches], lift=lift)
        case Hand.MOUSE:
            _with_mouse(widget, places, lift=lift)
        case Hand.FINGER:
            _with_finger(widget, places, lift=lift)


def _place(widget: QWidget, page: int, x: float, y: float) -> QPointF:
    if not page:
        return QPointF(x * widget.width(), y * widget.height())
    placed = None if not isinstance(widget, PageView) else widget.place_of(page)
    if placed is None:
        raise Impossible(f"page {page} is not on the glass of {widget.objectName()}")
    return placed.to_view(x, y)


def _refuse_if_covered(widget: QWidget, place: QPointF) -> None:
    window = widget.window()
    hit = window.childAt(widget.mapTo(window, place.toPoint())) or window
    if hit is not widget:
        raise Impossible(
            f"{widget.objectName()} is covered there by {hit.objectName() or type(hit).__name__}"
        )


def _with_pen(widget: QWidget, places: Sequence[QPointF], pressures: Sequence[float], *, lift: bool) -> None:
    pen = PenInHand()
    pen.press(widget, places[0], pressures[0])
    for place, pressure in zip(places[1:], pressures[1:], strict=True):
        pen.move(widget, place, pressure)
    if lift:
        pen.release(widget, places[-1])


def _with_mouse(widget: QWidget, places: Sequence[QPointF], *, lift: bool) -> None:
    window = widget.window()
    native = window.windowHandle()
    if native is None:
        raise Impossible(f"{window.objectName()} has no window")
    inside = [widget.mapTo(window, place.toPoint()) for place in places]
    QTest.mousePress(native, _LEFT, pos=inside[0])
    for point in inside[1:]:
        QTest.mouseMove(native, point)
    if lift:
        QTest.mouseRelease(native, _LEFT, pos=inside[-1])


def _with_finger(widget: QWidget, places: Sequence[QPointF], *, lift: bool) -> None:
    fingers = Fingers(widget)
    fingers.press({_FINGER: places[0]})
    for place in places[1:]:
        fingers.move({_FINGER: place})
    if lift:
        fingers.lift()
