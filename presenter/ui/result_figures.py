"""The numbers of a closed ballot, side by side: mark, word, figure."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from presenter.ui.ballot_shown import counts
from shared.domain.ballot_terms import Choice
from shared.domain.majority import MotionResult
from shared.system.i18n import tr
from shared.system.wording_answers import choice_word
from shared.ui.signs import MARK_TONES, Mark, paint_mark
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_MARKS: Final = {Choice.YES: Mark.RING, Choice.NO: Mark.CROSS, Choice.ABSTAIN: Mark.DASH, None: Mark.DOTS}


class ResultFigures(QWidget):
    """In favour, against, abstained, not voted; all of one size, in this order."""

    def __init__(self, theme: Theme, result: MotionResult) -> None:
        super().__init__()
        self._theme = theme
        self._counts = counts(result)
        self.setObjectName("result_figures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """The numbers in words."""
        return tr(", ").join(f"{choice_word(choice)} {n}" for choice, n in self._counts)

    @override
    def sizeHint(self) -> QSize:
        scale = self._theme.scale
        tall = scale.type_px(Step.QUESTION) * 1.4 + scale.type_px(Step.CAPTION) * 1.6
        return QSize(self._theme.space(320), round(tall) + self._theme.space(8))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / len(self._counts)
        top = theme.space(4)
        tall = theme.scale.type_px(Step.QUESTION) * 1.4
        side = theme.space(18)
        for place, (choice, n) in enumerate(self._counts):
            left = place * wide
            mark = _MARKS[choice]
            colour = theme.colour(MARK_TONES[mark])
            paint_mark(painter, mark, colour, QPointF(left + side / 2, top + tall / 2), side)
            painter.setPen(theme.colour(Tone.INK))
            painter.setFont(theme.font(Step.QUESTION, bold=True))
            figure = QRectF(left + side + theme.space(8), top, wide, tall)
            painter.drawText(figure, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(n))
            painter.setPen(theme.colour(Tone.INK2))
            painter.setFont(theme.font(Step.CAPTION))
            word = QRectF(left, top + tall, wide, self.height() - top - tall)
            painter.drawText(
                word, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, choice_word(choice)
            )
