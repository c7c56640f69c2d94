"""The page on the desk: where it lies, what scrolls, what is asked for, and who holds the pictures."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from shared.pdf.pages import PageSize
from shared.ui.page_gestures import PageGestures
from shared.ui.page_images import Picture
from shared.ui.page_view import PageView
from shared.ui.page_wishes import PictureWish
from shared.ui.theme import Theme
from shared.ui.tokens import DAY, Tone


class FakePicture(Picture):
    """Counts how often it was given back."""

    def __init__(self, colour: str = "#ff0000", size: QSize | None = None) -> None:
        self._image = QImage(size or QSize(940, 1330), QImage.Format.Format_RGB32)
        self._image.fill(QColor(colour))
        self.closed = 0

    @property
    @override
    def image(self) -> QImage:
        assert not self.closed
        return self._image

    @override
    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def view(theme: Theme, stage: QWidget, qapp: QApplication) -> PageView:
    made = PageView(theme)
    made.setParent(stage)
    made.setGeometry(0, 56, 1196, 684)
    made.show()
    made.open_paper([PageSize(595, 842)] * 9)
    qapp.processEvents()
    return made


@pytest.fixture
def gestures(theme: Theme, view: PageView) -> PageGestures:
    return PageGestures(theme, view)


def colour_at(view: PageView, x: int, y: int) -> str:
    return view.grab().toImage().pixelColor(x, y).name().upper()


def test_the_view_asks_for_exactly_the_pixels_it_shows(view: PageView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.pictures_needed) as asked:
        view.expect_page(3)
    ratio = view.devicePixelRatioF()
    assert asked.args == [(PictureWish(3, round(940 * ratio), round(1330 * ratio)),)]


def test_a_page_without_its_picture_is_white_with_its_number(view: PageView) -> None:
    view.expect_page(3)
    image = view.grab().toImage()
    middle = [image.pixelColor(x, y).name().upper() for x in range(560, 640) for y in range(300, 390)]
    assert colour_at(view, 200, 100) == DAY[Tone.PAPER]
    assert DAY[Tone.INK3] in middle
    assert view.painted_page == 0


def test_a_picture_is_shown_and_told_once(view: PageView, qtbot: QtBot) -> None:
    painted: list[int] = []
    view.page_painted.connect(painted.append)
    view.expect_page(3)
    with qtbot.waitSignal(view.page_painted):
        view.show_picture(3, FakePicture())
    view.repaint()
    QApplication.processEvents()
    assert colour_at(view, 600, 300) == "#FF0000"
    assert painted == [3]
    assert view.painted_page == 3


def test_a_picture_of_another_page_is_given_back_unseen(view: PageView) -> None:
    late = FakePicture()
    view.expect_page(3)
    view.expect_page(4)
    view.show_picture(3, late)
    assert late.closed == 1
    assert colour_at(view, 600, 300) != "#FF0000"


def test_a_picture_is_given_back_once_when_the_next_one_comes(view: PageView) -> None:
    first, second = FakePicture(), FakePicture("#00ff00")
    view.expect_page(1)
    view.show_picture(1, first)
    view.expect_page(2)
    assert first.closed == 0
    view.show_picture(2, second)
    assert (first.closed, second.closed) == (1, 0)
    view.clear()
    assert (first.closed, second.closed) == (1, 1)


def test_the_former_page_gives_way_to_the_number_when_the_new_one_takes_long(
    view: PageView, qtbot: QtBot
) -> None:
    first = FakePicture()
    view.expect_page(1)
    view.show_picture(1, first)
    view.expect_page(2)
    qtbot.waitUntil(lambda: first.closed == 1, timeout=2000)
    assert colour_at(view, 200, 100) == DAY[Tone.PAPER]


def test_a_problem_is_said_on_the_white_page(view: PageView) -> None:
    view.expect_page(1)
    blank = view.grab().toImage()
    view.show_problem(1, "这一页无法显示，可看纸质件")
    assert view.grab().toImage() != blank
    view.show_problem(2, "x")
    view.expect_page(2)
    assert colour_at(view, 200, 100) == DAY[Tone.PAPER]


def test_a_new_page_begins_at_its_top(view: PageView) -> None:
    view.expect_page(1)
    assert view.scroll_by(300)
    view.expect_page(2)
    assert view.page_rect().top() == 20


def test_scrolling_stays_within_the_page(view: PageView) -> None:
    view.expect_page(1)
    view.scroll_by(1e6)
    assert view.scroll_share == 1.0
    assert view.page_rect().bottom() + 1 == 684 - 20
    assert not view.scroll_by(1)
    view.scroll_by(-1e6)
    assert view.page_rect().top() == 20


def test_the_wheel_scrolls_and_does_not_turn(view: PageView, gestures: PageGestures, qtbot: QtBot) -> None:
    view.expect_page(1)
    place = QPointF(600, 300)
    wheel = QWheelEvent(
        place,
        place,
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.assertNotEmitted(view.page_turn_requested), qtbot.waitSignal(view.scrolled):
        QApplication.sendEvent(view, wheel)
    assert view.page_rect().top() < 20


@pytest.mark.parametrize(
    ("key", "delta"),
    [
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_PageUp, -1),
        (Qt.Key.Key_Left, -1),
    ],
)
def test_keys_turn_the_page(
    key: Qt.Key, delta: int, view: PageView, gestures: PageGestures, qtbot: QtBot
) -> None:
    view.expect_page(2)
    with qtbot.waitSignal(view.page_turn_requested) as asked:
        QTest.keyClick(view, key)
    assert asked.args == [delta]


def drag(view: PageView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for part in (1, 2, 3, 4):
        QTest.mouseMove(view, start + (end - start) * part / 4)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def test_a_finger_drags_the_page(view: PageView, gestures: PageGestures, qtbot: QtBot) -> None:
    view.expect_page(1)
    with qtbot.assertNotEmitted(view.page_turn_requested):
        drag(view, QPoint(600, 500), QPoint(610, 300))
    assert -190 <= view.page_rect().top() <= -120


def test_a_swipe_sideways_asks_for_the_next_page(
    view: PageView, gestures: PageGestures, qtbot: QtBot
) -> None:
    view.expect_page(1)
    with qtbot.waitSignal(view.page_turn_requested) as asked:
        drag(view, QPoint(700, 300), QPoint(400, 310))
    assert asked.args == [1]


@pytest.mark.parametrize(("x", "asked"), [(60, [-1]), (1150, [1]), (600, [])])
def test_a_tap_at_an_edge_turns_and_one_in_the_middle_does_not(
    x: int, asked: list[int], view: PageView, gestures: PageGestures
) -> None:
    turns: list[int] = []
    view.page_turn_requested.connect(turns.append)
    view.expect_page(2)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(x, 300))
    assert turns == asked


def test_a_finger_that_is_down_is_known(view: PageView, gestures: PageGestures) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(600, 300))
    assert gestures.is_held
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(600, 300))
    assert not gestures.is_held


def test_the_laser_tells_places_of_the_page_and_when_it_leaves(
    view: PageView, gestures: PageGestures, qtbot: QtBot
) -> None:
    view.expect_page(1)
    gestures.set_laser(True)
    with qtbot.waitSignal(view.pointer_moved) as moved:
        QTest.mouseMove(view, QPoint(128 + 470, 20 + 133))
    assert moved.args == pytest.approx([0.5, 0.1], abs=0.002)
    with qtbot.waitSignal(view.pointer_left):
        QTest.mouseMove(view, QPoint(10, 300))


def test_the_leaders_pointer_is_a_dot_on_the_page(view: PageView) -> None:
    view.expect_page(1)
    view.show_picture(1, FakePicture("#ffffff"))
    view.set_pointer((0.5, 0.1))
    assert colour_at(view, 598, 153) == DAY[Tone.RED]
    view.set_pointer(None)
    assert colour_at(view, 598, 153) == "#FFFFFF"


def test_by_night_the_page_is_multiplied(view: PageView, theme: Theme) -> None:
    view.expect_page(1)
    view.show_picture(1, FakePicture("#ffffff"))
    theme.set_night(True)
    assert colour_at(view, 598, 153) == "#C9C4B8"
    theme.set_night(False)
