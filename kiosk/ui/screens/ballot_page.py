"""What the ballots that are marked share: the head, the list at the left, the panel, checking, and the keys."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.ui.ballot_standing import is_final
from kiosk.ui.screens.ballot_asking import Asking
from kiosk.ui.screens.ballot_foot import rule_spans
from kiosk.ui.screens.ballot_frame import at, sheet_box
from kiosk.ui.screens.ballot_panel import BallotPanel, Count
from kiosk.ui.screens.ballot_review import BallotReview, ReviewLine
from kiosk.ui.secret_words import grouped_code
from kiosk.ui.words import connection_of
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.system.i18n import tr
from shared.system.wording_ballots import kind_words
from shared.system.wording_presets import rule_name
from shared.system.wording_secret import secret_sentence
from shared.ui.chips import Badge, Chip, ClockLabel, Connection, ConnectionMark
from shared.ui.fonts import Face
from shared.ui.signs import DoubleRule
from shared.ui.text import Label, Span
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

Draft = TypeVar("Draft")


class MarkingHead(QWidget):
    """The question as the title, the chip beside it; at the right what is asked for and the clock; the double rule below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        self._title = TextBlock(
            theme, step=Step.TITLE, bold=True, face=Face.FORMAL, max_lines=2, name="marking_question"
        )
        self._title.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._kind = Chip(theme, kind_words(None), Badge.OUTLINE, name="marking_kind")
        self._asked = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="marking_asked")
        self._closes = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="marking_closes")
        self._connection = ConnectionMark(theme, name="marking_connection")
        self._clock = ClockLabel(theme, step=Step.LEAD, name="marking_clock")
        row = QHBoxLayout()
        row.setSpacing(space(16))
        row.addWidget(self._title)
        row.addWidget(self._kind)
        row.addStretch(1)
        for part in (self._closes, self._asked, self._connection, self._clock):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(16), 0, 0)
        column.setSpacing(space(12))
        column.addLayout(row, 1)
        column.addWidget(DoubleRule(theme))

    def show_ballot(self, asking: Asking, asked: str) -> None:
        """Draw the head; `asked` says how many are to be chosen."""
        shown = asking.ballot.shown
        self._title.set_text(shown.question)
        self._kind.set_state(kind_words(shown.grade, shown.following), Badge.OUTLINE)
        self._asked.setText(asked)
        connection = connection_of(asking.view)
        self._connection.set_connection(connection)
        self._connection.setVisible(connection is not Connection.CONNECTED)
        self._clock.show_time(asking.time)
        self.show_closing(asking.closes)

    def show_closing(self, words: str) -> None:
        """Say when the ballot closes by itself."""
        self._closes.setText(words)
        self._closes.setVisible(bool(words))


class MarkingPage(QWidget, Generic[Draft]):
    """One ballot at a time. Drafts of a person are kept until the vote is counted or somebody else sits here."""

    confirmed = Signal(object)
    """The person confirmed this answer."""

    left = Signal()
    """The person goes to the papers, or keeps the answer that they were about to change."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._asking: Asking | None = None
        self._is_checking = False
        self.refused = ""
        self._drafts: dict[BallotId, Draft] = {}
        self._head = MarkingHead(theme)
        self.marking = QWidget()
        self._review = BallotReview(theme)
        self._left = QStackedWidget()
        self._left.addWidget(self.marking)
        self._left.addWidget(self._review)
        self.panel = BallotPanel(theme)
        for part in (self.panel, self._head, self._left):
            part.setParent(self)
        self.panel.went_on.connect(self._go_on)
        self.panel.went_back.connect(self._go_back)
        self.panel.confirmed.connect(self._confirm)
        self.panel.folded.connect(self.left)

    # What each kind of ballot says --------------------------------------------------------------------

    @abstractmethod
    def draft_of(self, answer: BallotAnswer | None) -> Draft:
        """An empty draft, or that of a vote which is to be changed."""

    @abstractmethod
    def asked_words(self) -> str:
        """What is asked for, for the head."""

    @abstractmethod
    def draw_marks(self) -> None:
        """Draw the draft in the list at the left."""

    @abstractmethod
    def count(self) -> Count:
        """The figures of the panel."""

    @abstractmethod
    def notes(self) -> Sequence[str]:
        """What to know about the draft."""

    @abstractmethod
    def answer(self) -> BallotAnswer | None:
        """The draft as an answer that may be sent; None while something is wrong with it."""

    @abstractmethod
    def review_lines(self) -> Sequence[ReviewLine]:
        """The draft line by line."""

    # What is shown ------------------------------------------------------------------------------------

    @property
    def draft(self) -> Draft:
        """What is filled in of the ballot that is shown."""
        return self._drafts[self.asking.ballot.shown.ballot]

    @property
    def asking(self) -> Asking:
        """What is asked now."""
        if self._asking is None:
            raise LookupError("no ballot is shown")
        return self._asking

    def show_ballot(self, asking: Asking) -> None:
        """Draw a ballot with what is filled in so far."""
        this = asking.ballot.shown.ballot
        is_other = self._asking is None or self._asking.ballot.shown.ballot != this
        self._asking = asking
        if is_other:
            self._is_checking, self.refused = False, ""
        if this not in self._drafts:
            self._drafts[this] = self.draft_of(None)
        if asking.lock:
            self._is_checking = False
        self.redraw()

    def begin(self, ballot: BallotId, answer: BallotAnswer, asking: Asking) -> None:
        """Change a vote that was sent: it stands on the ballot as it was."""
        self._asking = asking
        self._drafts[ballot] = self.draft_of(answer)
        self._is_checking, self.refused = False, ""

    def forget(self, ballot: BallotId | None = None) -> None:
        """Let go of what was filled in: of this ballot, or of all."""
        if ballot is None:
            self._drafts.clear()
        else:
            self._drafts.pop(ballot, None)
        self._is_checking, self.refused = False, ""

    def show_closing(self, words: str) -> None:
        """Say when the ballot closes by itself."""
        self._head.show_closing(words)

    def redraw(self) -> None:
        """Draw everything that depends on the draft."""
        asking = self.asking
        self._head.show_ballot(asking, self.asked_words())
        self.draw_marks()
        self.panel.show_count(self.count())
        self.panel.show_fine_print(self._fine_print())
        if self._is_checking:
            self._review.set_lines(self.review_lines())
            self._left.setCurrentWidget(self._review)
            self.panel.show_notes((self.refused, *self.notes(), _pending(asking)))
            word = tr("Confirm vote, final") if is_final(asking.ballot) else tr("Confirm vote")
            self.panel.offer_confirming(word, back=tr("Back to marking"))
        else:
            self._left.setCurrentWidget(self.marking)
            self.panel.show_notes((asking.lock, self.refused, *self.notes(), _pending(asking)))
            self.offer()

    def offer(self) -> None:
        """Offer the way on from marking."""
        fold = tr("Keep my vote") if self.asking.is_changing else tr("Papers first")
        self.panel.offer_marking(tr("Check ballot"), back="", fold=fold, is_open=not self.asking.lock)

    def put(self, draft: Draft, refused: str = "") -> None:
        """Keep this draft and say why the last tap changed nothing, if it did not."""
        self._drafts[self.asking.ballot.shown.ballot] = draft
        self.refused = refused
        self.redraw()

    @property
    def is_marking(self) -> bool:
        """Whether marks can be set now."""
        return self._asking is not None and not self._asking.lock and not self._is_checking

    # What the person does -----------------------------------------------------------------------------

    def press_key(self, event: QKeyEvent) -> bool:
        """Enter goes on or confirms, Esc goes back to marking. Whether the key was one of these."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.panel.press_enter()
        elif key == Qt.Key.Key_Escape:
            if self._is_checking:
                self._go_back()
        else:
            return self.is_marking and self.mark_by_key(key)
        return True

    @abstractmethod
    def mark_by_key(self, key: Qt.Key) -> bool:
        """A key of this kind of ballot. Whether it was one."""

    def go_on(self) -> bool:
        """Turn to the next page of the ballot. False where there is none."""
        return False

    def go_back(self) -> None:
        """Turn to the page before."""

    def what_is_wrong(self) -> str:
        """Why the draft cannot be sent."""
        return ""

    def _go_on(self) -> None:
        if self.asking.lock or self.go_on():
            return
        self.refused = "" if self.answer() is not None else self.what_is_wrong()
        self._is_checking = self.answer() is not None
        self.redraw()

    def _go_back(self) -> None:
        if self._is_checking:
            self._is_checking = False
            self.redraw()
        else:
            self.go_back()

    def _confirm(self) -> None:
        answer = self.answer()
        if answer is None or not self._is_checking:
            return
        self._is_checking = False
        self.confirmed.emit(answer)

    def _fine_print(self) -> tuple[Span, ...]:
        ballot = self.asking.ballot
        grade = ballot.shown.grade
        if grade is not None:
            secret = self.asking.view.secret(ballot.shown.ballot)
            code = "" if secret is None else grouped_code(secret.fingerprint)
            compared = Span(tr("Check code: {code}", code=code) + "\n", bold=True)
            return (compared, *rule_spans(ballot), Span("\n" + secret_sentence(grade)))
        rule = (*rule_spans(ballot), Span("\n" + rule_name(ballot.shown.rule) + "\n"))
        if not is_final(ballot):
            return (*rule, Span(tr("You may change a confirmed vote until the close.")))
        return (*rule, Span(tr("A confirmed vote is final.")))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tall = self.height()
        box = sheet_box(self, 48, 96)
        title = self._head.heightForWidth(box.width())
        rule_bottom = max(at(tall, 79, 104), title)
        panel_left = box.right() + 1 - at(tall, 314, 440)
        self._head.setGeometry(box.left(), 0, box.width(), rule_bottom)
        self.panel.setGeometry(panel_left, rule_bottom, self.width() - panel_left, tall - rule_bottom)
        self.panel.set_margins(at(tall, 32, 48), self.width() - box.right() - 1, at(tall, 32, 48))
        top = rule_bottom + at(tall, 8, 16)
        gap = at(tall, 40, 56)
        self._left.setGeometry(box.left(), top, panel_left - gap - box.left(), tall - top - at(tall, 24, 40))


def _pending(asking: Asking) -> str:
    """What to know of the ballot itself: paused, or why the last try did not count."""
    is_said = asking.ballot.is_held or getattr(asking.own, "refusal", None) is not None
    return asking.hint if is_said else ""
