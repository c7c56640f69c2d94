"""The meeting: agenda, papers, the page; following or browsing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.replica import readable
from kiosk.session.view import SessionView
from kiosk.ui.screens.agenda_card import AgendaCard
from kiosk.ui.screens.bars import BallotBar, BottomBar, ToolRail, TopBar
from kiosk.ui.screens.offline_card import OfflineCard
from kiosk.ui.showing import Bar
from shared.domain.state import Session as MeetingSession
from shared.system.i18n import tr, tr_n
from shared.ui.banner import Banner, NoteKind
from shared.ui.buttons import Button
from shared.ui.page_gestures import PageGestures
from shared.ui.page_view import PageView
from shared.ui.popover import Popover
from shared.ui.signs import Hairline
from shared.ui.text import Span
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails

_COLUMNS = 3
_TURN_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: 1,
}


class ReadingScreen(QWidget):
    """The page is the largest white thing; tools live around it."""

    turn_requested = Signal(int)
    """Turn so many pages."""

    page_requested = Signal(int)
    """Go to this page of the paper that is read."""

    paper_requested = Signal(str)
    """Open a paper: its SHA-256."""

    back_requested = Signal()
    """Follow the leader again."""

    ballot_requested = Signal()
    """Show the folded ballot, or its result."""

    address_requested = Signal()
    """The person wants to type where the podium is."""

    night_requested = Signal(bool)
    """Night colours on or off."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("reading_screen")
        self._theme = theme
        self._view = SessionView()
        self._top = TopBar(theme)
        self._rail = ToolRail(theme)
        self._bottom = BottomBar(theme)
        self._note = Banner(theme, name="note")
        self._name_action()
        self._ballot_bar = BallotBar(theme)
        self.page_view = PageView(theme)
        self.gestures = PageGestures(theme, self.page_view)
        self._lay_out(theme)
        self._agenda = AgendaCard(theme, self)
        self._offline = OfflineCard(theme, self)
        self._pages = Popover(theme, self, name="thumbnails_card")
        self.thumbnails = PaperThumbnails(theme, columns=_COLUMNS, thumb_width_px=132)
        self._pages.body.addWidget(self.thumbnails)
        self._connect()
        self._leave_keyboard_to_the_page()

    # What is shown ------------------------------------------------------------------------------------

    def render_state(self, view: SessionView, bar: Bar, time: str) -> None:
        """Draw the view; the page itself is drawn by the paper's controller."""
        self._view = view
        shelf = readable(view)
        self._top.render_state(view, time)
        self._bottom.render_state(view, shelf)
        self._ballot_bar.show_bar(bar)
        self._show_note(view)
        if self._agenda.isVisible():
            self._agenda.render_state(view, shelf)
        if self._offline.isVisible():
            self._offline.render_state(view)
        self._rail.thumbnails.setEnabled(view.reading.place is not None)
        self._rail.night.setChecked(self._theme.is_night)

    def show_reason(self) -> None:
        """Open the card with the ways that are tried, where the line is cut and the card is not open."""
        if self._view.is_offline and not self._offline.isVisible():
            self._toggle_reason()

    def _show_note(self, view: SessionView) -> None:
        """At most one note: offline before back again before paused."""
        is_offline = view.is_offline
        is_paused = view.room is not None and view.room.session is MeetingSession.PAUSED
        if not is_offline:
            self._offline.close_card()
        if is_offline:
            self._note.show_note(tr("Disconnected"), _offline_spans(view), action=self._why_word())
        elif view.caught_up_votes is not None:
            votes = view.caught_up_votes
            sent = tr_n("{n} vote sent", "{n} votes sent", votes) if votes else ""
            self._note.show_note(tr("Connected again"), sent, kind=NoteKind.GOOD, icon="net")
        elif is_paused:
            words = tr("You can go on reading")
            self._note.show_note(tr("The meeting is paused"), words, kind=NoteKind.PLAIN, icon="pause")
        self._note.setVisible(is_offline or view.caught_up_votes is not None or is_paused)

    def _why_word(self) -> str:
        return tr("Hide the reason") if self._offline.isVisible() else tr("Show the reason")

    # What the person does -----------------------------------------------------------------------------

    def _toggle_agenda(self, on: bool) -> None:
        if not on:
            self._agenda.close_card()
            return
        self._agenda.render_state(self._view, readable(self._view))
        self._agenda.open_beside(self._rail.agenda, self._agenda.width_px)

    def _toggle_pages(self, on: bool) -> None:
        if not on:
            self._pages.close_card()
            return
        space = self._theme.space
        room = max(space(200), self.page_view.height() - space(80))
        self.thumbnails.setFixedHeight(min(room, self.thumbnails.sizeHint().height() + space(8)))
        wide = _COLUMNS * (self.thumbnails.thumb_width_px + space(14)) + space(14 + 48 + 12)
        self._pages.open_beside(self._rail.thumbnails, wide)

    def _toggle_reason(self) -> None:
        if self._offline.isVisible():
            self._offline.close_card()
            return
        self._offline.render_state(self._view)
        gap = self._theme.space(20)
        below = self._note.geometry().bottom() + gap
        right = self._note.geometry().right() - gap
        self._offline.open_at(QPoint(right - self._offline.width_px, below), self._offline.width_px)
        self._show_note(self._view)

    def _leave_reason_for_address(self) -> None:
        self._offline.close_card()
        self.address_requested.emit()

    def _open_paper(self, sha256: str) -> None:
        self._agenda.close_card()
        self.paper_requested.emit(sha256)

    def _open_page(self, page: int) -> None:
        self._pages.close_card()
        self.page_requested.emit(page)

    def _name_action(self) -> None:
        action = self._note.findChild(Button)
        if action is not None:
            action.setObjectName("why_offline")

    def _connect(self) -> None:
        self._rail.agenda.toggled.connect(self._toggle_agenda)
        self._rail.thumbnails.toggled.connect(self._toggle_pages)
        self._rail.night.clicked.connect(self.night_requested)
        self._agenda.closed.connect(lambda: _release(self._rail.agenda))
        self._pages.closed.connect(lambda: _release(self._rail.thumbnails))
        self._offline.closed.connect(lambda: self._show_note(self._view))
        self._offline.address_requested.connect(self._leave_reason_for_address)
        self._agenda.paper_requested.connect(self._open_paper)
        self.thumbnails.page_requested.connect(self._open_page)
        self._note.action_requested.connect(self._toggle_reason)
        self.page_view.page_turn_requested.connect(self.turn_requested)
        self._bottom.turn_requested.connect(self.turn_requested)
        self._bottom.page_requested.connect(self.page_requested)
        self._bottom.back_requested.connect(self.back_requested)
        self._ballot_bar.return_requested.connect(self.ballot_requested)

    def _leave_keyboard_to_the_page(self) -> None:
        """A finger on a button does not take the arrow keys away from the page; Tab still reaches the button."""
        for button in self.findChildren(QAbstractButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self, theme: Theme) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._note)
        middle.addWidget(self._ballot_bar)
        middle.addWidget(self.page_view, 1)
        middle.addWidget(Hairline())
        middle.addWidget(self._bottom)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(middle, 1)
        row.addWidget(Hairline(standing=True))
        row.addWidget(self._rail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(Hairline())
        column.addLayout(row, 1)
        self._note.hide()
        self._ballot_bar.hide()
        self.page_view.setMinimumSize(theme.space(200), theme.space(120))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for card in (self._agenda, self._pages, self._offline):
            card.close_card()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _TURN_KEYS:
            self.turn_requested.emit(_TURN_KEYS[key])
        elif key == Qt.Key.Key_Home:
            self.back_requested.emit()
        elif key == Qt.Key.Key_N and not event.isAutoRepeat():
            self.night_requested.emit(not self._theme.is_night)
        else:
            super().keyPressEvent(event)


def _release(button: QAbstractButton) -> None:
    if button.isChecked():
        button.setChecked(False)


def _offline_spans(view: SessionView) -> tuple[Span, ...]:
    if view.pending_votes:
        return (
            Span(tr("You can go on reading. ")),
            Span(tr("Your vote is stored here"), bold=True),
            Span(tr(" and will be sent")),
        )
    return (Span(tr("You can go on reading; it catches up by itself")),)
