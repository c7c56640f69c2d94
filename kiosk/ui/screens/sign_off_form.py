"""What a person fills in to sign a paper: one of a few equal opinions, words, a signature by hand."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.sign_off import SIGNATURE_RATIO, missing, opinions
from shared.domain.sign_off import MAX_OPINION_TEXT, Opinion, SignatureStroke, SignOffKind
from shared.domain.verdicts import Reason
from shared.system.i18n import tr
from shared.system.wording_sign_off import opinion_word
from shared.ui.buttons import BareButton, ChoiceButton
from shared.ui.signature_pad import SignaturePad
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_CHOICE_PX, _TEXT_PX, _MOST_TEXT_PX = 72, 84, 200
_NAMES = {
    Opinion.READ: "opinion_read",
    Opinion.AGREE: "opinion_agree",
    Opinion.DISAGREE: "opinion_disagree",
    Opinion.OTHER: "opinion_other",
}


class FilledIn(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the form."""

    opinion: Opinion | None = None
    text: str = ""
    strokes: tuple[SignatureStroke, ...] = ()


class SignOffForm(QWidget):
    """Nothing is chosen beforehand; choosing moves nothing."""

    changed = Signal()
    """The person chose, wrote or signed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = SignOffKind.SIGN
        space = theme.space
        self._choices = {
            opinion: ChoiceButton(theme, opinion_word(opinion), name=_NAMES[opinion], step=Step.LEAD)
            for opinion in opinions(SignOffKind.READ)
        }
        for opinion, button in self._choices.items():
            button.setFixedHeight(space(_CHOICE_PX))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, o=opinion: self._choose(o))
        self._text = QPlainTextEdit()
        self._text.setObjectName("opinion_text")
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(space(_TEXT_PX))
        self._text.setMaximumHeight(space(_MOST_TEXT_PX))
        self._text.setFont(theme.font(Step.BODY))
        self._text.textChanged.connect(self._on_text)
        self._ask = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="signature_hint")
        self._again = BareButton(
            theme, tr("Write again"), name="clear_signature", icon="undo", step=Step.CAPTION
        )
        self._again.clicked.connect(self._clear_signature)
        self.pad = SignaturePad(theme, monotonic_s=time.monotonic)
        self.pad.changed.connect(self._on_change)
        self._lay_out()

    # What is shown ------------------------------------------------------------------------------------

    def set_kind(self, kind: SignOffKind) -> None:
        """Offer the opinions of this kind of request."""
        self._kind = kind
        offered = opinions(kind)
        for opinion, button in self._choices.items():
            button.setVisible(opinion in offered)
        is_needed = kind is SignOffKind.SIGN
        self._ask.setText(tr("Please sign in the box") if is_needed else tr("You may sign in the box"))
        self._show_hints()

    @property
    def filled(self) -> FilledIn:
        """What the person filled in so far."""
        chosen = next((o for o, button in self._choices.items() if button.isChecked()), None)
        return FilledIn(opinion=chosen, text=self._text.toPlainText(), strokes=self.pad.signature())

    def fill(self, filled: FilledIn) -> None:
        """Put this into the form; tells nobody."""
        for opinion, button in self._choices.items():
            button.setChecked(opinion is filled.opinion)
        self._text.blockSignals(True)
        self._text.setPlainText(filled.text)
        self._text.blockSignals(False)
        self.pad.blockSignals(True)
        self.pad.set_signature(filled.strokes)
        self.pad.blockSignals(False)
        self._show_hints()

    def missing(self) -> Reason | None:
        """What still has to be done; None: nothing."""
        filled = self.filled
        return missing(self._kind, filled.opinion, filled.text, is_signed=has_ink(filled.strokes))

    # What the person does -----------------------------------------------------------------------------

    def _choose(self, chosen: Opinion) -> None:
        for opinion, button in self._choices.items():
            button.setChecked(opinion is chosen)
        if chosen is Opinion.OTHER and not self._text.toPlainText():
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_change()

    def _on_text(self) -> None:
        """Keep what fits: a text beyond the bound would be refused."""
        text = self._text.toPlainText()
        if len(text) > MAX_OPINION_TEXT:
            at = self._text.textCursor().position()
            self._text.blockSignals(True)
            self._text.setPlainText(text[:MAX_OPINION_TEXT])
            cursor = self._text.textCursor()
            cursor.setPosition(min(at, MAX_OPINION_TEXT), QTextCursor.MoveMode.MoveAnchor)
            self._text.setTextCursor(cursor)
            self._text.blockSignals(False)
        self._on_change()

    def _clear_signature(self) -> None:
        self.pad.clear()

    def _on_change(self) -> None:
        self._show_hints()
        self.changed.emit()

    def _show_hints(self) -> None:
        filled = self.filled
        self._again.setEnabled(bool(filled.strokes))
        is_needed = filled.opinion is Opinion.OTHER
        hint = tr("Please write your opinion") if is_needed else tr("You may add a few words")
        self._text.setPlaceholderText(hint)
        self._text.setAccessibleName(tr("Opinion in words"))
        for opinion, button in self._choices.items():
            state = tr("chosen") if opinion is filled.opinion else tr("not chosen")
            button.setAccessibleName(tr("{choice}, {state}", choice=opinion_word(opinion), state=state))

    def _lay_out(self) -> None:
        space = self._theme.space
        choices = QHBoxLayout()
        choices.setSpacing(space(12))
        for button in self._choices.values():
            choices.addWidget(button, 1)
        above = QHBoxLayout()
        above.setContentsMargins(0, 0, -space(8), 0)  # the word itself ends where the pad does
        above.addWidget(self._ask, 1)
        above.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(choices)
        column.addSpacing(space(16))
        column.addWidget(self._text, 100)
        column.addSpacing(space(8))
        column.addLayout(above)
        column.addSpacing(space(4))
        column.addWidget(self.pad)
        column.addStretch(1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.pad.setFixedHeight(round(self.width() * SIGNATURE_RATIO))


def has_ink(strokes: Sequence[SignatureStroke]) -> bool:
    """Whether there is a signature: the law asks for two points at least."""
    return sum(len(stroke) for stroke in strokes) > 1
