"""Why this seat is out: the ways that are tried, and what waits here to be sent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk.session.view import SessionView
from kiosk.ui.screens.ways_list import WaysList
from kiosk.ui.words import cause_sentence
from shared.storage.seat_outbox import SentIntent, SentNote
from shared.system.i18n import tr, tr_n
from shared.system.wording_time import clock_time_s
from shared.ui.buttons import QuietButton
from shared.ui.popover import Popover
from shared.ui.signs import Hairline
from shared.ui.state_row import Settling, StateRow
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH = 400


class OfflineCard(Popover):
    """Each way once with how it went, and the button for an address."""

    address_requested = Signal()
    """The person wants to type where the podium is."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="offline_card")
        self._card_theme = theme
        self._cause = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="offline_cause")
        self._ways = WaysList(theme, name="offline_ways", is_narrow=True)
        self._type = QuietButton(theme, tr("Type the podium's address"), name="type_address")
        self._type.clicked.connect(self.address_requested)
        self._line = Hairline()
        self._votes, self._answers, self._wishes = (
            StateRow(theme, step=Step.BODY, bold=False, name=f"offline_{kind}")
            for kind in ("votes", "answers", "wishes")
        )
        self.body.addWidget(Label(theme, tr("Connecting again"), step=Step.BODY, bold=True))
        self.body.addWidget(self._cause)
        self.body.addWidget(self._ways)
        self.body.addSpacing(theme.space(4))
        self.body.addWidget(self._line)
        for row in (self._votes, self._answers, self._wishes):
            self.body.addWidget(row)
        self.body.addSpacing(theme.space(4))
        self.body.addWidget(self._type)

    @property
    def width_px(self) -> int:
        """How wide the card is."""
        return self._card_theme.space(_WIDTH)

    def render_state(self, view: SessionView) -> None:
        """Draw the ways and what waits."""
        self._cause.set_text(cause_sentence(view.line))
        self._ways.show_attempts(view.line.attempts)
        votes, signed = view.pending_votes, view.pending_sign_offs
        named = {sent.id for sent in (*votes, *signed)}
        wishes = tuple(s for s in view.pending if s.id not in named and not isinstance(s.about, SentNote))
        self._line.setVisible(bool(votes or signed or wishes))
        words = tr_n("{n} vote stored here, not sent", "{n} votes stored here, not sent", len(votes))
        _show_waiting(self._votes, votes, words)
        words = tr_n("{n} answer stored here, not sent", "{n} answers stored here, not sent", len(signed))
        _show_waiting(self._answers, signed, words)
        words = tr_n("{n} wish stored here, not sent", "{n} wishes stored here, not sent", len(wishes))
        _show_waiting(self._wishes, wishes, words)


def _show_waiting(row: StateRow, waiting: Sequence[SentIntent], words: str) -> None:
    row.setVisible(bool(waiting))
    if waiting:
        detail = tr("confirmed at {time}", time=clock_time_s(waiting[-1].confirmed_at))
        row.set_state(Settling.PENDING, words, detail=detail)
