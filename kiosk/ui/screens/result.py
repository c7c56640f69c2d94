"""The announced result of a named ballot."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.own_ballot import Counted, NotVoted, OwnBallot, StoredHere
from kiosk.session.view import SessionView
from kiosk.ui.screens.ballot_frame import SheetHead, at, sheet_box
from kiosk.ui.screens.seat_map import SeatMap
from kiosk.ui.words import seal_lines
from shared.domain.ballot_terms import Choice
from shared.domain.majority import MotionResult
from shared.domain.room_ballots import ResultShown, RoomBallot
from shared.system.i18n import tr, tr_n
from shared.system.wording_answers import answer_words, choice_word
from shared.system.wording_rules import margin_sentence, passed_word, passing_words
from shared.system.wording_time import clock_time
from shared.ui.buttons import PrimaryButton
from shared.ui.fonts import Face
from shared.ui.result_bars import BarRow, ResultBars
from shared.ui.signs import Hairline, Mark, Seal
from shared.ui.text import Label, Span, SpanLabel
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class ResultSheet(QWidget):
    """Bars on one base with the threshold, the seats by their mark, one sentence; never percentages."""

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
        self._bars = ResultBars(theme)
        self._margin = Label(theme, step=Step.LEAD, bold=True, name="result_margin")
        self._counted = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="result_counts")
        self._rule = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="result_rule")
        self._map = SeatMap(theme)
        self._own = SpanLabel(theme, step=Step.CAPTION, tone=Tone.INK2, name="own_result")
        self._back = PrimaryButton(theme, tr("Back to the papers"), name="close_result")
        self._back.setMinimumWidth(theme.space(200))
        self._back.clicked.connect(lambda: self.closed.emit(self._ballot))
        self._lay_out(theme)

    def render_state(self, view: SessionView, ballot: RoomBallot) -> None:
        """Draw an announced result; nothing is drawn before it is announced."""
        result = ballot.result
        if result is None or not isinstance(result.result, MotionResult):
            return
        self._ballot = ballot.shown.ballot
        shown = ballot.shown
        item = None if view.meeting is None or shown.item is None else view.meeting.item(shown.item)
        self._head.set_words(None if item is None else item.number, tr("Ballot result"))
        at_time = "" if ballot.result_at is None else clock_time(ballot.result_at)
        self._announced.setText(tr("announced {time}", time=at_time) if at_time else "")
        word = passed_word(result.result)
        self._seal.set_words(seal_lines(word), in_ink=not result.result.passed, spoken=word)
        self._question.set_text(shown.question)
        self._show_bars(result.result)
        self._margin.setText(margin_sentence(result.result))
        self._counted.set_text(_counts(view, result.result))
        self._rule.set_text(f"{_upper(passing_words(shown.rule))} · {shown.rule.name}")
        self._map.render_state(view, result)
        self._own.set_spans(_own_spans(view.own(shown.ballot), ballot, result, view))

    def _show_bars(self, result: MotionResult) -> None:
        tally = result.tally
        rows = (
            BarRow(Mark.RING, choice_word(Choice.YES), tally.yes),
            BarRow(Mark.CROSS, choice_word(Choice.NO), tally.no),
            BarRow(Mark.DASH, choice_word(Choice.ABSTAIN), tally.abstain),
            BarRow(Mark.DOTS, choice_word(None), tally.not_voted),
        )
        needed = tr_n("{n} vote needed", "{n} votes needed", result.needed)
        self._bars.set_result(rows, max(result.base_size, tally.present), result.needed, needed)

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        title = QHBoxLayout()
        title.setSpacing(space(28))
        title.addWidget(self._seal)
        title.addWidget(self._question, 1)
        numbers = QVBoxLayout()
        numbers.setSpacing(0)
        numbers.addWidget(self._bars)
        numbers.addSpacing(space(28))
        numbers.addWidget(Hairline())
        numbers.addSpacing(space(16))
        numbers.addWidget(self._margin)
        numbers.addSpacing(space(4))
        numbers.addWidget(self._counted)
        numbers.addWidget(self._rule)
        numbers.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(space(44))
        middle.addLayout(numbers, 520)
        middle.addWidget(self._map, 604)
        foot = QHBoxLayout()
        foot.addWidget(self._own, 1)
        foot.addWidget(self._back)
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(title)
        column.addSpacing(space(40))
        column.addLayout(middle, 1)
        column.addSpacing(space(40))
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


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _counts(view: SessionView, result: MotionResult) -> str:
    """应到 15（含请假 1、缺席 1），实到 13."""
    tally = result.tally
    away = tally.entitled - tally.present
    if not away:
        return tr("{entitled} entitled, all present", entitled=tally.entitled)
    leave = min(away, 0 if view.room is None else view.room.headcount.leave)
    return tr(
        "{entitled} entitled (leave {leave}, absent {absent}), {present} present",
        entitled=tally.entitled,
        leave=leave,
        absent=away - leave,
        present=tally.present,
    )


def _own_spans(
    own: OwnBallot, ballot: RoomBallot, result: ResultShown, view: SessionView
) -> tuple[Span, ...]:
    """Your vote, its receipt, and whether the announced list holds it."""
    words = partial(answer_words, ballot.shown.terms, ballot.shown.rule.wording)
    match own:
        case NotVoted():
            return ()
        case StoredHere(answer=answer):
            vote = (Span(tr("Your vote: ")), Span(words(answer), bold=True))
            return (*vote, Span("\u3000" + tr("not sent yet")))
        case Counted(answer=answer, receipt=receipt):
            person = None if view.person is None else view.person.id
            listed = any(
                v.person == person and v.answer == answer and v.receipt == receipt for v in result.votes
            )
            check = tr("It is in the list") if listed else tr("It is not in the list; tell the clerk")
            return (
                Span(tr("Your vote: ")),
                Span(words(answer), bold=True),
                Span("\u3000" + tr("Receipt {receipt}", receipt=receipt)),
                Span("\u3000" + check, tone=None if listed else Tone.OCHRE),
            )
