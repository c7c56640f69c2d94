"""The room: who sits where and how it is with them; below it what is to be done now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from presenter.ui.ballot_panel import BallotPanel
from presenter.ui.ballot_phases import ballot_shown
from presenter.ui.checks_panel import ChecksPanel, ExportPanel
from presenter.ui.frame import Frame
from presenter.ui.pieces import column, row, scrolled
from presenter.ui.seat_map import SeatMap
from presenter.ui.seats_shown import seats_shown
from presenter.ui.state import PodiumState, can_prepare_ballot, shown_ballot
from shared.domain.ballots import Closed
from shared.domain.state import Session
from shared.system.i18n import tr, tr_n
from shared.ui.signs import Hairline
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_MOST_UNSCROLLED = 60


class RoomColumn(QWidget):
    """Seat map, and the ballot, the checks before the meeting, or the exports after it."""

    seat_requested = Signal(str)
    """Tell more about this seat."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("room")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.map = SeatMap(theme)
        self.ballot = BallotPanel(theme)
        self.checks = ChecksPanel(theme)
        self._exports = ExportPanel(theme)
        self._calls = Label(theme, "", step=Step.CAPTION, tone=Tone.OCHRE, name="calls")
        self._below = QStackedWidget()
        for panel in (self.checks, self.ballot, self._exports):
            self._below.addWidget(panel)
        self._map_area: QScrollArea = scrolled(self.map, name="seat_scroll")
        self.map.seat_requested.connect(self.seat_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        theme = self._theme
        side = theme.space(14)
        everything = column(
            self, spacing=theme.space(6), margins=(side, theme.space(10), side, theme.space(12))
        )
        head = row()
        head.addWidget(Label(theme, tr("Room"), step=Step.CAPTION, tone=Tone.INK2))
        head.addStretch(1)
        head.addWidget(self._calls)
        everything.addLayout(head)
        everything.addWidget(self._map_area)
        everything.addSpacing(theme.space(6))
        everything.addWidget(Hairline())
        everything.addSpacing(theme.space(2))
        everything.addWidget(self._below, 1)

    def set_frame(self, frame: Frame) -> None:
        """Take the width of the frame."""
        self.setFixedWidth(frame.room)
        self._fit_map()

    def render_state(self, state: PodiumState) -> None:
        """Show the room."""
        seats = seats_shown(state)
        self.map.show_seats(seats)
        self._fit_map()
        calls = 0 if state.meeting is None else len(state.meeting.calls)
        self._calls.setText(tr_n("{n} seat calls", "{n} seats call", calls) if calls else "")
        self._show_below(state)

    def _show_below(self, state: PodiumState) -> None:
        ballot = shown_ballot(state)
        is_over = state.session is Session.ADJOURNED
        if state.session in (None, Session.PREPARING, Session.SIGNING_IN):
            self.checks.render_state(state)
            self._below.setCurrentWidget(self.checks)
        elif is_over and (ballot is None or not isinstance(ballot.phase, Closed)):
            self._exports.show_export(state.export)
            self._below.setCurrentWidget(self._exports)
        else:
            self.ballot.show_ballot(ballot_shown(state), can_prepare=can_prepare_ballot(state))
            self._below.setCurrentWidget(self.ballot)

    def _fit_map(self) -> None:
        wide = self.width() - 2 * self._theme.space(14)
        tall = self.map.heightForWidth(wide)
        most = round(self.height() * 0.45) if self.map.seats_count > _MOST_UNSCROLLED else tall
        self._map_area.setFixedHeight(max(1, min(tall, max(most, self._theme.space(160)))))
