"""The podium's window: one line over three columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget
from typing_extensions import override

from presenter.hub.engine import EngineState
from presenter.ui.agenda_column import AgendaColumn
from presenter.ui.ballot_wishes import BallotWishes
from presenter.ui.board_writing import BoardWriting
from presenter.ui.columns import to_next_column
from presenter.ui.dialogs import ask_folder
from presenter.ui.frame import Frame, frame_of
from presenter.ui.glance_bar import GlanceBar
from presenter.ui.keys import bind_keys
from presenter.ui.lead_bar import LeadBar
from presenter.ui.pack_drop import PackDrop
from presenter.ui.paper_wishes import PaperWishes
from presenter.ui.pieces import NoteBar, column, row
from presenter.ui.podium import Podium
from presenter.ui.questions import Questions
from presenter.ui.room_column import RoomColumn
from presenter.ui.room_drawer import RoomDrawer
from presenter.ui.seat_card import SeatCard
from presenter.ui.shared_ink_card import SharedInkCard
from presenter.ui.stage_panel import StagePanel
from presenter.ui.state import PodiumState
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId, MeetingId
from shared.domain.people import PersonId, SeatId
from shared.domain.presence import Move
from shared.pdf.pool import RenderPool
from shared.system.i18n import tr
from shared.ui.focus_ring import FocusRing
from shared.ui.signs import Hairline
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme

_TICK_MS = 1000

PapersFolder = Callable[[MeetingId], Path]


class PodiumWindow(QWidget):
    """Composes the panels and hands their wishes to the podium. Closing it ends the program."""

    first_painted = Signal()
    """The window is on the screen; once."""

    def __init__(self, theme: Theme, podium: Podium, papers: PapersFolder) -> None:
        super().__init__()
        self._theme = theme
        self._podium = podium
        self._papers = papers
        self._is_painted = False
        self._frame: Frame | None = None
        self.setObjectName("podium_window")
        self.setWindowTitle(tr("Wuzhi"))
        self.setProperty("ground", "desk")
        self.setAcceptDrops(True)
        self.glance = GlanceBar(theme)
        self.agenda = AgendaColumn(theme)
        self.stage = StagePanel(theme)
        self.lead = LeadBar(theme)
        self.room = RoomColumn(theme)
        self.drop = PackDrop(theme)
        self._notes = {name: NoteBar(theme, name=name) for name in ("engine_note", "fault_note", "notice")}
        self._lay_out()
        self._questions = Questions(theme, self, podium)
        self._ballots = BallotWishes(theme, self, self.room.ballot, podium, self._questions)
        self._card = SeatCard(theme, self)
        self._notes_card = SharedInkCard(theme, self)
        self.papers = PaperWishes(theme, self, podium)
        self.writing = BoardWriting(theme, self.stage, podium.board)
        self._ring = FocusRing(theme, self)
        self._connect()
        bind_keys(
            self,
            turn=self._turn,
            leading=self._toggle_leading,
            laser=self._toggle_laser,
            ballot=self._questions.ballot_by_key,
            next_column=self._next_column,
        )
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(podium.tick)
        self._stop_rendering = podium.feed.connect(self.render_state)
        self._clock.start()

    def attach(self, pool: RenderPool, scope: TaskScope) -> None:
        """Pages can be drawn from now on."""
        self.stage.attach(pool, scope)

    def detach(self) -> None:
        """Show nothing new any more; before another window takes over, or the program ends."""
        self._clock.stop()
        self._stop_rendering()
        self.writing.stop()

    # -- layout ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        down = column(self)
        down.addWidget(self.glance)
        down.addWidget(Hairline())
        self._pages = QStackedWidget()
        down.addWidget(self._pages, 1)
        self._desk = QWidget()
        self._columns: QHBoxLayout = row(self._desk)
        middle = column()
        for note in self._notes.values():
            middle.addWidget(note)
        middle.addWidget(self.stage, 1)
        middle.addWidget(Hairline())
        middle.addWidget(self.lead)
        self._columns.addWidget(self.agenda)
        self._columns.addWidget(Hairline(standing=True))
        self._columns.addLayout(middle, 1)
        self._drawer = RoomDrawer(self, self._columns, self.room)
        self._pages.addWidget(self.drop)
        self._pages.addWidget(self._desk)

    def _apply_frame(self, frame: Frame) -> None:
        if frame == self._frame:
            return
        self._frame = frame
        for panel in (self.glance, self.agenda, self.stage, self.lead, self.room):
            panel.set_frame(frame)
        self._drawer.set_frame(frame)

    def _show_drawer(self, *, is_open: bool) -> None:
        self._drawer.show_open(is_open=is_open, has_meeting=self._podium.feed.state.meeting is not None)
        self.lead.set_drawer(is_open=is_open)

    # -- state ----------------------------------------------------------------------------------------------------

    def render_state(self, state: PodiumState) -> None:
        """Show everything anew."""
        has_desk = state.meeting is not None and state.opening is None and not state.problems
        self._pages.setCurrentWidget(self._desk if has_desk else self.drop)
        self.glance.render_state(state)
        self.drop.render_state(state)
        self._show_notes(state)
        self.agenda.render_state(state)
        meeting = state.meeting
        self.stage.render_state(state, None if meeting is None else self._papers(meeting.meeting.id))
        self.lead.render_state(state)
        self.writing.render_state(state)
        self.room.render_state(state)
        self.papers.render_state(state)
        self._ballots.render_state(state)
        self._notes_card.render_state(state)
        self._drawer.render_desk(has_desk=has_desk)
        if self._card.isVisible():
            self._card.render_state(state)

    def _show_notes(self, state: PodiumState) -> None:
        hub = state.hub
        is_gone = state.is_ready and (hub.engine is not EngineState.RUNNING or not hub.is_connected)
        gone = tr("Restarting the room's service; everything recorded is safe") if is_gone else ""
        self._notes["engine_note"].show_note(gone)
        self._notes["fault_note"].show_note("" if hub.fault is None else str(hub.fault))
        self._notes["notice"].show_note(state.notice, tr("Understood"))

    # -- wishes ---------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._connect_meeting()
        self._connect_pages()
        self._connect_papers()
        self._connect_room()

    def _connect_meeting(self) -> None:
        podium, glance, questions = self._podium, self.glance, self._questions
        glance.sign_in_requested.connect(lambda: podium.submit(cmd.OpenSignIn()))
        glance.start_requested.connect(podium.start_meeting)
        glance.pause_requested.connect(lambda: podium.submit(cmd.PauseMeeting()))
        glance.resume_requested.connect(lambda: podium.submit(cmd.ResumeMeeting()))
        glance.adjourn_requested.connect(questions.adjourn)
        glance.export_requested.connect(self._ask_export_folder)
        glance.pack_requested.connect(self._ask_pack_folder)
        self.drop.pack_requested.connect(self._ask_pack_folder)
        self.drop.retry_requested.connect(podium.retry)
        self.drop.back_requested.connect(podium.dismiss)
        self._notes["notice"].dismissed.connect(podium.dismiss)
        self.agenda.item_selected.connect(lambda item: podium.select(ItemId(item)))
        self.agenda.activate_requested.connect(podium.activate)
        self.agenda.finish_requested.connect(lambda item: podium.submit(cmd.FinishItem(ItemId(item))))

    def _connect_pages(self) -> None:
        pages = self._podium.pages
        self.agenda.paper_requested.connect(lambda item, number: pages.show_paper(ItemId(item), number))
        self.stage.turn_requested.connect(self._turn)
        self.stage.page_requested.connect(pages.go_to)
        self.stage.pointed.connect(lambda u, v: pages.point((u, v)))
        self.stage.pointer_left.connect(lambda: pages.point(None))
        self.lead.turn_requested.connect(self._turn)
        self.lead.leading_requested.connect(pages.set_leading)
        self.lead.laser_requested.connect(pages.set_laser)
        self.lead.board_requested.connect(pages.set_board)
        self.lead.newer_requested.connect(pages.show_newer_draft)
        self.lead.notes_requested.connect(self._open_notes)
        self.lead.back_requested.connect(pages.back_to_room)
        self.lead.drawer_requested.connect(lambda is_open: self._show_drawer(is_open=is_open))

    def _connect_papers(self) -> None:
        wishes, podium = self.papers, self._podium
        self.agenda.menu_requested.connect(wishes.open_card)
        self.agenda.files_dropped.connect(wishes.drop)
        self.stage.password_needed.connect(wishes.ask_password)
        wishes.password_given.connect(self.stage.unlock)
        self.writing.board_requested.connect(podium.pages.set_board)
        self._notes_card.ink_toggled.connect(lambda p, on: podium.board.show_shared(PersonId(p), on))
        self.room.checks.watermark_switched.connect(lambda on: podium.submit(cmd.SwitchWatermark(is_on=on)))

    def _connect_room(self) -> None:
        podium, questions, card = self._podium, self._questions, self._card
        self.room.seat_requested.connect(self._open_card)
        card.presence_requested.connect(lambda p, move: questions.record_presence(PersonId(p), Move(move)))
        card.seating_requested.connect(
            lambda p, s: podium.submit(cmd.SeatPerson(person=PersonId(p), seat=SeatId(s)))
        )
        card.writing_allowed.connect(
            lambda p, on: podium.submit(cmd.AllowWriting(person=PersonId(p), is_allowed=on))
        )
        card.answered.connect(lambda seat: podium.submit(cmd.AnswerService(SeatId(seat))))
        card.release_requested.connect(lambda seat: podium.release_seat(SeatId(seat)))

    def _open_card(self, seat: str) -> None:
        tile = self.room.map.tile(SeatId(seat))
        if tile is not None:
            self._card.open_seat(SeatId(seat), tile, self._podium.feed.state)

    def _open_notes(self) -> None:
        self._notes_card.open_above(self.lead.notes_button, self._podium.feed.state)

    def _toggle_leading(self) -> None:
        stage = self._podium.feed.state.hub.stage
        if stage is not None and self._podium.feed.state.is_running:
            self._podium.pages.set_leading(not stage.is_leading)

    def _toggle_laser(self) -> None:
        state = self._podium.feed.state
        if state.is_running:
            self._podium.pages.set_laser(not state.is_laser)

    def _next_column(self) -> None:
        to_next_column((self.agenda, self.stage, self.lead, self.room), self.focusWidget())

    def _turn(self, by: int) -> None:
        self.stage.after_lift(lambda: self._podium.pages.turn(by))

    def _ask_pack_folder(self) -> None:
        ask_folder(self, tr("Open a pack"), self._podium.open_folder)

    def _ask_export_folder(self) -> None:
        ask_folder(self, tr("Where to write the exports"), self._podium.exports.write)

    # -- Qt -------------------------------------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._podium.can_open_pack:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self._podium.open_files(files)
        event.acceptProposedAction()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._apply_frame(frame_of(self.width(), self._theme.scale.space_factor))
        self._questions.place_again()
        self.papers.place_again()
        self._ballots.place_again()
        self._show_drawer(is_open=self._drawer.is_open)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)
