"""More about one seat, beside its tile: who, how, and what the clerk can do."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from presenter.ui.menu_line import INSET_PX, MenuLine, add_words, narrow_body
from presenter.ui.pieces import clear, column, row, scrolled
from presenter.ui.seats_shown import SeatShown, SeatState, seats_shown, state_words
from presenter.ui.state import PodiumState
from presenter.ui.words import ROLE_WORDS, joined
from shared.domain.people import Person, PersonId, SeatId
from shared.domain.presence import Move
from shared.domain.state import Session
from shared.system.i18n import tr, tr_n
from shared.ui.buttons import QuietButton
from shared.ui.popover import Popover
from shared.ui.seat_tile import SeatTile
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH_PX = 300
_LIST_HEIGHT_PX = 260


class SeatCard(Popover):
    """Shows one seat. What needs a reason is asked for by the window."""

    presence_requested = Signal(str, str)
    """A person (id) came in, went out or is on leave: the move's value."""

    seating_requested = Signal(str, str)
    """This person (id) sits at this seat now."""

    answered = Signal(str)
    """Somebody went to this seat."""

    writing_allowed = Signal(str, bool)
    """This person (id) may write on pages for all to see, or no more."""

    release_requested = Signal(str)
    """The terminal of this seat does not come back."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="seat_card")
        self._seat: SeatId | None = None
        self._shown: SeatShown | None = None
        self._tile: SeatTile | None = None
        self._is_choosing = False
        narrow_body(theme, self)
        self.closed.connect(self._forget)

    def open_seat(self, seat: SeatId, tile: SeatTile, state: PodiumState) -> None:
        """Show this seat beside its tile; the same one again closes the card."""
        if seat == self._seat and self.isVisible():
            self.close_card()
            return
        self._seat, self._tile, self._is_choosing, self._shown = seat, tile, False, None
        self.render_state(state)

    def render_state(self, state: PodiumState) -> None:
        """Show how the seat stands now; rebuilt only when that changed."""
        if self._seat is None or self._tile is None:
            return
        shown = next((s for s in seats_shown(state) if s.seat == self._seat), None)
        if shown is None:
            self.close_card()
            return
        if shown == self._shown:
            return
        self._shown = shown
        self._fill(shown, state)
        self._put(self._tile)

    def _put(self, tile: SeatTile) -> None:
        """Open beside the tile; a card that is open already stays where it is and only changes its height."""
        wide = self._theme.space(_WIDTH_PX)
        if not self.isVisible():
            self.open_beside(tile, wide)
            return
        for widget in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            widget.show()  # a layout shows what is new only later, and leaves it out of its height until then
        self.place_card(self.pos() + self.card_rect().topLeft(), wide)

    def _forget(self) -> None:
        self._seat = self._shown = self._tile = None

    def _fill(self, shown: SeatShown, state: PodiumState) -> None:
        clear(self.body)
        theme = self._theme
        title = TextBlock(theme, self._title(shown), step=Step.LEAD, bold=True, name="seat_name")
        add_words(theme, self.body, title)
        if self._is_choosing:
            self._fill_choice(shown, state)
            return
        for words in _facts(shown):
            self._say(TextBlock(theme, words, step=Step.CAPTION, tone=Tone.INK2))
        if shown.is_writer:
            words = tr("May write for all to see")
            self._say(TextBlock(theme, words, step=Step.CAPTION, tone=Tone.INK2, name="is_writer"))
        for sentence in _waiting(shown):
            self._say(TextBlock(theme, sentence, step=Step.CAPTION, tone=Tone.OCHRE))
        if state.session is not Session.ADJOURNED:
            self.body.addSpacing(theme.space(8))
            self._add_actions(shown, state)

    def _title(self, shown: SeatShown) -> str:
        if shown.person is None:
            return tr("Seat {seat}", seat=shown.seat)
        return tr("{seat}   {name}", seat=shown.seat, name=shown.person.name)

    def _add_actions(self, shown: SeatShown, state: PodiumState) -> None:
        if shown.has_called:
            self._add(tr("Call answered"), "answer_call", lambda: self.answered.emit(shown.seat))
        if shown.person is not None:
            self._add_moves(shown.person, shown.state, state)
            self._add_writing(shown.person, is_allowed=shown.is_writer)
        meeting = state.meeting
        if meeting is not None and shown.seat in meeting.meeting.seats:
            self._add(tr("Seat another person here"), "seat_another", lambda: self._choose(shown, state))
        if shown.terminal and not shown.is_connected:
            self._add(
                tr("Free the seat for another terminal"),
                "release_seat",
                lambda: self.release_requested.emit(shown.seat),
            )

    def _add_moves(self, person: Person, how: SeatState, state: PodiumState) -> None:
        is_away = how in (SeatState.WAITING, SeatState.LEAVE, SeatState.LEFT, SeatState.ABSENT)
        inset = self._theme.space(INSET_PX)
        across = row(spacing=self._theme.space(8), margins=(inset, 0, inset, 0))
        moves = [(Move.LEAVE, tr("On leave"), "record_leave")] if how is not SeatState.LEAVE else []
        if state.session is not Session.PREPARING:
            entry = (Move.IN, tr("Sign in by the clerk"), "record_in")
            moves.insert(0, entry if is_away else (Move.OUT, tr("Left the room"), "record_out"))
        for move, word, name in moves:
            button = QuietButton(self._theme, word, name=name, step=Step.CAPTION)
            button.clicked.connect(lambda _=False, m=move: self._ask_presence(person.id, m))
            across.addWidget(button)
        across.addStretch(1)
        self.body.addLayout(across)

    def _add_writing(self, person: Person, *, is_allowed: bool) -> None:
        word = tr("End writing for all") if is_allowed else tr("Let write for all")
        name = "end_writing" if is_allowed else "allow_writing"
        self._add(word, name, lambda: self.writing_allowed.emit(person.id, not is_allowed))

    def _say(self, words: TextBlock) -> None:
        add_words(self._theme, self.body, words)

    def _add(self, word: str, name: str, act: object) -> None:
        line = MenuLine(self._theme, word, name=name, step=Step.CAPTION)
        line.clicked.connect(act)
        self.body.addWidget(line)

    def _ask_presence(self, person: PersonId, move: Move) -> None:
        self.close_card()
        self.presence_requested.emit(person, move.value)

    def _choose(self, shown: SeatShown, state: PodiumState) -> None:
        self._is_choosing = True
        self._fill(shown, state)
        if self._tile is not None:
            self._put(self._tile)

    def _fill_choice(self, shown: SeatShown, state: PodiumState) -> None:
        theme = self._theme
        self._say(TextBlock(theme, tr("Who sits here?"), step=Step.CAPTION, tone=Tone.INK2))
        inside = QWidget()
        listed = column(inside)
        meeting = state.meeting
        for person in () if meeting is None else meeting.meeting.roster:
            if shown.person is not None and person.id == shown.person.id:
                continue
            line = MenuLine(theme, person.name, name=f"person_{person.id}")
            line.clicked.connect(lambda _=False, p=person.id: self._seat_person(p))
            listed.addWidget(line)
        listed.addStretch(1)
        area = scrolled(inside, name="persons")
        area.setFixedHeight(theme.space(_LIST_HEIGHT_PX))
        self.body.addWidget(area)

    def _seat_person(self, person: PersonId) -> None:
        seat = self._seat
        self.close_card()
        if seat is not None:
            self.seating_requested.emit(person, seat)


def _waiting(shown: SeatShown) -> Iterator[str]:
    """What is stored at the seat and has not come; ink comes all the time, so it is told only of who is away."""
    votes, others, ink = shown.unsent_votes, shown.unsent_others, shown.unsent_ink
    if votes:
        yield tr_n("{n} vote stored there, not sent", "{n} votes stored there, not sent", votes)
    if others:
        yield tr_n(
            "{n} other message stored there, not sent", "{n} other messages stored there, not sent", others
        )
    if ink and shown.state is SeatState.OFFLINE:
        yield tr_n("{n} ink change stored there, not sent", "{n} ink changes stored there, not sent", ink)


def _facts(shown: SeatShown) -> tuple[str, ...]:
    facts = [state_words(shown)]
    if shown.person is not None:
        about = (shown.person.unit, shown.person.post, tr(ROLE_WORDS[shown.person.role]))
        facts.insert(0, joined([part for part in about if part]))
    terminal = tr("Terminal connected") if shown.is_connected else tr("Terminal not connected")
    page = tr("page {page}", page=shown.page) if shown.page and shown.is_connected else ""
    facts.append(joined([part for part in (terminal, page) if part]))
    return tuple(facts)
