"""Marks, cards, ribbon, seats, icons: what they say and what a press on them asks for."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shared.ui.hands import press
from shared.ui.result_bars import BarRow, ResultBars
from shared.ui.ribbon import Ribbon
from shared.ui.seat_tile import Seated, SeatLook, SeatTile
from shared.ui.signs import Mark, Seal
from shared.ui.state_row import ProgressSegments, Settling, StateRow
from shared.ui.theme import Theme
from shared.ui.tokens import DAY, Tone
from shared.ui.vote_card import CardState, VoteCard

NEEDED_ICONS = [
    "list",
    "pages",
    "pen",
    "search",
    "bell",
    "moon",
    "left",
    "right",
    "plus",
    "ribbon",
    "ribbon-open",
    "ring",
    "cross",
    "dash",
    "dots",
    "check",
    "lock",
    "clock",
    "net",
    "net-off",
    "info",
    "warn",
    "pointer",
    "screen",
    "pause",
    "play",
    "stop",
    "doc",
    "folder",
    "upload",
    "person",
    "seat",
    "more",
    "mic",
]


def inked(pixmap: QPixmap) -> int:
    image = pixmap.toImage()
    return sum(
        image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height())
    )


@pytest.mark.parametrize("name", NEEDED_ICONS)
def test_every_icon_ships_and_draws_something_but_not_a_block(name: str, theme: Theme) -> None:
    share = inked(theme.icon(name, Tone.INK, 24)) / 24**2
    assert 0.01 < share < 0.75


def test_an_icon_has_the_colour_it_is_asked_for(theme: Theme) -> None:
    image = theme.icon("ribbon", Tone.GREEN, 48).toImage()
    assert image.pixelColor(24, 20) == QColor(DAY[Tone.GREEN])


def test_an_icon_on_a_dense_screen_has_more_pixels(theme: Theme) -> None:
    assert theme.icon("pen", Tone.INK, 24, 2.0).width() == 48


def test_an_icon_that_does_not_ship_is_our_mistake(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon", Tone.INK, 24)


@pytest.fixture
def cards(theme: Theme, stage: QWidget) -> list[VoteCard]:
    row = QHBoxLayout(stage)
    words = ((Mark.RING, "赞成"), (Mark.CROSS, "反对"), (Mark.DASH, "弃权"))
    made = [VoteCard(theme, mark, word, name=mark.value) for mark, word in words]
    for card in made:
        row.addWidget(card, 1)
    stage.resize(1281, 400)
    stage.repaint()
    return made


def test_the_cards_of_a_ballot_are_equal_and_12_mm_large(cards: list[VoteCard]) -> None:
    assert len({card.height() for card in cards}) == 1
    assert max(card.width() for card in cards) - min(card.width() for card in cards) <= 1
    assert min(card.width() for card in cards) >= 70


def test_choosing_moves_nothing(cards: list[VoteCard]) -> None:
    before = [card.geometry() for card in cards]
    cards[0].set_state(CardState.CHOSEN)
    cards[1].set_state(CardState.RECEDED)
    assert [card.geometry() for card in cards] == before
    assert [card.sizeHint() for card in cards] == [cards[0].sizeHint()] * 3


def test_a_card_that_recedes_can_still_be_pressed(cards: list[VoteCard], qtbot: QtBot) -> None:
    cards[1].set_state(CardState.RECEDED)
    with qtbot.waitSignal(cards[1].clicked):
        press("cross")


def test_a_locked_card_takes_no_press(cards: list[VoteCard], qtbot: QtBot) -> None:
    cards[0].set_state(CardState.LOCKED)
    with qtbot.assertNotEmitted(cards[0].clicked):
        QTest.mouseClick(cards[0], Qt.MouseButton.LeftButton)


def test_a_card_says_word_and_state(cards: list[VoteCard]) -> None:
    before = cards[0].accessibleName()
    cards[0].set_state(CardState.CHOSEN)
    assert "赞成" in before
    assert "赞成" in cards[0].accessibleName()
    assert cards[0].accessibleName() != before


def test_no_card_is_filled_with_a_colour(cards: list[VoteCard]) -> None:
    for card in cards:
        card.set_state(CardState.CHOSEN)
        assert card.grab().toImage().pixelColor(30, card.height() - 30) == QColor(DAY[Tone.PAPER])


@pytest.fixture
def ribbon(theme: Theme, stage: QWidget) -> Ribbon:
    made = Ribbon(theme)
    made.setParent(stage)
    made.setGeometry(0, 100, 620, 60)
    made.show()
    return made


def test_a_press_on_the_ribbon_asks_for_the_page_there(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.set_places(18, 3, 3)
    spot = QPoint(round(ribbon.place_of(9)), 30)
    with qtbot.waitSignal(ribbon.page_requested) as asked:
        QTest.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=spot)
    assert asked.args == [9]


def test_a_press_on_my_own_page_asks_for_nothing(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.set_places(18, 3, 3)
    with qtbot.assertNotEmitted(ribbon.page_requested):
        QTest.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(round(ribbon.place_of(3)), 30))


def test_a_drag_asks_once_for_the_page_where_it_ends(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.set_places(18, 3, 3)
    asked: list[int] = []
    ribbon.page_requested.connect(asked.append)
    QTest.mousePress(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(round(ribbon.place_of(5)), 30))
    QTest.mouseMove(ribbon, QPoint(round(ribbon.place_of(8)), 30))
    QTest.mouseMove(ribbon, QPoint(5000, 30))
    QTest.mouseRelease(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(round(ribbon.place_of(12)), 30))
    assert len(asked) == 1


def test_the_ribbon_says_both_places(ribbon: Ribbon) -> None:
    ribbon.set_places(18, 5, 9)
    apart = ribbon.accessibleName()
    ribbon.set_places(18, 9, 9)
    assert ("5" in apart, "9" in apart) == (True, True)
    assert ribbon.accessibleName() != apart
    ribbon.set_places(18, 5, 9, is_stale=True)
    assert ribbon.accessibleName() != apart


def test_a_ribbon_of_one_page_and_of_none_is_drawn(ribbon: Ribbon) -> None:
    for pages in (0, 1, 20000):
        ribbon.set_places(pages, min(1, pages))
        assert not ribbon.grab().isNull()


def test_a_seat_says_person_and_state_and_is_pressed(theme: Theme, stage: QWidget, qtbot: QtBot) -> None:
    tile = SeatTile(
        theme, Seated("李建国", SeatLook.FOLLOWING, spoken="座席 05 李建国，同步"), name="seat_05"
    )
    tile.setParent(stage)
    tile.setGeometry(10, 10, 60, 46)
    tile.show()
    assert tile.accessibleName() == "座席 05 李建国，同步"
    with qtbot.waitSignal(tile.clicked):
        press("seat_05")


@pytest.mark.parametrize("look", SeatLook)
def test_every_state_of_a_seat_looks_different_in_grey(look: SeatLook, theme: Theme) -> None:
    notes = {
        SeatLook.AWAY: "请假",
        SeatLook.OBSERVER: "列席",
        SeatLook.NOT_VOTED: "未投",
        SeatLook.OFFLINE_UNSENT: "离线",
    }

    def drawn(which: SeatLook) -> QPixmap:
        tile = SeatTile(theme, Seated("李建国", which, notes.get(which, "")), name="seat")
        tile.resize(80, 62)
        return tile.grab()

    def grey(pixmap: QPixmap) -> bytes:
        image = pixmap.toImage().convertToFormat(image_format)
        return bytes(image.constBits())

    image_format = drawn(look).toImage().Format.Format_Grayscale8
    mine = grey(drawn(look))
    for other in SeatLook:
        if other is not look:
            assert sum(a != b for a, b in zip(mine, grey(drawn(other)), strict=True)) > 20, other


def test_a_seal_says_its_words(theme: Theme) -> None:
    seal = Seal(theme, ("已计", "入票"))
    assert seal.text() == "已计入票"
    seal.set_words(("已计", "入票"), spoken="已计入票，回执 K7QM-2P9D")
    assert seal.accessibleName() == "已计入票，回执 K7QM-2P9D"


def test_a_seal_against_is_in_ink_and_never_red(theme: Theme) -> None:
    against = Seal(theme, ("未通过",), in_ink=True)
    image = against.grab().toImage()
    colours = {image.pixelColor(x, 1).name().upper() for x in range(20, 90)}
    assert colours == {DAY[Tone.INK]}


def test_the_result_is_told_in_persons(theme: Theme) -> None:
    bars = ResultBars(theme)
    bars.set_result((BarRow(Mark.RING, "赞成", 10), BarRow(Mark.CROSS, "反对", 1)), 15, 8, "须 8 票")
    assert bars.text() == "须 8 票; 赞成 10; 反对 1"


def test_progress_of_a_thousand_persons_is_one_bar(theme: Theme) -> None:
    progress = ProgressSegments(theme)
    progress.resize(300, 9)
    progress.set_counts(500, 0, 500, "500 / 1000")
    image = progress.grab().toImage()
    assert image.pixelColor(75, 4) == QColor(DAY[Tone.FILL])
    assert image.pixelColor(225, 4) == QColor(DAY[Tone.SHEET])


def test_a_state_says_sentence_and_time(theme: Theme) -> None:
    row = StateRow(theme)
    row.set_state(Settling.DONE, "已存本机", time="10:59:07")
    assert row.accessibleName() == "已存本机 10:59:07"
