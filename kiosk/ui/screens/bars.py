"""The frame around the page: top bar, bottom bar, and the bar of a folded ballot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.session.history import step_back, step_forward
from kiosk.session.reading import Mode
from kiosk.session.shelf import Shelf
from kiosk.session.view import SessionView
from kiosk.ui.screens.glass import by_glass
from kiosk.ui.showing import Bar
from kiosk.ui.words import connection_of, short_leader
from shared.domain.agenda import AgendaItem
from shared.system.i18n import tr
from shared.system.wording_time import clock_time
from shared.ui.buttons import BareButton, PrimaryButton
from shared.ui.chips import Badge, Chip, ClockLabel, ConnectionMark
from shared.ui.ribbon import Ribbon
from shared.ui.signs import Hairline
from shared.ui.text import Label, Span, SpanLabel
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone
from shared.ui.tool_buttons import IconButton


class TopBar(QWidget):
    """Item and title, badge, connection, clock: 56 high."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(space(56))
        self._number = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="item_number")
        self._title = TextBlock(theme, step=Step.BODY, bold=True, max_lines=1, name="item_title")
        self._title.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._badge = Chip(theme, name="badge")
        self._connection = ConnectionMark(theme)
        self._clock = ClockLabel(theme)
        line = Hairline(standing=True)
        line.setFixedHeight(space(40))
        row = QHBoxLayout(self)
        row.setContentsMargins(space(20), 0, space(20), 0)
        row.setSpacing(space(12))
        row.addWidget(self._number)
        row.addWidget(self._title, 1)
        row.addWidget(self._badge)
        row.addWidget(line)
        row.addSpacing(space(4))
        row.addWidget(self._connection)
        row.addSpacing(space(8))
        row.addWidget(self._clock)

    def render_state(self, view: SessionView, time: str) -> None:
        """Draw the view; `time` is the room's time of day."""
        item = item_in_view(view)
        self._number.setText("" if item is None else tr("Item {number}", number=item.number))
        self._number.setVisible(item is not None)
        title = "" if view.meeting is None else view.meeting.title
        self._title.set_text(title if item is None else item.title)
        self._show_badge(view)
        self._connection.set_connection(connection_of(view))
        self._clock.show_time(time)

    def _show_badge(self, view: SessionView) -> None:
        reading = view.reading
        self._badge.setVisible(reading.mode is not Mode.FREE)
        if reading.mode is Mode.FOLLOWING and view.is_live and reading.stage is not None:
            self._badge.set_state(tr("Following {leader}", leader=reading.stage.leader), Badge.FOLLOWING)
        else:
            self._badge.set_state(tr("Browsing on your own"), Badge.BROWSING)


class BottomBar(QWidget):
    """‹ page ›, the steps back and forward, the ribbon; at the right the way back to the leader: 60 high."""

    turn_requested = Signal(int)
    """Turn so many pages."""

    page_requested = Signal(int)
    """Go to this page."""

    entry_requested = Signal()
    """Type a page number."""

    step_requested = Signal(int)
    """Step back (-1) to where one jumped from, or forward (1) again."""

    back_requested = Signal()
    """Follow the leader again."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(by_glass(theme, 60, 64))
        big = space(26)
        self._previous = IconButton(
            theme, tr("Previous page"), name="previous_page", icon="left", icon_px=big
        )
        self._next = IconButton(theme, tr("Next page"), name="next_page", icon="right", icon_px=big)
        self.page = BareButton(theme, "", name="page_number", tone=Tone.INK)
        self.page.setMinimumWidth(space(136))
        self._step_back = IconButton(theme, tr("Step back"), name="step_back", icon="back")
        self._step_forward = IconButton(theme, tr("Step forward"), name="step_forward", icon="forward")
        self._ribbon = Ribbon(theme)
        self._with = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="with_leader")
        self._back = PrimaryButton(theme, "", name="back_to_leader", icon="ribbon")
        self._lay_out(space)
        self._previous.clicked.connect(lambda: self.turn_requested.emit(-1))
        self._next.clicked.connect(lambda: self.turn_requested.emit(1))
        self._step_back.clicked.connect(lambda: self.step_requested.emit(-1))
        self._step_forward.clicked.connect(lambda: self.step_requested.emit(1))
        self.page.clicked.connect(self.entry_requested)
        self._ribbon.page_requested.connect(self.page_requested)
        self._back.clicked.connect(self.back_requested)

    def _lay_out(self, space: Callable[[float], int]) -> None:
        line = Hairline(standing=True)
        line.setFixedHeight(space(32))
        row = QHBoxLayout(self)
        row.setContentsMargins(space(12), 0, space(12), 0)
        row.setSpacing(space(4))
        row.addWidget(self._previous)
        row.addWidget(self.page)
        row.addWidget(self._next)
        row.addSpacing(space(8))
        row.addWidget(line)
        row.addSpacing(space(8))
        row.addWidget(self._step_back)
        row.addWidget(self._step_forward)
        row.addSpacing(space(8))
        row.addWidget(self._ribbon, 1)
        row.addSpacing(space(16))
        row.addWidget(self._with)
        row.addWidget(self._back)

    def render_state(self, view: SessionView, shelf: Shelf) -> None:
        """Draw the view; `shelf` are the papers that may be shown."""
        place, leader = view.reading.place, view.reading.leader_place
        found = None if place is None else shelf.find(place.paper)
        pages = 0 if found is None else found.paper.page_count
        page = 0 if place is None else place.page
        self._previous.setEnabled(page > 1)
        self._next.setEnabled(0 < page < pages)
        self.page.set_word(tr("Page {page} of {pages}", page=page, pages=pages) if pages else "")
        self.page.setEnabled(pages > 0)
        same_paper = place is not None and leader is not None and place.paper == leader.paper
        leader_page = leader.page if same_paper and leader is not None else 0
        self._ribbon.setVisible(pages > 0)
        self._ribbon.set_places(pages, page, leader_page, is_stale=not view.is_live)
        self._show_steps(view, shelf)
        self._show_right(view)

    def _show_steps(self, view: SessionView, shelf: Shelf) -> None:
        past, place = view.reading.own.history, view.reading.place
        can_back = step_back(past, place, shelf) is not None
        can_forward = step_forward(past, place, shelf) is not None
        for button, can in ((self._step_back, can_back), (self._step_forward, can_forward)):
            button.setVisible(can_back or can_forward)
            button.setEnabled(can)

    def _show_right(self, view: SessionView) -> None:
        reading, leader = view.reading, view.reading.leader_place
        can_go_back = view.is_live and reading.mode is Mode.BROWSING
        self._back.setVisible(can_go_back)
        self._with.setVisible(not can_go_back)
        self._with.set_tone(Tone.INK2 if view.is_live else Tone.OCHRE)
        if can_go_back and leader is not None and reading.stage is not None:
            name = short_leader(reading.stage.leader)
            self._back.set_word(tr("Back to {leader}, p. {page}", leader=name, page=leader.page))
        elif leader is None:
            self._with.setText("")
        elif not view.is_live:
            at = "" if view.seen_at is None else clock_time(view.seen_at)
            self._with.setText(tr("At {time} the leader was on p. {page}", time=at, page=leader.page))
        else:
            self._with.setText(tr("With the leader") if reading.is_with_leader else "")


class BallotBar(QWidget):
    """What a folded ballot leaves above the papers: 72 high, one button."""

    return_requested = Signal()
    """Show the ballot or its result."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(space(72))
        self._words = SpanLabel(theme, step=Step.LEAD, name="ballot_bar")
        self._return = PrimaryButton(theme, "", name="return_to_ballot")
        self._return.clicked.connect(self.return_requested)
        self._return.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.setContentsMargins(space(20), 0, space(20), 0)
        row.addWidget(self._words, 1)
        row.addWidget(self._return)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(Hairline())

    def show_bar(self, bar: Bar) -> None:
        """Show the bar that belongs to the state; NONE hides it."""
        self.setVisible(bar is not Bar.NONE)
        match bar:
            case Bar.NONE:
                return
            case Bar.VOTE:
                self._words.set_spans((Span(tr("A ballot is open, you have not voted yet"), bold=True),))
            case Bar.VOTED:
                self._words.set_spans(tr("A ballot is open, you have voted"))
            case Bar.WATCH:
                self._words.set_spans(tr("A ballot is open"))
            case Bar.RESULT:
                self._words.set_spans((Span(tr("The result is announced"), bold=True),))
        self._return.set_word(tr("Show the result") if bar is Bar.RESULT else tr("Back to the ballot"))


def item_in_view(view: SessionView) -> AgendaItem | None:
    """The item of the paper that is read, or the active one while none is."""
    if view.meeting is None:
        return None
    place = view.reading.place
    found = None if place is None else view.shelf.find(place.paper)
    if found is not None:
        return found.item
    active = None if view.room is None else view.room.active_item
    return None if active is None else view.meeting.item(active)
