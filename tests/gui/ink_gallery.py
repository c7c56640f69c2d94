"""Draws pens, ink and the signature field into PNG files, to be looked at: `python -m tests.gui.ink_gallery OUT`."""

import math
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from shared.domain.ink import (
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
    Touch,
)
from shared.pdf.pages import PageSize
from shared.system.clock import SystemClock
from shared.system.i18n import LANGUAGES, use_language
from shared.ui.buttons import Button
from shared.ui.ink_on_view import InkOnView
from shared.ui.ink_tools import HIGHLIGHTS, INKS, InkTray, Tool
from shared.ui.page_fit import Look
from shared.ui.page_images import OwnPicture
from shared.ui.page_view import PageView
from shared.ui.pen_bar import PenBar
from shared.ui.scale import Program, scale_for_window
from shared.ui.signature_pad import SignaturePad
from shared.ui.theme import Theme
from tests.fakes.paper_ink import PaperInk
from tests.gui.gallery import sample_page

SCREENS = ((1280, 800), (1920, 1080))
BLUE, RED, GREEN, BLACK = (ink.value for ink in INKS)


def wave(
    u0: float, u1: float, v: float, height: float, pressure: Callable[[float], float]
) -> tuple[Touch, ...]:
    """A stroke that swings, with a pressure that depends on how far it is (0..1)."""
    steps = 70
    shares = [step / steps for step in range(steps + 1)]
    return tuple((u0 + (u1 - u0) * s, v + height * math.sin(s * 5 * math.pi), pressure(s)) for s in shares)


def sample_ink(note: str, stamp: str) -> Iterator[Mark]:
    """Every kind of mark."""
    ids = (MarkId(f"s{n}") for n in range(100))
    yield TextMark(
        id=next(ids),
        page=1,
        color=HIGHLIGHTS[1].value,
        boxes=((0.13, 0.139, 0.87, 0.157), (0.13, 0.175, 0.5, 0.193)),
    )
    line = ((0.12, 0.256, 0.5), (0.5, 0.255, 0.5), (0.88, 0.257, 0.5))
    yield Highlighter(id=next(ids), page=1, color=HIGHLIGHTS[0].value, width=0.026, points=line)
    crossing = ((0.3, 0.21, 0.5), (0.36, 0.3, 0.5))
    yield Highlighter(id=next(ids), page=1, color=HIGHLIGHTS[2].value, width=0.026, points=crossing)
    yield Pen(
        id=next(ids), page=1, color=BLUE, width=0.0035, points=wave(0.13, 0.5, 0.33, 0.012, lambda _s: 0.5)
    )
    rising = wave(0.55, 0.9, 0.33, 0.012, lambda s: s)
    yield Pen(id=next(ids), page=1, color=GREEN, width=0.006, points=rising)
    yield Line(id=next(ids), page=1, color=RED, width=0.0035, start=(0.13, 0.37), end=(0.5, 0.37))
    yield Arrow(id=next(ids), page=1, color=RED, width=0.0035, start=(0.55, 0.42), end=(0.72, 0.37))
    yield Arrow(id=next(ids), page=1, color=BLACK, width=0.006, start=(0.78, 0.37), end=(0.93, 0.4))
    yield Rectangle(id=next(ids), page=1, color=BLUE, width=0.0035, start=(0.13, 0.39), end=(0.32, 0.43))
    yield Ellipse(id=next(ids), page=1, color=GREEN, width=0.0035, start=(0.35, 0.39), end=(0.52, 0.43))
    yield Note(id=next(ids), page=1, at=(0.55, 0.44), color=BLUE, text=note, size=0.022)
    yield Stamp(id=next(ids), page=1, at=(0.22, 0.47), color=RED, text=stamp, size=0.04)


def reading(theme: Theme, is_chinese: bool, tool: Tool | None) -> tuple[QWidget, PageView, InkOnView, PenBar]:
    """A page with ink and the pen bar beside it, in the kiosk's frame."""
    window = QWidget()
    window.setProperty("ground", "desk")
    window.setProperty("gallery", True)
    view = PageView(theme)
    view.setParent(window)
    tray = InkTray(window)
    numbers = iter(range(10**6))
    clock = SystemClock()
    ink = InkOnView(
        theme, view, tray, new_id=lambda: MarkId(f"n{next(numbers)}"), monotonic_s=clock.monotonic_s
    )
    bar = PenBar(theme, window, tray, ink.actions)
    note = (
        "同意。请办公室跟进第三条时限，并于7月25日前报常委会。"
        if is_chinese
        else "Agreed. The office follows up on article 3 and reports by 25 July."
    )
    stamp = "已阅" if is_chinese else "Seen"
    ink.show_source(PaperInk(tuple(sample_ink(note, stamp))))
    tray.take(tool)
    view.open_paper((PageSize(595, 842),) * 3, Look())
    return window, view, ink, bar


def show_page(view: PageView) -> None:
    view.expect_page(1)
    size: QSize = view.pixel_size(1)
    view.show_picture(1, OwnPicture(sample_page(size.width(), size.height())))


def settle(application: QApplication, ink: InkOnView) -> None:
    application.processEvents()
    while ink.layer.pictures.is_busy:
        application.processEvents()


def pad(theme: Theme) -> QWidget:
    """The signature field, empty and signed."""
    page = QWidget()
    page.setProperty("ground", "sheet")
    row = QHBoxLayout(page)
    clock = SystemClock()
    for is_signed in (False, True):
        field = SignaturePad(theme, monotonic_s=clock.monotonic_s)
        field.setFixedSize(field.sizeHint())
        if is_signed:
            field.set_signature(
                (wave(0.2, 0.55, 0.5, 0.2, lambda s: 0.2 + 0.7 * s), ((0.7, 0.3, 0.4), (0.72, 0.8, 0.9)))
            )
        row.addWidget(field)
    column = QVBoxLayout()
    column.addStretch(1)
    row.addLayout(column)
    return page


def draw(folder: Path) -> None:
    """Write one PNG per sheet, screen, hour and language."""
    application = QApplication(sys.argv[:1])
    for width, height in SCREENS:
        for night in (False, True):
            theme = Theme(scale_for_window(Program.KIOSK, width, height), night=night, reduced_motion=True)
            theme.dress(application)
            for language in LANGUAGES:
                use_language(language)
                name = f"ink-{width}-{'night' if night else 'day'}-{language}"
                for tool in (Tool.PEN, Tool.HIGHLIGHTER, Tool.ERASER, Tool.RECTANGLE, Tool.STAMP):
                    draw_reading(
                        application, theme, QSize(width, height), tool, folder / f"{name}-{tool}.png"
                    )
                sheet = pad(theme)
                sheet.resize(width, theme.space(260))
                sheet.show()
                sheet.grab().save(str(folder / f"{name}-pad.png"))
                sheet.close()


def draw_reading(application: QApplication, theme: Theme, size: QSize, tool: Tool, file: Path) -> None:
    """The page, the bar, and the choices of a tool."""
    window, view, ink, bar = reading(theme, file.stem.rsplit("-", 2)[1] == "zh_CN", tool)
    window.resize(size)
    frame = QRect(0, theme.space(56), size.width() - theme.space(84), size.height() - theme.space(116))
    view.setGeometry(frame)
    window.show()
    application.processEvents()
    show_page(view)
    bar.open_bar(frame)
    ink.tray.take(tool)
    if tool is not Tool.PEN:
        names = {Tool.HIGHLIGHTER: "ink_colour", Tool.RECTANGLE: "ink_line"}
        for button in bar.findChildren(Button, names.get(tool, f"ink_{tool}")):
            button.click()
    settle(application, ink)
    window.grab().save(str(file))
    window.close()
    window.deleteLater()


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    draw(out)
