"""Pen, mouse and finger on a page: what each of them writes, and when it does not."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from shared.domain.ink import Highlighter, Pen
from shared.ui.ink_tools import Tool
from shared.ui.pens import PenInHand
from shared.ui.theme import Theme
from tests.fakes.paper_ink import PaperInk
from tests.gui.ui.ink_room import InkRoom, TouchScreen

LEVEL = [(0.2, 0.2), (0.3, 0.2), (0.4, 0.2), (0.5, 0.2)]
BLUE = "#1A3D8F"


@pytest.fixture
def room(theme: Theme, stage: QWidget) -> InkRoom:
    return InkRoom(theme, stage)


def level_touches(room: InkRoom, pressure: float = 0.5) -> list[tuple[float, float, float]]:
    return [(room.at(u, v).x(), room.at(u, v).y(), pressure) for u, v in LEVEL]


def only_pen(room: InkRoom) -> Pen:
    (mark,) = room.source.own
    assert isinstance(mark, Pen)
    return mark


def test_a_pen_writes_with_its_pressure_and_the_page_shows_it(room: InkRoom) -> None:
    room.take(Tool.PEN)
    pen = PenInHand()
    touches = [(x, y, 0.2 + 0.2 * n) for n, (x, y, _) in enumerate(level_touches(room))]
    pen.draw(room.view, touches)
    mark = only_pen(room)
    assert mark.page == 1
    assert [round(p, 3) for _, _, p in mark.points] == [0.2, 0.4, 0.6, 0.8]
    assert [(round(u, 3), round(v, 3)) for u, v, _ in mark.points] == LEVEL
    assert room.colour(0.35, 0.2) == BLUE


def test_a_pen_writes_although_no_tool_is_chosen(room: InkRoom) -> None:
    PenInHand().draw(room.view, level_touches(room))
    assert only_pen(room).color == BLUE


def test_a_pen_reads_where_it_is_not_to_write_at_once(room: InkRoom) -> None:
    room.take(None, pen_writes_at_once=False)
    PenInHand().draw(room.view, level_touches(room))
    assert room.source.own == ()


def test_a_mouse_reads_until_a_tool_is_chosen(room: InkRoom) -> None:
    room.mouse(LEVEL)
    assert room.source.own == ()
    room.take(Tool.PEN)
    room.mouse(LEVEL)
    assert [p for _, _, p in only_pen(room).points] == pytest.approx([0.5] * 4, abs=1e-4)


def test_a_finger_writes_while_a_tool_is_chosen(room: InkRoom) -> None:
    touch = TouchScreen(room.view)
    room.take(Tool.HIGHLIGHTER)
    touch.draw([room.at(u, v) for u, v in LEVEL])
    (mark,) = room.source.own
    assert isinstance(mark, Highlighter)
    assert len(mark.points) == 4


def test_a_second_finger_gives_up_the_stroke_and_leaves_the_page_to_the_gestures(room: InkRoom) -> None:
    touch = TouchScreen(room.view)
    room.take(Tool.PEN)
    touch.press(0, room.at(0.2, 0.2))
    touch.move(0, room.at(0.3, 0.2))
    touch.press(1, room.at(0.5, 0.3))
    assert not room.ink.input.is_down
    touch.move(0, room.at(0.4, 0.2))
    touch.lift(1)
    touch.move(0, room.at(0.4, 0.3))
    touch.lift(0)
    assert room.source.own == ()
    assert not room.view.is_held


def test_a_hand_beside_a_near_pen_does_not_write(room: InkRoom) -> None:
    room.take(Tool.PEN)
    PenInHand().hover(room.view, room.at(0.5, 0.5))
    TouchScreen(room.view).draw([room.at(u, v) for u, v in LEVEL])
    assert room.source.own == ()


def test_half_a_second_after_the_pen_went_a_finger_writes_again(room: InkRoom) -> None:
    touch = TouchScreen(room.view)
    room.take(Tool.PEN)
    PenInHand().hover(room.view, room.at(0.5, 0.5))
    room.clock.advance(0.49)
    touch.draw([room.at(u, v) for u, v in LEVEL])
    assert room.source.own == ()
    room.clock.advance(0.02)
    touch.draw([room.at(u, v) for u, v in LEVEL])
    assert len(room.source.own) == 1


def test_a_stroke_of_the_hand_that_lands_before_its_pen_is_given_up(room: InkRoom) -> None:
    touch, pen = TouchScreen(room.view), PenInHand()
    room.take(Tool.PEN)
    touch.press(0, room.at(0.5, 0.4))
    touch.move(0, room.at(0.51, 0.4))
    pen.hover(room.view, room.at(0.2, 0.2))
    touch.move(0, room.at(0.52, 0.4))
    pen.draw(room.view, level_touches(room))
    touch.move(0, room.at(0.53, 0.4))
    touch.lift(0)
    assert [round(u, 2) for u, _, _ in only_pen(room).points] == [0.2, 0.3, 0.4, 0.5]


def pinch(room: InkRoom, touch: TouchScreen) -> float:
    """How many times two fingers that part enlarge the page."""
    before = room.view.look.zoom
    touch.press(0, QPointF(300, 300))
    touch.press(1, QPointF(400, 300))
    for step in range(1, 6):
        touch.move(0, QPointF(300 - 20 * step, 300))
        touch.move(1, QPointF(400 + 20 * step, 300))
    touch.lift(0)
    touch.lift(1)
    return room.view.look.zoom / before


def test_two_fingers_zoom_also_while_a_tool_is_chosen_and_beside_a_near_pen(room: InkRoom) -> None:
    touch = TouchScreen(room.view)
    room.take(Tool.PEN)
    assert pinch(room, touch) > 1.2
    PenInHand().hover(room.view, QPointF(500, 500))
    assert pinch(room, touch) > 1.2
    assert room.source.own == ()


def test_while_the_pen_is_down_hands_do_nothing(room: InkRoom) -> None:
    touch, pen = TouchScreen(room.view), PenInHand()
    pen.press(room.view, room.at(0.2, 0.2))
    assert pinch(room, touch) == 1.0
    pen.move(room.view, room.at(0.3, 0.2))
    pen.release(room.view, room.at(0.3, 0.2))
    assert len(only_pen(room).points) == 2


def test_with_the_pen_near_a_finger_does_not_turn_the_page(room: InkRoom) -> None:
    turns: list[int] = []
    room.view.page_turn_requested.connect(turns.append)
    touch, edge = TouchScreen(room.view), QPointF(4, 300)
    PenInHand().hover(room.view, room.at(0.5, 0.5))
    touch.draw([edge])
    assert turns == []
    room.clock.advance(1.0)
    touch.draw([edge])
    assert turns == [-1]


def test_the_page_is_held_while_ink_is_down(room: InkRoom) -> None:
    pen = PenInHand()
    turns: list[int] = []
    room.view.page_turn_requested.connect(turns.append)
    pen.press(room.view, room.at(0.2, 0.2))
    was_held = room.view.is_held
    QTest.keyClick(room.view, Qt.Key.Key_PageDown)
    assert turns == []
    pen.release(room.view, room.at(0.2, 0.2))
    assert (was_held, room.view.is_held) == (True, False)
    QTest.keyClick(room.view, Qt.Key.Key_PageDown)
    assert turns == [1]


def test_a_tap_of_the_pen_is_a_dot(room: InkRoom) -> None:
    pen = PenInHand()
    pen.press(room.view, room.at(0.4, 0.4), 0.8)
    pen.release(room.view, room.at(0.4, 0.4))
    assert len(only_pen(room).points) == 1
    assert room.colour(0.4, 0.4) == BLUE


def test_a_stroke_that_leaves_the_page_ends_at_its_edge(room: InkRoom) -> None:
    room.take(Tool.PEN)
    room.mouse([(0.9, 0.2), (0.97, 0.2), (1.05, 0.25)])
    assert only_pen(room).points[-1][:2] == pytest.approx((1.0, 0.25), abs=0.002)


def test_beside_the_pages_a_pen_without_a_tool_turns_them(room: InkRoom) -> None:
    turns: list[int] = []
    room.view.page_turn_requested.connect(turns.append)
    pen = PenInHand()
    pen.press(room.view, QPointF(1190, 300))
    pen.release(room.view, QPointF(1190, 300))
    assert turns == [1]
    assert room.source.own == ()


def test_a_paper_that_cannot_be_written_on_is_only_read(room: InkRoom) -> None:
    room.ink.show_source(room.source, may_write=False)
    room.take(Tool.PEN)
    room.mouse(LEVEL)
    PenInHand().draw(room.view, level_touches(room))
    assert room.source.own == ()


def test_a_stroke_is_given_up_when_the_page_is_hidden(room: InkRoom) -> None:
    pen = PenInHand()
    aborted: list[str] = []
    room.ink.layer.stroke_aborted.connect(aborted.append)
    pen.press(room.view, room.at(0.2, 0.2))
    room.view.hide()
    QApplication.processEvents()
    assert aborted == ["m0001"]
    assert room.source.own == ()
    assert not room.view.is_held


def half_a_stroke(room: InkRoom) -> PenInHand:
    """Two places of a stroke, and the pen is not lifted."""
    pen = PenInHand()
    pen.press(room.view, room.at(0.2, 0.2))
    pen.move(room.view, room.at(0.4, 0.2))
    return pen


def test_a_pen_that_is_in_the_air_again_was_lifted_though_nobody_told(room: InkRoom) -> None:
    half_a_stroke(room).hover(room.view, room.at(0.7, 0.7))
    assert len(only_pen(room).points) == 2
    assert not room.view.is_held
    room.clock.advance(1.0)
    assert not room.ink.input.nearness.is_near


def test_a_pen_that_comes_down_anew_was_lifted_before(room: InkRoom) -> None:
    half_a_stroke(room)
    PenInHand().draw(room.view, level_touches(room))
    assert len(room.source.own) == 2


def test_a_stroke_is_kept_when_another_window_comes_forward(room: InkRoom) -> None:
    half_a_stroke(room)
    QApplication.sendEvent(room.view, QEvent(QEvent.Type.WindowDeactivate))
    assert len(only_pen(room).points) == 2
    assert not room.view.is_held
    room.clock.advance(1.0)
    assert not room.ink.input.nearness.is_near


def test_a_stroke_of_the_mouse_is_finished_also_after_its_tool_was_laid_down(room: InkRoom) -> None:
    room.take(Tool.PEN)
    room.mouse(LEVEL, lift=False)
    room.take(None)
    room.mouse_up(LEVEL[-1])
    assert len(only_pen(room).points) == 4
    assert not room.view.is_held


def test_a_stroke_lies_on_its_own_paper_where_another_comes_with_the_lift(room: InkRoom) -> None:
    other = PaperInk()
    room.view.released.connect(lambda: room.ink.show_source(other))
    room.take(Tool.PEN)
    room.mouse(LEVEL)
    assert len(room.source.own) == 1
    assert other.own == ()
