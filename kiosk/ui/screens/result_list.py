"""名单: everybody's announced answer with its receipt, to look one's own up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.ui.result_words import ListLine
from kiosk.ui.screens.touch_list import touch_list
from shared.ui.signs import Hairline
from shared.ui.text import Label, spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class VoteList(QWidget):
    """More lines than fit scroll; one's own is bold."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("vote_list")
        self._theme = theme
        self._shown: tuple[ListLine, ...] = ()
        self._area = touch_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    def show_lines(self, lines: Sequence[ListLine]) -> None:
        """List these."""
        if tuple(lines) == self._shown:
            return
        self._shown = tuple(lines)
        spoken = (", ".join(part for part in (x.name, x.answer, x.receipt) if part) for x in lines)
        self.setAccessibleName("; ".join(spoken))
        theme = self._theme
        inner = QWidget()
        inner.setProperty("ground", "none")
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, theme.space(16), 0)
        grid.setHorizontalSpacing(theme.space(24))
        grid.setVerticalSpacing(theme.space(6))
        for column, stretch in enumerate((3, 6, 0)):
            grid.setColumnStretch(column, stretch)
        for place, line in enumerate(lines):
            name = TextBlock(theme, spread_name(line.name), step=Step.BODY, bold=line.is_own)
            answer = TextBlock(theme, line.answer, step=Step.BODY, bold=line.is_own)
            receipt = Label(theme, line.receipt, step=Step.BODY, tone=Tone.INK2, bold=line.is_own)
            for column, part in enumerate((name, answer, receipt)):
                grid.addWidget(part, 2 * place, column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Hairline(), 2 * place + 1, 0, 1, 3)
        grid.setRowStretch(2 * len(lines), 1)
        self._area.setWidget(inner)
