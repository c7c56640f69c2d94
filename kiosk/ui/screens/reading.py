"""The meeting: agenda, papers, the page; following or browsing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.replica import readable
from kiosk.session.view import SessionView
from kiosk.ui.screens.bars import BallotBar, BottomBar, TopBar
from kiosk.ui.screens.line_words import caught_up_words, offline_spans
from kiosk.ui.screens.offline_card import OfflineCard
from kiosk.ui.screens.reading_cards import ReadingCards
from kiosk.ui.screens.tabs_strip import TabStrip, tabs_of
from kiosk.ui.screens.tool_rail import ToolRail
from kiosk.ui.showing import Bar
from shared.domain.state import Session as MeetingSession
from shared.system.i18n import tr
from shared.ui.banner import Banner, NoteKind
from shared.ui.buttons import Button
from shared.ui.page_gestures import PageGestures
from shared.ui.page_view import PageView
from shared.ui.signs import Hairline
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails

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
    """Go to this page of the paper that is read, as turning pages would."""

    jump_requested = Signal(int, float)
    """Jump to this page, with this place of it (0 its top) in sight; one can step back."""

    step_requested = Signal(int)
    """Step back (-1) to where one jumped from, or forward (1) again."""

    paper_requested = Signal(str)
    """Open a paper: its SHA-256."""

    tab_requested = Signal(str)
    """Look at another paper that is open."""

    tab_close_requested = Signal(str)
    """Close an open paper."""

    tab_move_requested = Signal(str, int)
    """Put an open paper at this place of the row, from 0."""

    back_requested = Signal()
    """Follow the leader again."""

    ballot_requested = Signal()
    """Show the folded ballot, or its result."""

    address_requested = Signal()
    """The person wants to type where the podium is."""

    service_requested = Signal()
    """The person calls the clerk."""

    night_requested = Signal(bool)
    """Night colours on or off."""

    time_shown = Signal(str)
    """The room's time of day is another minute."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("reading_screen")
        self._theme = theme
        self._view = SessionView()
        self._time = ""
        self._top = TopBar(theme)
        self.rail = ToolRail(theme)
        self._bottom = BottomBar(theme)
        self._strip = TabStrip(theme)
        self._note = Banner(theme, name="note")
        self._name_action()
        self._ballot_bar = BallotBar(theme)
        self.page_view = PageView(theme)
        self.gestures = PageGestures(theme, self.page_view)
        self._middle = QVBoxLayout()
        self._row = QHBoxLayout()
        self._lay_out(theme)
        self.cards = ReadingCards(theme, self, self.rail, self.page_view)
        self._offline = OfflineCard(theme, self)
        self._connect()
        self._leave_keyboard_to_the_page()

    @property
    def thumbnails(self) -> PaperThumbnails:
        """The small pages in their card."""
        return self.cards.thumbnails

    @property
    def time(self) -> str:
        """The room's time of day as it is shown."""
        return self._time

    # What is shown ------------------------------------------------------------------------------------

    def render_state(self, view: SessionView, bar: Bar, time: str) -> None:
        """Draw the view; the page itself is drawn by the paper's controller."""
        self._view = view
        shelf = readable(view)
        self._top.render_state(view, time)
        self._bottom.render_state(view, shelf)
        self._strip.show_tabs(tabs_of(view.reading, shelf))
        self._ballot_bar.show_bar(bar)
        self._show_note(view)
        self.cards.render_state(view, shelf)
        if self._offline.isVisible():
            self._offline.render_state(view)
        self.rail.night.setChecked(self._theme.is_night)
        self.rail.show_service(is_called=_is_called(view))
        if time != self._time:
            self._time = time
            self.time_shown.emit(time)

    def set_left_handed(self, on: bool) -> None:
        """Put the tools at the side of the hand that uses them."""
        side = QHBoxLayout.Direction.RightToLeft if on else QHBoxLayout.Direction.LeftToRight
        if side is not self._row.direction():
            self.cards.close_all()
            self._row.setDirection(side)

    def add_bar(self, bar: QWidget) -> None:
        """Give a bar its place above the page, below the ballot's."""
        self._middle.insertWidget(self._middle.indexOf(self.page_view), bar)

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
            self._note.show_note(tr("Disconnected"), offline_spans(view), action=self._why_word())
        elif view.caught_up is not None:
            sent = caught_up_words(view.caught_up)
            self._note.show_note(tr("Connected again"), sent, kind=NoteKind.GOOD, icon="net")
        elif is_paused:
            words = tr("You can go on reading")
            self._note.show_note(tr("The meeting is paused"), words, kind=NoteKind.PLAIN, icon="pause")
        self._note.setVisible(is_offline or view.caught_up is not None or is_paused)

    def _why_word(self) -> str:
        return tr("Hide the reason") if self._offline.isVisible() else tr("Show the reason")

    # What the person does -----------------------------------------------------------------------------

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

    def _call_service(self) -> None:
        self.rail.show_service(is_called=_is_called(self._view))
        self.service_requested.emit()

    def _name_action(self) -> None:
        action = self._note.findChild(Button)
        if action is not None:
            action.setObjectName("why_offline")

    def _connect(self) -> None:
        self.rail.night.clicked.connect(self.night_requested)
        self.rail.service.clicked.connect(self._call_service)
        self._offline.closed.connect(lambda: self._show_note(self._view))
        self._offline.address_requested.connect(self._leave_reason_for_address)
        self._note.action_requested.connect(self._toggle_reason)
        self.cards.paper_requested.connect(self.paper_requested)
        self.cards.page_chosen.connect(lambda page: self.jump_requested.emit(page, 0.0))
        self.cards.place_chosen.connect(self.jump_requested)
        self.page_view.page_turn_requested.connect(self.turn_requested)
        self.page_view.page_reached.connect(self.page_requested)
        self._bottom.turn_requested.connect(self.turn_requested)
        self._bottom.page_requested.connect(self.page_requested)
        self._bottom.entry_requested.connect(lambda: self.cards.ask_for_page(self._bottom.page))
        self._bottom.step_requested.connect(self.step_requested)
        self._bottom.back_requested.connect(self.back_requested)
        self._strip.tab_chosen.connect(self.tab_requested)
        self._strip.tab_closed.connect(self.tab_close_requested)
        self._strip.tab_moved.connect(self.tab_move_requested)
        self._ballot_bar.return_requested.connect(self.ballot_requested)

    def _leave_keyboard_to_the_page(self) -> None:
        """A finger on a button does not take the arrow keys away from the page; Tab still reaches the button."""
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self, theme: Theme) -> None:
        middle = self._middle
        middle.setSpacing(0)
        for part in (self._strip, self._note, self._ballot_bar):
            middle.addWidget(part)
            part.hide()
        middle.addWidget(self.page_view, 1)
        middle.addWidget(Hairline())
        middle.addWidget(self._bottom)
        self._row.setSpacing(0)
        self._row.addLayout(middle, 1)
        self._row.addWidget(Hairline(standing=True))
        self._row.addWidget(self.rail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(Hairline())
        column.addLayout(self._row, 1)
        self.page_view.setMinimumSize(theme.space(200), theme.space(120))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.cards.close_all()
        self._offline.close_card()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        is_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if key in _TURN_KEYS:
            self.turn_requested.emit(_TURN_KEYS[key])
        elif key == Qt.Key.Key_Home:
            self.back_requested.emit()
        elif key == Qt.Key.Key_F and is_control:
            self.cards.find_words()
        elif key == Qt.Key.Key_N and not event.isAutoRepeat():
            self.night_requested.emit(not self._theme.is_night)
        else:
            super().keyPressEvent(event)


def _is_called(view: SessionView) -> bool:
    """Whether the clerk was called from here, and did not answer yet."""
    is_called = view.own_private is not None and view.own_private.has_called
    return is_called or any(sent.kind == "call_service" for sent in view.pending)
