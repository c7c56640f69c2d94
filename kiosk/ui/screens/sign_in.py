"""Signing in: the agenda at the left, the person at the right, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.session.view import SessionView, SignIn
from kiosk.ui.screens.touch_list import touch_list
from kiosk.ui.words import connection_of, seal_lines, seat_label
from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.presence import Headcount
from shared.system.i18n import tr
from shared.system.wording import refusal_sentence
from shared.system.wording_time import clock_time, day, planned
from shared.ui.buttons import BareButton, PrimaryButton
from shared.ui.chips import ClockLabel, Connection, ConnectionMark
from shared.ui.fonts import Face
from shared.ui.nameplate import Nameplate
from shared.ui.signs import DoubleRule, Hairline, Seal
from shared.ui.state_row import Settling, StateRow
from shared.ui.text import Label, Span, SpanLabel, wide_gap
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class SignInScreen(QWidget):
    """Papers are never shown here."""

    sign_in_requested = Signal()
    """The person says that they are here."""

    service_requested = Signal()
    """Somebody else sits here: the clerk shall come."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("sign_in_screen")
        self._agenda = _AgendaSide(theme)
        self._person = _PersonSide(theme)
        self._person.button.clicked.connect(self.sign_in_requested)
        self._person.not_me.clicked.connect(self.service_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._agenda, 660)
        row.addWidget(Hairline(standing=True))
        row.addWidget(self._person, 620)

    @property
    def first_button(self) -> QWidget:
        """What the keyboard holds first."""
        return self._person.button

    def render_state(self, view: SessionView, time: str) -> None:
        """Draw the view; `time` is the room's time of day."""
        if view.meeting is not None:
            self._agenda.show_meeting(view.meeting)
        self._person.render_state(view, time)


class _AgendaSide(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[AgendaItem, ...] | None = None
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        space = theme.space
        self._title = TextBlock(
            theme, step=Step.QUESTION, bold=True, face=Face.FORMAL, max_lines=3, name="sign_in_meeting"
        )
        self._where = TextBlock(theme, step=Step.LEAD, tone=Tone.INK2, max_lines=2)
        sheet = QWidget()
        sheet.setProperty("ground", "none")
        self._rows = QVBoxLayout(sheet)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        rows = touch_list()
        rows.setWidget(sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(72), space(64), space(56), space(36))
        column.setSpacing(0)
        column.addWidget(DoubleRule(theme))
        column.addSpacing(space(20))
        column.addWidget(self._title)
        column.addSpacing(space(12))
        column.addWidget(self._where)
        column.addSpacing(space(48))
        column.addWidget(Label(theme, tr("Agenda today"), step=Step.CAPTION, tone=Tone.INK3))
        column.addSpacing(space(8))
        column.addWidget(Hairline())
        column.addWidget(rows, 1)
        column.addSpacing(space(8))
        column.addWidget(
            Label(theme, tr("Papers are shown after signing in"), step=Step.CAPTION, tone=Tone.INK3)
        )

    def show_meeting(self, meeting: Meeting) -> None:
        self._title.set_text(meeting.title)
        self._where.set_text(_where(meeting))
        if meeting.agenda == self._shown:
            return
        self._shown = meeting.agenda
        while (old := self._rows.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.deleteLater()
        for item in meeting.agenda:
            self._rows.addWidget(_AgendaRow(self._theme, item))
            self._rows.addWidget(Hairline())
        self._rows.addStretch(1)


class _AgendaRow(QWidget):
    def __init__(self, theme: Theme, item: AgendaItem) -> None:
        super().__init__()
        space = theme.space
        number = Label(theme, str(item.number), step=Step.LEAD, tone=Tone.INK2)
        number.setFixedWidth(space(36))
        title = TextBlock(theme, item.title, step=Step.LEAD, max_lines=2)
        time = Label(theme, "", step=Step.CAPTION, tone=Tone.INK3)
        if item.planned_minutes:
            time.setText(planned(item.planned_minutes))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space(13), 0, space(13))
        row.setSpacing(0)
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(title, 1)
        row.addSpacing(space(16))
        row.addWidget(time)


class _PersonSide(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("ground", "desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        space = theme.space
        self._seat = Label(theme, step=Step.LEAD, tone=Tone.INK2)
        self._connection = ConnectionMark(theme, step=Step.LEAD, name="sign_in_connection")
        self._clock = ClockLabel(theme, step=Step.LEAD, name="sign_in_clock")
        self._name = Nameplate(theme, step=Step.NAME, spacing_em=0.14, share=1.0, name="sign_in_name")
        self._post = TextBlock(theme, step=Step.TITLE, tone=Tone.INK2, max_lines=2)
        self._post.set_align(Qt.AlignmentFlag.AlignHCenter)
        self.button = PrimaryButton(
            theme,
            tr("Sign in"),
            name="sign_in",
            step=Step.LARGE,
            height_px=space(120),
            spacing_em=0.35 if len(tr("Sign in")) <= 3 else 0.0,
        )
        self._seal = Seal(theme, ("",), side_px=120, name="signed_in_seal")
        self._sealed_at = Label(theme, step=Step.LEAD, tone=Tone.INK2, name="signed_in_at")
        self._stored = StateRow(theme, step=Step.BODY, name="sign_in_stored")
        self._answer = QStackedWidget()
        self._answer.addWidget(self.button)
        self._answer.addWidget(_centred(self._seal, self._sealed_at, space(16)))
        self._answer.addWidget(_centred(self._stored, None, 0))
        self._answer.setFixedHeight(space(152))
        self.not_me = BareButton(theme, "", name="not_me")
        self._refusal = TextBlock(theme, tone=Tone.OCHRE, name="sign_in_refusal")
        self._refusal.set_align(Qt.AlignmentFlag.AlignHCenter)
        self._counts = SpanLabel(theme, tone=Tone.INK2, name="sign_in_counts")
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        head = QHBoxLayout()
        head.addWidget(self._seat)
        head.addStretch(1)
        head.addWidget(self._connection)
        head.addSpacing(space(24))
        head.addWidget(self._clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(72), space(64), space(72), space(36))
        column.setSpacing(0)
        column.addLayout(head)
        column.addStretch(5)
        column.addWidget(self._name)
        column.addSpacing(space(4))
        column.addWidget(self._post)
        column.addSpacing(space(36))
        column.addWidget(self._answer)
        column.addSpacing(space(4))
        column.addWidget(self.not_me, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._refusal)
        column.addStretch(6)
        column.addWidget(self._counts, 0, Qt.AlignmentFlag.AlignHCenter)

    def render_state(self, view: SessionView, time: str) -> None:
        person = view.person
        self._seat.setText(seat_label(view.seat))
        self._connection.set_connection(connection_of(view))
        self._clock.show_time(time)
        if person is not None:
            self._name.set_person(person.name)
            self._post.set_text(person.post or person.unit)
        self._show_answer(view)
        self._show_not_me(view)
        refusal = view.sign_in_refusal()
        self._refusal.set_text("" if refusal is None else refusal_sentence(refusal.reason, refusal.figures))
        if view.room is not None:
            self._counts.set_spans(_counts(view.room.headcount))

    def _show_answer(self, view: SessionView) -> None:
        match view.sign_in:
            case SignIn.SIGNED_IN:
                at = None if view.private is None else view.private.signed_in_at
                self._seal.set_words(seal_lines(tr("Sign-in done")))
                self._sealed_at.setText("" if at is None else clock_time(at))
                self._answer.setCurrentIndex(1)
            case SignIn.STORED:
                is_in = connection_of(view) is Connection.CONNECTED
                words = tr("Stored here, sending") if is_in else tr("Stored here, not sent")
                detail = "" if is_in else tr("It goes by itself once connected; do not switch off")
                self._stored.set_state(Settling.PENDING, words, detail=detail)
                self._answer.setCurrentIndex(2)
            case _:
                self._answer.setCurrentIndex(0)

    def _show_not_me(self, view: SessionView) -> None:
        is_called = view.private is not None and view.private.has_called
        is_called = is_called or any(s.kind == "call_service" for s in view.pending)
        name = "" if view.person is None else view.person.name
        self.not_me.setVisible(view.sign_in is SignIn.OPEN)
        self.not_me.set_word(tr("The clerk will help") if is_called else tr("I am not {name}", name=name))
        self.not_me.setEnabled(not is_called)


def _centred(first: QWidget, second: QWidget | None, gap_px: int) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(first)
    if second is not None:
        row.addSpacing(gap_px)
        row.addWidget(second)
    row.addStretch(1)
    return holder


def _where(meeting: Meeting) -> str:
    if meeting.starts_at is None:
        return meeting.place
    parts = (meeting.place, day(meeting.starts_at), clock_time(meeting.starts_at))
    return wide_gap().join(part for part in parts if part)


def _counts(counted: Headcount) -> tuple[Span, ...]:
    gap = Span(wide_gap() + " ")
    return (
        Span(tr("Entitled") + "\u2009"),
        Span(str(counted.entitled), bold=True),
        gap,
        Span(tr("In the room") + "\u2009"),
        Span(str(counted.present), bold=True),
        gap,
        Span(tr("On leave") + "\u2009"),
        Span(str(counted.leave), bold=True),
    )
