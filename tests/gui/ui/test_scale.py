"""The type table of the design, number by number, and what a screen without a believable EDID gets."""

import pytest
from PySide6.QtWidgets import QApplication

from shared.ui.scale import (
    Program,
    physical_dpi,
    scale_for_screen,
    scale_for_window,
)
from shared.ui.tokens import Step
from shared.ui.windows import scale_of_screen

TABLE = [
    (Program.KIOSK, 149, (1280, 800), (17, 20, 23, 28, 34, 43, 62, 92, 190)),
    (Program.KIOSK, 141, (1920, 1080), (16, 19, 22, 26, 32, 41, 59, 88, 181)),
    (Program.PRESENTER, 112, (1366, 768), (13, 15, 18, 21, 26, 33, 47)),
    (Program.PRESENTER, 141, (1920, 1080), (16, 18, 20, 24, 30, 38, 56)),
]


@pytest.mark.parametrize(("program", "dpi", "window", "expected"), TABLE)
def test_a_reference_screen_gets_the_sizes_of_the_table(
    program: Program, dpi: float, window: tuple[int, int], expected: tuple[int, ...]
) -> None:
    scale = scale_for_screen(program, dpi)
    assert tuple(scale.type_px(step) for step in list(Step)[: len(expected)]) == expected


@pytest.mark.parametrize(("program", "dpi", "window", "expected"), TABLE)
def test_a_window_of_a_reference_size_looks_like_that_screen(
    program: Program, dpi: float, window: tuple[int, int], expected: tuple[int, ...]
) -> None:
    scale = scale_for_window(program, *window)
    assert tuple(scale.type_px(step) for step in list(Step)[: len(expected)]) == expected
    assert scale.dpi == dpi


def test_another_screen_is_sized_by_the_formula() -> None:
    scale = scale_for_screen(Program.KIOSK, 192.0)
    assert [scale.type_px(step) for step in (Step.CAPTION, Step.BODY, Step.NAME)] == [22, 26, 120]


def test_a_screen_read_from_further_away_gets_larger_letters() -> None:
    near = scale_for_screen(Program.KIOSK, 120.0)
    far = scale_for_screen(Program.KIOSK, 120.0, distance_cm=75.0)
    assert far.type_px(Step.TITLE) == round(18 * 120 / 96 * 75 / 55)
    assert far.type_px(Step.TITLE) > near.type_px(Step.TITLE)


def test_the_factor_stays_within_its_clamp() -> None:
    assert scale_for_screen(Program.PRESENTER, 60.0).factor == 0.85
    assert scale_for_screen(Program.PRESENTER, 380.0).factor == 2.5


@pytest.mark.parametrize(
    ("pixels", "mm"),
    [
        ((1280, 800), (0, 0)),
        ((1920, 1080), (160, 90)),
        ((1920, 1080), (16, 9)),
        ((1920, 1080), (1600, 900)),
        ((1920, 1080), (340, 270)),
    ],
)
def test_a_size_that_no_panel_has_is_not_believed(pixels: tuple[int, int], mm: tuple[int, int]) -> None:
    assert physical_dpi(*pixels, *mm) is None


def test_a_real_panel_is_believed() -> None:
    measured = physical_dpi(1280, 800, 217, 136)
    assert measured is not None
    assert round(measured) == 150


def test_without_a_believable_size_a_kiosk_is_taken_for_149_dpi_and_others_for_96() -> None:
    assert scale_for_screen(Program.KIOSK, None).dpi == 149
    assert scale_for_screen(Program.PRESENTER, None).dpi == 96


def test_the_setting_wins_over_the_screen() -> None:
    assert scale_for_screen(Program.KIOSK, 149.0, override_dpi=200.0).dpi == 200


def test_touch_targets_are_measured_on_the_glass() -> None:
    kiosk = scale_for_screen(Program.KIOSK, 149.0)
    assert (kiosk.target_px, kiosk.vote_target_px) == (53, 70)
    assert scale_for_screen(Program.PRESENTER, 112.0).target_px == 34


def test_the_distance_that_a_person_set_reaches_the_scale(qapp: QApplication) -> None:
    usual = scale_of_screen(Program.KIOSK, override_dpi=120.0)
    far = scale_of_screen(Program.KIOSK, override_dpi=120.0, distance_cm=75.0)
    assert far == scale_for_screen(Program.KIOSK, 120.0, distance_cm=75.0)
    assert far.type_px(Step.BODY) > usual.type_px(Step.BODY)
