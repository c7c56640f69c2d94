"""The pen bar: what lies in it, what its buttons do, where it lies, and who can reach it."""

import itertools

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from shared.domain.ink import MarkId, Pen
from shared.ui.ink_actions import InkActions
from shared.ui.ink_tools import INKS, InkTools, InkTray, Thickness, Tool
from shared.ui.pen_bar import PenBar
from shared.ui.pens import PenInHand
from shared.ui.scale import Program, scale_for_window
from shared.ui.theme import Theme
from shared.ui.tokens import Tone
from tests.fakes.paper_ink import PaperInk
from tests.gui.ui.ink_room import InkRoom, TouchScreen

TOOLS = {
    "ink_pen": Tool.PEN,
    "ink_highlighter": Tool.HIGHLIGHTER,
    "ink_eraser": Tool.ERASER,
    "ink_line": Tool.LINE,
    "ink_note": Tool.NOTE,
    "ink_stamp": Tool.STAMP,
    "ink_lasso": Tool.LASSO,
}
AREA = QRect(0, 56, 1196, 684)


class Desk:
    """A bar on a stage."""

    def __init__(self, theme: Theme, stage: QWidget) -> None:
        self.stage = stage
        self.tray = InkTray(stage)
        self.actions = InkActions(stage)
        self.source = PaperInk()
        self.actions.set_source(self.source)
        self.bar = PenBar(theme, stage, self.tray, self.actions)
        self.bar.open_bar(AREA)
        QApplication.processEvents()

    def button(self, name: str) -> QAbstractButton:
        found = self.stage.findChildren(QAbstractButton, name)
        (button,) = (each for each in found if each.isVisible())
        return button

    def press(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def is_open(self) -> bool:
        card = self.stage.findChild(QWidget, "tool_choices")
        return card is not None and card.isVisible()

    def tools(self) -> InkTools:
        return self.tray.tools


@pytest.fixture
def desk(theme: Theme, stage: QWidget) -> Desk:
    return Desk(theme, stage)


def card(bar: PenBar) -> QRect:
    return bar.card_rect().translated(bar.pos())


def brightness_at(button: QAbstractButton, place: QPoint) -> int:
    return button.grab().toImage().pixelColor(place * button.devicePixelRatio()).lightness()


def test_black_ink_is_seen_in_the_dimmed_bar(desk: Desk, theme: Theme) -> None:
    theme.set_night(True)
    swatch = desk.button("ink_colour")
    middle = swatch.rect().center()
    ring = middle + QPoint(theme.space(15), 0)
    assert brightness_at(swatch, ring) - brightness_at(swatch, middle) > 100


def test_what_cannot_be_undone_is_still_seen_in_the_dimmed_bar(desk: Desk, theme: Theme) -> None:
    theme.set_night(True)
    undo = desk.button("ink_undo")
    assert not undo.isEnabled()
    drawn = undo.grab().toImage()
    lightest = max(
        drawn.pixelColor(x, y).lightness() for x in range(drawn.width()) for y in range(drawn.height())
    )
    assert lightest - theme.colour(Tone.RAISED).lightness() > 50


def test_each_button_takes_up_its_tool_and_only_that_one_is_filled(desk: Desk) -> None:
    assert desk.tools().tool is Tool.PEN
    for name, tool in reversed(TOOLS.items()):
        desk.press(name)
        assert desk.tools().tool is tool
        assert [other for other in TOOLS if desk.button(other).isChecked()] == [name]
        assert not desk.is_open()


def test_a_second_press_lays_out_colours_and_widths_and_each_counts_at_once(desk: Desk) -> None:
    desk.press("ink_pen")
    assert desk.is_open()
    desk.press(f"colour_{INKS[1].value}")
    desk.press("thickness_thick")
    assert desk.tools().ink == INKS[1].value
    assert desk.tools().pen_thickness is Thickness.THICK
    assert desk.button(f"colour_{INKS[1].value}").isChecked()
    assert not desk.button(f"colour_{INKS[0].value}").isChecked()
    desk.press("ink_pen")
    assert not desk.is_open()


def test_the_swatch_lays_out_the_choices_of_the_tool_in_use(desk: Desk) -> None:
    desk.press("ink_highlighter")
    desk.press("ink_colour")
    assert desk.is_open()
    assert len(desk.stage.findChildren(QAbstractButton, "thickness_thin")) == 1
    desk.press("ink_eraser")
    assert not desk.is_open()
    assert not desk.button("ink_colour").isEnabled()


def test_the_button_for_shapes_offers_all_four_and_keeps_the_last(desk: Desk) -> None:
    desk.press("ink_line")
    desk.press("ink_line")
    for shape in (Tool.ARROW, Tool.RECTANGLE, Tool.ELLIPSE, Tool.LINE, Tool.ARROW):
        desk.press(f"shape_{shape}")
        assert desk.tools().tool is shape
        assert desk.button("ink_line").isChecked()
    desk.press("ink_pen")
    desk.press("ink_line")
    assert desk.tools().tool is Tool.ARROW


def test_the_eraser_takes_strokes_or_parts(desk: Desk) -> None:
    desk.press("ink_eraser")
    desk.press("ink_eraser")
    desk.press("eraser_parts")
    assert desk.tools().erases_parts
    desk.press("eraser_strokes")
    assert not desk.tools().erases_parts


def test_a_stamp_says_one_of_two_words_or_ones_own(desk: Desk) -> None:
    desk.press("ink_stamp")
    desk.press("ink_stamp")
    assert desk.button("stamp_1").isChecked()
    desk.press("stamp_2")
    assert desk.tools().stamp_words == desk.button("stamp_2").text()
    field = desk.stage.findChild(QLineEdit, "stamp_field")
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "read twice by me")
    QTest.keyClicks(field, "!")
    assert desk.tools().stamp_words == "read twice by me"
    desk.press("stamp_1")
    assert desk.button("stamp_1").isChecked()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.setFocus()
    assert not desk.button("stamp_1").isChecked()
    assert desk.tools().stamp_words == "read twice by me"


def test_undo_and_redo_are_on_while_there_is_something(desk: Desk) -> None:
    def states() -> tuple[bool, bool]:
        return desk.button("ink_undo").isEnabled(), desk.button("ink_redo").isEnabled()

    assert states() == (False, False)
    desk.actions.add(Pen(id=MarkId("a"), page=1, color="#17211E", width=0.004, points=((0.1, 0.1, 0.5),)))
    assert states() == (True, False)
    desk.press("ink_undo")
    assert states() == (False, True)
    assert desk.source.own == ()
    desk.press("ink_redo")
    assert states() == (True, False)


def test_closing_lays_down_the_tools(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.bar.closed):
        desk.press("ink_close")
    assert desk.tools().tool is None
    assert not desk.bar.isVisible()


def test_the_bar_opens_with_what_was_written_with_last(desk: Desk) -> None:
    desk.press("ink_highlighter")
    desk.press("ink_close")
    desk.bar.open_bar(AREA)
    assert desk.tools().tool is Tool.HIGHLIGHTER


def test_the_bar_lies_in_the_gutter_beside_the_page(desk: Desk) -> None:
    assert card(desk.bar).left() >= 0
    assert card(desk.bar).right() < 128
    assert AREA.contains(card(desk.bar))
    desk.bar.set_left_handed(True)
    desk.bar.place_in(AREA)
    assert AREA.contains(card(desk.bar))
    assert card(desk.bar).left() >= AREA.right() - 128


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_on_each_kiosk_the_bar_fits_and_its_buttons_are_9_mm(
    qapp: QApplication, width: int, height: int
) -> None:
    theme = Theme(scale_for_window(Program.KIOSK, width, height), reduced_motion=True)
    stage = QWidget()
    stage.resize(width, height)
    desk = Desk(theme, stage)
    area = QRect(0, 56, width - 84, height - 116)
    stage.show()
    desk.bar.open_bar(area)
    QApplication.processEvents()
    assert area.adjusted(0, 8, 0, -8).contains(card(desk.bar))
    least = 9 / 25.4 * theme.scale.dpi - 1
    buttons = desk.bar.findChildren(QAbstractButton)
    assert len(buttons) == 11
    assert all(min(button.width(), button.height()) >= least for button in buttons)
    for one, other in itertools.combinations(buttons, 2):
        assert not one.geometry().intersects(other.geometry())
    stage.close()
    stage.deleteLater()
    theme.deleteLater()


def test_every_button_has_a_word_and_is_reached_by_key(desk: Desk) -> None:
    names: set[str] = set()
    buttons = desk.bar.findChildren(QAbstractButton)
    for button in buttons:
        assert button.toolTip() == button.accessibleName() != ""
        names.add(button.accessibleName())
        assert button.focusPolicy() is Qt.FocusPolicy.StrongFocus
    assert len(names) == 11
    first = desk.button("ink_pen")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert desk.button("ink_highlighter").hasFocus()
    QTest.keyClick(desk.button("ink_highlighter"), Qt.Key.Key_Space)
    assert desk.tools().tool is Tool.HIGHLIGHTER


@pytest.fixture
def room_with_choices(theme: Theme, stage: QWidget) -> tuple[InkRoom, PenBar]:
    room = InkRoom(theme, stage)
    bar = PenBar(theme, stage, room.tray, room.ink.actions)
    bar.open_bar(room.view.geometry())
    QTest.mouseClick(bar.findChildren(QAbstractButton, "ink_pen")[0], Qt.MouseButton.LeftButton)
    return room, bar


def test_pen_and_finger_on_the_page_close_the_choices_and_write(
    room_with_choices: tuple[InkRoom, PenBar], stage: QWidget
) -> None:
    room, bar = room_with_choices
    choices = stage.findChildren(QWidget, "tool_choices")[0]
    assert choices.isVisible()
    far = room.at(0.6, 0.1)
    PenInHand().draw(room.view, [(far.x(), far.y(), 0.5), (far.x() + 20, far.y(), 0.5)])
    open_after_pen = choices.isVisible()
    QTest.mouseClick(bar.findChildren(QAbstractButton, "ink_pen")[0], Qt.MouseButton.LeftButton)
    room.clock.advance(1.0)
    TouchScreen(room.view).draw([far, far + QPointF(0, 20)])
    assert (open_after_pen, choices.isVisible()) == (False, False)
    assert len(room.source.own) == 2


def test_a_press_of_the_pen_on_a_button_of_the_bar_presses_it(desk: Desk) -> None:
    button = desk.button("ink_eraser")
    middle = QPointF(QPoint(button.width() // 2, button.height() // 2))
    pen = PenInHand()
    pen.press(button, middle)
    pen.release(button, middle)
    assert desk.tools().tool is Tool.ERASER
