"""The rows of an election ballot: a person with three marks, and the fields for other names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.ui.ballot_drafts import ElectionDraft
from kiosk.ui.ballot_words import mark_word
from kiosk.ui.screens.keyboard import holds_keyboard
from shared.domain import election
from shared.domain.election_names import LONGEST_NAME
from shared.system.i18n import tr
from shared.ui.fonts import Face
from shared.ui.mark_button import MarkButton
from shared.ui.signs import Mark
from shared.ui.text import Label, spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_HAIR, Step, Tone

SIGNS = {
    election.Mark.YES: Mark.RING,
    election.Mark.NO: Mark.CROSS,
    election.Mark.ABSTAIN: Mark.DASH,
}
_ROW_PX, _MARK_PX, _MARK_HIGH_PX, _FIELD_PX = 91, 136, 74, 60


class CandidateRow(QWidget):
    """A number, a name with what the person is, three marks; a line below."""

    mark_wanted = Signal(object)
    """The person at the seat tapped this `shared.domain.election.Mark`."""

    def __init__(self, theme: Theme, number: int, name: str, post: str) -> None:
        super().__init__()
        self._theme = theme
        space = theme.space
        self._marks = {
            mark: MarkButton(theme, sign, mark_word(mark), of=name, name=f"mark_{number}_{mark}")
            for mark, sign in SIGNS.items()
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(10))
        place = Label(theme, str(number), step=Step.LEAD, tone=Tone.INK3)
        place.setFixedWidth(space(30))
        row.addWidget(place)
        row.addLayout(_words(theme, name, post), 1)
        least = theme.scale.vote_target_px
        for mark, button in self._marks.items():
            button.setFixedSize(max(least, space(_MARK_PX)), max(least, space(_MARK_HIGH_PX)))
            button.clicked.connect(lambda _=False, m=mark: self.mark_wanted.emit(m))
            row.addWidget(button)
        self.setMinimumHeight(max(space(_ROW_PX), least + space(17)))

    def set_mark(self, mark: election.Mark | None, *, is_open: bool) -> None:
        """Draw this mark as set."""
        for own, button in self._marks.items():
            button.set_chosen(own is mark)
            button.setEnabled(is_open)

    def held(self) -> bool:
        """Whether the keyboard is in this row."""
        return any(map(holds_keyboard, self._marks.values()))

    def hold(self, mark: election.Mark | None) -> None:
        """Take the keyboard, at this mark or at the first."""
        self._marks[mark or election.Mark.YES].setFocus(Qt.FocusReason.TabFocusReason)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self._theme.colour(Tone.LINE), LINE_HAIR))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class WriteIns(QWidget):
    """One field per ×; what stands in them goes letter by letter to the draft."""

    written = Signal(int, str)
    """What stands in this field (from 0) now."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._fields: list[QLineEdit] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, theme.space(14), 0, 0)
        self._rows.setSpacing(theme.space(10))

    def show_draft(self, draft: ElectionDraft, *, is_open: bool) -> None:
        """As many fields as the draft has; one that holds the keyboard is left alone."""
        while len(self._fields) < len(draft.written):
            self._add_field()
        for place, field in enumerate(self._fields):
            is_there = place < len(draft.written)
            row = field.parentWidget()
            if row is not None:
                row.setVisible(is_there)
            wanted = draft.written[place] if is_there else ""
            if field.text() != wanted:
                field.blockSignals(True)
                field.setText(wanted)
                field.blockSignals(False)
            field.setEnabled(is_open and draft.can_write(place))

    def _add_field(self) -> None:
        theme, space, place = self._theme, self._theme.space, len(self._fields)
        holder = QWidget()
        field = QLineEdit()
        field.setObjectName(f"write_in_{place + 1}")
        field.setAccessibleName(tr("Another person, name {n}", n=place + 1))
        field.setFont(theme.font(Step.TITLE, face=Face.FORMAL))
        field.setMaxLength(2 * LONGEST_NAME)
        field.setFixedSize(space(366), max(space(_FIELD_PX), theme.scale.target_px))
        field.textChanged.connect(lambda words, n=place: self.written.emit(n, words))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(10))
        plus = Label(theme, "+", step=Step.TITLE, tone=Tone.INK2)
        plus.setFixedWidth(space(30))
        row.addWidget(plus)
        row.addWidget(field)
        if not place:
            hint = TextBlock(theme, tr("Another person: one for each ×"), step=Step.CAPTION, tone=Tone.INK2)
            hint.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            row.addSpacing(space(10))
            row.addWidget(hint, 1)
        else:
            row.addStretch(1)
        self._rows.addWidget(holder)
        self._fields.append(field)


def _words(theme: Theme, name: str, post: str) -> QVBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    words.addWidget(
        TextBlock(theme, spread_name(name), step=Step.TITLE, bold=True, face=Face.FORMAL, max_lines=2)
    )
    if post:
        words.addWidget(TextBlock(theme, post, step=Step.CAPTION, tone=Tone.INK3, max_lines=2))
    words.addStretch(1)
    return words


def held_row(rows: Sequence[CandidateRow]) -> int | None:
    """The row (from 0) that holds the keyboard."""
    return next((place for place, row in enumerate(rows) if row.held()), None)
