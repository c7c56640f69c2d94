"""Ink on the reading screen: the pen bar, whose ink is shown, and where what is written goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, Signal

from kiosk.session.ink_trouble import (
    InkNotStored,
    InkNotTaken,
    InkOfAnotherMeeting,
    InkStoredAgain,
    InkTrouble,
)
from kiosk.session.replica import readable
from kiosk.session.view import SessionView
from kiosk.ui.ink_adapter import GrowingLook, PaperInk, SeatInk
from kiosk.ui.screens.author_chip import AuthorChip
from kiosk.ui.screens.pen_gutter import AudienceCard, SeatPenBar
from kiosk.ui.screens.reading import ReadingScreen
from shared.domain.ink import LayerKind, MarkId, Touch
from shared.domain.papers import Paper, Sha256
from shared.domain.people import PersonId
from shared.link.growing_strokes import LiveStroke
from shared.system.i18n import tr
from shared.ui.banner import Banner, NoteKind
from shared.ui.ink_on_view import InkOnView
from shared.ui.ink_tools import InkTray
from shared.ui.theme import Theme


class Writing(QObject):
    """Made after the page's gestures and display. `ink` is what is shown and written."""

    share_requested = Signal()
    """The person wants to share their own ink on the paper that is read."""

    trouble = Signal(str, str)
    """What was written cannot be stored or is not taken: sentence and remedy."""

    trouble_over = Signal()
    """What could not be stored is stored now."""

    def __init__(
        self,
        theme: Theme,
        reading: ReadingScreen,
        desk: SeatInk,
        *,
        new_id: Callable[[], MarkId],
        monotonic_s: Callable[[], float],
    ) -> None:
        """`new_id` makes the ids of marks; `monotonic_s` is the machine's clock for durations, in seconds."""
        super().__init__(reading)
        self._reading = reading
        self._desk = desk
        self._view = SessionView()
        self._source: PaperInk | None = None
        self._shown: tuple[PersonId | None, Sha256 | None] = (None, None)
        self.tray = InkTray(self)
        self.ink = InkOnView(theme, reading.page_view, self.tray, new_id=new_id, monotonic_s=monotonic_s)
        self.bar = SeatPenBar(theme, reading, self.tray, self.ink.actions)
        self._audience = AudienceCard(theme, reading)
        self._note = Banner(theme, name="board_note")
        self._note.hide()
        reading.add_bar(self._note)
        self.author = AuthorChip(theme, reading.page_view, self.ink.layer, self._name_of)
        self._connect()

    # What is shown ------------------------------------------------------------------------------------

    def render_state(self, view: SessionView) -> None:
        """Show the ink of what `view` reads, and what the person here may do with it.

        While ink is down, another paper waits like its pages: the stroke belongs to the one that is on the glass.
        """
        self._view = view
        place = view.reading.place
        shown = (view.reading.person, None if place is None else place.paper)
        is_same_person = shown[0] == self._shown[0]
        if shown != self._shown and not (is_same_person and self.ink.input.is_down):
            self._shown = shown
            self._show_paper(*shown)
        may = self.may_write_for_all
        if self._source is not None and self._source.may_write_for_all != may:
            self._source.may_write_for_all = may
            if not may:
                self.write_for_all(False)
            elif self._is_whiteboard():
                self._begin_on_whiteboard()

    @property
    def may_write_for_all(self) -> bool:
        """Whether the chair lets the person here write for all."""
        room, person = self._view.room, self._view.person
        return room is not None and person is not None and person.id in room.writers

    @property
    def source(self) -> PaperInk | None:
        """The ink of the paper that is read."""
        return self._source

    def set_left_handed(self, on: bool) -> None:
        """Put the bar into the other gutter."""
        self.bar.set_left_handed(on)
        self._place_bar()

    def write_for_all(self, on: bool) -> None:
        """From now on write for all to see, or for oneself."""
        source = self._source
        if source is None:
            return
        for_all = on and self.may_write_for_all
        source.writes = LayerKind.BOARD if for_all else LayerKind.OWN
        self.bar.audience.setChecked(for_all)
        lead, rest = tr("You write for all to see"), tr("It appears on every screen at once")
        self._note.show_note(lead, rest, kind=NoteKind.PLAIN, icon="screen", action=tr("Only for me"))
        self._note.setVisible(for_all)

    def finish(self) -> None:
        """Keep what is being written: the program ends."""
        self.ink.show_source(None)

    # How ----------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._desk.subscribe_live(self._on_live)
        self._desk.subscribe_trouble(self._on_trouble)
        self.ink.layer.stroke_grew.connect(self._on_grew)
        self.ink.layer.stroke_aborted.connect(self._on_aborted)
        self._reading.rail.ink.toggled.connect(self._toggle)
        self.bar.closed.connect(lambda: self._reading.rail.ink.setChecked(False))
        self.bar.audience.clicked.connect(self._ask_audience)
        self._audience.board_chosen.connect(self.write_for_all)
        self._audience.share_requested.connect(self.share_requested)
        self._note.action_requested.connect(lambda: self.write_for_all(False))
        self._reading.page_view.geometry_changed.connect(self._place_bar)
        self.tray.changed.connect(self._tell_gestures)
        self._reading.page_view.released.connect(lambda: self.render_state(self._view))

    def _toggle(self, on: bool) -> None:
        if on:
            self.bar.open_bar(self._area())
        else:
            self._audience.close_card()
            self.bar.close_bar()

    def _ask_audience(self) -> None:
        for_all = self._source is not None and self._source.writes is LayerKind.BOARD
        self.bar.audience.setChecked(for_all)
        if self._audience.isVisible():
            self._audience.close_card()
            return
        self._audience.open_for(
            self.bar.audience, may_write_for_all=self.may_write_for_all, is_for_all=for_all
        )
        self._audience.raise_()
        self._reading.cards.keep_above_the_bar(self._audience)

    def _area(self) -> QRect:
        view = self._reading.page_view
        return QRect(view.mapTo(self._reading, QPoint(0, 0)), view.size())

    def _place_bar(self) -> None:
        if self.bar.isVisible():
            self.bar.place_in(self._area())

    def _tell_gestures(self) -> None:
        self._reading.gestures.set_tool_active(self.tray.tools.tool is not None)

    def _show_paper(self, person: PersonId | None, paper: Sha256 | None) -> None:
        self._source = None if paper is None else PaperInk(self._desk, paper, person)
        self.ink.show_source(self._source)
        self.write_for_all(False)
        self._note.hide()
        if paper is None:
            self._reading.rail.ink.setChecked(False)

    def _paper(self) -> Paper | None:
        paper = self._shown[1]
        found = None if paper is None else readable(self._view).find(paper)
        return None if found is None else found.paper

    def _is_whiteboard(self) -> bool:
        paper = self._paper()
        return paper is not None and paper.is_whiteboard

    def _begin_on_whiteboard(self) -> None:
        """A whiteboard is there to be written on, by those who may."""
        self._reading.rail.ink.setChecked(True)
        self.write_for_all(True)

    def _name_of(self, person: PersonId) -> str:
        meeting = self._view.meeting
        found = None if meeting is None else meeting.person(person)
        return "" if found is None else found.name

    def _on_grew(
        self, id_: str, kind: str, page: int, colour: str, width: float, first: int, points: tuple[Touch, ...]
    ) -> None:
        if self._source is not None:
            look = GrowingLook(
                id=MarkId(id_), page=page, is_pen=kind == "pen", color=colour, width=width, skip=first
            )
            self._source.grow(look, points)

    def _on_aborted(self, id_: str) -> None:
        if self._source is not None:
            self._source.drop(MarkId(id_))

    def _on_live(self, live: LiveStroke) -> None:
        if self._source is not None and live.layer.paper == self._source.paper:
            self.ink.layer.show_live(live)

    def _on_trouble(self, trouble: InkTrouble) -> None:
        match trouble:
            case InkStoredAgain():
                self.trouble_over.emit()
            case InkNotStored() | InkOfAnotherMeeting():
                self.trouble.emit(trouble.sentence, trouble.remedy)
            case InkNotTaken():
                self.trouble.emit(trouble.sentence, "")
