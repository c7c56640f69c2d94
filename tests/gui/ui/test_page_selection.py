"""Which words are selected, how they are painted, and how the handles move them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from shared.pdf.pages import PageText, Word
from shared.ui.fingers import Fingers
from shared.ui.page_gestures import PageGestures
from shared.ui.page_hits import PageHitMarks
from shared.ui.page_marking import PageMarking
from shared.ui.page_selection import Letters
from shared.ui.page_view import PageView
from shared.ui.page_watermark import WatermarkOverlay
from shared.ui.theme import Theme
from shared.ui.tokens import DAY, NIGHT, Tone
from tests.gui.ui.page_room import FakePicture, placed_view

HAN = "\u8d22\u653f\u6536\u652f\u603b\u4f53\u5e73\u8861"
LATIN = PageText(
    (
        Word(0.10, 0.10, 0.20, 0.12, "Revenue", 0, 0),
        Word(0.21, 0.10, 0.25, 0.12, "of", 0, 0),
        Word(0.26, 0.10, 0.40, 0.12, "2026", 0, 0),
        Word(0.10, 0.13, 0.22, 0.15, "reached", 1, 0),
        Word(0.10, 0.20, 0.30, 0.22, "Table", 2, 1),
    )
)
CHINESE = PageText((Word(0.10, 0.10, 0.50, 0.12, HAN, 0, 0), Word(0.10, 0.13, 0.20, 0.15, HAN[:2], 1, 0)))


def test_latin_words_are_selected_whole_with_spaces_and_lines() -> None:
    letters = Letters(LATIN)
    first, last = letters.at(0.15, 0.11), letters.at(0.15, 0.21)
    assert first is not None
    assert last is not None
    chosen = letters.between(last, first)
    assert chosen.text == "Revenue of 2026 reached\nTable"
    assert chosen.boxes == ((0.10, 0.10, 0.40, 0.12), (0.10, 0.13, 0.22, 0.15), (0.10, 0.20, 0.30, 0.22))


def test_of_a_chinese_run_single_characters_are_selected() -> None:
    letters = Letters(CHINESE)
    first, last = letters.at(0.16, 0.11), letters.at(0.12, 0.14)
    assert (first, last) == (1, 8)
    assert first is not None
    assert last is not None
    chosen = letters.between(first, last)
    assert chosen.text == HAN[1:] + HAN[0]
    assert chosen.boxes[0] == pytest.approx((0.15, 0.10, 0.50, 0.12))


def test_far_from_any_line_nothing_is_selected() -> None:
    assert Letters(LATIN).at(0.5, 0.9) is None
    assert Letters(PageText(())).at(0.5, 0.5) is None


@given(st.floats(0, 1), st.floats(0, 1))
def test_every_place_has_a_nearest_word(u: float, v: float) -> None:
    number = Letters(LATIN).at(u, v, reach=2.0)
    assert number is not None
    assert Letters(LATIN).between(number, number).text in "Revenue of 2026 reached Table"


class Marker:
    def __init__(self, theme: Theme, stage: QWidget) -> None:
        self.view: PageView = placed_view(theme, stage)
        self.gestures = PageGestures(theme, self.view)
        self.marking = PageMarking(theme, self.view)
        self.view.add_overlay(self.marking)
        self.fingers = Fingers(self.view)
        self.chosen: list[str] = []
        self.marking.text_selected.connect(lambda _page, _boxes, text: self.chosen.append(text))
        self.view.expect_page(1)
        self.view.show_picture(1, FakePicture("#ffffff"))
        self.marking.set_text(1, LATIN)

    def at(self, u: float, v: float) -> QPointF:
        placed = self.view.place_of(1)
        assert placed is not None
        return placed.to_view(u, v)

    def colour_at(self, u: float, v: float) -> str:
        place = self.at(u, v).toPoint()
        return self.view.grab().toImage().pixelColor(place).name().upper()


@pytest.fixture
def marker(theme: Theme, stage: QWidget) -> Marker:
    return Marker(theme, stage)


def press_long(marker: Marker, qtbot: QtBot, u: float, v: float) -> None:
    marker.fingers.press({0: marker.at(u, v)})
    qtbot.waitUntil(lambda: marker.marking.page == 1, timeout=2000)


def test_a_long_press_selects_the_word_and_a_drag_more(marker: Marker, qtbot: QtBot) -> None:
    press_long(marker, qtbot, 0.15, 0.11)
    marker.fingers.glide({0: marker.at(0.35, 0.11)})
    marker.fingers.lift(0)
    assert marker.chosen == ["Revenue of 2026"]
    assert marker.colour_at(0.15, 0.11) == DAY[Tone.SOFT_GREEN]
    assert marker.colour_at(0.15, 0.14) == "#FFFFFF"


def test_a_handle_moves_its_end_of_the_selection(marker: Marker, qtbot: QtBot) -> None:
    press_long(marker, qtbot, 0.15, 0.11)
    marker.fingers.lift(0)
    assert marker.chosen == ["Revenue"]
    marker.fingers.drag(marker.at(0.20, 0.12) + QPointF(0, 8), marker.at(0.15, 0.145))
    assert marker.chosen == ["Revenue", "Revenue of 2026 reached"]
    marker.fingers.drag(marker.at(0.10, 0.12) + QPointF(0, 8), marker.at(0.30, 0.11))
    assert marker.chosen[-1] == "2026 reached"


def test_a_tap_beside_the_selection_ends_it_and_turns_no_page(marker: Marker, qtbot: QtBot) -> None:
    turns: list[int] = []
    marker.view.page_turn_requested.connect(turns.append)
    press_long(marker, qtbot, 0.15, 0.11)
    marker.fingers.lift(0)
    with qtbot.waitSignal(marker.marking.cleared):
        marker.fingers.tap(QPointF(30, 300))
    assert turns == []
    assert marker.marking.selection.text == ""


def test_while_text_is_selected_a_mouse_drag_selects_at_once(marker: Marker) -> None:
    marker.gestures.set_selecting(True)
    begin, end = marker.at(0.22, 0.11).toPoint(), marker.at(0.30, 0.11).toPoint()
    QTest.mousePress(marker.view, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(marker.view, begin + (end - begin) / 2)
    QTest.mouseMove(marker.view, end)
    QTest.mouseRelease(marker.view, Qt.MouseButton.LeftButton, pos=end)
    assert marker.chosen == ["of 2026"]


def test_a_long_press_beside_words_scrolls_as_ever(marker: Marker) -> None:
    marker.fingers.press({0: marker.at(0.5, 0.4)})
    marker.gestures._press._on_long_press()
    marker.fingers.glide({0: marker.at(0.5, 0.3)})
    marker.fingers.lift(0)
    assert marker.chosen == []
    assert marker.view.page_rect().top() < 0


def test_another_page_shows_no_selection_of_this_one(marker: Marker, qtbot: QtBot) -> None:
    press_long(marker, qtbot, 0.15, 0.11)
    marker.fingers.lift(0)
    marker.view.expect_page(2)
    marker.view.show_picture(2, FakePicture("#ffffff"))
    placed = marker.view.place_of(2)
    assert placed is not None
    place = placed.to_view(0.15, 0.11).toPoint()
    assert marker.view.grab().toImage().pixelColor(place).name().upper() == "#FFFFFF"


def test_hits_are_ochre_and_the_current_one_is_outlined(theme: Theme, marker: Marker) -> None:
    hits = PageHitMarks(theme, marker.view)
    marker.view.add_overlay(hits)
    first, second = ((0.1, 0.3, 0.2, 0.32),), ((0.1, 0.34, 0.2, 0.36), (0.5, 0.34, 0.6, 0.36))
    hits.set_hits({1: (first, second)}, (1, 1))
    assert marker.colour_at(0.15, 0.31) == DAY[Tone.SOFT_OCHRE]
    assert marker.colour_at(0.55, 0.35) == DAY[Tone.SOFT_OCHRE]
    edge, image = marker.at(0.15, 0.34).toPoint(), marker.view.grab().toImage()
    outline = [image.pixelColor(edge - QPoint(0, up)).name().upper() for up in range(4)]
    assert DAY[Tone.OCHRE] in outline
    theme.set_night(True)
    multiplied = "#{:02X}{:02X}{:02X}".format(
        *(
            round(int(NIGHT[Tone.OCHRE][at : at + 2], 16) * int(NIGHT[Tone.PAPER][at : at + 2], 16) / 255)
            for at in (1, 3, 5)
        )
    )
    assert marker.colour_at(0.15, 0.31) == multiplied
    theme.set_night(False)
    hits.set_hits({})
    assert marker.colour_at(0.15, 0.31) == "#FFFFFF"


def test_the_watermark_lies_faintly_on_all_of_the_page_and_only_there(theme: Theme, marker: Marker) -> None:
    watermark = WatermarkOverlay(theme, marker.view)
    marker.view.add_overlay(watermark)
    blank = marker.view.grab().toImage()
    watermark.set_text("Li Jianguo  Seat 05  10:24")
    image = marker.view.grab().toImage()
    page = marker.view.page_rect().intersected(marker.view.rect())
    changed = [
        (x, y)
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
        if image.pixelColor(x, y) != blank.pixelColor(x, y)
    ]
    assert all(page.contains(x, y) for x, y in changed)
    assert min(image.pixelColor(x, y).lightness() for x, y in changed) >= 230
    for column in (page.left() + page.width() // 5, page.left() + 2 * page.width() // 3):
        assert any(abs(x - column) < 120 for x, _ in changed)
    watermark.set_text("")
    assert marker.view.grab().toImage() == blank


def test_the_watermark_grows_with_the_page(theme: Theme, marker: Marker) -> None:
    watermark = WatermarkOverlay(theme, marker.view)
    small, large = watermark._word(1000, 1.0), watermark._word(2000, 1.0)
    assert small.width() > 0
    watermark.set_text("Li Jianguo")
    small, large = watermark._word(1000, 1.0), watermark._word(2000, 1.0)
    assert large.width() == pytest.approx(2 * small.width(), rel=0.08)
