"""With whom a person shares their own ink on one paper: three answers, what each means, one button to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.session.sharing import OwnSharing
from kiosk.session.view import SessionView
from kiosk.ui.paper_words import title_of
from kiosk.ui.words import connection_of
from shared.domain.ink import InkAudience
from shared.domain.papers import Sha256
from shared.system.i18n import mark, tr
from shared.system.wording import refusal_sentence
from shared.ui.buttons import ChoiceButton, PrimaryButton
from shared.ui.chips import Connection
from shared.ui.popover import Popover
from shared.ui.state_row import Settling, StateRow
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, LINE_HEIGHT_BODY, Step, Tone

_WIDTH = 440
_MEANS_LINES = 2
_WORDS: Final[Mapping[InkAudience, str]] = {
    InkAudience.NOBODY: mark("Only me"),
    InkAudience.CHAIR: mark("The chair may see it"),
    InkAudience.ALL: mark("Everybody may see it"),
}
_NOW: Final[Mapping[InkAudience, str]] = {
    InkAudience.NOBODY: mark("Only you see your notes"),
    InkAudience.CHAIR: mark("The chair sees your notes"),
    InkAudience.ALL: mark("Everybody sees your notes"),
}
_MEANS: Final[Mapping[InkAudience, str]] = {
    InkAudience.NOBODY: mark("Nobody else sees what you write on this paper."),
    InkAudience.CHAIR: mark("The chair sees what you wrote and go on writing on this paper."),
    InkAudience.ALL: mark("Everybody who may see this paper sees what you wrote and go on writing on it."),
}
_CONFIRM: Final[Mapping[InkAudience, str]] = {
    InkAudience.NOBODY: mark("Keep it to myself"),
    InkAudience.CHAIR: mark("Share with the chair"),
    InkAudience.ALL: mark("Share with everybody"),
}


class ShareCard(Popover):
    """Choosing shares nothing yet; the button does, and takes no press in its first moments."""

    share_confirmed = Signal(str, str)
    """The person confirmed: the paper's SHA-256, the `InkAudience` value."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="share_card")
        self._card_theme = theme
        self._paper: Sha256 | None = None
        self._view = SessionView()
        self._wished: InkAudience | None = None
        self._title = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, max_lines=2, name="share_paper")
        self._choices = {a: self._choice(theme, a) for a in InkAudience}
        self._means = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="share_means")
        self._state = StateRow(theme, step=Step.BODY, bold=False, name="share_state")
        self._confirm = PrimaryButton(theme, "", name="confirm_share")
        self._confirm.clicked.connect(self._share)
        self._lay_out(theme)

    @property
    def paper(self) -> Sha256 | None:
        """Whose ink it is about."""
        return self._paper

    def open_for(self, view: SessionView, paper: Sha256, beside: QWidget) -> None:
        """Ask about the ink on `paper`; what holds now is chosen."""
        self._paper, self._wished = paper, None
        self.render_state(view)
        self.open_beside(beside, self._card_theme.space(_WIDTH))

    def render_state(self, view: SessionView) -> None:
        """Draw what holds, what waits, and what the person is about to confirm."""
        if self._paper is None:
            return
        self._view = view
        self._title.set_text(title_of(view, self._paper))
        sharing = view.sharing(self._paper)
        holds = sharing.audience if sharing.wished is None else sharing.wished
        chosen = holds if self._wished is None else self._wished
        for audience, button in self._choices.items():
            button.setChecked(audience is chosen)
            state = tr("chosen") if audience is chosen else tr("not chosen")
            button.setAccessibleName(tr("{choice}, {state}", choice=tr(_WORDS[audience]), state=state))
        self._means.set_text(tr(_MEANS[chosen]))
        self._show_state(view, sharing)
        self._confirm.set_word(tr(_CONFIRM[chosen]))
        self._confirm.setEnabled(chosen is not holds)
        if self.isVisible():
            corner = self.card_rect().topLeft() + self.pos()
            self.place_card(QPoint(corner), self._card_theme.space(_WIDTH))

    def _show_state(self, view: SessionView, sharing: OwnSharing) -> None:
        if sharing.wished is not None:
            is_in = connection_of(view) is Connection.CONNECTED
            waits = tr("Stored here, sending") if is_in else tr("Stored here, not sent")
            self._state.set_state(Settling.PENDING, waits, detail=tr(_NOW[sharing.audience]))
        elif sharing.refusal is not None:
            why = refusal_sentence(sharing.refusal.reason, sharing.refusal.figures)
            self._state.set_state(Settling.ATTENTION, tr(_NOW[sharing.audience]), detail=why)
        else:
            self._state.set_state(Settling.DONE, tr(_NOW[sharing.audience]))

    def _choose(self, audience: InkAudience) -> None:
        self._wished = audience
        self._confirm.make_inert(CONFIRM_INERT_MS)
        self.render_state(self._view)

    def _share(self) -> None:
        if self._paper is not None and self._wished is not None:
            wished, self._wished = self._wished, None
            self.share_confirmed.emit(self._paper, wished.value)

    def _choice(self, theme: Theme, audience: InkAudience) -> ChoiceButton:
        button = ChoiceButton(theme, tr(_WORDS[audience]), name=f"share_{audience.value}")
        button.clicked.connect(lambda _=False: self._choose(audience))
        return button

    def _lay_out(self, theme: Theme) -> None:
        line = theme.scale.type_px(Step.CAPTION) * LINE_HEIGHT_BODY
        self._means.setFixedHeight(round(_MEANS_LINES * line))  # so that choosing moves nothing
        self.body.addWidget(Label(theme, tr("Who sees my notes"), step=Step.LEAD, bold=True))
        self.body.addWidget(self._title)
        self.body.addSpacing(theme.space(4))
        self.body.addWidget(self._state)
        self.body.addSpacing(theme.space(8))
        answers = QVBoxLayout()
        answers.setSpacing(theme.space(12))
        for button in self._choices.values():
            answers.addWidget(button)
        self.body.addLayout(answers)
        self.body.addSpacing(theme.space(4))
        self.body.addWidget(self._means)
        self.body.addSpacing(theme.space(4))
        self.body.addWidget(self._confirm)
