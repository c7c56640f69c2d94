"""What the person voted, and how far it is: stored here, counted, with its receipt."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.own_ballot import Counted, NotVoted, OwnBallot, StoredHere
from kiosk.session.view import SessionView
from kiosk.ui.screens.ballot_motion import MARKS
from kiosk.ui.screens.touch_list import touch_list
from kiosk.ui.words import connection_of, seal_lines
from shared.domain.ballot_terms import BallotAnswer, Choice, MotionTerms
from shared.domain.election import ElectionTerms
from shared.domain.room_ballots import BallotShown, RoomBallot
from shared.system.i18n import tr, tr_n
from shared.system.wording import refusal_sentence
from shared.system.wording_answers import answer_words
from shared.system.wording_presets import rule_name
from shared.system.wording_rules import passing_words
from shared.system.wording_time import clock_time_s
from shared.ui.chips import Connection
from shared.ui.signs import MARK_TONES, Hairline, Mark, Seal, paint_mark
from shared.ui.state_row import Settling, StateRow
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class MarkSign(QWidget):
    """The mark of an answer, alone."""

    def __init__(self, theme: Theme, side_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._mark = Mark.DOTS
        self.setFixedSize(side_px, side_px)

    def set_mark(self, mark: Mark) -> None:
        """Show this mark."""
        self._mark = mark
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour(MARK_TONES[self._mark])
        box = QRectF(self.rect())
        paint_mark(painter, self._mark, colour, box.center(), box.width() * 0.92)


class OwnVoteCards(QWidget):
    """The large card with the vote and its two steps; receipt and rule beside it. No seal before the answer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("own_vote")
        self._theme = theme
        space = theme.space
        self._mark = MarkSign(theme, space(48))
        self._word = Label(theme, step=Step.HUGE, bold=True, name="own_choice")
        self._long = TextBlock(theme, step=Step.LEAD, bold=True, name="own_answer")
        self._area = touch_list()
        inner = QWidget()
        inner.setProperty("ground", "none")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, space(12), 0)
        rows.addWidget(self._long)
        rows.addStretch(1)
        self._area.setWidget(inner)
        self._seal = Seal(theme, seal_lines(tr("Vote counted")), side_px=128, name="counted_seal")
        self._stored = StateRow(theme, name="vote_stored")
        self._counted = StateRow(theme, name="vote_counted")
        self._note = TextBlock(theme, step=Step.BODY, tone=Tone.OCHRE, name="vote_note")
        self._receipt = Label(theme, step=Step.LARGE, bold=True, name="receipt")
        self._receipt_note = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK3, max_lines=2)
        self._rule_name = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK3, max_lines=2)
        self._rule = TextBlock(theme, step=Step.LEAD, max_lines=2)
        self._needed = TextBlock(theme, step=Step.LEAD, bold=True, max_lines=1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(space(24))
        grid.addWidget(self._make_vote(), 0, 0, 2, 1)
        grid.addWidget(self._make_receipt(), 0, 1)
        grid.addWidget(self._make_rule(), 1, 1)
        grid.setColumnStretch(0, 600)
        grid.setColumnStretch(1, 512)

    def render_state(self, view: SessionView, ballot: RoomBallot, own: OwnBallot) -> None:
        """Draw a vote that was confirmed."""
        shown = ballot.shown
        self._rule_name.set_text(tr("Rule: {rule}", rule=rule_name(shown.rule)))
        has_majority = isinstance(shown.terms, MotionTerms | ElectionTerms)
        rule = tr(
            "Entitled {entitled}, {rule}", entitled=shown.entitled_count, rule=passing_words(shown.rule)
        )
        present = tr(
            "Entitled {entitled}, present {present}",
            entitled=shown.entitled_count,
            present=ballot.voters_count,
        )
        self._rule.set_text(rule if has_majority else present)
        needed = shown.needed if has_majority else None
        needed_words = "" if needed is None else tr_n("{n} vote carries it", "{n} votes carry it", needed)
        self._needed.set_text(needed_words)
        match own:
            case StoredHere():
                self._show_stored(view, own)
            case Counted():
                self._show_counted(own)
            case NotVoted():
                return
        if own.answer is not None:  # None: it is sealed
            self._show_answer(ballot.shown, own.answer)

    def _show_answer(self, shown: BallotShown, answer: BallotAnswer) -> None:
        is_choice = isinstance(answer, Choice)
        self._mark.setVisible(is_choice)
        if isinstance(answer, Choice):
            self._mark.set_mark(MARKS[answer])
        words = answer_words(shown.terms, shown.rule.wording, answer)
        self._word.setText(words if is_choice else "")
        self._word.setVisible(is_choice)
        self._long.set_text("" if is_choice else words)
        self._area.setVisible(not is_choice)

    def _show_stored(self, view: SessionView, own: StoredHere) -> None:
        is_in = connection_of(view) is Connection.CONNECTED
        self._seal.hide()
        self._stored.set_state(Settling.DONE, tr("Stored here"), time=clock_time_s(own.confirmed_at))
        if own.is_held:
            self._counted.set_state(Settling.PENDING, tr("Voting is paused; it is sent when voting goes on"))
            self._note.set_text("")
        elif is_in:
            self._counted.set_state(Settling.PENDING, tr("Sending to the podium"))
            self._note.set_text("")
        else:
            self._counted.set_state(Settling.PENDING, tr("Not sent"))
            self._note.set_text(tr("It goes by itself once connected; do not switch off"))
        self._note.setVisible(bool(self._note.text()))
        self._receipt.setText("—")
        self._receipt_note.set_text(tr("The podium gives it when the vote is counted"))

    def _show_counted(self, own: Counted) -> None:
        spoken = tr("Counted, receipt {receipt}", receipt=own.receipt)
        self._seal.set_words(seal_lines(tr("Vote counted")), spoken=spoken)
        self._seal.show()
        if own.confirmed_at is None:
            self._stored.set_state(Settling.DONE, tr("Confirmed at another terminal"))
        else:
            self._stored.set_state(Settling.DONE, tr("Stored here"), time=clock_time_s(own.confirmed_at))
        self._counted.set_state(Settling.DONE, tr("Counted by the podium"), time=clock_time_s(own.counted_at))
        refusal = own.refusal
        self._note.set_text("" if refusal is None else refusal_sentence(refusal.reason, refusal.figures))
        self._note.setVisible(refusal is not None)
        self._receipt.setText(own.receipt)
        self._receipt_note.set_text(tr("Look it up in the list once the result is announced"))

    def _make_vote(self) -> QFrame:
        theme, space = self._theme, self._theme.space
        card = _card()
        answer = QHBoxLayout()
        answer.setSpacing(space(24))
        answer.addWidget(self._mark)
        answer.addWidget(self._word)
        answer.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Label(theme, tr("You voted"), step=Step.LEAD, tone=Tone.INK2))
        words.addLayout(answer)
        words.addWidget(self._area, 8)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(space(16))
        top.addLayout(words, 1)
        top.addWidget(self._seal)
        column = QVBoxLayout(card)
        column.setContentsMargins(space(44), space(36), space(44), space(16))
        column.setSpacing(0)
        column.addLayout(top, 3)
        column.addSpacing(space(20))
        column.addWidget(Hairline())
        column.addWidget(self._stored, 1)
        column.addWidget(Hairline())
        column.addWidget(self._counted, 1)
        column.addWidget(self._note)
        for row in (self._stored, self._counted):
            row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        return card

    def _make_receipt(self) -> QFrame:
        card = _card()
        column = self._card_column(card)
        column.addWidget(Label(self._theme, tr("Receipt code"), step=Step.CAPTION, tone=Tone.INK3))
        column.addWidget(self._receipt)
        column.addWidget(self._receipt_note)
        column.addStretch(1)
        return card

    def _make_rule(self) -> QFrame:
        card = _card()
        column = self._card_column(card)
        column.addWidget(self._rule_name)
        column.addSpacing(self._theme.space(4))
        column.addWidget(self._rule)
        column.addWidget(self._needed)
        column.addStretch(1)
        return card

    def _card_column(self, card: QFrame) -> QVBoxLayout:
        space = self._theme.space
        column = QVBoxLayout(card)
        column.setContentsMargins(space(32), space(16), space(32), space(16))
        column.setSpacing(0)
        return column


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return card
