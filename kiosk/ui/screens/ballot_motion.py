"""The three equal answers to a motion, and the calm row that confirms one of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kiosk.ui.screens.ballot_asking import Asking
from kiosk.ui.screens.ballot_frame import at
from shared.domain.ballot_terms import Choice
from shared.domain.majority import Wording
from shared.system.i18n import tr
from shared.system.wording_answers import choice_word
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.signs import Mark
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, Step, Tone
from shared.ui.vote_card import CardState, VoteCard

MARKS = {Choice.YES: Mark.RING, Choice.NO: Mark.CROSS, Choice.ABSTAIN: Mark.DASH}
_NAMES = {Choice.YES: "choose_yes", Choice.NO: "choose_no", Choice.ABSTAIN: "choose_abstain"}
_KEYS = {Qt.Key.Key_1: Choice.YES, Qt.Key.Key_2: Choice.NO, Qt.Key.Key_3: Choice.ABSTAIN}


class MotionCards(QWidget):
    """Choosing moves nothing; locked cards look and stand as they will when they are free."""

    confirmed = Signal(object)
    """The person confirmed this `Choice`."""

    altered = Signal()
    """The choice, which is not confirmed yet, is another."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chosen: Choice | None = None
        self._asking: Asking | None = None
        self._tall = 800
        self._alive = QTimer(self)
        self._alive.setSingleShot(True)
        self._alive.setInterval(CONFIRM_INERT_MS)
        self._alive.timeout.connect(self._wake)
        self._cards = {
            choice: VoteCard(theme, MARKS[choice], choice_word(choice), name=_NAMES[choice])
            for choice in Choice
        }
        for choice, card in self._cards.items():
            card.clicked.connect(lambda _=False, c=choice: self._choose(c))
        self._cancel = QuietButton(theme, tr("Cancel"), name="cancel_vote", step=Step.TITLE)
        self._confirm = PrimaryButton(theme, "", name="confirm_vote", step=Step.QUESTION, bold=True)
        self._cancel.clicked.connect(self.withdraw)
        self._confirm.clicked.connect(self._confirm_choice)
        self._hint = TextBlock(theme, step=Step.LEAD, tone=Tone.INK2, max_lines=2, name="ballot_hint")
        self._hint.set_align(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        for part in (*self._cards.values(), self._cancel, self._confirm, self._hint):
            part.setParent(self)

    @property
    def has_choice(self) -> bool:
        """Whether an answer is chosen and not confirmed."""
        return self._chosen is not None

    def show_ballot(self, asking: Asking) -> None:
        """Draw the answers of this ballot."""
        self._asking = asking
        if asking.lock:
            self._chosen = None
        wording = asking.ballot.shown.rule.wording
        for choice, card in self._cards.items():
            card.set_word(choice_word(choice, wording))
            card.set_state(self._state_of(choice))
        self._show_row(asking, wording)

    def withdraw(self) -> None:
        """Take the choice back."""
        if self._chosen is None:
            return
        self._alive.stop()
        self._chosen = None
        self._redraw()

    def press_key(self, event: QKeyEvent) -> bool:
        """1 2 3 choose, Enter confirms what is chosen, Esc takes it back. Whether the key was one of these."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self._choose(_KEYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and self._confirm.isVisible() and self._confirm.isEnabled():
                self._confirm_choice()
        elif key == Qt.Key.Key_Escape:
            if self._chosen is not None and self._cancel.isEnabled():
                self.withdraw()
        else:
            return False
        return True

    def place(self, width_px: int, sheet_px: int) -> None:
        """Lay out for a sheet `sheet_px` high: cards at the top, the row that confirms below."""
        self._tall = sheet_px
        self.resize(width_px, motion_height(sheet_px, self._theme))
        self._place()

    def _show_row(self, asking: Asking, wording: Wording) -> None:
        is_chosen = self._chosen is not None
        if self._chosen is not None:
            word = choice_word(self._chosen, wording)
            self._confirm.set_word(tr("Confirm vote: {choice}", choice=word))
        self._cancel.setVisible(is_chosen)
        self._confirm.setVisible(is_chosen)
        self._hint.set_text(asking.lock or asking.hint)
        self._hint.setVisible(not is_chosen)

    def _state_of(self, choice: Choice) -> CardState:
        if self._asking is not None and self._asking.lock:
            return CardState.LOCKED
        if self._chosen is None:
            return CardState.IDLE
        return CardState.CHOSEN if choice is self._chosen else CardState.RECEDED

    def _choose(self, choice: Choice) -> None:
        if self._asking is None or self._asking.lock or not self.isVisible():
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

    def _confirm_choice(self) -> None:
        if self._chosen is None:
            return
        choice, self._chosen = self._chosen, None
        self._alive.stop()
        self.confirmed.emit(choice)

    def _redraw(self) -> None:
        if self._asking is not None:
            self.show_ballot(self._asking)
        self.altered.emit()

    def _place(self) -> None:
        wide, tall = self.width(), self._tall
        gap = self._theme.space(24)
        card = (wide - 2 * gap) // 3
        card -= (wide - 3 * card) % 2  # so that both gaps are equal to the pixel
        pitch = (wide - card) // 2
        for place, widget in enumerate(self._cards.values()):
            widget.setGeometry(place * pitch, 0, card, at(tall, 250, 320))
        top = at(tall, 282, 360)
        high = _row_height(tall, self._theme)
        first = round((wide - gap) * 0.348)
        self._cancel.setGeometry(0, top, first, high)
        self._confirm.setGeometry(first + gap, top, wide - first - gap, high)
        self._hint.setGeometry(0, top, wide, high)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


def motion_height(sheet_px: int, theme: Theme) -> int:
    """How much of a sheet cards and row take."""
    return at(sheet_px, 282, 360) + _row_height(sheet_px, theme)


def _row_height(sheet_px: int, theme: Theme) -> int:
    return max(at(sheet_px, 84, 96), theme.scale.vote_target_px)
