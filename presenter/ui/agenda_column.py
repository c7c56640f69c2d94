"""The agenda: what is selected, what the meeting is on, how the time goes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from presenter.ui.frame import Frame
from presenter.ui.item_row import ItemRow, ItemShown
from presenter.ui.paper_row import PaperShown
from presenter.ui.pieces import clear, column, scrolled
from presenter.ui.sign_off_shown import current_sign_off, is_signed_by_all, signing_figures
from presenter.ui.state import PodiumState, place_shown
from presenter.ui.words import spent_s, time_spans
from shared.domain.agenda import AgendaItem, ItemId, MeetingId
from shared.domain.commands import ActivateItem
from shared.domain.decide import Circumstances, decide
from shared.domain.papers import Paper
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Accepted
from shared.system.i18n import tr
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


def items_shown(state: PodiumState) -> tuple[ItemShown, ...]:
    """The rows of the agenda."""
    meeting = state.meeting
    if meeting is None:
        return ()
    agenda = meeting.meeting.agenda
    done = {i.id for i in agenda if (time := meeting.item_times.get(i.id)) is not None and time.is_finished}
    following = (
        next((i.id for i in agenda if i.id not in done), None) if meeting.active_item is None else None
    )
    return tuple(
        _item(state, item, is_finished=item.id in done, is_next=item.id == following) for item in agenda
    )


def _item(state: PodiumState, item: AgendaItem, *, is_finished: bool, is_next: bool) -> ItemShown:
    meeting = state.meeting
    place = place_shown(state)
    shown = None if place is None or place.item != item.id else place.paper
    is_active = meeting is not None and meeting.active_item == item.id
    used = spent_s(state, None if meeting is None else meeting.item_times.get(item.id))
    return ItemShown(
        id=item.id,
        number=item.number,
        title=item.title,
        reporter=item.reporter,
        time=time_spans(state, item),
        papers=tuple(_paper(meeting, paper) for paper in item.papers),
        paper=next((n for n, p in enumerate(item.papers, 1) if shown and p.sha256 == shown.sha256), 0),
        working=_working(state, item),
        used_share=used / (item.planned_minutes * 60) if is_active and item.planned_minutes else 0.0,
        is_selected=state.selected == item.id,
        is_active=is_active,
        is_finished=is_finished,
        can_bring=state.session is not Session.ADJOURNED,
        can_activate=isinstance(decide(meeting, ActivateItem(item.id), Circumstances()), Accepted),
        is_next=is_next,
    )


def _paper(meeting: MeetingState | None, paper: Paper) -> PaperShown:
    sign_off = None if meeting is None else current_sign_off(meeting, paper.sha256)
    return PaperShown(
        sha256=paper.sha256,
        title=paper.title,
        draft=paper.draft,
        is_whiteboard=paper.is_whiteboard,
        signing="" if sign_off is None else signing_figures(sign_off),
        is_signed_by_all=sign_off is not None and is_signed_by_all(sign_off),
    )


def _working(state: PodiumState, item: AgendaItem) -> str:
    bringing = state.bringing
    if bringing is None or bringing.item != item.id:
        return ""
    if bringing.is_locked:
        return tr("“{file}” asks for a password", file=bringing.file.name)
    return tr("Examining “{file}”", file=bringing.file.name)


class AgendaColumn(QWidget):
    """All items, and below them what a seat needs to get in."""

    item_selected = Signal(str)
    """The chair looks at this item (its id)."""

    paper_requested = Signal(str, int)
    """Show a paper (from 1) of an item."""

    activate_requested = Signal()
    """Put the meeting on the selected item."""

    finish_requested = Signal(str)
    """This item has been dealt with."""

    menu_requested = Signal(str, int, object)
    """What can be done with a paper (from 1; 0: with the item itself) of an item, beside a widget."""

    files_dropped = Signal(str, int, object)
    """PDFs (a tuple of paths) were dropped on a paper (from 1; 0: on the item itself) of an item."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._meeting: MeetingId | None = None
        self._rows: dict[ItemId, ItemRow] = {}
        self.setObjectName("agenda")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side = theme.space(14)
        self._head = Label(theme, tr("Agenda"), step=Step.CAPTION, tone=Tone.INK2)
        self._inside = QWidget()
        self._list = column(self._inside)
        self._open_room = TextBlock(theme, step=Step.CAPTION, tone=Tone.OCHRE, name="open_room")
        self._addresses = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="addresses")
        everything = column(self)
        head = column(margins=(side, theme.space(10), side, theme.space(2)))
        head.addWidget(self._head)
        everything.addLayout(head)
        everything.addWidget(scrolled(self._inside, name="agenda_scroll"), 1)
        foot = column(spacing=theme.space(4), margins=(side, theme.space(8), side, theme.space(12)))
        foot.addWidget(self._open_room)
        foot.addWidget(self._addresses)
        everything.addLayout(foot)

    def set_frame(self, frame: Frame) -> None:
        """Take the width of the frame."""
        self.setFixedWidth(frame.agenda)

    def render_state(self, state: PodiumState) -> None:
        """Show the agenda."""
        shown = items_shown(state)
        meeting = None if state.meeting is None else state.meeting.meeting.id
        if meeting != self._meeting or set(self._rows) != {item.id for item in shown}:
            self._meeting = meeting
            self._make_rows(shown)
        else:
            for item in shown:
                self._rows[item.id].show_item(item)
        self._show_foot(state)

    def _make_rows(self, shown: tuple[ItemShown, ...]) -> None:
        clear(self._list)
        self._rows = {}
        for item in shown:
            line = ItemRow(self._theme, item)
            self._connect(line, item.id)
            self._rows[item.id] = line
            self._list.addWidget(line)
        self._list.addStretch(1)

    def _connect(self, line: ItemRow, item: ItemId) -> None:
        line.selected.connect(lambda: self.item_selected.emit(item))
        line.paper_requested.connect(lambda number: self.paper_requested.emit(item, number))
        line.activate_requested.connect(self.activate_requested)
        line.finish_requested.connect(lambda: self.finish_requested.emit(item))
        line.menu_requested.connect(lambda number, beside: self.menu_requested.emit(item, number, beside))
        line.files_dropped.connect(lambda number, files: self.files_dropped.emit(item, number, files))

    def _show_foot(self, state: PodiumState) -> None:
        is_open = state.is_ready and state.hub.is_open_room
        self._open_room.setVisible(is_open)
        self._open_room.set_text(tr("Open room: seats not enrolled, demo only") if is_open else "")
        addresses = tr(", ").join(state.hub.addresses)
        self._addresses.setVisible(bool(addresses))
        self._addresses.set_text(
            tr("Address for seats: {addresses}", addresses=addresses) if addresses else ""
        )
