"""The questionnaire: one question per page, with options or in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout
from typing_extensions import override

from kiosk.ui.ballot_drafts import answered, empty_sheet, first_fault, is_blank_answer, toggled
from kiosk.ui.ballot_words import choice_limit, choice_refusal, chosen_options
from kiosk.ui.screens.ballot_page import MarkingPage
from kiosk.ui.screens.ballot_panel import Count
from kiosk.ui.screens.ballot_review import ReviewLine
from kiosk.ui.screens.option_list import OptionList
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.multiple_choice import ChoiceBallot, ChoiceFault, ChoiceTerms, choice_fault
from shared.domain.questionnaire import (
    Answer,
    FreeText,
    Question,
    QuestionnaireBallot,
    QuestionnaireTerms,
    TextAnswer,
)
from shared.system.i18n import tr
from shared.ui.fonts import Face
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step


class QuestionnairePage(MarkingPage[QuestionnaireBallot]):
    """Answers stay while the person goes from question to question."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        space = theme.space
        self._place = 0
        self._question = TextBlock(
            theme, step=Step.TITLE, bold=True, face=Face.FORMAL, max_lines=3, name="question_text"
        )
        self._options = OptionList(theme)
        self._options.wanted.connect(self._tap)
        self._text = QPlainTextEdit()
        self._text.setObjectName("answer_text")
        self._text.setAccessibleName(tr("Your answer"))
        self._text.setTabChangesFocus(True)
        self._text.setFont(theme.font(Step.LEAD))
        self._text.textChanged.connect(self._write)
        column = QVBoxLayout(self.marking)
        column.setContentsMargins(0, space(12), 0, 0)
        column.setSpacing(space(12))
        column.addWidget(self._question)
        column.addWidget(self._options, 1)
        column.addWidget(self._text, 1)

    @property
    def terms(self) -> QuestionnaireTerms:
        """What is asked."""
        terms = self.asking.ballot.shown.terms
        if not isinstance(terms, QuestionnaireTerms):
            raise TypeError("another kind of ballot")
        return terms

    @property
    def _asked(self) -> Question:
        return self.terms.questions[self._place]

    @override
    def draft_of(self, answer: BallotAnswer | None) -> QuestionnaireBallot:
        self._place = 0
        return answer if isinstance(answer, QuestionnaireBallot) else empty_sheet(self.terms)

    @override
    def asked_words(self) -> str:
        return tr("Question {n} of {count}", n=self._place + 1, count=len(self.terms.questions))

    @override
    def draw_marks(self) -> None:
        self._place = min(self._place, len(self.terms.questions) - 1)
        question, given = self._asked, self.draft.answers[self._place]
        self._question.set_text(f"{self._place + 1}. {question.text}")
        is_open = not self.asking.lock
        self._text.setVisible(isinstance(given, TextAnswer))
        self._options.setVisible(isinstance(given, ChoiceBallot))
        if isinstance(given, ChoiceBallot) and isinstance(question.answer, ChoiceTerms):
            self._options.show_ballot(question.answer, given, is_open=is_open)
        if isinstance(given, TextAnswer):
            self._text.setEnabled(is_open)
            if self._text.toPlainText() != given.words:
                self._text.blockSignals(True)
                self._text.setPlainText(given.words)
                self._text.blockSignals(False)

    @override
    def count(self) -> Count:
        done = sum(not is_blank_answer(given) for given in self.draft.answers)
        return Count(
            title=tr("Answered"),
            done=done,
            most=len(self.terms.questions),
            detail=_limit(self._asked, self.draft.answers[self._place]),
        )

    @override
    def notes(self) -> Sequence[str]:
        left = [n for n, given in enumerate(self.draft.answers, 1) if is_blank_answer(given)]
        if not left or len(left) == len(self.draft.answers):
            return ()
        return (tr("Not answered yet: {numbers}", numbers=tr(", ").join(map(str, left))),)

    @override
    def what_is_wrong(self) -> str:
        place = first_fault(self.terms, self.draft)
        if place is None:
            return ""
        self._place = place
        return self._fault_words()

    @override
    def answer(self) -> QuestionnaireBallot | None:
        return self.draft if first_fault(self.terms, self.draft) is None else None

    @override
    def review_lines(self) -> Sequence[ReviewLine]:
        pairs = zip(self.terms.questions, self.draft.answers, strict=True)
        return tuple(
            ReviewLine(number=str(n), about=question.text, answer=_words(question, given))
            for n, (question, given) in enumerate(pairs, 1)
        )

    @override
    def offer(self) -> None:
        is_last = self._place == len(self.terms.questions) - 1
        self.panel.offer_marking(
            tr("Check answers") if is_last else tr("Next question"),
            back=tr("Previous") if self._place else "",
            fold=tr("Keep my vote") if self.asking.is_changing else tr("Papers first"),
            is_open=not self.asking.lock,
        )

    @override
    def go_on(self) -> bool:
        wrong = self._fault_words()
        if wrong:
            self.put(self.draft, wrong)
            return True
        if self._place >= len(self.terms.questions) - 1:
            return False
        self._place += 1
        self.put(self.draft)
        return True

    @override
    def go_back(self) -> None:
        self._place = max(0, self._place - 1)
        self.put(self.draft)

    @override
    def mark_by_key(self, key: Qt.Key) -> bool:
        return self._options.isVisible() and self._options.press_key(key)

    def _fault_words(self) -> str:
        """What is wrong with the answer to the question that is shown."""
        question, given = self._asked.answer, self.draft.answers[self._place]
        if isinstance(question, ChoiceTerms) and isinstance(given, ChoiceBallot):
            fault = choice_fault(question, given)
            return "" if fault is None else choice_refusal(fault, question)
        if (
            isinstance(question, FreeText)
            and isinstance(given, TextAnswer)
            and len(given.words) > question.longest
        ):
            return tr("At most {n} characters", n=question.longest)
        return ""

    def _tap(self, place: int) -> None:
        question, given = self._asked.answer, self.draft.answers[self._place]
        if (
            not self.is_marking
            or not isinstance(question, ChoiceTerms)
            or not isinstance(given, ChoiceBallot)
        ):
            return
        after = toggled(question, given, place)
        if isinstance(after, ChoiceFault):
            self.put(self.draft, choice_refusal(after, question))
        else:
            self.put(answered(self.draft, self._place, after))

    def _write(self) -> None:
        if self.is_marking and isinstance(self.draft.answers[self._place], TextAnswer):
            words = TextAnswer(words=self._text.toPlainText())
            self.put(answered(self.draft, self._place, words))


def _limit(question: Question, given: Answer) -> str:
    if isinstance(question.answer, ChoiceTerms):
        return choice_limit(question.answer)
    used = len(given.words) if isinstance(given, TextAnswer) else 0
    return tr("{used} of {most} characters", used=used, most=question.answer.longest)


def _words(question: Question, given: Answer) -> str:
    if isinstance(given, TextAnswer):
        return given.words.strip() or tr("Blank")
    return chosen_options(question.answer, given) if isinstance(question.answer, ChoiceTerms) else ""
