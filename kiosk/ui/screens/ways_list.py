"""The ways to the podium that are tried, one row each: which, where, and how it goes."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.ui.words import attempt_words, way_word
from shared.link.finder import Attempt, Way
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_COLUMNS = 3


class WaysList(QWidget):
    """Rows stay where they are while their words change."""

    def __init__(self, theme: Theme, *, name: str, is_narrow: bool = False) -> None:
        """`is_narrow` leaves out the addresses that the person here has not typed."""
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._is_narrow = is_narrow
        self._rows: list[tuple[Label, ...]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(16 if is_narrow else 32))
        self._grid.setVerticalSpacing(theme.space(4) if is_narrow else 0)
        self._grid.setColumnStretch(1 if is_narrow else 2, 1)

    def show_attempts(self, attempts: tuple[Attempt, ...]) -> None:
        """Draw these rows."""
        while len(self._rows) < len(attempts):
            self._add_row()
        for place, row in enumerate(self._rows):
            words = self._words(attempts[place]) if place < len(attempts) else ("",) * _COLUMNS
            for label, text in zip(row, words, strict=True):
                label.setText(text)
                label.setVisible(bool(text))
        self.setVisible(bool(attempts))
        spoken = (" ".join(word for word in self._words(a) if word) for a in attempts)
        self.setAccessibleName("; ".join(spoken))

    def _words(self, attempt: Attempt) -> tuple[str, str, str]:
        is_told = attempt.address is not None and (not self._is_narrow or attempt.way is Way.TYPED)
        return way_word(attempt.way), str(attempt.address) if is_told else "", attempt_words(attempt)

    def _add_row(self) -> None:
        row = tuple(Label(self._theme, step=Step.CAPTION, tone=Tone.INK2) for _ in range(_COLUMNS))
        for column, label in enumerate(row):
            label.setMinimumWidth(1)  # a name of 253 characters must not make the window wider
            self._grid.addWidget(label, len(self._rows), column)
        self._rows.append(row)
