"""The options of a question, one below the other, for fingers and keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.ui.screens.keyboard import holds_keyboard
from kiosk.ui.screens.touch_list import touch_list
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.ui.option_row import OptionRow
from shared.ui.theme import Theme


class OptionList(QWidget):
    """More options than fit scroll."""

    wanted = Signal(int)
    """A person tapped this option (from 0)."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._terms: ChoiceTerms | None = None
        self._rows: list[OptionRow] = []
        self._area = touch_list(has_keys=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    def show_ballot(self, terms: ChoiceTerms, ballot: ChoiceBallot, *, is_open: bool) -> None:
        """Draw the options and which of them are taken."""
        if terms != self._terms:
            self._fill(terms)
        for place, row in enumerate(self._rows):
            row.set_chosen(place in ballot.chosen)
            row.setEnabled(is_open)

    def press_key(self, key: Qt.Key) -> bool:
        """↑↓ go from option to option, 1 to 9 tap one. Whether the key was one of these."""
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
            return True
        place = key - Qt.Key.Key_1
        if not 0 <= place < 9:
            return False
        if place < len(self._rows):
            self._hold(place)
            self.wanted.emit(place)
        return True

    def _step(self, by: int) -> None:
        held = next((place for place, row in enumerate(self._rows) if holds_keyboard(row)), None)
        first = 0 if by > 0 else len(self._rows) - 1
        self._hold(first if held is None else min(max(held + by, 0), len(self._rows) - 1))

    def _hold(self, place: int) -> None:
        self._rows[place].setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(self._rows[place])

    def _fill(self, terms: ChoiceTerms) -> None:
        self._terms = terms
        space = self._theme.space
        inner = QWidget()
        inner.setProperty("ground", "none")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(space(2), space(8), space(12), space(8))
        rows.setSpacing(space(10))
        is_single = terms.most == 1
        self._rows = [
            OptionRow(self._theme, words, is_single=is_single, name=f"option_{n}")
            for n, words in enumerate(terms.options, 1)
        ]
        for place, row in enumerate(self._rows):
            row.clicked.connect(lambda _=False, n=place: self.wanted.emit(n))
            rows.addWidget(row)
        rows.addStretch(1)
        self._area.setWidget(inner)
