"""The pictures of the documentation: the command knows what it draws, and what is committed is that."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

import screens
from shared.system.resources import resource_path
from tests.gui.kiosk_screens import drawn_as, states
from tests.gui.presenter_screens import SIZES, STATES


def test_every_state_that_is_drawn_exists() -> None:
    papers = sorted(resource_path("sample").glob("*.pdf"), key=lambda paper: paper.stat().st_size)
    kiosk = {drawn for state in states(papers, english=True) for drawn in drawn_as(state[0])}
    assert {shown.state for shown in screens.KIOSK} <= kiosk
    assert {shown.state for shown in screens.PRESENTER} <= STATES.keys()
    assert set(screens.SIZES) <= set(SIZES)


def test_the_committed_pictures_are_those_of_the_command_and_small() -> None:
    names = [name for shown in (*screens.KIOSK, *screens.PRESENTER) for name in screens.file_names(shown)]
    sizes = {file.name: file.stat().st_size for file in screens.FOLDER.glob("*.png")}
    assert sorted(names) == sorted(sizes)
    assert max(sizes.values()) <= screens.MOST_BYTES
    assert sum(sizes.values()) <= 1_500_000
    assert screens.FOLDER.joinpath("README.md").read_text("utf-8") == screens.readme()


@pytest.mark.parametrize("ground", ["#fbfaf6", "#17181a"])
def test_a_small_picture_keeps_the_colours_it_consists_of(ground: str) -> None:
    picture = QImage(1280, 800, QImage.Format.Format_RGB32)
    picture.fill(QColor(ground))
    painter = QPainter(picture)
    painter.fillRect(100, 100, 400, 200, QColor("#a12d1c"))
    painter.end()
    small = screens.small(picture)
    assert (small.width(), small.height()) == (640, 400)
    assert small.format() is QImage.Format.Format_Indexed8
    assert [small.pixelColor(*place).name() for place in ((5, 5), (150, 100))] == [ground, "#a12d1c"]
