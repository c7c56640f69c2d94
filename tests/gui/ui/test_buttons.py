"""Buttons: what a person can press, how large it is, what it says, and when the ring is seen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shared.ui.buttons import BareButton, Button, ChoiceButton, PrimaryButton, QuietButton
from shared.ui.focus_ring import FocusRing
from shared.ui.hands import press, send_key
from shared.ui.theme import Theme
from shared.ui.tokens import Step
from shared.ui.tool_buttons import IconButton, RailButton

KINDS: list[Callable[[Theme], Button]] = [
    lambda theme: PrimaryButton(theme, "签到", name="go"),
    lambda theme: QuietButton(theme, "先看材料", name="go", icon="doc"),
    lambda theme: BareButton(theme, "?", name="go"),
    lambda theme: ChoiceButton(theme, "同意", name="go"),
    lambda theme: IconButton(theme, "下一页", name="go", icon="right"),
    lambda theme: RailButton(theme, "议题", name="go", icon="list"),
]


def ringed(ring: FocusRing) -> QWidget | None:
    return ring.is_shown_around


def put(stage: QWidget, *widgets: QWidget) -> None:
    row = QHBoxLayout(stage)
    for widget in widgets:
        row.addWidget(widget)
    QApplication.processEvents()


@pytest.mark.parametrize("make", KINDS)
def test_every_button_is_pressed_by_a_real_press_and_is_9_mm_large(
    make: Callable[[Theme], Button], theme: Theme, stage: QWidget, qtbot: QtBot
) -> None:
    button = make(theme)
    put(stage, button)
    with qtbot.waitSignal(button.clicked):
        press("go")
    assert min(button.width(), button.height()) >= 53


@pytest.mark.parametrize("make", KINDS)
def test_every_button_has_a_name_for_the_screen_reader(make: Callable[[Theme], Button], theme: Theme) -> None:
    assert make(theme).accessibleName()


def test_a_busy_button_says_so_and_takes_no_press(theme: Theme, stage: QWidget, qtbot: QtBot) -> None:
    button = PrimaryButton(theme, "确认", name="go")
    put(stage, button)
    button.set_busy("正在存本机")
    assert (button.isEnabled(), button.accessibleName()) == (False, "正在存本机")
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.set_busy("")
    assert (button.isEnabled(), button.accessibleName()) == (True, "确认")


def test_a_word_that_changes_keeps_the_key_of_the_button(theme: Theme, stage: QWidget, qtbot: QtBot) -> None:
    button = PrimaryButton(theme, "主讲：开", name="lead")
    button.setShortcut("L")
    put(stage, button)
    button.set_word("主讲：关")
    with qtbot.waitSignal(button.clicked):
        send_key("-", "L")


def test_a_button_never_clips_its_word(theme: Theme) -> None:
    for word in ("确认投“赞成”票", "Stored here, not sent. It goes by itself once connected"):
        button = PrimaryButton(theme, word, name="go", step=Step.QUESTION, bold=True)
        wide = button.fontMetrics().horizontalAdvance(word)
        assert button.minimumSizeHint().width() >= wide


def test_the_ring_is_seen_after_a_key_and_gone_after_a_press(theme: Theme, stage: QWidget) -> None:
    one, two = PrimaryButton(theme, "一", name="one"), QuietButton(theme, "二", name="two")
    put(stage, one, two)
    ring = FocusRing(theme, stage)
    press("one")
    assert ringed(ring) is None
    send_key("-", "Tab")
    assert ringed(ring) is two
    assert QApplication.focusWidget() is two
    assert ring.geometry() == two.geometry().adjusted(-5, -5, 5, 5)
    press("one")
    assert ringed(ring) is None


def test_the_chosen_answer_does_not_change_the_size_of_its_button(theme: Theme) -> None:
    button = ChoiceButton(theme, "出席和列席", name="go")
    before = button.sizeHint()
    button.setChecked(True)
    assert button.sizeHint() == before
