"""Why this seat is out: the ways that are tried, and what waits here to be sent."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.session.view import SessionView
from kiosk.ui.words import attempt_words, cause_sentence, way_word
from shared.link.finder import Attempt
from shared.system.i18n import tr, tr_n
from shared.system.wording_time import clock_time_s
from shared.ui.popover import Popover
from shared.ui.signs import Hairline
from shared.ui.state_row import Settling, StateRow
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH = 400


class OfflineCard(Popover):
    """Each way once with how it went."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="offline_card")
        self._card_theme = theme
        self._cause = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="offline_cause")
        self._ways = QGridLayout()
        self._ways.setHorizontalSpacing(theme.space(16))
        self._ways.setVerticalSpacing(theme.space(4))
        self._ways.setColumnStretch(0, 1)
        self._shown: tuple[tuple[str, str], ...] = ()
        self._line = Hairline()
        self._waiting = StateRow(theme, step=Step.BODY, bold=False, name="offline_waiting")
        self.body.addWidget(Label(theme, tr("Connecting again"), step=Step.BODY, bold=True))
        self.body.addWidget(self._cause)
        self.body.addLayout(self._ways)
        self.body.addSpacing(theme.space(4))
        self.body.addWidget(self._line)
        self.body.addWidget(self._waiting)

    @property
    def width_px(self) -> int:
        """How wide the card is."""
        return self._card_theme.space(_WIDTH)

    def render_state(self, view: SessionView) -> None:
        """Draw the ways and what waits."""
        self._cause.set_text(cause_sentence(view.line))
        self._show_ways(view.line.attempts)
        votes, others = view.pending_votes, view.pending
        waiting = votes or others
        self._line.setVisible(bool(waiting))
        self._waiting.setVisible(bool(waiting))
        if votes:
            words = tr_n("{n} vote stored here, not sent", "{n} votes stored here, not sent", len(votes))
        else:
            words = tr_n("{n} wish stored here, not sent", "{n} wishes stored here, not sent", len(others))
        if waiting:
            detail = tr("confirmed at {time}", time=clock_time_s(waiting[-1].confirmed_at))
            self._waiting.set_state(Settling.PENDING, words, detail=detail)

    def _show_ways(self, attempts: tuple[Attempt, ...]) -> None:
        shown = tuple((way_word(a.way), attempt_words(a)) for a in attempts)
        if shown == self._shown:
            return
        self._shown = shown
        while (old := self._ways.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.deleteLater()
        for row, (way, state) in enumerate(shown):
            for column, words in enumerate((way, state)):
                label = Label(self._card_theme, words, step=Step.CAPTION, tone=Tone.INK2)
                self._ways.addWidget(label, row, column)
