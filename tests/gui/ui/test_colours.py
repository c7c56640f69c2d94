"""The contrasts promised by the design, computed from the colours that are drawn."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from shared.ui.buttons import PrimaryButton
from shared.ui.theme import Theme
from shared.ui.tokens import DAY, NIGHT, Tone

GROUNDS = (Tone.DESK, Tone.SHEET, Tone.RAISED)
PROMISED_BY_DAY = {
    Tone.INK: (12.7, 14.7, 15.8),
    Tone.INK2: (6.8, 7.8, 8.4),
    Tone.INK3: (4.7, 5.4, 5.8),
    Tone.EDGE: (3.2, 3.7, 4.0),
    Tone.GREEN: (5.4, 6.3, 6.7),
    Tone.RED: (5.6, 6.5, 6.9),
    Tone.OCHRE: (5.5, 6.4, 6.9),
    Tone.SLATE: (5.2, 6.0, 6.5),
}
PROMISED_BY_NIGHT = {
    Tone.INK: (14.6, 13.2, 11.7),
    Tone.INK2: (9.3, 8.4, 7.4),
    Tone.INK3: (6.4, 5.7, 5.1),
    Tone.EDGE: (4.1, 3.7, 3.3),
    Tone.GREEN: (9.0, 8.1, 7.1),
    Tone.RED: (7.9, 7.1, 6.3),
    Tone.OCHRE: (9.4, 8.5, 7.5),
    Tone.SLATE: (8.7, 7.8, 7.0),
}


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""

    def luminance(value: str) -> float:
        def linear(part: float) -> float:
            return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

        red, green, blue = (linear(int(value[at : at + 2], 16) / 255) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tone", PROMISED_BY_DAY)
def test_contrast_by_day_is_as_promised(tone: Tone) -> None:
    measured = tuple(round(contrast(DAY[tone], DAY[ground]), 1) for ground in GROUNDS)
    assert measured == pytest.approx(PROMISED_BY_DAY[tone], abs=0.11)


@pytest.mark.parametrize("tone", PROMISED_BY_NIGHT)
def test_contrast_by_night_is_as_promised(tone: Tone) -> None:
    measured = tuple(round(contrast(NIGHT[tone], NIGHT[ground]), 1) for ground in GROUNDS)
    assert measured == pytest.approx(PROMISED_BY_NIGHT[tone], abs=0.11)


@pytest.mark.parametrize("colours", [DAY, NIGHT])
def test_words_on_soft_grounds_stay_readable(colours: dict[Tone, str]) -> None:
    pairs = {
        Tone.GREEN: Tone.SOFT_GREEN,
        Tone.RED: Tone.SOFT_RED,
        Tone.OCHRE: Tone.SOFT_OCHRE,
        Tone.SLATE: Tone.SOFT_SLATE,
    }
    for tone, soft in pairs.items():
        assert contrast(colours[tone], colours[soft]) >= 5.2
        assert contrast(colours[Tone.INK], colours[soft]) >= 10.3


@pytest.mark.parametrize("colours", [DAY, NIGHT])
def test_the_word_of_a_filled_button_stands_out(colours: dict[Tone, str]) -> None:
    assert contrast(colours[Tone.ON_FILL], colours[Tone.FILL]) >= 11.8


def test_night_reaches_widgets_that_are_already_shown(
    qapp: QApplication, theme: Theme, stage: QWidget
) -> None:
    button = PrimaryButton(theme, "", name="go")
    button.setParent(stage)
    button.show()
    qapp.processEvents()
    assert button.grab().toImage().pixelColor(20, 20) == QColor(DAY[Tone.FILL])
    theme.set_night(True)
    qapp.processEvents()
    assert button.grab().toImage().pixelColor(20, 20) == QColor(NIGHT[Tone.FILL])
    assert stage.grab().toImage().pixelColor(700, 700) == QColor(NIGHT[Tone.SHEET])
