"""The fields of a new ballot: its kind, the question, what can be answered, how it is held."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from presenter.ui.ballot_draft import BallotDraft, Kind, lines_of
from presenter.ui.ballot_fields import OneOf, labelled, number_field
from presenter.ui.ballot_rule_draft import RuleDraft
from presenter.ui.check_button import CheckButton
from presenter.ui.pieces import column, row
from shared.domain.secrecy import Grade
from shared.system.i18n import mark, tr
from shared.system.wording_ballots import kind_words
from shared.system.wording_secret import secret_sentence
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_LINES_PX: Final = 132
_BY_NAME: Final = "named"
_LONGEST_QUESTION: Final = 500
_KINDS: Final = {
    Kind.MOTION: mark("Motion"),
    Kind.CHOICE: mark("Choice"),
    Kind.ELECTION: mark("Election"),
    Kind.QUESTIONNAIRE: mark("Questionnaire"),
}
_HINTS: Final = {
    Kind.MOTION: mark(
        "To decide several items in one vote, write them here, one per line; else leave it empty."
    ),
    Kind.CHOICE: mark("The options, one per line."),
    Kind.ELECTION: mark("The candidates, one per line."),
    Kind.QUESTIONNAIRE: mark(
        "One question per line; below it its options: “- …” for one of them, “+ …” for any number. "
        "A question without options is answered in words."
    ),
}
_SEATS: Final = {Kind.CHOICE: mark("At most to choose"), Kind.ELECTION: mark("To be elected")}


class NewBallotPage(QWidget):
    """Shows the fields that belong to the chosen kind."""

    changed = Signal()
    """Something else is written or chosen now."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = OneOf(theme, {kind.value: tr(word) for kind, word in _KINDS.items()}, name="kind")
        self._question = QLineEdit()
        self._question.setObjectName("ballot_question")
        self._question.setMaxLength(_LONGEST_QUESTION)
        self._question.setMinimumHeight(theme.scale.target_px)
        self._hint = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="lines_hint")
        self._lines = QPlainTextEdit()
        self._lines.setObjectName("ballot_lines")
        self._lines.setTabChangesFocus(True)
        self._lines.setFixedHeight(theme.space(_LINES_PX))
        self._seats = number_field(theme, "ballot_seats", "")
        self._least = number_field(theme, "ballot_least", tr("At least to choose"))
        self._least_word = Label(theme, tr("At least to choose"), step=Step.CAPTION, tone=Tone.INK2)
        self._seats_word = Label(theme, "", step=Step.CAPTION, tone=Tone.INK2)
        order = {"strokes": tr("By strokes of the surname"), "hand": tr("As written")}
        self._order = OneOf(theme, order, name="order")
        self._write_ins = CheckButton(theme, tr("Other names may be written in"), name="write_ins")
        secrecy = {_BY_NAME: kind_words(None)} | {grade.value: kind_words(grade) for grade in Grade}
        self._secrecy = OneOf(theme, secrecy, name="secrecy")
        self._hidden = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="secrecy_means")
        self._roll_call = CheckButton(theme, tr("Roll call in the order of seats"), name="roll_call")
        self._minutes = number_field(theme, "ballot_minutes", tr("Minutes until it closes by itself"))
        self._lay_out()
        self._connect()

    def start(self) -> None:
        """Empty fields for a motion."""
        self._question.clear()
        self._lines.clear()
        self._seats.setText("1")
        self._least.setText("0")
        self._minutes.setText("0")
        self._order.set_value("strokes")
        self._write_ins.setChecked(True)
        self._roll_call.setChecked(False)
        self._show_secrecy(_BY_NAME)
        self._show_kind(Kind.MOTION)

    def focus_question(self) -> None:
        """Writing begins with the question."""
        self._question.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self, rule: RuleDraft) -> BallotDraft:
        """What stands in the fields."""
        return BallotDraft(
            kind=Kind(self._kind.value),
            question=self._question.text(),
            rule=rule,
            lines=lines_of(self._lines.toPlainText()),
            seats=self._seats.text(),
            least=self._least.text(),
            is_by_strokes=self._order.value == "strokes",
            allows_write_ins=self._write_ins.isChecked(),
            is_roll_call=self._roll_call.isChecked(),
            minutes=self._minutes.text(),
            grade=self._grade,
        )

    @property
    def _grade(self) -> Grade | None:
        return None if self._secrecy.value == _BY_NAME else Grade(self._secrecy.value)

    def _lay_out(self) -> None:
        theme = self._theme
        down = column(self, spacing=theme.space(8))
        down.addWidget(self._kind)
        question = tr("The question, as it is put to the vote")
        self._question.setPlaceholderText(question)
        self._question.setAccessibleName(question)
        down.addWidget(self._question)
        down.addWidget(self._hint)
        down.addWidget(self._lines)
        counted = row(spacing=theme.space(8))
        for field in (self._least_word, self._least, self._seats_word, self._seats, self._order):
            counted.addWidget(field)
        counted.addStretch(1)
        down.addLayout(counted)
        down.addWidget(self._write_ins)
        down.addWidget(self._secrecy)
        down.addWidget(self._hidden)
        down.addWidget(self._roll_call)
        closes = Label(theme, tr("minutes; 0: the chair closes"), step=Step.CAPTION, tone=Tone.INK2)
        down.addLayout(labelled(theme, tr("Closes by itself"), self._minutes, closes))

    def _connect(self) -> None:
        self._kind.chosen.connect(lambda kind: self._show_kind(Kind(kind)))
        self._question.textChanged.connect(self.changed)
        self._lines.textChanged.connect(self.changed)
        self._seats.textChanged.connect(self.changed)
        self._least.textChanged.connect(self.changed)
        self._minutes.textChanged.connect(self.changed)
        self._order.chosen.connect(self.changed)
        self._secrecy.chosen.connect(self._show_secrecy)
        for check in (self._write_ins, self._roll_call):
            check.toggled.connect(lambda _: self.changed.emit())

    def _show_secrecy(self, secrecy: str) -> None:
        """What is hidden from whom; a roll call is by name."""
        self._secrecy.set_value(secrecy)
        grade = self._grade
        self._hidden.set_text("" if grade is None else secret_sentence(grade))
        self._hidden.setVisible(grade is not None)
        self._roll_call.setVisible(grade is None)
        self.changed.emit()

    def _show_kind(self, kind: Kind) -> None:
        self._kind.set_value(kind.value)
        has_seats = kind in _SEATS
        self._hint.set_text(tr(_HINTS[kind]))
        self._lines.setAccessibleName(self._hint.text())
        for widget, is_wanted in (
            (self._least, kind is Kind.CHOICE),
            (self._least_word, kind is Kind.CHOICE),
            (self._seats, has_seats),
            (self._seats_word, has_seats),
            (self._order, kind is Kind.ELECTION),
            (self._write_ins, kind is Kind.ELECTION),
        ):
            widget.setVisible(is_wanted)
        if has_seats:
            self._seats_word.setText(tr(_SEATS[kind]))
            self._seats.setAccessibleName(tr(_SEATS[kind]))
        self.changed.emit()
