"""A page with a white picture on a stage, ink upon it, and hands that draw."""

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from shared.domain.ink import Mark, MarkId
from shared.ui.ink_on_view import InkOnView
from shared.ui.ink_tools import InkTools, InkTray, Tool
from shared.ui.page_gestures import PageGestures
from shared.ui.page_view import PageView
from shared.ui.theme import Theme
from tests.fakes.clock import FakeClock
from tests.fakes.paper_ink import PaperInk
from tests.gui.ui.page_room import FakePicture, placed_view

Track = Sequence[tuple[float, float]]
_LEFT = Qt.MouseButton.LeftButton
_touchscreens: list[QPointingDevice] = []


class InkRoom:
    """Places of the hands are (u, v) of the page that is read."""

    def __init__(self, theme: Theme, stage: QWidget) -> None:
        self.clock = FakeClock()
        self.view: PageView = placed_view(theme, stage)
        self.gestures = PageGestures(theme, self.view)
        self.tray = InkTray(stage)
        numbers = itertools.count(1)
        self.ink = InkOnView(
            theme,
            self.view,
            self.tray,
            new_id=lambda: MarkId(f"m{next(numbers):04d}"),
            monotonic_s=self.clock.monotonic_s,
        )
        self.source = PaperInk()
        self.show_page(1)
        self.ink.show_source(self.source)
        self.settle()

    def show_page(self, page: int) -> None:
        self.view.expect_page(page)
        size = self.view.pixel_size(page)
        self.view.show_picture(page, FakePicture("#ffffff", size))
        QApplication.processEvents()

    def show_marks(self, *marks: Mark) -> None:
        """Begin with these own marks."""
        self.source = PaperInk(marks)
        self.ink.show_source(self.source)
        self.settle()

    def take(self, tool: Tool | None, **rest: object) -> None:
        """Take up a tool."""
        self.tray.set_tools(InkTools(tool=tool, **rest))  # type: ignore[arg-type]

    def at(self, u: float, v: float) -> QPointF:
        placed = self.view.placed_pages()[0]
        return placed.to_view(u, v)

    def settle(self) -> None:
        """Let everything be drawn."""
        QApplication.processEvents()
        while self.ink.layer.pictures.is_busy:
            QApplication.processEvents()

    def picture(self) -> QImage:
        self.settle()
        return self.view.grab().toImage()

    def colour(self, u: float, v: float) -> str:
        return self.picture().pixelColor(self.at(u, v).toPoint()).name().upper()

    def mouse(self, track: Track, *, lift: bool = True) -> None:
        points = [self.at(u, v).toPoint() for u, v in track]
        QTest.mousePress(self.view, _LEFT, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(self.view, point)
        if lift:
            QTest.mouseRelease(self.view, _LEFT, pos=points[-1])

    def mouse_on(self, place: tuple[float, float]) -> None:
        """Go on with a stroke that was not lifted."""
        QTest.mouseMove(self.view, self.at(*place).toPoint())

    def mouse_up(self, place: tuple[float, float]) -> None:
        QTest.mouseRelease(self.view, _LEFT, pos=self.at(*place).toPoint())


class TouchScreen:
    """Fingers on the glass of a view; places are logical pixels of the view.

    The offscreen screen is 800 × 800: Qt drops a touch beside it.
    """

    def __init__(self, view: QWidget) -> None:
        self._view = view
        # Qt knows a touch screen for as long as the program runs: one for all tests.
        if not _touchscreens:
            _touchscreens.append(QTest.createTouchDevice())
        self._down: dict[int, QPoint] = {}

    def press(self, finger: int, place: QPointF) -> None:
        self._send({finger: place.toPoint()}, ())

    def move(self, finger: int, place: QPointF) -> None:
        self._send({finger: place.toPoint()}, ())

    def lift(self, finger: int) -> None:
        self._send({}, (finger,))

    def draw(self, places: Sequence[QPointF]) -> None:
        """A stroke of one finger."""
        self.press(0, places[0])
        for place in places[1:]:
            self.move(0, place)
        self.lift(0)

    def _send(self, changed: dict[int, QPoint], lifted: tuple[int, ...]) -> None:
        touch = QTest.touchEvent(self._view, _touchscreens[0])
        for finger, place in self._down.items():
            if finger in lifted:
                touch.release(finger, place, self._view)
            elif finger in changed:
                touch.move(finger, changed[finger], self._view)
            else:
                touch.stationary(finger)
        for finger, place in changed.items():
            if finger not in self._down:
                touch.press(finger, place, self._view)
        touch.commit()
        self._down |= changed
        for finger in lifted:
            del self._down[finger]
