"""Fields for one ballot that came back on paper: how it was marked, that it is invalid, or that it did not come back."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from presenter.ui.ballot_fields import OneOf, labelled
from presenter.ui.check_button import CheckButton
from presenter.ui.pieces import column
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms, Terms
from shared.domain.ballots import PaperBallot
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.majority import Wording
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from shared.domain.people import PersonId
from shared.domain.questionnaire import (
    LONGEST_TEXT,
    Answer,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from shared.system.i18n import tr
from shared.system.wording_answers import choice_word
from shared.ui.text import spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step

_VALID: Final = "valid"
_INVALID: Final = "invalid"
_MISSING: Final = "missing"
_BETWEEN_NAMES: Final = re.compile("[,;\u3001\uff0c\uff1b]")


class PaperEntry(QWidget):
    """One person's ballot. Nothing is chosen beforehand."""

    changed = Signal()
    """Something else is entered now."""

    def __init__(self, theme: Theme, person: PersonId, name: str, terms: Terms, wording: Wording) -> None:
        super().__init__()
        self._theme = theme
        self._person = person
        self._terms = terms
        self._down = column(self, spacing=theme.space(4))
        self._down.addWidget(TextBlock(theme, spread_name(name), step=Step.BODY, bold=True))
        ends = {_INVALID: tr("Invalid"), _MISSING: tr("Not returned")}
        answers = {_VALID: tr("Valid")}
        if isinstance(terms, MotionTerms):
            answers = {choice.value: choice_word(choice, wording) for choice in Choice}
        self._state = OneOf(theme, {**answers, **ends}, name=f"paper_{person}", about=name)
        self._state.chosen.connect(self._choose)
        self._down.addWidget(self._state)
        self._fields = QWidget()
        self._inner = column(self._fields, spacing=theme.space(4))
        self._down.addWidget(self._fields)
        self._fields.hide()
        self._marks: list[OneOf] = []
        self._write_ins = QLineEdit()
        self._options: list[list[CheckButton]] = []
        self._texts: dict[int, QLineEdit] = {}
        self._fill()

    @property
    def is_entered(self) -> bool:
        """Whether it is said what this ballot is."""
        return bool(self._state.value)

    @property
    def ballot(self) -> PaperBallot | None:
        """The ballot as entered; None: it did not come back."""
        match self._state.value:
            case "" | "missing":
                return None
            case "invalid":
                return PaperBallot(person=self._person, answer=None)
            case _:
                return PaperBallot(person=self._person, answer=self._answer())

    def _choose(self, state: str) -> None:
        self._fields.setVisible(state == _VALID)
        self.changed.emit()

    def _fill(self) -> None:
        match self._terms:
            case ElectionTerms() as terms:
                self._fill_election(terms)
            case ChoiceTerms(options=options):
                self._options.append(self._checks(options, "0"))
            case QuestionnaireTerms(questions=questions):
                for number, question in enumerate(questions):
                    self._fill_question(number, question)
            case MotionTerms():
                pass

    def _fill_election(self, terms: ElectionTerms) -> None:
        words = {Mark.YES.value: "○", Mark.NO.value: "×", Mark.ABSTAIN.value: "—"}
        spoken = {Mark.YES.value: tr("For"), Mark.NO.value: tr("Opposed"), Mark.ABSTAIN.value: tr("Abstain")}
        for number, candidate in enumerate(terms.candidates):
            name = f"mark_{self._person}_{number}"
            mark = OneOf(self._theme, words, name=name, about=candidate, spoken=spoken)
            mark.set_value(Mark.ABSTAIN.value)
            mark.chosen.connect(self.changed)
            self._marks.append(mark)
            self._inner.addLayout(labelled(self._theme, candidate, mark))
        if terms.allows_write_ins:
            self._add_text(self._inner, self._write_ins, f"written_{self._person}", tr("Written in"))

    def _add_text(self, down: QVBoxLayout, field: QLineEdit, name: str, hint: str) -> None:
        field.setObjectName(name)
        field.setPlaceholderText(hint)
        field.setAccessibleName(hint)
        field.setMaxLength(LONGEST_TEXT)
        field.setMinimumHeight(self._theme.scale.target_px)
        field.textChanged.connect(self.changed)
        down.addWidget(field)

    def _checks(self, options: tuple[str, ...], where: str) -> list[CheckButton]:
        checks = []
        for number, option in enumerate(options):
            check = CheckButton(self._theme, option, name=f"option_{self._person}_{where}_{number}")
            check.toggled.connect(lambda _: self.changed.emit())
            self._inner.addWidget(check)
            checks.append(check)
        return checks

    def _fill_question(self, number: int, question: Question) -> None:
        self._inner.addWidget(TextBlock(self._theme, question.text, step=Step.CAPTION))
        if isinstance(question.answer, ChoiceTerms):
            self._options.append(self._checks(question.answer.options, str(number)))
            return
        self._options.append([])
        self._texts[number] = QLineEdit()
        hint = tr("Answer in words")
        self._add_text(self._inner, self._texts[number], f"words_{self._person}_{number}", hint)

    def _answer(self) -> BallotAnswer:
        match self._terms:
            case MotionTerms():
                return Choice(self._state.value)
            case ElectionTerms():
                names = (name.strip() for name in _BETWEEN_NAMES.split(self._write_ins.text()))
                return ElectionBallot(
                    marks=tuple(Mark(mark.value) for mark in self._marks),
                    write_ins=tuple(name for name in names if name),
                )
            case ChoiceTerms():
                return _ticked(self._options[0])
            case QuestionnaireTerms(questions=questions):
                return QuestionnaireBallot(answers=tuple(self._of(n) for n in range(len(questions))))

    def _of(self, number: int) -> Answer:
        text = self._texts.get(number)
        return _ticked(self._options[number]) if text is None else TextAnswer(words=text.text().strip())


def _ticked(checks: list[CheckButton]) -> ChoiceBallot:
    return ChoiceBallot(chosen=tuple(n for n, check in enumerate(checks) if check.isChecked()))
