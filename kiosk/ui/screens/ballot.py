"""The ballot sheet: what is asked, a body for each kind of ballot, what was answered, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kiosk.session.own_ballot import Counted, NotVoted, OwnBallot
from kiosk.session.view import SessionView
from kiosk.ui import ballot_standing as standing
from kiosk.ui.screens.ballot_asking import Asking
from kiosk.ui.screens.ballot_choice import ChoicePage
from kiosk.ui.screens.ballot_election import ElectionPage
from kiosk.ui.screens.ballot_foot import BallotFoot
from kiosk.ui.screens.ballot_frame import SheetHead, at, sheet_box
from kiosk.ui.screens.ballot_motion import MotionCards
from kiosk.ui.screens.ballot_page import MarkingPage
from kiosk.ui.screens.ballot_question import BallotQuestion
from kiosk.ui.screens.ballot_questions import QuestionnairePage
from kiosk.ui.screens.own_vote import OwnVoteCards
from kiosk.ui.screens.secret_band import SecretBand
from kiosk.ui.screens.secret_vote import SecretVoteCards
from kiosk.ui.words import connection_of
from shared.domain.ballots import BallotId
from shared.domain.election import ElectionTerms
from shared.domain.multiple_choice import ChoiceTerms
from shared.domain.people import PersonId
from shared.domain.questionnaire import QuestionnaireTerms
from shared.domain.room_ballots import RoomBallot
from shared.system.i18n import tr
from shared.system.wording_ballots import kind_words
from shared.system.wording_time import clock_time
from shared.ui.chips import ClockLabel, ConnectionMark
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_PAGES: dict[type, Callable[[Theme], MarkingPage[Any]]] = {
    ElectionTerms: ElectionPage,
    ChoiceTerms: ChoicePage,
    QuestionnaireTerms: QuestionnairePage,
}


class BallotSheet(QWidget):
    """Over the full screen. Choosing moves nothing; Esc and a tap outside never close it."""

    vote_confirmed = Signal(str, object)
    """The person confirmed: ballot, answer (`BallotAnswer`)."""

    folded = Signal(str)
    """The person goes to the papers: ballot."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("ballot_sheet")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._shown: RoomBallot | None = None
        self._view: SessionView | None = None
        self._now: datetime | None = None
        self._person: PersonId | None = None
        self._own: OwnBallot = NotVoted()
        self._is_changing = False
        self._called: set[BallotId] = set()
        self._pages: dict[type, MarkingPage[Any]] = {}
        self._make(theme)

    # What is shown ------------------------------------------------------------------------------------

    def render_state(self, view: SessionView, ballot: RoomBallot, now: datetime) -> None:
        """Draw a ballot that is open, held or ended and not announced; `now` is the room's time."""
        this = ballot.shown.ballot
        person = None if view.person is None else view.person.id
        if person != self._person:
            self._start_anew(person)
        if self._shown is None or self._shown.shown.ballot != this:
            self._is_changing = False
            self._cards.withdraw()
        self._view, self._shown, self._now, self._own = view, ballot, now, view.own(this)
        if standing.is_called(view, ballot):
            self._called.add(this)
        if isinstance(self._own, Counted) and not self._is_changing:
            for page in self._pages.values():
                page.forget(this)
        self._show_parts()

    def show_closing(self, now: datetime) -> None:
        """Say when the ballot closes by itself."""
        if self._shown is not None:
            self._now = now
            words = standing.closing_words(self._shown, now)
            self._closes.setText(words)
            self._closes.setVisible(bool(words))
            for page in self._pages.values():
                page.show_closing(words)

    def _start_anew(self, person: PersonId | None) -> None:
        """What one person filled in is not before the next."""
        self._person = person
        self._called.clear()
        self._is_changing = False
        self._cards.withdraw()
        for page in self._pages.values():
            page.forget()

    def _show_parts(self) -> None:
        view, ballot, now = self._view, self._shown, self._now
        if view is None or ballot is None or now is None:
            return
        is_choosing = standing.may_choose(view, ballot, self._own, is_changing=self._is_changing)
        if not is_choosing:
            self._is_changing = False
            self._cards.withdraw()
        page = self._page() if is_choosing else None
        if page is not None:
            page.show_ballot(self._asking(view, ballot, now))
        for other in self._pages.values():
            other.setVisible(other is page)
        self._plain.setVisible(page is None)
        if page is None:
            self._show_plain(view, ballot, now, is_choosing=is_choosing)
        self.show_closing(now)

    def _show_plain(self, view: SessionView, ballot: RoomBallot, now: datetime, *, is_choosing: bool) -> None:
        shown, own = ballot.shown, self._own
        item = None if view.meeting is None or shown.item is None else view.meeting.item(shown.item)
        kind = kind_words(shown.grade, shown.following)
        self._head.set_words(None if item is None else item.number, tr("Ballot"), kind)
        self._connection.set_connection(connection_of(view))
        self._clock.show_time(clock_time(now))
        self._question.show_question(shown)
        secret = view.secret(shown.ballot)
        self._band.show_secret(shown.grade, secret)
        self._place_question()
        has_voted = not is_choosing and not isinstance(own, NotVoted)
        self._cards.setVisible(is_choosing)
        if is_choosing:
            self._cards.show_ballot(self._asking(view, ballot, now))
            self._foot.show_choosing(ballot, is_chosen=self._cards.has_choice, is_changing=self._is_changing)
        is_sealed = has_voted and shown.grade is not None
        self._own_vote.setVisible(has_voted and not is_sealed)
        self._secret_vote.setVisible(is_sealed)
        if has_voted:
            if shown.grade is None:
                self._own_vote.render_state(view, ballot, own)
            else:
                self._secret_vote.render_state(view, secret, own)
            self._foot.show_voted(ballot, may_change=standing.may_change(ballot, own))
        is_watching = not is_choosing and not has_voted
        self._sentence.set_text(standing.sentence(view, ballot, own) if is_watching else "")
        self._sentence.setVisible(is_watching)
        if is_watching:
            self._foot.show_watching(ballot)

    def _asking(self, view: SessionView, ballot: RoomBallot, now: datetime) -> Asking:
        was_called = ballot.shown.ballot in self._called
        return Asking(
            view=view,
            ballot=ballot,
            own=self._own,
            time=clock_time(now),
            lock=standing.lock_sentence(view, ballot, self._own, was_called=was_called),
            hint=standing.hint(ballot, self._own),
            closes=standing.closing_words(ballot, now),
            is_changing=self._is_changing,
        )

    def _page(self) -> MarkingPage[Any] | None:
        """The page that asks; None for a motion, whose cards are always there."""
        kind = type(self._shown.shown.terms) if self._shown is not None else type(None)
        if kind not in _PAGES:
            return None
        if kind not in self._pages:
            page = _PAGES[kind](self._theme)
            page.setParent(self)
            page.setGeometry(self.rect())
            page.confirmed.connect(self._confirm)
            page.left.connect(self._leave)
            self._pages[kind] = page
        return self._pages[kind]

    # What the person does -----------------------------------------------------------------------------

    def _confirm(self, answer: object) -> None:
        self._is_changing = False
        if self._shown is not None:
            self.vote_confirmed.emit(self._shown.shown.ballot, answer)
            self._show_parts()

    def _begin_change(self) -> None:
        view, ballot, now = self._view, self._shown, self._now
        if view is None or ballot is None or now is None or isinstance(self._own, NotVoted):
            return
        if self._own.answer is None:  # it is sealed
            return
        self._is_changing = True
        page = self._page()
        if page is not None:
            page.begin(ballot.shown.ballot, self._own.answer, self._asking(view, ballot, now))
        self._show_parts()

    def _leave(self) -> None:
        if self._shown is None:
            return
        if self._is_changing:
            self._is_changing = False
            for page in self._pages.values():
                page.forget(self._shown.shown.ballot)
            self._cards.withdraw()
            self._show_parts()
        else:
            self._cards.withdraw()
            self.folded.emit(self._shown.shown.ballot)

    # How it is made -----------------------------------------------------------------------------------

    def _make(self, theme: Theme) -> None:
        self._plain = QWidget(self)
        self._head = SheetHead(theme)
        self._closes = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="closes_at")
        self._connection = ConnectionMark(theme, name="ballot_connection")
        self._clock = ClockLabel(theme, step=Step.LEAD, name="ballot_clock")
        for word in (self._closes, self._connection, self._clock):
            self._head.right.addWidget(word)
        self._question = BallotQuestion(theme)
        self._cards = MotionCards(theme)
        self._cards.confirmed.connect(self._confirm)
        self._cards.altered.connect(self._show_parts)
        self._sentence = TextBlock(theme, step=Step.TITLE, name="ballot_sentence")
        self._sentence.set_align(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._own_vote = OwnVoteCards(theme)
        self._secret_vote = SecretVoteCards(theme)
        self._band = SecretBand(theme)
        self._foot = BallotFoot(theme)
        self._foot.change_requested.connect(self._begin_change)
        self._foot.left.connect(self._leave)
        for part in (
            self._head,
            self._question,
            self._band,
            self._cards,
            self._sentence,
            self._own_vote,
            self._secret_vote,
            self._foot,
        ):
            part.setParent(self._plain)

    def _place_question(self) -> None:
        """The question, and in a secret ballot below it what is hidden and the check code."""
        tall = self.height()
        box = sheet_box(self, 72, 96)
        begins, ends = at(tall, 96, 120) + 12, at(tall, 284, 380) - 20
        band = at(tall, 64, 84) if not self._band.isHidden() else 0
        self._question.setGeometry(box.left(), begins, box.width(), ends - begins - max(band, 12))
        self._band.setGeometry(box.left(), ends - band, box.width(), band)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for page in (self._plain, *self._pages.values()):
            page.setGeometry(self.rect())
        tall = self.height()
        top, high = at(tall, 284, 380), at(tall, 250, 320)
        box = sheet_box(self, 72, 96)
        left, wide = box.left(), box.width()
        rule_bottom = at(tall, 96, 120)
        self._head.setGeometry(left, 0, wide, rule_bottom)
        self._place_question()
        self._cards.move(left, top)
        self._cards.place(wide, tall)
        self._sentence.setGeometry(QRect(left, top, wide, high))
        for cards in (self._own_vote, self._secret_vote):
            cards.setGeometry(left, top, wide, at(tall, 340, 440))
        self._foot.setGeometry(left, at(tall, 698, 920), wide, at(tall, 86, 110))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = next((p for p in self._pages.values() if p.isVisible()), None)
        is_taken = self._cards.isVisible() and self._cards.press_key(event)
        if page is not None:
            is_taken = page.press_key(event)
        if not is_taken and event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._cards.withdraw()
        self._is_changing = False
