"""The election ballot: a mark for every candidate, other names for those who are crossed out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.view import SessionView
from kiosk.ui.ballot_drafts import ElectionDraft, election_draft, empty_election, marked, wrote
from kiosk.ui.ballot_words import election_fault, mark_word, unmarked_words
from kiosk.ui.screens.ballot_candidates import SIGNS, CandidateRow, WriteIns, held_row
from kiosk.ui.screens.ballot_page import MarkingPage
from kiosk.ui.screens.ballot_panel import Count
from kiosk.ui.screens.ballot_review import ReviewLine
from kiosk.ui.screens.touch_list import touch_list
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.election import BallotFault, ElectionBallot, ElectionTerms, Mark
from shared.domain.election_names import same_name
from shared.system.i18n import tr, tr_n
from shared.ui.signs import Mark as Sign
from shared.ui.theme import Theme

_KEYS = {Qt.Key.Key_1: Mark.YES, Qt.Key.Key_2: Mark.NO, Qt.Key.Key_3: Mark.ABSTAIN}


class ElectionPage(MarkingPage[ElectionDraft]):
    """More rows than fit scroll; the panel stays."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._listed: tuple[str, ...] = ()
        self._rows: list[CandidateRow] = []
        self._area = touch_list(has_keys=False)
        self._write_ins = WriteIns(theme)
        self._write_ins.written.connect(self._write)
        column = QVBoxLayout(self.marking)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    @property
    def terms(self) -> ElectionTerms:
        """What is elected."""
        terms = self.asking.ballot.shown.terms
        if not isinstance(terms, ElectionTerms):
            raise TypeError("another kind of ballot")
        return terms

    @override
    def draft_of(self, answer: BallotAnswer | None) -> ElectionDraft:
        if isinstance(answer, ElectionBallot):
            return election_draft(self.terms, answer)
        return empty_election(self.terms)

    @override
    def asked_words(self) -> str:
        candidates = tr_n("{n} candidate", "{n} candidates", len(self.terms.candidates))
        seats = tr_n("{n} to elect", "{n} to elect", self.terms.seats)
        return tr("{candidates}, {seats}", candidates=candidates, seats=seats)

    @override
    def draw_marks(self) -> None:
        if self._listed != self.terms.candidates:
            self._fill(self.terms.candidates)
        for row, mark in zip(self._rows, self.draft.marks, strict=True):
            row.set_mark(mark, is_open=not self.asking.lock)
        self._write_ins.setVisible(self.terms.allows_write_ins)
        self._write_ins.show_draft(self.draft, is_open=not self.asking.lock)

    @override
    def count(self) -> Count:
        draft = self.draft
        written = len(draft.ballot.write_ins)
        listed = draft.chosen - written
        detail = tr("For {n}", n=listed)
        if written:
            detail = tr("For {n}, written in {written}", n=listed, written=written)
        return Count(
            title=tr("Chosen"), done=draft.chosen, most=self.terms.seats, unit=tr("persons"), detail=detail
        )

    @override
    def notes(self) -> Sequence[str]:
        fault = self.draft.fault
        words = "" if fault is None else election_fault(fault, self.draft)
        return ("" if words == self.refused else words, unmarked_words(self.draft))

    @override
    def what_is_wrong(self) -> str:
        fault = self.draft.fault
        return "" if fault is None else election_fault(fault, self.draft)

    @override
    def answer(self) -> ElectionBallot | None:
        return self.draft.ballot if self.draft.fault is None else None

    @override
    def review_lines(self) -> Sequence[ReviewLine]:
        ballot = self.draft.ballot
        pairs = zip(self.terms.candidates, ballot.marks, strict=True)
        listed = [
            ReviewLine(number=str(n), about=name, answer=mark_word(mark), mark=SIGNS[mark], is_name=True)
            for n, (name, mark) in enumerate(pairs, 1)
        ]
        other = [
            ReviewLine(number="+", about=name, answer=tr("written in"), mark=Sign.RING, is_name=True)
            for name in ballot.write_ins
        ]
        return (*listed, *other)

    @override
    def mark_by_key(self, key: Qt.Key) -> bool:
        held = held_row(self._rows)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            first = 0 if step > 0 else len(self._rows) - 1
            self._hold(first if held is None else min(max(held + step, 0), len(self._rows) - 1))
            return True
        if key not in _KEYS:
            return False
        if held is not None:
            self._mark(held, _KEYS[key])
            self._hold(held)
        return True

    def _hold(self, place: int) -> None:
        self._rows[place].hold(self.draft.marks[place])
        self._area.ensureWidgetVisible(self._rows[place], 0, self._rows[place].height() // 2)

    def _mark(self, place: int, mark: Mark) -> None:
        if not self.is_marking:
            return
        after = marked(self.draft, place, mark)
        if isinstance(after, BallotFault):
            self.put(self.draft, election_fault(after, self.draft))
        else:
            self.put(after)

    def _write(self, field: int, words: str) -> None:
        if self.is_marking:
            self.put(wrote(self.draft, field, words))

    def _fill(self, candidates: tuple[str, ...]) -> None:
        self._listed = candidates
        self._write_ins.setParent(None)
        inner = QWidget()
        inner.setProperty("ground", "none")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, self._theme.space(2), self._theme.space(8))
        rows.setSpacing(0)
        self._rows = [
            CandidateRow(self._theme, n, name, _post(self.asking.view, name))
            for n, name in enumerate(candidates, 1)
        ]
        for place, row in enumerate(self._rows):
            row.mark_wanted.connect(lambda mark, n=place: self._mark(n, mark))
            rows.addWidget(row)
        rows.addWidget(self._write_ins)
        rows.addStretch(1)
        self._area.setWidget(inner)


def _post(view: SessionView, name: str) -> str:
    """What the candidate is, where they are on the roster, under one name only."""
    roster = () if view.meeting is None else view.meeting.roster
    of_that_name = [person for person in roster if same_name(person.name) == same_name(name)]
    return of_that_name[0].post if len(of_that_name) == 1 else ""
