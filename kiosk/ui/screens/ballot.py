"""The ballot: one question, three equal answers, a calm confirmation."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.own_ballot import NotVoted, OwnBallot
from kiosk.session.view import SessionView
from kiosk.ui.screens.ballot_frame import SheetHead, at, sheet_box
from kiosk.ui.screens.own_vote import OwnVoteCards
from kiosk.ui.words import connection_of
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import BallotId
from shared.domain.room_ballots import RoomBallot
from shared.system.i18n import tr, tr_n
from shared.system.wording import refusal_sentence
from shared.system.wording_answers import choice_word
from shared.system.wording_rules import passing_words
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.chips import ClockLabel, ConnectionMark
from shared.ui.fonts import Face
from shared.ui.signs import Hairline, Mark
from shared.ui.text import Label, Span, SpanLabel
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, Step, Tone
from shared.ui.vote_card import CardState, VoteCard

MARKS = {Choice.YES: Mark.RING, Choice.NO: Mark.CROSS, Choice.ABSTAIN: Mark.DASH}
_NAMES = {Choice.YES: "choose_yes", Choice.NO: "choose_no", Choice.ABSTAIN: "choose_abstain"}
_KEYS = {Qt.Key.Key_1: Choice.YES, Qt.Key.Key_2: Choice.NO, Qt.Key.Key_3: Choice.ABSTAIN}


class BallotSheet(QWidget):
    """Over the full screen. Choosing moves nothing; Esc and a tap outside never close it."""

    vote_confirmed = Signal(str, str)
    """The person confirmed: ballot, choice (`Choice` value)."""

    folded = Signal(str)
    """The person goes to the papers: ballot."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("ballot_sheet")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._ballot: BallotId | None = None
        self._chosen: Choice | None = None
        self._is_changing = False
        self._own: OwnBallot = NotVoted()
        self._view: SessionView | None = None
        self._alive = QTimer(self)
        self._alive.setSingleShot(True)
        self._alive.setInterval(CONFIRM_INERT_MS)
        self._alive.timeout.connect(self._wake)
        self._make(theme)

    # What is shown ------------------------------------------------------------------------------------

    def render_state(self, view: SessionView, ballot: RoomBallot, time: str) -> None:
        """Draw a ballot that is open, held or ended and not announced."""
        shown = ballot.shown
        if shown.ballot != self._ballot:
            self._ballot = shown.ballot
            self._chosen, self._is_changing = None, False
        self._view, self._own = view, view.own(shown.ballot)
        item = None if view.meeting is None or shown.item is None else view.meeting.item(shown.item)
        self._head.set_words(None if item is None else item.number, tr("Ballot"))
        self._connection.set_connection(connection_of(view))
        self._clock.show_time(time)
        self._question.set_text(shown.question)
        if not self._may_choose(view, ballot):
            self._chosen, self._is_changing = None, False
        self._show_parts(view, ballot)

    def _may_choose(self, view: SessionView, ballot: RoomBallot) -> bool:
        """Whether the cards are there: in the list of voters, and nothing confirmed or a change under way."""
        if ballot.is_ended or not view.may_vote(ballot.shown.ballot):
            return False
        return isinstance(self._own, NotVoted) or self._is_changing

    def _show_parts(self, view: SessionView, ballot: RoomBallot) -> None:
        is_choosing = self._may_choose(view, ballot)
        has_voted = not isinstance(self._own, NotVoted) and not is_choosing
        for choice, card in self._cards.items():
            card.setVisible(is_choosing)
            card.set_state(self._state_of(choice))
        is_chosen = is_choosing and self._chosen is not None
        if self._chosen is not None:
            self._confirm.set_word(tr("Confirm vote: {choice}", choice=choice_word(self._chosen)))
        self._cancel.setVisible(is_chosen)
        self._confirm.setVisible(is_chosen)
        self._hint.set_text(self._hint_words(ballot))
        self._hint.setVisible(is_choosing and not is_chosen)
        self._sentence.set_text("" if is_choosing or has_voted else _sentence(view, ballot, self._own))
        self._sentence.setVisible(not is_choosing and not has_voted)
        self._own_vote.setVisible(has_voted)
        if has_voted:
            self._own_vote.render_state(view, ballot, self._own)
        self._show_foot(ballot, is_choosing=is_choosing, has_voted=has_voted)

    def _state_of(self, choice: Choice) -> CardState:
        if self._chosen is None:
            return CardState.IDLE
        return CardState.CHOSEN if choice is self._chosen else CardState.RECEDED

    def _hint_words(self, ballot: RoomBallot) -> str:
        if isinstance(self._own, NotVoted) and self._own.refusal is not None:
            return refusal_sentence(self._own.refusal.reason, self._own.refusal.figures)
        if ballot.is_held:
            return tr("Voting is paused; votes already cast stay valid")
        if ballot.shown.rule.may_change:
            return tr("Choose first, confirm next. You may change it until the close.")
        return tr("Choose first, confirm next. A confirmed vote is final.")

    def _show_foot(self, ballot: RoomBallot, *, is_choosing: bool, has_voted: bool) -> None:
        shown = ballot.shown
        may_change = has_voted and shown.rule.may_change and not ballot.is_ended
        self._line.setVisible(not has_voted)
        self._rule.setVisible(not has_voted)
        self._rule.set_spans(_rule_spans(ballot))
        progress = tr("voted {voted} of {voters}", voted=ballot.voted, voters=ballot.voters_count)
        if self._chosen is not None and is_choosing:
            self._detail.setText(tr("Once confirmed it is stored here, then sent to the podium"))
        elif has_voted:
            self._detail.setText(_after_voting(ballot, may_change=may_change))
        else:
            self._detail.setText(f"{shown.rule.name} · {progress}")
        self._progress.setText(progress[:1].upper() + progress[1:])
        self._progress.setVisible(has_voted)
        self._change.setVisible(may_change)
        self._papers_first.setVisible(is_choosing)
        self._back.setVisible(not is_choosing)
        self._papers_first.set_word(tr("Keep my vote") if self._is_changing else tr("Papers first"))

    # What the person does -----------------------------------------------------------------------------

    def _choose(self, choice: Choice) -> None:
        if self._view is None or not self._cards[choice].isVisible():
            return
        if self._chosen is None:
            self._confirm.setEnabled(False)
            self._cancel.setEnabled(False)
            self._alive.start()
        self._chosen = choice
        self._redraw()

    def _wake(self) -> None:
        self._confirm.setEnabled(True)
        self._cancel.setEnabled(True)

    def _withdraw(self) -> None:
        self._alive.stop()
        self._chosen = None
        self._redraw()

    def _confirm_choice(self) -> None:
        if self._chosen is None or self._ballot is None:
            return
        choice, self._chosen, self._is_changing = self._chosen, None, False
        self._alive.stop()
        self.vote_confirmed.emit(self._ballot, choice.value)

    def _begin_change(self) -> None:
        self._is_changing = True
        self._chosen = None
        self._redraw()

    def _leave(self) -> None:
        if self._is_changing:
            self._is_changing = False
            self._withdraw()
        elif self._ballot is not None:
            self._chosen = None
            self.folded.emit(self._ballot)

    def _redraw(self) -> None:
        view = self._view
        if view is not None and view.room is not None and self._ballot is not None:
            ballot = view.room.ballots.get(self._ballot)
            if ballot is not None:
                self._show_parts(view, ballot)

    # How it is made -----------------------------------------------------------------------------------

    def _make(self, theme: Theme) -> None:
        self._head = SheetHead(theme)
        self._connection = ConnectionMark(theme, name="ballot_connection")
        self._clock = ClockLabel(theme, step=Step.LEAD, name="ballot_clock")
        self._head.right.addWidget(self._connection)
        self._head.right.addWidget(self._clock)
        self._question = TextBlock(
            theme, step=Step.QUESTION, bold=True, face=Face.FORMAL, max_lines=3, name="ballot_question"
        )
        self._question.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._cards = {
            choice: VoteCard(theme, MARKS[choice], choice_word(choice), name=_NAMES[choice])
            for choice in Choice
        }
        for choice, card in self._cards.items():
            card.clicked.connect(lambda _=False, c=choice: self._choose(c))
        self._cancel = QuietButton(theme, tr("Cancel"), name="cancel_vote", step=Step.TITLE)
        self._confirm = PrimaryButton(theme, "", name="confirm_vote", step=Step.QUESTION, bold=True)
        self._cancel.clicked.connect(self._withdraw)
        self._confirm.clicked.connect(self._confirm_choice)
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        self._hint = TextBlock(theme, step=Step.LEAD, tone=Tone.INK2, max_lines=2, name="ballot_hint")
        self._sentence = TextBlock(theme, step=Step.TITLE, name="ballot_sentence")
        self._hint.set_align(centre)
        self._sentence.set_align(centre)
        self._own_vote = OwnVoteCards(theme)
        self._foot = self._make_foot(theme)
        for part in (
            self._head,
            self._question,
            *self._cards.values(),
            self._cancel,
            self._confirm,
            self._hint,
            self._sentence,
            self._own_vote,
            self._foot,
        ):
            part.setParent(self)

    def _make_foot(self, theme: Theme) -> QWidget:
        foot = QWidget()
        self._line = Hairline()
        self._rule = SpanLabel(theme, step=Step.BODY, name="ballot_rule")
        self._progress = Label(theme, step=Step.LEAD, tone=Tone.INK2, name="ballot_progress")
        self._detail = Label(theme, step=Step.CAPTION, tone=Tone.INK3, name="ballot_detail")
        self._change = QuietButton(theme, tr("Change my choice"), name="change_vote")
        self._papers_first = QuietButton(theme, "", name="fold_ballot", icon="doc")
        self._back = PrimaryButton(theme, tr("Back to the papers"), name="back_to_papers")
        self._back.setMinimumWidth(theme.space(220))
        self._change.clicked.connect(self._begin_change)
        self._papers_first.clicked.connect(self._leave)
        self._back.clicked.connect(self._leave)
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
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(14))
        column.addWidget(self._line)
        column.addLayout(row, 1)
        return foot

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tall = self.height()
        box = sheet_box(self, 72, 96)
        left, wide = box.left(), box.width()
        top = at(tall, 284, 380)
        high = at(tall, 250, 320)
        rule_bottom = at(tall, 96, 120)
        self._head.setGeometry(left, 0, wide, rule_bottom)
        self._question.setGeometry(left, rule_bottom + 12, wide, top - rule_bottom - 32)
        gap = self._theme.space(24)
        card = (wide - 2 * gap) // 3
        card -= (wide - 3 * card) % 2  # so that both gaps are equal to the pixel
        pitch = (wide - card) // 2
        for place, widget in enumerate(self._cards.values()):
            widget.setGeometry(left + place * pitch, top, card, high)
        row_top, row_high = at(tall, 566, 740), max(at(tall, 84, 96), self._theme.scale.vote_target_px)
        first = round((wide - gap) * 0.348)
        self._cancel.setGeometry(left, row_top, first, row_high)
        self._confirm.setGeometry(left + first + gap, row_top, wide - first - gap, row_high)
        self._hint.setGeometry(left, row_top, wide, row_high)
        self._sentence.setGeometry(QRect(left, top, wide, high))
        self._own_vote.setGeometry(left, top, wide, at(tall, 340, 440))
        foot_top = at(tall, 698, 920)
        self._foot.setGeometry(left, foot_top, wide, at(tall, 86, 110))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS:
            self._choose(_KEYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and self._confirm.isVisible() and self._confirm.isEnabled():
                self._confirm_choice()
        elif key == Qt.Key.Key_Escape:
            if self._chosen is not None and self._cancel.isEnabled():
                self._withdraw()
        else:
            super().keyPressEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._alive.stop()
        self._chosen = None
        self._is_changing = False


def _sentence(view: SessionView, ballot: RoomBallot, own: OwnBallot) -> str:
    """Why there are no cards."""
    if ballot.is_aborted:
        return tr("This ballot was stopped without a result")
    if isinstance(own, NotVoted) and own.refusal is not None:
        return refusal_sentence(own.refusal.reason, own.refusal.figures)
    if not view.may_vote(ballot.shown.ballot):
        return tr("You do not vote on this (observer / recused)")
    return tr("The ballot is closed; the result is not announced yet")


def _after_voting(ballot: RoomBallot, *, may_change: bool) -> str:
    if ballot.is_aborted:
        return tr("This ballot was stopped without a result")
    if ballot.is_ended:
        return tr("The ballot is closed; the result is not announced yet")
    return tr("You may change it until the close; the last confirmed vote counts") if may_change else ""


def _rule_spans(ballot: RoomBallot) -> tuple[Span, ...]:
    shown = ballot.shown
    words = tr("Entitled {entitled}, {rule}", entitled=shown.entitled_count, rule=passing_words(shown.rule))
    if shown.needed is None:
        return (Span(words),)
    needed = tr_n("{n} vote needed", "{n} votes needed", shown.needed)
    return (Span(words + tr(": ")), Span(needed, bold=True))
