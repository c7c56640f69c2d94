"""The nameplate: who sits here, for the room to read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.view import Line, SessionView, SignIn
from kiosk.ui.screens.looking import LookingPanel
from kiosk.ui.words import connection_of, seat_label, where_and_when
from shared.domain.state import Session as MeetingSession
from shared.system.i18n import tr
from shared.ui.chips import Badge, Chip, ClockLabel, Connection, ConnectionMark
from shared.ui.fonts import Face
from shared.ui.nameplate import Nameplate
from shared.ui.signs import DoubleRule, Hairline
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class NameplateScreen(QWidget):
    """Name, post, meeting, seat, room, start, connection, clock. Never a tool, never another's name."""

    tapped = Signal()
    """The person tapped anywhere, or pressed Enter."""

    address_requested = Signal()
    """The person wants to type where the podium is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("nameplate_screen")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._meeting = TextBlock(
            theme, step=Step.TITLE, bold=True, face=Face.FORMAL, max_lines=1, name="nameplate_meeting"
        )
        self._seat = Label(theme, step=Step.LEAD, tone=Tone.INK2, name="nameplate_seat")
        self._name = Nameplate(theme)
        self._post = TextBlock(theme, step=Step.QUESTION, tone=Tone.INK2, max_lines=1, name="nameplate_post")
        self._state = TextBlock(theme, step=Step.LEAD, tone=Tone.INK2, max_lines=2, name="nameplate_state")
        self._hint = QWidget()
        self._looking = LookingPanel(theme)
        self._looking.address_requested.connect(self.address_requested)
        for block in (self._post, self._state):
            block.set_align(Qt.AlignmentFlag.AlignHCenter)
        self._open_room = Chip(theme, badge=Badge.OPEN_ROOM, name="open_room")
        self._where = Label(theme, step=Step.LEAD, tone=Tone.INK2, name="nameplate_where")
        self._connection = ConnectionMark(theme, step=Step.LEAD)
        self._clock = ClockLabel(theme, step=Step.TITLE)
        self._lay_out(theme)

    def render_state(self, view: SessionView, time: str) -> None:
        """Draw the view; `time` is the room's time of day."""
        meeting, person = view.meeting, view.person
        self._meeting.set_text("" if meeting is None else meeting.title)
        self._seat.setText(seat_label(view.seat) if person is not None else "")
        if person is not None:
            self._name.set_person(person.name)
            self._post.set_text(person.post or person.unit)
        else:
            self._name.set_person(view.seat or "")
            self._post.set_text(tr("Waiting for a person") if meeting is not None else "")
        is_looking = view.line.line is not Line.IN and not view.is_live
        sentence = _state_sentence(view)
        self._state.set_text(sentence)
        self._hint.setVisible(not is_looking)
        self._looking.render_state(view, sentence)
        self._looking.setVisible(is_looking)
        self._open_room.set_state(tr("Open room: seats not enrolled, demo only"), Badge.OPEN_ROOM)
        self._open_room.setVisible(view.is_open_room)
        self._where.setText("" if meeting is None else where_and_when(meeting))
        connection = connection_of(view)
        is_in = connection is Connection.CONNECTED
        self._connection.set_connection(connection, tr("Connected to the podium") if is_in else "")
        self._clock.show_time(time)
        self.setAccessibleName(f"{self._name.text()} {self._post.text()}".strip())

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        head = QHBoxLayout()
        head.setSpacing(space(24))
        head.addWidget(self._meeting, 1)
        head.addWidget(self._seat)
        foot = QHBoxLayout()
        foot.addWidget(self._where)
        foot.addStretch(1)
        foot.addWidget(self._connection)
        foot.addSpacing(space(28))
        foot.addWidget(self._clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(72), space(64), space(72), space(36))
        column.setSpacing(0)
        column.addWidget(DoubleRule(theme))
        column.addSpacing(space(20))
        column.addLayout(head)
        column.addSpacing(space(64))
        column.addStretch(1)
        column.addWidget(self._name)
        column.addSpacing(space(8))
        column.addWidget(self._post)
        column.addSpacing(space(12))
        column.addStretch(1)
        column.addWidget(self._lower_part(theme))
        column.addSpacing(space(8))
        column.addWidget(Hairline())
        column.addSpacing(space(12))
        column.addLayout(foot)

    def _lower_part(self, theme: Theme) -> QWidget:
        """As high whatever stands in it, so that the name does not move when the line comes or goes."""
        hint = QVBoxLayout(self._hint)
        hint.setContentsMargins(0, 0, 0, 0)
        hint.setSpacing(theme.space(12))
        hint.addStretch(1)
        hint.addWidget(self._state)
        hint.addWidget(self._open_room, 0, Qt.AlignmentFlag.AlignHCenter)
        hint.addStretch(1)
        part = QWidget()
        part.setFixedHeight(self._looking.full_px)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._looking)
        column.addWidget(self._hint)
        return part

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.tapped.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS and not event.isAutoRepeat():
            self.tapped.emit()
            return
        super().keyPressEvent(event)


def _state_sentence(view: SessionView) -> str:
    if view.room is not None and view.room.session is MeetingSession.ADJOURNED:
        return tr("The meeting has been adjourned")
    if view.line.line is not Line.IN and not view.is_live:
        return ""
    if view.meeting is None:
        return tr("No meeting is open yet")
    if view.person is None:
        return ""
    match view.sign_in:
        case SignIn.NOT_OPEN:
            return tr("Sign-in is not open yet")
        case SignIn.OPEN:
            return tr("Tap to sign in")
        case _:
            return ""
