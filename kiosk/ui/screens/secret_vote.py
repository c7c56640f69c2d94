"""A secret vote on its way: stored here, in the box, checked. What was chosen stands nowhere any more."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.session.own_ballot import Counted, OwnBallot, StoredHere
from kiosk.session.secret_view import SeatSecret
from kiosk.session.view import SessionView
from kiosk.ui.secret_words import Told, check_told
from kiosk.ui.words import connection_of, seal_lines
from shared.system.i18n import tr
from shared.system.wording import refusal_sentence
from shared.system.wording_time import clock_time_s
from shared.ui.chips import Connection
from shared.ui.signs import Hairline, Seal
from shared.ui.state_row import Settling, StateRow
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class SecretVoteCards(QWidget):
    """The large card with the three steps, the receipt beside it. It is never given an answer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("own_secret_vote")
        self._theme = theme
        self._seal = Seal(theme, seal_lines(tr("In the box")), side_px=116, name="box_seal")
        self._stored = StateRow(theme, name="secret_stored")
        self._in_box = StateRow(theme, name="secret_in_box")
        self._checked = StateRow(theme, name="secret_checked")
        self._note = TextBlock(theme, step=Step.BODY, tone=Tone.INK2, name="secret_note")
        self._receipt = Label(theme, step=Step.LARGE, bold=True, name="secret_receipt")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space(24))
        grid.addWidget(self._make_steps(), 0, 0)
        grid.addWidget(self._make_receipt(), 0, 1)
        grid.setColumnStretch(0, 660)
        grid.setColumnStretch(1, 452)

    def render_state(self, view: SessionView, secret: SeatSecret | None, own: OwnBallot) -> None:
        """Draw a vote that was sealed."""
        self._seal.setVisible(isinstance(own, Counted))
        if isinstance(own, StoredHere):
            self._show_stored(view, own)
        elif isinstance(own, Counted):
            self._show_in_box(own, check_told(secret))

    def _show_stored(self, view: SessionView, own: StoredHere) -> None:
        self._stored.set_state(
            Settling.DONE, tr("Sealed and stored here"), time=clock_time_s(own.confirmed_at)
        )
        words, note = tr("Sending to the podium"), ""
        if own.is_held:
            words = tr("Voting is paused; it is sent when voting goes on")
        elif connection_of(view) is not Connection.CONNECTED:
            words, note = tr("Not sent"), tr("It goes by itself once connected; do not switch off")
        self._in_box.set_state(Settling.PENDING, words)
        self._checked.hide()
        self._say(note, is_wrong=bool(note))
        self._receipt.setText("—")

    def _show_in_box(self, own: Counted, told: Told) -> None:
        spoken = tr("In the box, receipt {receipt}", receipt=own.receipt)
        self._seal.set_words(seal_lines(tr("In the box")), spoken=spoken)
        if own.confirmed_at is None:
            self._stored.set_state(Settling.DONE, tr("Confirmed at another terminal"))
        else:
            time = clock_time_s(own.confirmed_at)
            self._stored.set_state(Settling.DONE, tr("Sealed and stored here"), time=time)
        self._in_box.set_state(Settling.DONE, tr("In the ballot box"), time=clock_time_s(own.counted_at))
        self._checked.set_state(told.settling, told.text)
        self._checked.show()
        refusal = own.refusal
        note = told.note if refusal is None else refusal_sentence(refusal.reason, refusal.figures)
        self._say(note, is_wrong=told.is_wrong or refusal is not None)
        self._receipt.setText(own.receipt)

    def _say(self, note: str, *, is_wrong: bool) -> None:
        self._note.set_text(note)
        self._note.set_tone(Tone.OCHRE if is_wrong else Tone.INK2)
        self._note.setVisible(bool(note))

    def _make_steps(self) -> QFrame:
        theme, space = self._theme, self._theme.space
        card = _card()
        words = QVBoxLayout()
        words.setSpacing(space(4))
        words.addStretch(1)
        words.addWidget(Label(theme, tr("You have voted"), step=Step.LARGE, bold=True, name="you_have_voted"))
        words.addWidget(
            TextBlock(theme, tr("What you chose is shown nowhere any more."), step=Step.BODY, tone=Tone.INK2)
        )
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(space(16))
        top.addLayout(words, 1)
        top.addWidget(self._seal)
        column = QVBoxLayout(card)
        column.setContentsMargins(space(36), space(20), space(36), space(16))
        column.setSpacing(0)
        column.addLayout(top, 3)
        for row in (self._stored, self._in_box, self._checked):
            column.addWidget(Hairline())
            column.addWidget(row, 1)
            row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        column.addWidget(self._note)
        return card

    def _make_receipt(self) -> QFrame:
        card = _card()
        column = self._card_column(card)
        column.addWidget(Label(self._theme, tr("Receipt code"), step=Step.CAPTION, tone=Tone.INK3))
        column.addWidget(self._receipt)
        column.addStretch(1)
        words = tr("It says that your envelope arrived, and nothing of your choice.")
        column.addWidget(TextBlock(self._theme, words, step=Step.CAPTION, tone=Tone.INK2))
        return card

    def _card_column(self, card: QFrame) -> QVBoxLayout:
        space = self._theme.space
        column = QVBoxLayout(card)
        column.setContentsMargins(space(28), space(12), space(28), space(12))
        column.setSpacing(0)
        return column


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return card
