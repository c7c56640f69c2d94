"""Fingers, mouse, wheel, touchpad and keys at a page; all as real Qt events."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QNativeGestureEvent, QPointingDevice, QTouchEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from shared.ui.fingers import Fingers
from shared.ui.page_fit import Fit, Layout, Look
from shared.ui.page_gestures import PageGestures
from shared.ui.page_view import PageView
from shared.ui.scale import Program, scale_for_window
from shared.ui.theme import Theme
from tests.gui.ui.page_room import FakeNow, placed_view

MIDDLE = QPointF(600, 340)


class Reader:
    """A view with gestures, and what it wished for."""

    def __init__(self, theme: Theme, stage: QWidget, *, now: FakeNow | None = None) -> None:
        self.now = now or FakeNow()
        self.view = placed_view(theme, stage)
        self.gestures = PageGestures(theme, self.view, now=self.now)
        self.fingers = Fingers(self.view)
        self.turns: list[int] = []
        self.view.page_turn_requested.connect(self.turns.append)
        self.view.expect_page(2)

    def under(self, point: QPointF) -> tuple[float, float]:
        placed = self.view.placed_at(point)
        assert placed is not None
        return placed.to_page(point)

    def wheel(
        self,
        notches: float,
        *,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
    ) -> None:
        angle = QPoint(0, round(notches * 120))
        wheel = QWheelEvent(MIDDLE, MIDDLE, QPoint(), angle, Qt.MouseButton.NoButton, modifiers, phase, False)
        QApplication.sendEvent(self.view, wheel)


class ToolOfOneFinger(QObject):
    """Takes one finger, as a pen tool does, and leaves two to the gestures."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and len(event.points()) == 1:
            event.accept()
            return True
        return False


class KeysHeard(QObject):
    """The keys that reach a window."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[int] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.pressed.append(event.key())
        return False


def zoom_of(view: PageView) -> float:
    return view.look.zoom


def rotation_of(view: PageView) -> int:
    return view.look.rotation


def held(reader: Reader) -> bool:
    return reader.gestures.is_held


def glides(reader: Reader) -> bool:
    return reader.gestures.is_gliding


def view_is_held(reader: Reader) -> bool:
    return reader.view.is_held


@pytest.fixture
def reader(theme: Theme, stage: QWidget) -> Reader:
    return Reader(theme, stage)


def test_two_fingers_apart_enlarge_around_their_middle(reader: Reader) -> None:
    before = reader.under(MIDDLE)
    reader.fingers.press({0: MIDDLE - QPointF(80, 0), 1: MIDDLE + QPointF(80, 0)})
    reader.fingers.glide({0: MIDDLE - QPointF(240, 0), 1: MIDDLE + QPointF(240, 0)}, steps=20)
    reader.fingers.lift()
    assert zoom_of(reader.view) == pytest.approx(3.0 / 1.125, rel=0.08)
    assert reader.under(MIDDLE) == pytest.approx(before, abs=0.004)
    assert reader.turns == []


def test_two_fingers_move_the_enlarged_page_without_changing_its_size(reader: Reader) -> None:
    reader.view.zoom_to(3.0, MIDDLE)
    before = reader.under(MIDDLE)
    reader.fingers.press({0: MIDDLE - QPointF(80, 0), 1: MIDDLE + QPointF(80, 0)})
    way = QPointF(-60, -40)
    reader.fingers.glide({0: MIDDLE - QPointF(80, 0) + way, 1: MIDDLE + QPointF(80, 0) + way})
    reader.fingers.lift()
    assert zoom_of(reader.view) == 3.0
    assert reader.under(MIDDLE + way) == pytest.approx(before, abs=0.002)


def test_the_finger_that_stays_after_a_pinch_goes_on_moving_the_page(reader: Reader) -> None:
    reader.view.zoom_to(3.0, MIDDLE)
    reader.fingers.press({0: MIDDLE - QPointF(80, 0), 1: MIDDLE + QPointF(80, 0)})
    reader.fingers.lift(1)
    assert held(reader)
    top = reader.view.page_rect().top()
    reader.fingers.glide({0: MIDDLE - QPointF(80, 100)})
    assert reader.view.page_rect().top() == pytest.approx(top - 100, abs=14)
    reader.fingers.lift(0)
    assert not held(reader)
    assert reader.turns == []


def test_fingers_whose_begin_went_to_a_pen_tool_still_zoom(reader: Reader) -> None:
    tool = ToolOfOneFinger()
    reader.view.installEventFilter(tool)
    reader.fingers.press({0: MIDDLE - QPointF(80, 0)})
    reader.fingers.glide({0: MIDDLE - QPointF(80, 60)})
    assert reader.view.page_rect().top() == 20
    reader.fingers.press({1: MIDDLE + QPointF(80, 0)})
    reader.fingers.glide({0: MIDDLE - QPointF(240, 0), 1: MIDDLE + QPointF(240, 0)})
    reader.fingers.lift()
    assert reader.view.look.zoom > 2.0
    assert not view_is_held(reader)


def test_one_finger_drags_the_page(reader: Reader) -> None:
    reader.fingers.drag(QPointF(600, 500), QPointF(610, 300))
    assert -190 <= reader.view.page_rect().top() <= -120
    assert reader.turns == []


@pytest.mark.parametrize(("end", "asked"), [(400, [1]), (1000, [-1]), (690, [])])
def test_a_finger_that_swipes_sideways_turns_the_page(end: int, asked: list[int], reader: Reader) -> None:
    reader.fingers.drag(QPointF(700, 300), QPointF(end, 306))
    assert reader.turns == asked


def test_on_a_page_wider_than_the_view_a_finger_scrolls_sideways(reader: Reader) -> None:
    reader.view.zoom_to(2.0, MIDDLE)
    left = reader.view.page_rect().left()
    reader.fingers.drag(QPointF(700, 300), QPointF(500, 300))
    assert reader.view.page_rect().left() == pytest.approx(left - 200, abs=30)
    assert reader.turns == []


@pytest.mark.parametrize(("x", "asked"), [(60, [-1]), (740, [1]), (400, [])])
def test_a_finger_that_taps_an_edge_turns(x: int, asked: list[int], reader: Reader) -> None:
    reader.view.resize(780, 684)
    reader.fingers.tap(QPointF(x, 300))
    assert reader.turns == asked


def test_edges_do_not_turn_while_a_tool_is_active(reader: Reader) -> None:
    reader.gestures.set_tool_active(True)
    reader.fingers.tap(QPointF(60, 300))
    QTest.mouseClick(reader.view, Qt.MouseButton.LeftButton, pos=QPoint(1150, 300))
    assert reader.turns == []


def test_near_a_pen_one_finger_does_nothing_and_two_zoom(reader: Reader) -> None:
    reader.gestures.set_pen_near(True)
    reader.fingers.drag(QPointF(600, 500), QPointF(600, 200))
    reader.fingers.tap(QPointF(60, 300))
    assert reader.view.page_rect().top() == 20
    assert reader.turns == []
    reader.fingers.press({0: MIDDLE - QPointF(80, 0), 1: MIDDLE + QPointF(80, 0)})
    reader.fingers.glide({0: MIDDLE - QPointF(240, 0), 1: MIDDLE + QPointF(240, 0)})
    reader.fingers.lift()
    assert reader.view.look.zoom > 2.0


def test_a_double_tap_enlarges_the_place_and_the_next_goes_back(reader: Reader) -> None:
    place = QPointF(400, 300)
    before = reader.under(place)
    reader.fingers.tap(place)
    reader.now.now_s += 0.2
    reader.fingers.tap(place)
    assert zoom_of(reader.view) == 2.0
    assert reader.under(place) == pytest.approx(before, abs=0.002)
    reader.now.now_s += 1.0
    for _ in range(2):
        QTest.mouseClick(reader.view, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert zoom_of(reader.view) == 1.0


def test_two_slow_taps_are_no_double_tap(reader: Reader) -> None:
    reader.fingers.tap(MIDDLE)
    reader.now.now_s += 0.6
    reader.fingers.tap(MIDDLE)
    assert zoom_of(reader.view) == 1.0


def test_while_a_finger_is_down_the_view_is_held_and_then_told(reader: Reader, qtbot: QtBot) -> None:
    reader.fingers.press({0: MIDDLE})
    assert view_is_held(reader)
    with qtbot.waitSignal(reader.view.released):
        reader.fingers.lift(0)
    assert not view_is_held(reader)


def test_a_hidden_view_is_held_by_nothing(reader: Reader) -> None:
    reader.fingers.press({0: MIDDLE})
    reader.view.hold()
    reader.view.hide()
    assert not view_is_held(reader)
    assert not held(reader)


def test_a_window_that_is_left_is_held_by_nothing(reader: Reader) -> None:
    QTest.mousePress(reader.view, Qt.MouseButton.LeftButton, pos=MIDDLE.toPoint())
    assert view_is_held(reader)
    QApplication.sendEvent(reader.view, QEvent(QEvent.Type.WindowDeactivate))
    assert not view_is_held(reader)
    QTest.mouseRelease(reader.view, Qt.MouseButton.LeftButton, pos=MIDDLE.toPoint())


def test_keys_with_control_belong_to_the_window_except_zooming(reader: Reader) -> None:
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_R):
        QTest.keyClick(reader.view, key, Qt.KeyboardModifier.ControlModifier)
    assert reader.turns == []
    assert rotation_of(reader.view) == 0
    QTest.keyClick(reader.view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert zoom_of(reader.view) == 1.25


def test_a_flung_page_glides_and_a_touch_stops_it_without_a_tap(stage: QWidget, qtbot: QtBot) -> None:
    theme = Theme(scale_for_window(Program.KIOSK, 1280, 800))
    reader = Reader(theme, stage)
    reader.view.set_look(Look(layout=Layout.SCROLL))
    reader.fingers.press({0: QPointF(100, 500)})
    for y in (460, 420, 380, 340):
        reader.now.now_s += 0.016
        reader.fingers.move({0: QPointF(100, y)})
    reader.fingers.lift(0)
    assert glides(reader)
    lifted_at = reader.view.placed_pages()[0].rect.top()

    def glided() -> bool:
        reader.now.now_s += 0.016
        return reader.view.placed_pages()[0].rect.top() < lifted_at - 30

    qtbot.waitUntil(glided, timeout=2000)
    reader.fingers.tap(QPointF(60, 300))
    assert not glides(reader)
    assert reader.turns == []


def test_a_finger_that_rests_before_it_is_lifted_flings_nothing(stage: QWidget) -> None:
    reader = Reader(Theme(scale_for_window(Program.KIOSK, 1280, 800)), stage)
    reader.fingers.press({0: QPointF(600, 500)})
    reader.fingers.move({0: QPointF(600, 400)})
    reader.now.now_s += 0.3
    reader.fingers.move({0: QPointF(600, 400)})
    reader.fingers.lift(0)
    assert not glides(reader)


def test_under_reduced_motion_nothing_glides(reader: Reader) -> None:
    reader.fingers.press({0: QPointF(600, 500)})
    for y in (460, 420, 380):
        reader.now.now_s += 0.016
        reader.fingers.move({0: QPointF(600, y)})
    reader.fingers.lift(0)
    assert not glides(reader)


def test_a_page_that_comes_stops_the_gliding(stage: QWidget) -> None:
    reader = Reader(Theme(scale_for_window(Program.KIOSK, 1280, 800)), stage)
    reader.fingers.press({0: QPointF(600, 500)})
    for y in (460, 420, 380, 340):
        reader.now.now_s += 0.016
        reader.fingers.move({0: QPointF(600, y)})
    reader.fingers.lift(0)
    assert glides(reader)
    reader.view.expect_page(5)
    assert not glides(reader)
    assert reader.view.page_rect().top() == 20


def test_the_wheel_with_control_enlarges_around_the_cursor(reader: Reader) -> None:
    before = reader.under(MIDDLE)
    reader.wheel(3, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert zoom_of(reader.view) == pytest.approx(1.2**3)
    assert reader.under(MIDDLE) == pytest.approx(before, abs=0.002)
    reader.wheel(-3, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert zoom_of(reader.view) == pytest.approx(1.0)


def test_the_swing_of_the_wheel_stops_at_the_end_of_the_page(reader: Reader) -> None:
    for _ in range(30):
        reader.now.now_s += 0.02
        reader.wheel(-1)
    assert reader.view.scroll_share == 1.0
    assert reader.turns == []


def test_one_more_step_of_the_wheel_after_a_pause_turns_the_page(reader: Reader) -> None:
    for _ in range(30):
        reader.wheel(-1)
    reader.now.now_s += 0.3
    reader.wheel(-1)
    assert reader.turns == [1]
    reader.view.expect_page(3)
    reader.now.now_s += 0.1
    reader.wheel(1)
    assert reader.turns == [1]
    reader.now.now_s += 0.3
    reader.wheel(1)
    assert reader.turns == [1, -1]
    reader.view.expect_page(2)
    assert reader.view.scroll_share == 1.0


def test_the_momentum_of_a_touchpad_never_turns_the_page(reader: Reader) -> None:
    reader.view.scroll_by(1e6)
    reader.now.now_s += 5
    reader.wheel(-3, phase=Qt.ScrollPhase.ScrollMomentum)
    assert reader.turns == []


def test_on_the_podium_the_wheel_never_turns_the_page(theme: Theme, stage: QWidget) -> None:
    view = placed_view(theme, stage, look=Look(fit=Fit.WHOLE))
    now = FakeNow()
    gestures = PageGestures(theme, view, is_reader=False, now=now)
    view.expect_page(2)
    turns: list[int] = []
    view.page_turn_requested.connect(turns.append)
    now.now_s += 5
    wheel = QWheelEvent(
        MIDDLE,
        MIDDLE,
        QPoint(),
        QPoint(0, -360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, wheel)
    QTest.keyClick(view, Qt.Key.Key_R)
    assert turns == []
    assert view.look.rotation == 0
    assert not gestures.is_held


def test_two_fingers_on_a_touchpad_enlarge(reader: Reader) -> None:
    def gesture(kind: Qt.NativeGestureType, value: float) -> None:
        device = QPointingDevice.primaryPointingDevice()
        event = QNativeGestureEvent(kind, device, 2, MIDDLE, MIDDLE, MIDDLE, value, QPointF())
        QApplication.sendEvent(reader.view, event)

    gesture(Qt.NativeGestureType.BeginNativeGesture, 0.0)
    for _ in range(5):
        gesture(Qt.NativeGestureType.ZoomNativeGesture, 0.1)
    gesture(Qt.NativeGestureType.EndNativeGesture, 0.0)
    assert zoom_of(reader.view) == pytest.approx(1.1**5)
    gesture(Qt.NativeGestureType.SmartZoomNativeGesture, 1.0)
    assert zoom_of(reader.view) == 1.0


def test_space_reads_on_and_then_turns(reader: Reader) -> None:
    for _ in range(3):
        QTest.keyClick(reader.view, Qt.Key.Key_Space)
    assert reader.turns == [1]
    reader.view.expect_page(3)
    QTest.keyClick(reader.view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert reader.turns == [1, -1]


def test_keys_enlarge_shrink_and_fit(reader: Reader) -> None:
    QTest.keyClick(reader.view, Qt.Key.Key_Plus)
    QTest.keyClick(reader.view, Qt.Key.Key_Plus)
    assert zoom_of(reader.view) == pytest.approx(1.25**2)
    QTest.keyClick(reader.view, Qt.Key.Key_Minus)
    assert zoom_of(reader.view) == pytest.approx(1.25)
    QTest.keyClick(reader.view, Qt.Key.Key_0)
    assert zoom_of(reader.view) == 1.0


def test_a_key_turns_all_pages_round(reader: Reader) -> None:
    QTest.keyClick(reader.view, Qt.Key.Key_R)
    assert rotation_of(reader.view) == 90
    assert reader.view.page_rect().width() > reader.view.page_rect().height()
    QTest.keyClick(reader.view, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert rotation_of(reader.view) == 0


def test_home_belongs_to_the_window(reader: Reader, stage: QWidget) -> None:
    window = KeysHeard()
    stage.installEventFilter(window)
    QTest.keyClick(reader.view, Qt.Key.Key_Home)
    assert window.pressed == [Qt.Key.Key_Home]


def test_turning_side_by_side_goes_on_by_pairs(reader: Reader) -> None:
    view: PageView = reader.view
    view.set_look(Look(layout=Layout.TWO, fit=Fit.WHOLE))
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    view.expect_page(3)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    view.expect_page(5)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    view.expect_page(9)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert reader.turns == [1, 2, -2]
