"""Names, long titles and sentences: nothing is cut, and nothing shrinks by more than one step."""

import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget

from shared.ui.chips import ClockLabel
from shared.ui.fonts import Face, choose_faces, installed_fonts, with_fallback
from shared.ui.nameplate import Nameplate
from shared.ui.text import Span, SpanLabel, spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step

LONG = "关于进一步加强全区老旧小区改造三年行动资金使用监督管理若干意见的报告（征求意见稿）"


def test_a_two_character_name_takes_a_full_width_space() -> None:
    assert spread_name("杨帆") == "杨\u3000帆"


@pytest.mark.parametrize("name", ["李建国", "Li", "A帆", "欧阳修远", "杨"])
def test_other_names_stay_as_they_are(name: str) -> None:
    assert spread_name(name) == name


@pytest.mark.parametrize(
    "name", ["李建国", "杨帆", "阿卜杜热合曼·买买提江", "Alexandra Konstantinopolskaya-Li"]
)
def test_a_name_fits_88_percent_of_the_nameplate(name: str, theme: Theme, stage: QWidget) -> None:
    plate = Nameplate(theme, name)
    plate.setParent(stage)
    plate.resize(1136, 300)
    font = plate.font_used()
    wide = QFontMetricsF(font).horizontalAdvance(spread_name(name)) - font.letterSpacing()
    assert wide <= 1136 * 0.88 + 1
    assert font.pixelSize() <= 190


def test_a_short_name_has_the_full_size(theme: Theme, stage: QWidget) -> None:
    plate = Nameplate(theme, "李建国")
    plate.setParent(stage)
    plate.resize(1136, 300)
    assert plate.font_used().pixelSize() == 190


@pytest.mark.parametrize("name", ["Li Jianguo", "Ágota Ügyfél", "李建国"])
def test_no_letter_of_a_name_is_cut_at_the_edge(name: str, theme: Theme, stage: QWidget) -> None:
    plate = Nameplate(theme, name)
    plate.setParent(stage)
    plate.setGeometry(0, 0, 1136, plate.sizeHint().height())
    plate.show()
    picture = plate.grab().toImage()
    ground = picture.pixel(0, 0)
    for row in (0, picture.height() - 1):
        assert all(picture.pixel(x, row) == ground for x in range(picture.width()))


def test_a_title_wraps_first_and_then_shrinks_one_step_only(theme: Theme) -> None:
    block = TextBlock(theme, LONG, step=Step.TITLE, max_lines=2)
    assert block.step_used(1100) is Step.TITLE
    assert block.step_used(500) is Step.LEAD
    assert block.step_used(200) is Step.LEAD


def test_a_text_that_is_too_long_even_then_takes_the_lines_it_needs(theme: Theme) -> None:
    block = TextBlock(theme, LONG, step=Step.TITLE, max_lines=1)
    lines = block.heightForWidth(300) / block.heightForWidth(5000)
    assert lines >= 3


def test_a_formal_title_wraps_into_lines_of_about_the_same_length(theme: Theme) -> None:
    title = "关于将2026年全区固定资产投资增长目标由6.5%调整为7.0%的决定（草案）"
    plain = TextBlock(theme, title, step=Step.QUESTION, bold=True)
    formal = TextBlock(theme, title, step=Step.QUESTION, bold=True, face=Face.FORMAL)
    width_px = formal.sizeHint().width() - 40
    assert formal.heightForWidth(width_px) == plain.heightForWidth(width_px)
    first, last = (layout.lineAt(0).naturalTextWidth() for layout in formal._lines(Step.QUESTION, width_px))
    assert last > first * 0.8


def test_markup_in_a_name_is_shown_and_not_obeyed(theme: Theme) -> None:
    label = SpanLabel(theme, (Span("<b>李</b>&amp;", bold=True),))
    assert label.words() == "<b>李</b>&amp;"
    assert "&lt;b&gt;" in label.text()


def test_the_clock_is_as_wide_at_every_time(theme: Theme) -> None:
    clock = ClockLabel(theme)
    widths = set()
    for time in ("9:05", "11:11", "20:48"):
        clock.show_time(time)
        widths.add(clock.sizeHint().width())
    assert len(widths) == 1


def test_wanted_faces_come_in_order_and_the_systems_own_last() -> None:
    faces = choose_faces(("A", "B", "C"), {"C", "B", "Z"}, "Z")
    assert faces == ("B", "C", "Z")


def test_an_empty_block_takes_one_line(theme: Theme) -> None:
    assert TextBlock(theme, "", step=Step.BODY).heightForWidth(300) == 30


def test_a_fallback_face_that_is_no_font_is_told(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="not a font"):
        with_fallback(installed_fonts(), b"no font at all")


def test_there_are_two_weights_and_figures_of_one_width(theme: Theme) -> None:
    for bold in (False, True):
        font = theme.font(Step.BODY, bold=bold)
        assert font.weight() in (QFont.Weight.Normal, QFont.Weight.Bold)
        metrics = QFontMetricsF(font)
        assert len({metrics.horizontalAdvance(figure * 8) for figure in "0123456789"}) == 1
