"""The announced result of a named ballot: seal and question, the figures, the list, one's own vote."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.own_ballot import Counted, NotVoted, OwnBallot, StoredHere
from kiosk.session.view import SessionView
from kiosk.ui.result_words import apart_words, figure_pages, question_words, seal_word, vote_lines
from kiosk.ui.screens.ballot_frame import SheetHead, at, sheet_box
from kiosk.ui.screens.keyboard import holder
from kiosk.ui.screens.result_figures import FigurePages
from kiosk.ui.screens.result_list import VoteList
from kiosk.ui.screens.result_motion import MotionFigures
from kiosk.ui.secret_words import Told, check_told
from kiosk.ui.words import seal_lines
from shared.domain.ballot_terms import BallotAnswer, Choice
from shared.domain.majority import MotionResult
from shared.domain.room_ballots import ResultShown, RoomBallot
from shared.system.i18n import tr
from shared.system.wording_answers import answer_words
from shared.system.wording_ballots import kind_words
from shared.system.wording_secret import secret_sentence
from shared.system.wording_time import clock_time
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.fonts import Face
from shared.ui.signs import Seal
from shared.ui.text import Label, Span, SpanLabel, wide_gap
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class ResultSheet(QWidget):
    """Never percentages; the list with the receipts lies behind its button."""

    closed = Signal(str)
    """The person goes back to the papers: ballot."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("result_sheet")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._ballot = ""
        self._head = SheetHead(theme)
        self._announced = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="announced_at")
        self._head.right.addWidget(self._announced)
        self._seal = Seal(theme, ("",), side_px=108, name="result_seal")
        self._question = TextBlock(
            theme, step=Step.TITLE, bold=True, face=Face.FORMAL, max_lines=3, name="result_question"
        )
        self._question.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._note = TextBlock(theme, step=Step.CAPTION, tone=Tone.OCHRE, name="result_note")
        self._apart = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="result_apart")
        self._motion = MotionFigures(theme)
        self._figures = FigurePages(theme)
        self._list = VoteList(theme)
        self._first: QWidget = self._motion
        self._middle = QStackedWidget()
        for part in (self._motion, self._figures, self._list):
            self._middle.addWidget(part)
        self._own = SpanLabel(theme, step=Step.CAPTION, tone=Tone.INK2, name="own_result")
        self._listed = QuietButton(theme, tr("List"), name="show_list")
        self._back = PrimaryButton(theme, tr("Back to the papers"), name="close_result")
        self._back.setMinimumWidth(theme.space(200))
        self._back.clicked.connect(lambda: self.closed.emit(self._ballot))
        self._listed.clicked.connect(self._turn_to_list)
        self._lay_out(theme)

    def render_state(self, view: SessionView, ballot: RoomBallot) -> None:
        """Draw an announced result; nothing is drawn before it is announced."""
        result = ballot.result
        if result is None:
            return
        shown = ballot.shown
        if shown.ballot != self._ballot:
            self._ballot = shown.ballot
            self._middle.setCurrentWidget(self._motion)
        item = None if view.meeting is None or shown.item is None else view.meeting.item(shown.item)
        kind = kind_words(shown.grade, shown.following)
        self._head.set_words(None if item is None else item.number, tr("Ballot result"), kind)
        at_time = "" if ballot.result_at is None else clock_time(ballot.result_at)
        self._announced.setText(tr("announced {time}", time=at_time) if at_time else "")
        word, is_in_favour = seal_word(result.result)
        self._seal.set_words(seal_lines(word), in_ink=not is_in_favour, spoken=word)
        self._seal.setVisible(bool(word))
        self._question.set_text(question_words(ballot))
        self._note.set_text(tr("Corrected: {reason}", reason=result.correction) if result.correction else "")
        self._note.setVisible(bool(result.correction))
        hidden = "" if shown.grade is None else secret_sentence(shown.grade)
        apart = "\n".join(words for words in (apart_words(view, result), hidden) if words)
        self._apart.set_text(apart)
        self._apart.setVisible(bool(apart))
        self._show_figures(view, ballot, result)
        self._list.show_lines(vote_lines(view, ballot, result))
        self._own.set_spans(_own_spans(view.own(shown.ballot), ballot, result, view))

    def _show_figures(self, view: SessionView, ballot: RoomBallot, result: ResultShown) -> None:
        is_motion = isinstance(result.result, MotionResult)
        if isinstance(result.result, MotionResult):
            self._motion.show_result(view, ballot, result, result.result)
        else:
            self._figures.show_pages(figure_pages(ballot, result.result))
        self._first = self._motion if is_motion else self._figures
        if self._middle.currentWidget() is not self._list:
            self._middle.setCurrentWidget(self._first)
        self._name_list_button()

    def _turn_to_list(self) -> None:
        is_list = self._middle.currentWidget() is self._list
        self._middle.setCurrentWidget(self._first if is_list else self._list)
        self._name_list_button()

    def _name_list_button(self) -> None:
        is_list = self._middle.currentWidget() is self._list
        self._listed.set_word(tr("Figures") if is_list else tr("List"))

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        words = QVBoxLayout()
        words.setSpacing(space(4))
        words.addWidget(self._question, 1)
        words.addWidget(self._note)
        words.addWidget(self._apart)
        title = QHBoxLayout()
        title.setSpacing(space(28))
        title.addWidget(self._seal)
        title.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space(16))
        foot.addWidget(self._own, 1)
        foot.addWidget(self._listed)
        foot.addWidget(self._back)
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(title)
        column.addSpacing(space(28))
        column.addWidget(self._middle, 1)
        column.addSpacing(space(28))
        column.addLayout(foot)
        self._head.setParent(self)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tall = self.height()
        box = sheet_box(self, 56, 96)
        rule_bottom = at(tall, 85, 120)
        top, bottom = at(tall, 116, 156), at(tall, 772, 1032)
        self._head.setGeometry(box.left(), 0, box.width(), rule_bottom)
        self._body.setGeometry(box.left(), top, box.width(), bottom - top)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            held = holder(self.findChildren(QuietButton))
            (held or self._back).click()
        else:
            super().keyPressEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._middle.setCurrentWidget(self._first)
        self._name_list_button()


def _own_spans(
    own: OwnBallot, ballot: RoomBallot, result: ResultShown, view: SessionView
) -> tuple[Span, ...]:
    """Your vote, its receipt, and whether the announced list holds it; of a sealed one only what its seat found."""
    if ballot.shown.grade is not None and isinstance(own, Counted):
        told = check_told(view.secret(ballot.shown.ballot))
        return (Span(tr("You have voted"), bold=True), Span(wide_gap() + told.text, tone=_tone_of(told)))
    match own:
        case NotVoted():
            return ()
        case StoredHere(answer=answer):
            return (*_vote_spans(ballot, answer), Span(wide_gap() + tr("not sent yet")))
        case Counted(answer=answer, receipt=receipt):
            person = None if view.person is None else view.person.id
            listed = any(
                v.person == person and v.answer == answer and v.receipt == receipt for v in result.votes
            )
            check = tr("It is in the list") if listed else tr("It is not in the list; tell the clerk")
            return (
                *_vote_spans(ballot, answer),
                Span(wide_gap() + tr("Receipt {receipt}", receipt=receipt)),
                Span(wide_gap() + check, tone=None if listed else Tone.OCHRE),
            )


def _tone_of(told: Told) -> Tone | None:
    return Tone.OCHRE if told.is_wrong else None


def _vote_spans(ballot: RoomBallot, answer: BallotAnswer | None) -> tuple[Span, ...]:
    """The answer where it is one word; a whole ballot stands in the list."""
    if not isinstance(answer, Choice):
        return (Span(tr("You voted"), bold=True),)
    words = answer_words(ballot.shown.terms, ballot.shown.rule.wording, answer)
    return (Span(tr("Your vote: ")), Span(words, bold=True))
