"""What a person signed, and how far it is: stored here, then sealed once the record holds it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.sign_off import SIGNATURE_RATIO, SignedHere, SignedOff
from kiosk.session.view import SessionView
from kiosk.ui.screens.touch_list import touch_list
from kiosk.ui.words import connection_of, seal_lines
from shared.domain.sign_off import SignatureStroke, SignOffKind
from shared.system.i18n import tr
from shared.system.wording_sign_off import opinion_word
from shared.system.wording_time import clock_time, clock_time_s
from shared.ui.chips import Connection
from shared.ui.signature_pad import SignaturePad
from shared.ui.signs import Hairline, Seal
from shared.ui.state_row import Settling, StateRow
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_SEAL_PX = 96
_PAD_PX = 216


class SignOffDone(QWidget):
    """The answer as it was confirmed. No seal before the podium's word; a paper that was only read has none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._opinion = Label(theme, step=Step.QUESTION, bold=True, name="signed_opinion")
        self._text = TextBlock(theme, step=Step.BODY, tone=Tone.INK2, name="signed_text")
        self._words = touch_list()
        self._seal = Seal(theme, seal_lines(tr("Signed off")), side_px=_SEAL_PX, name="signed_seal")
        self._pad = SignaturePad(theme, monotonic_s=time.monotonic, name="given_signature")
        self._pad.setEnabled(False)  # what was given is not written on
        self._stored = StateRow(theme, step=Step.BODY, name="sign_off_stored")
        self._recorded = StateRow(theme, step=Step.BODY, name="sign_off_recorded")
        self._lay_out()

    def render_state(
        self,
        view: SessionView,
        kind: SignOffKind,
        own: SignedHere | SignedOff,
        strokes: Sequence[SignatureStroke],
    ) -> None:
        """Draw an answer; `strokes` are empty where it was given at another time or place."""
        self._opinion.setText(opinion_word(own.opinion))
        self._text.set_text(own.text)
        self._fit_words()
        self._pad.set_signature(strokes)
        self._pad.setVisible(bool(strokes))
        match own:
            case SignedHere():
                self._show_stored(view, own)
            case SignedOff():
                self._show_recorded(kind, own)

    def _show_stored(self, view: SessionView, own: SignedHere) -> None:
        self._seal.hide()
        self._stored.set_state(Settling.DONE, tr("Stored here"), time=clock_time_s(own.confirmed_at))
        if connection_of(view) is Connection.CONNECTED:
            self._recorded.set_state(Settling.PENDING, tr("Sending to the podium"))
        else:
            detail = tr("It goes by itself once connected; do not switch off")
            self._recorded.set_state(Settling.PENDING, tr("Not sent"), detail=detail)

    def _show_recorded(self, kind: SignOffKind, own: SignedOff) -> None:
        if own.confirmed_at is None:
            self._stored.set_state(Settling.DONE, tr("Confirmed at another terminal"))
        else:
            self._stored.set_state(Settling.DONE, tr("Stored here"), time=clock_time_s(own.confirmed_at))
        self._recorded.set_state(Settling.DONE, tr("Recorded by the podium"), time=clock_time_s(own.at))
        spoken = tr("Signed off at {time}", time=clock_time(own.at))
        self._seal.set_words(seal_lines(tr("Signed off")), spoken=spoken)
        self._seal.setVisible(kind is SignOffKind.SIGN)

    def _lay_out(self) -> None:
        space = self._theme.space
        card = QFrame()
        card.setProperty("card", "true")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text.setProperty("ground", "none")
        self._words.setWidget(self._text)
        self._words.setMinimumHeight(1)  # the area's own least height would push the rows together
        words = QVBoxLayout()
        words.setSpacing(space(4))
        words.addWidget(Label(self._theme, tr("Your opinion"), step=Step.CAPTION, tone=Tone.INK3))
        words.addWidget(self._opinion)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(space(16))
        top.addLayout(words, 1)
        top.addWidget(self._seal, 0, Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(space(24), space(20), space(24), space(20))
        inside.setSpacing(space(12))
        inside.addLayout(top)
        inside.addWidget(self._words, 1)
        inside.addWidget(self._pad)
        inside.addWidget(Hairline())
        inside.addWidget(self._stored)
        inside.addWidget(Hairline())
        inside.addWidget(self._recorded)
        self._pad.setFixedSize(space(_PAD_PX), round(space(_PAD_PX) * SIGNATURE_RATIO))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def _fit_words(self) -> None:
        """As high as the words need; a long text is scrolled in the room there is."""
        self._words.setVisible(bool(self._text.text()))
        self._words.setMaximumHeight(self._text.heightForWidth(max(1, self._words.viewport().width())))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()
