"""Pop-overs, questions, banners and thumbnails."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shared.ui.banner import Banner
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.hands import Impossible, press, send_key
from shared.ui.popover import ConfirmSheet, Popover
from shared.ui.scale import Program, scale_for_window
from shared.ui.text import Label, Span, wide_gap
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails


def click_at(stage: QWidget, x: int, y: int) -> None:
    native = stage.windowHandle()
    assert native is not None
    QTest.mouseClick(native, Qt.MouseButton.LeftButton, pos=QPoint(x, y))


@pytest.fixture
def popover(theme: Theme, stage: QWidget) -> Popover:
    made = Popover(theme, stage)
    made.body.addWidget(Label(theme, "正在重新连接"))
    return made


def test_a_press_outside_closes_a_popover_and_one_inside_does_not(
    popover: Popover, stage: QWidget, qtbot: QtBot
) -> None:
    popover.open_at(QPoint(100, 100), 330)
    click_at(stage, 200, 120)
    assert popover.isVisible()
    with qtbot.waitSignal(popover.closed):
        click_at(stage, 900, 600)
    assert not popover.isVisible()


def test_esc_closes_a_popover_and_goes_no_further(popover: Popover, stage: QWidget, qtbot: QtBot) -> None:
    popover.open_at(QPoint(100, 100), 330)
    with qtbot.waitSignal(popover.closed):
        send_key("-", "Escape")
    popover.close_card()


def test_the_button_that_opened_a_popover_closes_it_with_a_second_press(
    popover: Popover, theme: Theme, stage: QWidget
) -> None:
    button = PrimaryButton(theme, "查看原因", name="why")
    button.setParent(stage)
    button.move(800, 100)
    button.show()

    def toggle() -> None:
        if popover.isVisible():
            popover.close_card()
        else:
            popover.open_beside(button, 330)

    button.clicked.connect(toggle)
    press("why")
    assert popover.isVisible()
    press("why")
    assert not popover.isVisible()


def test_a_popover_stays_inside_its_window(popover: Popover, stage: QWidget) -> None:
    popover.open_at(QPoint(5000, 5000), 330)
    card = popover.card_rect().translated(popover.pos())
    assert stage.rect().contains(card)


def test_a_popover_that_fades_in_can_be_pressed_at_once(
    qapp: QApplication, stage: QWidget, qtbot: QtBot
) -> None:
    moving = Theme(scale_for_window(Program.KIOSK, 1280, 800))
    moving.dress(qapp)
    card = Popover(moving, stage)
    button = PrimaryButton(moving, "好", name="ok")
    card.body.addWidget(button)
    card.open_at(QPoint(100, 100), 330)
    native = stage.windowHandle()
    assert native is not None
    place = button.mapTo(stage, button.rect().center())
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(native, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: stage.findChild(QWidget, "veil") is None)


def test_a_question_cannot_be_confirmed_by_the_tap_that_opened_it(
    theme: Theme, stage: QWidget, qtbot: QtBot
) -> None:
    sheet = ConfirmSheet(theme, stage, name="close_ballot")
    sheet.ask("还有 2 人未投票，仍要截止？", yes="截止", no="继续等待")
    with pytest.raises(Impossible):
        press("close_ballot_yes")
    yes = stage.findChild(PrimaryButton, "close_ballot_yes")
    assert yes is not None
    with qtbot.assertNotEmitted(sheet.confirmed):
        QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
        QTest.keyClick(yes, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not yes.is_inert, timeout=2000)
    with qtbot.waitSignal(sheet.confirmed):
        press("close_ballot_yes")
    assert not sheet.isVisible()


def test_a_question_is_declined_by_its_quiet_button_and_by_esc(
    theme: Theme, stage: QWidget, qtbot: QtBot
) -> None:
    sheet = ConfirmSheet(theme, stage)
    sheet.ask("散会？", yes="散会", no="继续")
    no = stage.findChild(QuietButton, "confirm_no")
    assert no is not None
    qtbot.waitUntil(lambda: not no.is_inert, timeout=2000)
    with qtbot.waitSignal(sheet.declined):
        press("confirm_no")
    sheet.ask("散会？", yes="散会", no="继续")
    with qtbot.waitSignal(sheet.declined):
        send_key("-", "Escape")


def test_a_question_that_no_longer_stands_is_withdrawn_unanswered(
    theme: Theme, stage: QWidget, qtbot: QtBot
) -> None:
    sheet = ConfirmSheet(theme, stage)
    sheet.ask("截止？", yes="截止", no="等待")
    with qtbot.assertNotEmitted(sheet.confirmed), qtbot.assertNotEmitted(sheet.declined):
        sheet.withdraw()
    assert not sheet.isVisible()


def test_a_long_question_is_not_cut(theme: Theme, stage: QWidget) -> None:
    sheet = ConfirmSheet(theme, stage)
    sheet.ask("未结束的事项仍要散会吗" * 8, yes="散会", no="继续", detail="议题 4 未结束。" * 6)
    QApplication.processEvents()
    block = stage.findChild(QWidget, "confirm_question")
    assert block is not None
    assert block.height() >= block.heightForWidth(block.width())


def test_a_banner_says_everything_and_offers_one_action(theme: Theme, stage: QWidget, qtbot: QtBot) -> None:
    banner = Banner(theme)
    column = QVBoxLayout(stage)
    column.addWidget(banner)
    QApplication.processEvents()
    banner.show_note(
        "与主持台断开", (Span("材料照常可读，"), Span("您的票已存本机", bold=True)), action="查看原因"
    )
    assert banner.text() == f"与主持台断开{wide_gap()}材料照常可读，您的票已存本机"
    assert banner.height() == 64
    with qtbot.waitSignal(banner.action_requested):
        press("banner_action")
    banner.show_note("已恢复连接")
    with pytest.raises(Impossible):
        press("banner_action")


@pytest.fixture
def strip(theme: Theme, stage: QWidget) -> PaperThumbnails:
    made = PaperThumbnails(theme, thumb_width_px=80)
    made.setParent(stage)
    made.setGeometry(0, 0, 700, 160)
    made.show()
    QApplication.processEvents()
    return made


def test_only_thumbnails_in_sight_are_asked_for(strip: PaperThumbnails, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.thumbnails_needed) as asked:
        strip.set_paper(500)
    pages: tuple[int, ...] = asked.args[0]
    assert pages[0] == 1
    assert len(pages) <= 9


def test_the_current_page_is_kept_in_sight(strip: PaperThumbnails) -> None:
    strip.set_paper(500)
    strip.set_places(300, 2)
    assert 300 in strip.missing_in_sight()


def test_a_press_on_a_thumbnail_asks_for_its_page(
    strip: PaperThumbnails, stage: QWidget, qtbot: QtBot
) -> None:
    strip.set_paper(18)
    image = QImage(80, 113, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    strip.set_thumbnail(3, image)
    place = strip.thumbnail_rect(3).center()
    with qtbot.waitSignal(strip.page_requested) as asked:
        click_at(stage, place.x(), place.y())
    assert asked.args == [3]
    assert strip.grab().toImage().pixelColor(place).name() == "#123456"
