"""Erasers, shapes, stamps, notes and the lasso, by mouse and pen; undo and redo by key."""

import msgspec
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from shared.domain.ink import (
    MAX_TEXT,
    Arrow,
    Ellipse,
    Highlighter,
    Line,
    Mark,
    MarkId,
    Note,
    Pen,
    Rectangle,
    Stamp,
    TextMark,
)
from shared.ui.ink_tools import INKS, Thickness, Tool
from shared.ui.pens import PenInHand
from shared.ui.theme import Theme
from tests.gui.ui.ink_room import InkRoom

BLUE, RED = INKS[0].value, INKS[1].value
ACROSS = Pen(id=MarkId("across"), page=1, color=BLUE, width=0.006, points=((0.2, 0.2, 0.5), (0.8, 0.2, 0.5)))
BELOW = Pen(id=MarkId("below"), page=1, color=RED, width=0.006, points=((0.2, 0.3, 0.5), (0.8, 0.3, 0.5)))
WORDS = TextMark(id=MarkId("words"), page=1, color="#F4DF9B", boxes=((0.2, 0.35, 0.6, 0.37),))


@pytest.fixture
def room(theme: Theme, stage: QWidget) -> InkRoom:
    return InkRoom(theme, stage)


def own(room: InkRoom) -> tuple[Mark, ...]:
    return room.source.own


def selected(room: InkRoom) -> list[str]:
    return [mark.id for mark in room.ink.input.selection.marks]


def button(room: InkRoom, name: str) -> QAbstractButton:
    found = room.view.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def ids(room: InkRoom) -> list[str]:
    return [mark.id for mark in own(room)]


def undo(room: InkRoom) -> None:
    QTest.keyClick(room.view.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def redo(room: InkRoom) -> None:
    QTest.keyClick(room.view.window(), Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)


# Eraser -----------------------------------------------------------------------------------------------


def test_the_eraser_takes_whole_strokes_that_it_touches_as_one_step(room: InkRoom) -> None:
    room.show_marks(ACROSS, BELOW, WORDS)
    room.take(Tool.ERASER)
    room.mouse([(0.5, 0.15), (0.5, 0.25), (0.5, 0.32)])
    assert ids(room) == ["words"]
    assert room.source.done == ["erase"]
    assert room.colour(0.4, 0.2) == "#FFFFFF"
    undo(room)
    assert sorted(ids(room)) == ["across", "below", "words"]
    assert room.colour(0.4, 0.2) == BLUE


def test_what_the_eraser_takes_is_gone_from_the_page_before_it_is_lifted(room: InkRoom) -> None:
    room.show_marks(ACROSS, BELOW)
    room.take(Tool.ERASER)
    room.mouse([(0.5, 0.15), (0.5, 0.25)], lift=False)
    assert room.colour(0.3, 0.2) == "#FFFFFF"
    assert ids(room) == ["across", "below"]
    room.ink.finish()
    assert room.colour(0.3, 0.2) == BLUE
    assert ids(room) == ["across", "below"]


def test_the_eraser_of_parts_leaves_the_ends(room: InkRoom) -> None:
    room.show_marks(ACROSS)
    room.take(Tool.ERASER, erases_parts=True, eraser_thickness=Thickness.THICK)
    room.mouse([(0.5, 0.1), (0.5, 0.3)])
    left, right = own(room)
    assert isinstance(left, Pen)
    assert isinstance(right, Pen)
    assert left.points[-1][0] < 0.48
    assert right.points[0][0] > 0.52
    assert room.colour(0.5, 0.2) == "#FFFFFF"
    assert room.colour(0.3, 0.2) == BLUE
    undo(room)
    assert ids(room) == ["across"]
    redo(room)
    assert len(ids(room)) == 2


def test_the_other_end_of_the_pen_erases(room: InkRoom) -> None:
    room.show_marks(ACROSS)
    room.take(Tool.PEN)
    top, bottom = room.at(0.5, 0.15), room.at(0.5, 0.25)
    PenInHand(is_eraser=True).draw(room.view, [(top.x(), top.y(), 0.5), (bottom.x(), bottom.y(), 0.5)])
    assert ids(room) == []


def test_nobody_erases_the_ink_of_others(room: InkRoom) -> None:
    room.source.come_from_outside(ACROSS)
    room.take(Tool.ERASER)
    room.mouse([(0.5, 0.15), (0.5, 0.25)])
    assert [shown.mark.id for shown in room.source.marks(1)] == ["across"]
    assert room.source.done == []


# Shapes, stamps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "kind"),
    [(Tool.LINE, Line), (Tool.ARROW, Arrow), (Tool.RECTANGLE, Rectangle), (Tool.ELLIPSE, Ellipse)],
)
def test_a_shape_is_drawn_out_from_corner_to_corner(room: InkRoom, tool: Tool, kind: type) -> None:
    room.take(tool, ink=RED)
    room.mouse([(0.2, 0.2), (0.3, 0.24), (0.6, 0.32)])
    (mark,) = own(room)
    assert isinstance(mark, kind)
    assert isinstance(mark, Line | Arrow | Rectangle | Ellipse)
    assert mark.start == pytest.approx((0.2, 0.2), abs=0.001)
    assert mark.end == pytest.approx((0.6, 0.32), abs=0.001)
    assert mark.color == RED


def test_a_line_almost_level_becomes_level(room: InkRoom) -> None:
    room.take(Tool.LINE)
    room.mouse([(0.2, 0.2), (0.8, 0.205)])
    (mark,) = own(room)
    assert isinstance(mark, Line)
    assert mark.start[1] == mark.end[1]


def test_a_slip_with_a_shape_leaves_nothing(room: InkRoom) -> None:
    room.take(Tool.RECTANGLE)
    room.mouse([(0.2, 0.2), (0.2005, 0.2005)])
    assert own(room) == ()


def test_a_stamp_stands_where_the_finger_is_lifted_and_wholly_on_the_page(room: InkRoom) -> None:
    room.take(Tool.STAMP, stamp_words="\u540c\u610f")
    room.mouse([(0.5, 0.3), (0.999, 0.3)])
    (mark,) = own(room)
    assert isinstance(mark, Stamp)
    assert mark.text == "\u540c\u610f"
    assert 0.9 < mark.at[0] < 0.97


# Notes ------------------------------------------------------------------------------------------------


def field(room: InkRoom) -> QPlainTextEdit:
    fields = room.view.findChildren(QPlainTextEdit, "note_field")
    (found,) = (field for field in fields if field.isVisible())
    return found


def test_a_note_is_written_on_the_page_by_an_input_method(room: InkRoom) -> None:
    room.take(Tool.NOTE)
    room.mouse([(0.3, 0.3)])
    composed = QInputMethodEvent("\u540c", [])
    QApplication.sendEvent(field(room), composed)
    assert own(room) == ()
    done = QInputMethodEvent()
    done.setCommitString("\u540c\u610f")
    QApplication.sendEvent(field(room), done)
    QTest.keyClick(field(room), Qt.Key.Key_Return)
    QTest.keyClicks(field(room), "p. 3")
    QTest.mouseClick(button(room, "note_done"), Qt.MouseButton.LeftButton)
    (mark,) = own(room)
    assert isinstance(mark, Note)
    assert mark.text == "\u540c\u610f\np. 3"
    assert mark.at[0] == pytest.approx(0.3, abs=0.001)
    assert not room.ink.input.notes.is_open


def test_touching_the_page_beside_a_note_stores_it_and_begins_no_other(room: InkRoom) -> None:
    room.take(Tool.NOTE)
    room.mouse([(0.3, 0.3)])
    QTest.keyClicks(field(room), "agreed")
    room.mouse([(0.7, 0.1)])
    assert [mark.text for mark in own(room) if isinstance(mark, Note)] == ["agreed"]
    assert not room.ink.input.notes.is_open


def test_the_field_of_a_note_grows_with_its_lines_and_shows_the_first(room: InkRoom) -> None:
    room.take(Tool.NOTE)
    room.mouse([(0.3, 0.1)])
    before = field(room).height()
    for _ in range(4):
        QTest.keyClicks(field(room), "agreed and more, " * 4)
    QApplication.processEvents()
    assert field(room).height() > before
    assert field(room).verticalScrollBar().value() == 0


def test_what_is_pasted_beyond_the_length_of_a_note_is_cut_and_the_rest_stays(room: InkRoom) -> None:
    room.take(Tool.NOTE)
    room.mouse([(0.2, 0.3)])
    QTest.keyClicks(field(room), "begin ")
    field(room).insertPlainText("x" * (2 * MAX_TEXT))
    assert field(room).toPlainText() == "begin " + "x" * (MAX_TEXT - 6)


def test_a_note_without_words_is_no_note(room: InkRoom) -> None:
    room.take(Tool.NOTE)
    room.mouse([(0.3, 0.3)])
    QTest.keyClicks(field(room), "  ")
    QTest.keyClick(field(room), Qt.Key.Key_Escape)
    assert own(room) == ()


def test_a_tap_on_an_own_note_edits_it(room: InkRoom) -> None:
    note = Note(id=MarkId("n"), page=1, at=(0.3, 0.3), color=BLUE, text="agreed")
    room.show_marks(note)
    room.take(Tool.NOTE)
    room.mouse([(0.32, 0.31)])
    assert field(room).toPlainText() == "agreed"
    QTest.keyClicks(field(room), ", p. 3")
    QTest.keyClick(field(room), Qt.Key.Key_Escape)
    assert [mark.text for mark in own(room) if isinstance(mark, Note)] == ["agreed, p. 3"]
    undo(room)
    assert own(room) == (note,)


def test_a_note_is_stored_when_another_tool_is_taken_or_the_page_turns(room: InkRoom) -> None:
    room.take(Tool.NOTE)
    room.mouse([(0.3, 0.3)])
    QTest.keyClicks(field(room), "agreed")
    room.take(Tool.PEN)
    assert not room.ink.input.notes.is_open
    room.take(Tool.NOTE)
    room.mouse([(0.3, 0.5)])
    QTest.keyClicks(field(room), "agreed")
    room.show_page(2)
    assert not room.ink.input.notes.is_open
    assert len(own(room)) == 2


def test_while_a_note_is_written_no_page_comes_by_itself(room: InkRoom, qtbot: QtBot) -> None:
    room.take(Tool.NOTE)
    room.mouse([(0.3, 0.3)])
    held = [room.view.is_held]
    QTest.keyClicks(field(room), "agreed")
    with qtbot.waitSignal(room.view.released):
        QTest.mouseClick(button(room, "note_done"), Qt.MouseButton.LeftButton)
    held.append(room.view.is_held)
    assert held == [True, False]
    assert len(own(room)) == 1


def test_a_note_is_stored_before_the_page_is_let_go(room: InkRoom) -> None:
    stored: list[int] = []
    room.view.released.connect(lambda: stored.append(len(own(room))))
    room.take(Tool.NOTE)
    room.mouse([(0.3, 0.3)])
    QTest.keyClicks(field(room), "agreed")
    room.ink.show_source(None)
    assert stored == [1]
    room.ink.show_source(room.source)
    room.mouse([(0.32, 0.31)])
    QTest.keyClick(field(room), Qt.Key.Key_Escape)
    assert stored == [1, 1]
    assert not room.view.is_held


def test_a_note_at_the_lower_right_corner_moves_until_it_is_on_the_page(room: InkRoom) -> None:
    room.view.scroll_by(10_000)
    room.take(Tool.NOTE)
    room.mouse([(0.99, 0.99)])
    QTest.keyClicks(field(room), "agreed")
    QTest.keyClick(field(room), Qt.Key.Key_Return)
    QTest.keyClicks(field(room), "and more")
    room.take(None)
    (mark,) = own(room)
    box = room.ink.layer.writing.box(mark, 842 / 595)
    assert box is not None
    assert box[2] <= 1.0
    assert box[3] <= 1.0 + 1e-9


# Lasso ------------------------------------------------------------------------------------------------

AROUND_BOTH = [(0.15, 0.15), (0.85, 0.15), (0.85, 0.35), (0.15, 0.35)]
AROUND_ACROSS = [(0.15, 0.15), (0.85, 0.15), (0.85, 0.25), (0.15, 0.25)]


def test_what_the_lasso_caught_is_dragged_and_the_move_can_be_undone(room: InkRoom) -> None:
    room.show_marks(ACROSS, BELOW)
    room.take(Tool.LASSO)
    room.mouse(AROUND_ACROSS)
    assert selected(room) == ["across"]
    room.mouse([(0.5, 0.2), (0.5, 0.3), (0.5, 0.4)])
    moved = next(mark for mark in own(room) if mark.id == "across")
    assert isinstance(moved, Pen)
    assert [round(v, 2) for _, v, _ in moved.points] == [0.4, 0.4]
    assert room.colour(0.3, 0.2) == "#FFFFFF"
    assert room.colour(0.3, 0.4) == BLUE
    undo(room)
    assert own(room) == (ACROSS, BELOW)


def test_marks_that_are_dragged_stay_together_at_the_edge_of_the_page(room: InkRoom) -> None:
    room.show_marks(ACROSS, BELOW)
    room.take(Tool.LASSO)
    room.mouse([(0.15, 0.15), (0.85, 0.15), (0.85, 0.35), (0.15, 0.35)])
    room.mouse([(0.5, 0.2), (0.9, 0.2)])
    for mark in own(room):
        assert isinstance(mark, Pen)
        assert mark.points[0][0] == pytest.approx(0.4)
        assert mark.points[1][0] == 1.0


def test_the_delete_key_and_the_button_take_what_is_selected(room: InkRoom) -> None:
    room.show_marks(ACROSS, BELOW)
    room.take(Tool.LASSO)
    room.mouse(AROUND_ACROSS)
    QTest.keyClick(room.view, Qt.Key.Key_Delete)
    assert ids(room) == ["below"]
    room.mouse([(0.4, 0.3)])
    delete = button(room, "delete_selected_ink")
    was_visible = delete.isVisible()
    QTest.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert ids(room) == []
    assert (was_visible, delete.isVisible()) == (True, False)


def test_esc_leaves_the_selection_first_and_the_lasso_then(room: InkRoom) -> None:
    room.show_marks(ACROSS)
    room.take(Tool.LASSO)
    room.mouse(AROUND_ACROSS)
    QTest.keyClick(room.view, Qt.Key.Key_Escape)
    assert selected(room) == []
    assert room.tray.tools.tool is Tool.LASSO
    QTest.keyClick(room.view, Qt.Key.Key_Escape)
    assert room.tray.tools.tool is None


def test_the_button_on_the_barrel_makes_a_lasso_of_the_pen(room: InkRoom) -> None:
    room.show_marks(ACROSS)
    loop = [(room.at(u, v).x(), room.at(u, v).y(), 0.5) for u, v in AROUND_ACROSS]
    PenInHand(barrel=True).draw(room.view, loop)
    assert own(room) == (ACROSS,)
    assert len(selected(room)) == 1


def test_the_lasso_does_not_catch_the_ink_of_others(room: InkRoom) -> None:
    room.source.come_from_outside(ACROSS)
    room.take(Tool.LASSO)
    room.mouse(AROUND_ACROSS)
    assert selected(room) == []


def test_a_selected_mark_that_is_undone_is_selected_no_more(room: InkRoom) -> None:
    room.take(Tool.PEN)
    room.mouse([(0.2, 0.2), (0.8, 0.2)])
    room.take(Tool.LASSO)
    room.mouse(AROUND_ACROSS)
    assert len(selected(room)) == 1
    undo(room)
    assert selected(room) == []


def test_a_selected_mark_that_is_erased_elsewhere_is_selected_no_more(room: InkRoom) -> None:
    room.show_marks(ACROSS, BELOW)
    room.take(Tool.LASSO)
    room.mouse(AROUND_BOTH)
    room.source.vanish(ACROSS)
    assert selected(room) == ["below"]
    assert button(room, "delete_selected_ink").isVisible()
    room.mouse([(0.5, 0.3), (0.5, 0.4)])
    assert [mark.id for mark in own(room)] == ["below"]
    room.source.vanish(own(room)[0])
    assert selected(room) == []
    assert not button(room, "delete_selected_ink").isVisible()


def test_a_mark_that_is_erased_elsewhere_while_it_is_dragged_does_not_come_back(room: InkRoom) -> None:
    room.show_marks(ACROSS, BELOW)
    room.take(Tool.LASSO)
    room.mouse(AROUND_BOTH)
    room.mouse([(0.5, 0.2), (0.5, 0.3)], lift=False)
    room.source.vanish(ACROSS)
    assert not button(room, "delete_selected_ink").isVisible()
    assert room.colour(0.3, 0.3) == "#FFFFFF"  # nor is it carried along any more
    room.mouse_on((0.5, 0.5))
    room.mouse_up((0.5, 0.5))
    assert [mark.id for mark in own(room)] == ["below"]
    assert selected(room) == ["below"]
    undo(room)
    assert own(room) == (BELOW,)


def test_a_mark_that_is_changed_elsewhere_while_it_is_dragged_is_moved_as_it_is_now(room: InkRoom) -> None:
    room.show_marks(ACROSS)
    room.take(Tool.LASSO)
    room.mouse(AROUND_ACROSS)
    room.mouse([(0.5, 0.2), (0.5, 0.3)], lift=False)
    room.source.come_from_outside(msgspec.structs.replace(ACROSS, color=RED), is_own=True)
    room.mouse_up((0.5, 0.3))
    (mark,) = own(room)
    assert isinstance(mark, Pen)
    assert mark.color == RED
    assert mark.points[0][1] == pytest.approx(0.3, abs=0.01)


def test_what_is_selected_stays_so_while_its_page_is_read_anew(room: InkRoom) -> None:
    room.show_marks(ACROSS)
    room.take(Tool.LASSO)
    room.mouse(AROUND_ACROSS)
    room.source.unread.add(1)
    room.ink.layer.refresh(frozenset({1}))
    assert selected(room) == ["across"]
    room.source.read(1)
    assert selected(room) == ["across"]


# Undo -------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_through_strokes_on_several_pages(room: InkRoom) -> None:
    room.take(Tool.HIGHLIGHTER)
    room.mouse([(0.2, 0.2), (0.4, 0.2)])
    room.show_page(2)
    room.mouse([(0.2, 0.2), (0.4, 0.2)])
    assert [mark.page for mark in own(room) if isinstance(mark, Highlighter)] == [1, 2]
    undo(room)
    undo(room)
    assert own(room) == ()
    assert not room.ink.actions.can_undo
    redo(room)
    assert [mark.page for mark in own(room)] == [1]


def test_undo_leaves_alone_what_changed_from_outside(room: InkRoom) -> None:
    room.take(Tool.PEN)
    room.mouse([(0.2, 0.2), (0.4, 0.2)])
    (mine,) = own(room)
    assert isinstance(mine, Pen)
    elsewhere = Pen(id=mine.id, page=1, color=RED, width=mine.width, points=mine.points)
    room.source.come_from_outside(elsewhere, is_own=True)
    undo(room)
    assert own(room) == (elsewhere,)


def test_a_step_on_a_page_that_is_not_in_memory_is_taken_back_once_it_is_read(room: InkRoom) -> None:
    room.take(Tool.PEN)
    room.mouse([(0.2, 0.2), (0.4, 0.2)])
    room.show_page(2)
    room.source.unread.add(1)
    undo(room)
    can_undo = [room.ink.actions.can_undo]
    room.source.read(1)
    assert own(room) == ()
    can_undo.append(room.ink.actions.can_undo)
    assert can_undo == [True, False]
    room.source.unread.add(1)
    redo(room)
    room.source.read(1)
    assert len(own(room)) == 1
    room.source.read(1)
    assert len(own(room)) == 1


@pytest.mark.parametrize("lift", [False, True])
def test_a_step_that_waits_stays_where_it_is_when_the_person_writes_on(room: InkRoom, lift: bool) -> None:
    room.take(Tool.PEN)
    room.mouse([(0.2, 0.2), (0.4, 0.2)])
    room.show_page(2)
    room.source.unread.add(1)
    undo(room)
    room.mouse([(0.2, 0.2), (0.4, 0.2)], lift=lift)
    room.source.read(1)
    if not lift:
        room.mouse_up((0.4, 0.2))
    assert [mark.page for mark in own(room)] == [1, 2]
    undo(room)
    undo(room)
    assert own(room) == ()


def test_nothing_is_undone_while_ink_is_down(room: InkRoom) -> None:
    room.take(Tool.PEN)
    room.mouse([(0.2, 0.2), (0.4, 0.2)])
    pen = PenInHand()
    pen.press(room.view, QPointF(room.at(0.2, 0.3)))
    undo(room)
    pen.release(room.view, QPointF(room.at(0.2, 0.3)))
    assert len(own(room)) == 2
