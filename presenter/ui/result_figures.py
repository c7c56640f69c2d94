"""The numbers of a closed ballot: side by side for a motion, as a table for all else."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from presenter.ui.ballot_results import ResultTable, TableRow
from shared.domain.ballot_terms import Choice
from shared.domain.majority import MotionResult, Wording
from shared.system.i18n import tr
from shared.system.wording_answers import choice_word
from shared.ui.signs import MARK_TONES, Mark, paint_mark
from shared.ui.text import Label, spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_MARKS: Final = {Choice.YES: Mark.RING, Choice.NO: Mark.CROSS, Choice.ABSTAIN: Mark.DASH, None: Mark.DOTS}
_NOTE_COLUMN: Final = 4


def counts(result: MotionResult) -> tuple[tuple[Choice | None, int], ...]:
    """The numbers in their fixed order; None are those who did not vote."""
    tally = result.tally
    return (
        (Choice.YES, tally.yes),
        (Choice.NO, tally.no),
        (Choice.ABSTAIN, tally.abstain),
        (None, tally.not_voted),
    )


class ResultFigures(QWidget):
    """In favour, against, abstained, not voted (or as the rule words it); all of one size, in this order."""

    def __init__(self, theme: Theme, result: MotionResult, wording: Wording) -> None:
        super().__init__()
        self._theme = theme
        self._counts = tuple(
            (_MARKS[choice], choice_word(choice, wording), n) for choice, n in counts(result)
        )
        self.setObjectName("result_figures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """The numbers in words."""
        return tr(", ").join(f"{word} {n}" for _, word, n in self._counts)

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
        for place, (mark, name, n) in enumerate(self._counts):
            left = place * wide
            colour = theme.colour(MARK_TONES[mark])
            paint_mark(painter, mark, colour, QPointF(left + side / 2, top + tall / 2), side)
            painter.setPen(theme.colour(Tone.INK))
            painter.setFont(theme.font(Step.QUESTION, bold=True))
            figure = QRectF(left + side + theme.space(8), top, wide, tall)
            painter.drawText(figure, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(n))
            painter.setPen(theme.colour(Tone.INK2))
            painter.setFont(theme.font(Step.CAPTION))
            word = QRectF(left, top + tall, wide, self.height() - top - tall)
            painter.drawText(word, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, name)


class MarkHead(QWidget):
    """A mark above its column of figures."""

    def __init__(self, theme: Theme, mark: Mark) -> None:
        super().__init__()
        self._theme = theme
        self._mark = mark
        side = theme.space(18)
        self.setFixedSize(QSize(side + theme.space(10), side + theme.space(4)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._theme.space(14)
        centre = QPointF(self.width() - side / 2 - 1, self.height() / 2)
        paint_mark(painter, self._mark, self._theme.colour(MARK_TONES[self._mark]), centre, side)


class TableFigures(QWidget):
    """Candidates, options or questions with their figures, in ballot order; who is elected is bold."""

    def __init__(self, theme: Theme, table: ResultTable) -> None:
        super().__init__()
        self._theme = theme
        self._table = table
        self.setObjectName("result_table")
        self.setAccessibleName(self.text())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.space(4), theme.space(12), theme.space(4))
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(4))
        grid.setColumnStretch(0, 1)
        for place, mark in enumerate(table.marks, start=1):
            grid.addWidget(MarkHead(theme, mark), 0, place, Qt.AlignmentFlag.AlignRight)
        for place, one in enumerate(table.rows, start=1):
            self._add_row(grid, place, one)

    def text(self) -> str:
        """The table in words."""
        return "\n".join(one.spoken for one in self._table.rows)

    def _add_row(self, grid: QGridLayout, place: int, one: TableRow) -> None:
        theme = self._theme
        top = Qt.AlignmentFlag.AlignTop
        tone = Tone.INK2 if one.is_head else Tone.INK
        step = Step.CAPTION if one.is_head else Step.BODY
        name = TextBlock(theme, spread_name(one.name), step=step, bold=one.is_settled, tone=tone)
        if one.is_head:
            grid.addWidget(name, place, 0, 1, _NOTE_COLUMN + 1, top)
            return
        grid.addWidget(name, place, 0, top)
        for column, n in enumerate(one.figures, start=1):
            figure = Label(theme, str(n), step=Step.BODY, bold=column == 1)
            grid.addWidget(figure, place, column, top | Qt.AlignmentFlag.AlignRight)
        if one.note:
            note = Label(theme, one.note, step=Step.CAPTION, tone=Tone.GREEN if one.is_settled else Tone.INK2)
            grid.addWidget(note, place, _NOTE_COLUMN, top)
