"""Under the page: turn it, lead with it, point at it, write on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from presenter.ui.frame import Frame
from presenter.ui.pieces import row, show_those
from presenter.ui.shared_ink import sharers
from presenter.ui.state import Place, PodiumState, newer_draft, place_shown, room_place
from shared.domain.ballots import Open
from shared.system.i18n import tr, tr_n
from shared.ui.buttons import QuietButton
from shared.ui.chips import Badge, Chip
from shared.ui.text import SpanLabel
from shared.ui.theme import Theme
from shared.ui.tokens import Step
from shared.ui.tool_buttons import IconButton


class LeadBar(QWidget):
    """‹ page ›, leading on or off, the laser pointer, writing for all; in a preview the way back to the room."""

    turn_requested = Signal(int)
    """A page further (+1) or back (-1)."""

    leading_requested = Signal(bool)
    """Lead the seats, or not."""

    laser_requested = Signal(bool)
    """Point with the mouse, or not."""

    board_requested = Signal(bool)
    """Write on the page for all to see, or not."""

    notes_requested = Signal()
    """Show whose ink was shared on this paper."""

    newer_requested = Signal()
    """Show the draft that took the place of this one."""

    back_requested = Signal()
    """Look at what the room sees."""

    drawer_requested = Signal(bool)
    """Show the room beside the page, where it is folded away."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_wide = False
        self.setObjectName("lead_bar")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._previous = IconButton(theme, tr("Previous page"), name="previous_page", icon="left")
        self._next = IconButton(theme, tr("Next page"), name="next_page", icon="right")
        self._page = SpanLabel(theme, step=Step.BODY, name="page_number")
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.setMinimumWidth(theme.space(92))
        self._preview = Chip(theme, tr("Only you see this page"), Badge.ATTENTION, name="preview")
        self._back = QuietButton(theme, tr("Back to the room"), name="back_to_room", icon="ribbon")
        self._notes = QuietButton(theme, "", name="shared_ink", icon="note")
        self._newer = QuietButton(theme, "", name="newer_draft", icon="doc")
        self._leading = QuietButton(theme, tr("Leading: on"), name="leading", icon="ribbon")
        self._laser = QuietButton(theme, tr("Laser pointer"), name="laser", icon="pointer")
        self._board = QuietButton(theme, tr("Write for all"), name="board", icon="pen")
        self._room = QuietButton(theme, tr("Room"), name="room_drawer", icon="seat")
        for button in (self._leading, self._laser, self._board, self._room):
            button.setCheckable(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = self._theme
        across = row(self, spacing=theme.space(6), margins=(theme.space(10), 0, theme.space(10), 0))
        turning: tuple[QWidget, ...] = (self._previous, self._page, self._next)
        # What comes and goes by itself stands in front: nothing that is pressed moves because of it.
        passing: tuple[QWidget, ...] = (self._newer, self._notes, self._preview, self._back)
        leading: tuple[QWidget, ...] = (self._leading, self._laser, self._board, self._room)
        for widget in turning:
            across.addWidget(widget)
        across.addStretch(1)
        for widget in (*passing, *leading):
            across.addWidget(widget)

    def _connect(self) -> None:
        self._previous.clicked.connect(lambda: self.turn_requested.emit(-1))
        self._next.clicked.connect(lambda: self.turn_requested.emit(1))
        self._back.clicked.connect(self.back_requested)
        self._leading.clicked.connect(self.leading_requested)
        self._laser.clicked.connect(self.laser_requested)
        self._board.clicked.connect(self.board_requested)
        self._notes.clicked.connect(self.notes_requested)
        self._newer.clicked.connect(self.newer_requested)
        self._room.clicked.connect(self.drawer_requested)

    def set_frame(self, frame: Frame) -> None:
        """Take the height of the frame; on a narrow screen tools are icons with a tip."""
        self.setFixedHeight(frame.lead)
        self._is_wide = frame.is_wide
        self._room.setVisible(frame.is_folded)
        tools = (
            (self._laser, tr("Laser"), tr("Laser pointer")),
            (self._board, tr("Board"), tr("Write for all")),
        )
        for tool, word, name in tools:
            tool.set_word(word if frame.is_wide else "")
            tool.setAccessibleName(name)
            tool.setToolTip(name)

    @property
    def notes_button(self) -> QWidget:
        """What the card of shared ink opens beside."""
        return self._notes

    def set_drawer(self, *, is_open: bool) -> None:
        """Show whether the room's drawer is open."""
        self._room.setChecked(is_open)

    def _show_ballot(self, state: PodiumState) -> None:
        """On a folded screen the way to the room says how a ballot goes."""
        ballot = None if state.meeting is None else state.meeting.open_ballot()
        word = tr("Room")
        if ballot is not None and isinstance(ballot.phase, Open):
            voted, voters = len(ballot.phase.votes), len(ballot.phase.voters)
            word = tr("Room, voted {voted} / {voters}", voted=voted, voters=voters)
        if self._room.text() != word:
            self._room.set_word(word)

    def render_state(self, state: PodiumState) -> None:
        """Show where the podium is."""
        place, stage = place_shown(state), state.hub.stage
        pages = 0 if place is None or place.paper is None else place.paper.page_count
        page = 0 if place is None else place.page
        self._page.set_spans(tr("Page {page} of {pages}", page=page, pages=pages) if pages else "")
        self._previous.setEnabled(pages > 0 and page > 1)
        self._next.setEnabled(page < pages)
        is_leading = stage is not None and stage.is_leading
        is_alone = state.preview is not None and state.is_running
        has_way_back = is_alone and room_place(state) is not None
        show_those(
            {
                self._preview: is_alone,
                self._back: has_way_back,
                self._leading: not is_alone,
                self._laser: not is_alone,
                self._board: not is_alone,
            }
        )
        self._show_drafts(state, place)
        self._show_notes(state)
        self._leading.setEnabled(state.is_running)
        self._leading.setChecked(is_leading)
        word = tr("Leading: on") if is_leading else tr("Leading: off")
        if self._leading.text() != word:
            self._leading.set_word(word)
        self._show_ballot(state)
        self._laser.setEnabled(state.is_running and pages > 0)
        self._laser.setChecked(state.is_laser)
        self._board.setEnabled(state.is_running and pages > 0)
        self._board.setChecked(state.is_board)

    def _show_drafts(self, state: PodiumState, place: Place | None) -> None:
        newer = newer_draft(state)
        self._newer.setVisible(newer is not None)
        if newer is not None and place is not None and place.paper is not None:
            word = tr("Show draft {draft}", draft=newer.draft)
            if self._newer.text() != word:
                self._newer.set_word(word)
            self._newer.setToolTip(tr("Draft {draft}, replaced", draft=place.paper.draft))

    def _show_notes(self, state: PodiumState) -> None:
        shared = sharers(state)
        self._notes.setVisible(bool(shared))
        # Beside the way to a newer draft there is no room for the word.
        has_room = self._is_wide and newer_draft(state) is None
        word = tr("Notes {n}", n=len(shared)) if has_room else str(len(shared))
        if shared and self._notes.text() != word:
            self._notes.set_word(word)
        spoken = tr_n(
            "{n} person shared notes on this paper", "{n} persons shared notes on this paper", len(shared)
        )
        self._notes.setAccessibleName(spoken)
        self._notes.setToolTip(spoken)
