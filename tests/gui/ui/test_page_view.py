"""The page on the desk: where it lies, what scrolls, what is asked for, and who holds the pictures."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from shared.pdf.pages import Clip, PageSize
from shared.ui.page_fit import Fit, Layout, Look
from shared.ui.page_gestures import PageGestures
from shared.ui.page_places import PageOverlay, PlacedPage
from shared.ui.page_view import PageView
from shared.ui.page_wishes import PictureWish
from shared.ui.theme import Theme
from shared.ui.tokens import DAY, Tone
from tests.gui.ui.page_room import A3_ACROSS, A4, Drawer, FakePicture, placed_view


@pytest.fixture
def view(theme: Theme, stage: QWidget, qapp: QApplication) -> PageView:
    return placed_view(theme, stage)


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


def test_a_page_without_its_picture_is_white_and_soon_has_its_number(view: PageView, qtbot: QtBot) -> None:
    view.expect_page(3)
    white = view.grab().toImage()
    assert colour_at(view, 200, 100) == DAY[Tone.PAPER]
    qtbot.waitUntil(lambda: view.grab().toImage() != white, timeout=2000)
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


def test_what_is_seen_first_of_a_page_that_comes_is_drawn_before_all_of_it(view: PageView) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all()
    view.expect_page(2)
    first, whole = drawer.missing
    assert (first.page, first.width_px, first.height_px) == (2, whole.width_px, whole.height_px)
    assert first.clip == Clip(0, 0, 940, 664)
    assert whole.clip is None


def test_a_page_that_is_come_to_at_its_end_is_first_drawn_there(view: PageView) -> None:
    drawer = Drawer(view)
    view.expect_page(3)
    drawer.draw_all()
    view.expect_page(2, at_end=True)
    assert drawer.missing[0].clip == Clip(0, 1330 - 664, 940, 664)


def test_a_page_is_read_as_soon_as_what_is_seen_of_it_is_here(view: PageView, qtbot: QtBot) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all()
    painted: list[int] = []
    view.page_painted.connect(painted.append)
    view.expect_page(2)
    first, whole = drawer.missing
    part, picture = FakePicture("#00ff00", QSize(940, 664)), FakePicture()
    with qtbot.waitSignal(view.page_painted):
        view.show_part(first, part)
    assert (colour_at(view, 600, 600), view.painted_page) == ("#00FF00", 2)
    assert drawer.missing == (whole,)
    view.scroll_by(300)
    assert colour_at(view, 600, 600) == DAY[Tone.PAPER]
    assert drawer.missing == (whole,)
    view.show_picture(2, picture)
    assert (colour_at(view, 600, 600), part.closed) == ("#FF0000", 1)
    QApplication.processEvents()
    assert painted == [2]
    assert drawer.is_content


def test_what_would_be_seen_first_is_given_up_when_all_of_the_page_is_here(view: PageView) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all()
    view.expect_page(2)
    first, _ = drawer.missing
    view.show_picture(2, FakePicture())
    assert drawer.is_content
    late = FakePicture("#00ff00", QSize(940, 664))
    view.show_part(first, late)
    assert (late.closed, colour_at(view, 600, 600)) == (1, "#FF0000")


def test_a_page_of_which_a_part_is_seen_and_that_cannot_be_drawn_says_so(view: PageView) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all()
    view.expect_page(2)
    part = FakePicture("#00ff00", QSize(940, 664))
    view.show_part(drawer.missing[0], part)
    view.show_problem(2, "x")
    assert part.closed == 1
    assert (view.painted_page, view.said) == (0, "x")
    assert colour_at(view, 200, 100) == DAY[Tone.PAPER]
    assert drawer.is_content


def test_a_page_that_takes_long_still_waits_for_what_is_seen_first(view: PageView, qtbot: QtBot) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all()
    view.expect_page(2)
    asked = drawer.missing
    with qtbot.waitSignal(view.arrived, timeout=2000):
        pass
    assert view.page_rect().top() == 20
    view.scroll_by(100)
    assert drawer.missing == asked


@pytest.mark.parametrize("look", [Look(fit=Fit.WHOLE), Look(zoom=2.0)])
def test_a_page_that_is_seen_whole_or_zoomed_is_drawn_once(theme: Theme, stage: QWidget, look: Look) -> None:
    view = placed_view(theme, stage, look=look)
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all()
    view.expect_page(2)
    assert [wish.clip for wish in drawer.missing] == [None]


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


class Sign(PageOverlay):
    """Paints a blue field over more than the page, and remembers where it was asked to."""

    def __init__(self, colour: str) -> None:
        self._colour = QColor(colour)
        self.seen: list[PlacedPage] = []

    @override
    def paint(self, painter: QPainter, placed: PlacedPage, exposed: QRectF) -> None:
        self.seen.append(placed)
        painter.fillRect(placed.rect.adjusted(-50, -50, 50, 50), self._colour)


def test_overlays_are_painted_on_the_page_only_and_in_the_order_they_came(view: PageView) -> None:
    view.expect_page(1)
    view.show_picture(1, FakePicture("#ffffff"))
    first, second = Sign("#0000ff"), Sign("#00ff00")
    view.add_overlay(first)
    view.add_overlay(second)
    assert colour_at(view, 600, 300) == "#00FF00"
    assert colour_at(view, 100, 300) != "#00FF00"
    view.remove_overlay(second)
    assert colour_at(view, 600, 300) == "#0000FF"
    assert [placed.page for placed in first.seen] == [1] * len(first.seen)


def test_the_page_on_the_glass_is_the_former_one_until_the_picture_is_here(
    view: PageView, qtbot: QtBot
) -> None:
    view.expect_page(1)
    view.show_picture(1, FakePicture())
    view.scroll_by(200)
    view.expect_page(2)
    assert [placed.page for placed in view.placed_pages()] == [1]
    assert view.page == 2
    assert view.page_rect().top() == -180
    with qtbot.waitSignal(view.geometry_changed):
        view.show_picture(2, FakePicture())
    assert [placed.page for placed in view.placed_pages()] == [2]
    assert view.page_rect().top() == 20


def test_a_page_that_is_turned_keeps_zoom_and_place_across(view: PageView) -> None:
    view.expect_page(1)
    view.zoom_to(2.0, QPointF(300, 300))
    left = view.page_rect().left()
    view.expect_page(2)
    assert view.look.zoom == 2.0
    assert (view.page_rect().left(), view.page_rect().top()) == (left, 20)


def test_a_place_of_a_page_is_brought_to_the_top(view: PageView) -> None:
    view.expect_page(2, 0.25)
    placed = view.place_of(2)
    assert placed is not None
    assert placed.to_view(0.0, 0.25).y() == pytest.approx(20, abs=1)


def test_side_by_side_both_pages_are_asked_for_and_shown(theme: Theme, stage: QWidget) -> None:
    view = placed_view(theme, stage, [A4] * 5, Look(Layout.TWO, Fit.WHOLE))
    drawer = Drawer(view)
    view.expect_page(3)
    assert [wish.page for wish in drawer.missing] == [3, 4]
    drawer.draw_all()
    left, right = view.placed_pages()
    assert left.rect.height() == right.rect.height() == 644
    assert left.rect.right() + 16 == right.rect.left()
    view.expect_page(4)
    assert drawer.is_content
    view.expect_page(5)
    assert [wish.page for wish in drawer.missing] == [5]


def test_while_scrolling_only_pictures_of_pages_in_sight_are_held(theme: Theme, stage: QWidget) -> None:
    view = placed_view(theme, stage, [A4, A3_ACROSS] * 20, Look(Layout.SCROLL))
    drawer = Drawer(view)
    reached: list[int] = []
    view.page_reached.connect(reached.append)
    view.expect_page(1)
    for _ in range(300):
        drawer.draw_all()
        assert drawer.held == len(view.placed_pages()) <= 3
        if not view.scroll_by(170):
            break
    assert reached == list(range(2, 41))
    assert view.scroll_share == 1.0
    view.clear()
    assert drawer.held == 0


def test_in_a_scroll_the_page_that_was_asked_for_stays_the_page(theme: Theme, stage: QWidget) -> None:
    view = placed_view(theme, stage, [PageSize(842, 200)] * 30, Look(Layout.SCROLL))
    for page in (30, 7, 1, 29):
        view.expect_page(page)
        assert view.page == page
        placed = view.place_of(page)
        assert placed is not None
        assert QRectF(view.rect()).contains(placed.rect)


def test_a_zoomed_page_is_drawn_sharp_once_the_fingers_rest(view: PageView, qtbot: QtBot) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all("#ff0000")
    view.zoom_to(4.0, QPointF(600, 300))
    assert drawer.is_content
    with qtbot.waitSignal(view.pictures_needed, timeout=2000):
        pass
    wish = drawer.only_missing()
    assert (wish.page, wish.width_px, wish.height_px) == (1, 3760, 5321)
    assert wish.clip is not None
    assert wish.clip.width_px == pytest.approx(1196 * 1.25, abs=2)
    drawer.draw_all("#0000ff")
    assert colour_at(view, 600, 300) == "#0000FF"
    view.scroll_by(60, -100)
    assert drawer.is_content
    assert colour_at(view, 600, 683) == "#0000FF"
    view.scroll_by(200)
    assert len(drawer.missing) == 1
    assert colour_at(view, 600, 683) == "#FF0000"
    drawer.draw_all("#00ff00")
    assert colour_at(view, 600, 683) == "#00FF00"
    assert drawer.held == 2


def test_a_zoom_that_goes_on_is_not_drawn(view: PageView) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all()
    before = len(drawer.asked)
    for step in range(1, 20):
        view.zoom_to(1.0 + step / 5, QPointF(600, 300))
        QApplication.processEvents()
    assert len(drawer.asked) == before


def test_a_picture_that_had_to_be_smaller_is_made_sharp_where_it_is_seen(view: PageView) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    view.show_picture(1, FakePicture(size=QSize(470, 665)))
    wish = drawer.only_missing()
    assert wish.clip is not None
    view.miss_part(wish)
    assert drawer.is_content


def test_after_a_turn_of_the_reader_pages_lie_turned(view: PageView) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    drawer.draw_all()
    view.set_look(Look(rotation=90))
    assert [(wish.page, wish.rotation) for wish in drawer.missing] == [(1, 90)]
    assert drawer.held == 0
    placed = view.placed_pages()[0]
    assert placed.rect.width() > placed.rect.height()
    assert placed.to_view(0.0, 0.0) == placed.rect.topRight()


def test_a_page_with_a_problem_is_tried_again_when_it_is_asked_for_again(view: PageView) -> None:
    drawer = Drawer(view)
    view.expect_page(1)
    view.show_problem(1, "x")
    assert drawer.is_content
    view.expect_page(1)
    assert [wish.page for wish in drawer.missing] == [1]


def test_by_night_the_page_is_multiplied(view: PageView, theme: Theme) -> None:
    view.expect_page(1)
    view.show_picture(1, FakePicture("#ffffff"))
    theme.set_night(True)
    assert colour_at(view, 598, 153) == "#C9C4B8"
    theme.set_night(False)
