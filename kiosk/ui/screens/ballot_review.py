"""A filled-in ballot as it will be sent, to read and not to touch."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.ui.screens.touch_list import touch_list
from shared.ui.fonts import Face
from shared.ui.signs import MARK_TONES, Hairline, Mark, paint_mark
from shared.ui.text import Label, spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_ROW_PX = 56


class ReviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A number, what it is about, and the answer; `is_name` sets it in the face of names."""

    number: str
    about: str
    answer: str
    mark: Mark | None = None
    is_name: bool = False


class BallotReview(QWidget):
    """Every line, also the unmarked ones; more than fit scroll."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("ballot_review")
        self._theme = theme
        self._shown: tuple[ReviewLine, ...] = ()
        self._area = touch_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    def set_lines(self, lines: Sequence[ReviewLine]) -> None:
        """Show these lines."""
        if tuple(lines) == self._shown:
            return
        self._shown = tuple(lines)
        spoken = (f"{line.number} {line.about}: {line.answer}".strip() for line in lines)
        self.setAccessibleName("; ".join(spoken))
        inner = QWidget()
        inner.setProperty("ground", "none")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, self._theme.space(12), 0)
        rows.setSpacing(0)
        for line in lines:
            rows.addWidget(_Line(self._theme, line))
            rows.addWidget(Hairline())
        rows.addStretch(1)
        self._area.setWidget(inner)


class _Line(QWidget):
    def __init__(self, theme: Theme, line: ReviewLine) -> None:
        super().__init__()
        space = theme.space
        self.setMinimumHeight(space(_ROW_PX))
        number = Label(theme, line.number, step=Step.LEAD, tone=Tone.INK3)
        number.setFixedWidth(space(40))
        face, step = (Face.FORMAL, Step.TITLE) if line.is_name else (Face.UI, Step.BODY)
        words = spread_name(line.about) if line.is_name else line.about
        about = TextBlock(theme, words, step=step, bold=line.is_name, face=face, max_lines=2)
        about.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        answer = TextBlock(theme, line.answer, step=Step.LEAD, bold=line.mark in (None, Mark.RING))
        answer.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space(6), 0, space(6))
        row.setSpacing(space(12))
        row.addWidget(number)
        row.addWidget(about, 5)
        row.addWidget(_Sign(theme, line.mark))
        row.addWidget(answer, 3 if line.is_name else 5)


class _Sign(QWidget):
    def __init__(self, theme: Theme, mark: Mark | None) -> None:
        super().__init__()
        self._theme = theme
        self._mark = mark
        self.setFixedWidth(theme.space(30 if mark is not None else 1))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._mark is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour(MARK_TONES[self._mark])
        paint_mark(painter, self._mark, colour, QRectF(self.rect()).center(), self._theme.space(22))
