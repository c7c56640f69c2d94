"""The figures of an election, of options and of a questionnaire: rows at the left, sentences at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.ui.result_words import FigurePage, FigureRow
from kiosk.ui.screens.touch_list import touch_list
from shared.system.i18n import tr
from shared.ui.buttons import QuietButton
from shared.ui.chips import Badge, Chip
from shared.ui.fonts import Face
from shared.ui.share_bar import ShareBar
from shared.ui.signs import MARK_TONES, Hairline, Mark, paint_mark
from shared.ui.text import Label, spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_MARKS = (Mark.RING, Mark.CROSS, Mark.DASH)
_NAME, _SIGN, _FIRST = 0, 1, 2


class FigurePages(QWidget):
    """One page at a time; a questionnaire has one per question."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pages: tuple[FigurePage, ...] = ()
        self._place = 0
        self._title = TextBlock(theme, step=Step.LEAD, bold=True, max_lines=2, name="result_question_text")
        self._area = touch_list()
        self._facts = QVBoxLayout()
        self._facts.setSpacing(theme.space(12))
        self._previous = QuietButton(theme, tr("Previous"), name="previous_question")
        self._next = QuietButton(theme, tr("Next question"), name="next_question")
        self._previous.clicked.connect(lambda: self._turn(-1))
        self._next.clicked.connect(lambda: self._turn(1))
        self._lay_out(theme)

    def show_pages(self, pages: Sequence[FigurePage]) -> None:
        """Draw these; the page that is open stays open."""
        if tuple(pages) != self._pages:
            self._pages = tuple(pages)
            self._place = min(self._place, max(0, len(pages) - 1))
            self._draw()

    def _turn(self, by: int) -> None:
        self._place = min(max(self._place + by, 0), len(self._pages) - 1)
        self._draw()

    def _draw(self) -> None:
        has_more = len(self._pages) > 1
        self._previous.setVisible(has_more)
        self._next.setVisible(has_more)
        self._previous.setEnabled(self._place > 0)
        self._next.setEnabled(self._place < len(self._pages) - 1)
        if not self._pages:
            return
        page = self._pages[self._place]
        self._title.set_text(page.title)
        self._title.setVisible(bool(page.title))
        self._area.setWidget(figure_rows(self._theme, page.rows))
        self._area.setAccessibleName("; ".join(row.spoken for row in page.rows))
        while self._facts.count():
            item = self._facts.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for place, fact in enumerate(page.facts):
            first = place == 0
            step, tone = (Step.LEAD, Tone.INK) if first else (Step.CAPTION, Tone.INK2)
            words = TextBlock(
                self._theme, fact, step=step, tone=tone, bold=first, name=f"result_fact_{place + 1}"
            )
            self._facts.addWidget(words)

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        left = QVBoxLayout()
        left.setSpacing(space(8))
        left.addWidget(self._title)
        left.addWidget(self._area, 1)
        turns = QHBoxLayout()
        turns.setSpacing(space(12))
        for button in (self._previous, self._next):
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            turns.addWidget(button, 1)
        side = QWidget()
        side.setFixedWidth(space(372))
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(self._facts)
        right.addStretch(1)
        right.addLayout(turns)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(44))
        row.addLayout(left, 1)
        row.addWidget(side)


class _HeadMark(QWidget):
    """A mark above its column of figures."""

    def __init__(self, theme: Theme, mark: Mark) -> None:
        super().__init__()
        self._theme = theme
        self._mark = mark
        self.setFixedSize(theme.space(48), theme.space(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._theme.space(18)
        centre = QPointF(self.width() - side / 2 - 1, self.height() / 2)
        paint_mark(painter, self._mark, self._theme.colour(MARK_TONES[self._mark]), centre, side)


def figure_rows(theme: Theme, rows: Sequence[FigureRow]) -> QWidget:
    """The rows below each other, of persons under the three marks."""
    inner = QWidget()
    inner.setProperty("ground", "none")
    grid = QGridLayout(inner)
    grid.setContentsMargins(0, 0, theme.space(16), 0)
    grid.setHorizontalSpacing(theme.space(16))
    grid.setVerticalSpacing(theme.space(6))
    grid.setColumnStretch(_NAME, 1)
    if any(row.is_person for row in rows):
        for column, mark in enumerate(_MARKS, _FIRST):
            grid.addWidget(_HeadMark(theme, mark), 0, column, Qt.AlignmentFlag.AlignRight)
    for place, row in enumerate(rows):
        _add_row(theme, grid, 1 + 2 * place, row)
        grid.addWidget(Hairline(), 2 + 2 * place, 0, 1, _FIRST + len(_MARKS))
    grid.setRowStretch(2 * len(rows) + 1, 1)
    return inner


def _add_row(theme: Theme, grid: QGridLayout, line: int, row: FigureRow) -> None:
    is_person = row.is_person
    face, step = (Face.FORMAL, Step.TITLE) if is_person else (Face.UI, Step.BODY)
    words = spread_name(row.name) if is_person else row.name
    name = TextBlock(theme, words, step=step, bold=is_person, face=face)
    name.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    name.setMinimumHeight(theme.space(46))
    grid.addWidget(name, line, _NAME)
    if row.is_elected:
        chip = Chip(theme, tr("Elected"), Badge.SETTLED, name="elected")
        grid.addWidget(chip, line, _SIGN, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    elif row.note:
        note = Label(theme, row.note, step=Step.CAPTION, tone=Tone.INK2)
        grid.addWidget(note, line, _SIGN, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if len(row.figures) == 1 and not is_person:
        bar = ShareBar(theme, name="option_bar", tone=Tone.SLATE)
        bar.setMinimumWidth(theme.space(180))
        bar.set_share(row.figures[0], row.base, row.spoken)
        grid.addWidget(bar, line, _SIGN, Qt.AlignmentFlag.AlignVCenter)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for column, figure in enumerate(row.figures, _FIRST):
        is_first = column == _FIRST
        number = Label(theme, str(figure), step=Step.TITLE if is_first else Step.LEAD, bold=is_first)
        number.setMinimumWidth(theme.space(48))
        number.setAlignment(right)
        grid.addWidget(number, line, column, right)
