"""The foot of a ballot: the rule in persons, how far the ballot is, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shared.domain.ballot_terms import MotionTerms
from shared.domain.election import ElectionTerms
from shared.domain.room_ballots import RoomBallot
from shared.system.i18n import tr, tr_n
from shared.system.wording_presets import rule_name
from shared.system.wording_rules import passing_words
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.signs import Hairline
from shared.ui.text import Label, Span, SpanLabel
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class BallotFoot(QWidget):
    """Words at the left, buttons at the right."""

    change_requested = Signal()
    """The person wants to replace a confirmed answer."""

    left = Signal()
    """The person goes to the papers, or keeps the answer that they were about to change."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._line = Hairline()
        self._rule = SpanLabel(theme, step=Step.BODY, name="ballot_rule")
        self._progress = Label(theme, step=Step.LEAD, tone=Tone.INK2, name="ballot_progress")
        self._detail = Label(theme, step=Step.CAPTION, tone=Tone.INK3, name="ballot_detail")
        self._change = QuietButton(theme, tr("Change my choice"), name="change_vote")
        self._papers_first = QuietButton(theme, "", name="fold_ballot", icon="doc")
        self._back = PrimaryButton(theme, tr("Back to the papers"), name="back_to_papers")
        self._back.setMinimumWidth(theme.space(220))
        self._change.clicked.connect(self.change_requested)
        self._papers_first.clicked.connect(self.left)
        self._back.clicked.connect(self.left)
        self._lay_out(theme)

    def show_choosing(self, ballot: RoomBallot, *, is_chosen: bool, is_changing: bool) -> None:
        """An answer is being chosen."""
        self._show_parts(ballot, is_choosing=True, has_voted=False)
        if is_chosen:
            self._detail.setText(tr("Once confirmed it is stored here, then sent to the podium"))
        self._papers_first.set_word(tr("Keep my vote") if is_changing else tr("Papers first"))

    def show_voted(self, ballot: RoomBallot, *, may_change: bool) -> None:
        """The person voted."""
        self._show_parts(ballot, is_choosing=False, has_voted=True)
        self._detail.setText(_after_voting(ballot, may_change=may_change))
        self._change.setVisible(may_change)

    def show_watching(self, ballot: RoomBallot) -> None:
        """The person has nothing to answer."""
        self._show_parts(ballot, is_choosing=False, has_voted=False)

    def _show_parts(self, ballot: RoomBallot, *, is_choosing: bool, has_voted: bool) -> None:
        progress = tr("voted {voted} of {voters}", voted=ballot.voted, voters=ballot.voters_count)
        self._line.setVisible(not has_voted)
        self._rule.setVisible(not has_voted)
        self._rule.set_spans(rule_spans(ballot))
        self._detail.setText(f"{rule_name(ballot.shown.rule)} · {progress}")
        self._progress.setText(progress[:1].upper() + progress[1:])
        self._progress.setVisible(has_voted)
        self._change.setVisible(False)
        self._papers_first.setVisible(is_choosing)
        self._back.setVisible(not is_choosing)

    def _lay_out(self, theme: Theme) -> None:
        below = QHBoxLayout()
        below.setSpacing(theme.space(12))
        below.addWidget(self._progress)
        below.addWidget(self._detail)
        below.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(theme.space(2))
        words.addWidget(self._rule)
        words.addLayout(below)
        row = QHBoxLayout()
        row.setSpacing(theme.space(16))
        row.addLayout(words, 1)
        for button in (self._change, self._papers_first, self._back):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(14))
        column.addWidget(self._line)
        column.addLayout(row, 1)


def rule_spans(ballot: RoomBallot) -> tuple[Span, ...]:
    """应到 15，赞成超过应到半数：须 8 票; of what knows no majority, only the persons."""
    shown = ballot.shown
    if not isinstance(shown.terms, MotionTerms | ElectionTerms):
        return (Span(tr("Entitled {entitled}, present {present}", entitled=shown.entitled_count,
                        present=ballot.voters_count)),)  # fmt: skip
    words = tr("Entitled {entitled}, {rule}", entitled=shown.entitled_count, rule=passing_words(shown.rule))
    if shown.needed is None:
        return (Span(words),)
    needed = tr_n("{n} vote needed", "{n} votes needed", shown.needed)
    return (Span(words + tr(": ")), Span(needed, bold=True))


def _after_voting(ballot: RoomBallot, *, may_change: bool) -> str:
    if ballot.is_aborted:
        return tr("This ballot was stopped without a result")
    if ballot.is_ended:
        return tr("The ballot is closed; the result is not announced yet")
    return tr("You may change it until the close; the last confirmed vote counts") if may_change else ""
