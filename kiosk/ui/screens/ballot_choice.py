"""The ballot with options: one of them, or some."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from kiosk.ui.ballot_drafts import toggled
from kiosk.ui.ballot_words import choice_limit, choice_refusal
from kiosk.ui.screens.ballot_page import MarkingPage
from kiosk.ui.screens.ballot_panel import Count
from kiosk.ui.screens.ballot_review import ReviewLine
from kiosk.ui.screens.option_list import OptionList
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.multiple_choice import ChoiceBallot, ChoiceFault, ChoiceTerms, choice_fault
from shared.system.i18n import tr
from shared.ui.theme import Theme


class ChoicePage(MarkingPage[ChoiceBallot]):
    """Past the limit a tap is refused in words, and no mark changes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._options = OptionList(theme)
        self._options.wanted.connect(self._tap)
        column = QVBoxLayout(self.marking)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._options)

    @property
    def terms(self) -> ChoiceTerms:
        """What is asked."""
        terms = self.asking.ballot.shown.terms
        if not isinstance(terms, ChoiceTerms):
            raise TypeError("another kind of ballot")
        return terms

    @override
    def draft_of(self, answer: BallotAnswer | None) -> ChoiceBallot:
        return answer if isinstance(answer, ChoiceBallot) else ChoiceBallot()

    @override
    def asked_words(self) -> str:
        return choice_limit(self.terms)

    @override
    def draw_marks(self) -> None:
        self._options.show_ballot(self.terms, self.draft, is_open=not self.asking.lock)

    @override
    def count(self) -> Count:
        done, most = len(self.draft.chosen), self.terms.most
        return Count(title=tr("Chosen"), done=done, most=most, detail=choice_limit(self.terms))

    @override
    def notes(self) -> Sequence[str]:
        if not self.draft.chosen and not self.terms.least:
            return (tr("Nothing chosen is a blank ballot; it counts as valid"),)
        return ()

    @override
    def what_is_wrong(self) -> str:
        fault = choice_fault(self.terms, self.draft)
        return "" if fault is None else choice_refusal(fault, self.terms)

    @override
    def answer(self) -> ChoiceBallot | None:
        return self.draft if choice_fault(self.terms, self.draft) is None else None

    @override
    def review_lines(self) -> Sequence[ReviewLine]:
        return tuple(
            ReviewLine(
                number=str(n + 1),
                about=words,
                answer=tr("chosen") if n in self.draft.chosen else tr("not chosen"),
            )
            for n, words in enumerate(self.terms.options)
        )

    @override
    def mark_by_key(self, key: Qt.Key) -> bool:
        return self._options.press_key(key)

    def _tap(self, place: int) -> None:
        if not self.is_marking:
            return
        after = toggled(self.terms, self.draft, place)
        if isinstance(after, ChoiceFault):
            self.put(self.draft, choice_refusal(after, self.terms))
        else:
            self.put(after)
