"""The chair's glance: where are we, who is here, who is with me, what is wrong, and what comes next."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from presenter.ui.frame import Frame
from presenter.ui.pieces import column, row, show_those
from presenter.ui.seats_shown import AWAY, SeatShown, SeatState, seats_shown
from presenter.ui.state import PodiumState, active_item
from presenter.ui.words import item_line, joined, names, quorum_line, session_line, spans, time_spans
from shared.domain.state import Session
from shared.system.i18n import tr
from shared.system.wording_time import clock_time
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.chips import ClockLabel
from shared.ui.signs import Hairline
from shared.ui.text import Span, SpanLabel, plain
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_OFFLINE_NAMES = 2


Cell = tuple[tuple[Span, ...], tuple[Span, ...]]
"""A head with a figure, and the line below it."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The words of the cells; None where there is nothing to say yet."""

    item: Cell | None
    heads: Cell
    with_me: Cell
    offline: Cell | None


def figures(state: PodiumState) -> Figures | None:
    """What the cells say; None without a meeting."""
    meeting = state.meeting
    if meeting is None:
        return None
    seats = seats_shown(state)
    heads = meeting.headcount()
    line, is_short = quorum_line(state)
    tone = Tone.OCHRE if is_short else None
    item = active_item(state)
    is_beside = meeting.session not in (Session.IN_SESSION, Session.PAUSED)
    item_time = (Span(tr("No item under way")),) if item is None else time_spans(state, item)
    entitled = tr(
        "Entitled **{entitled}**  Present **{present}**", entitled=heads.entitled, present=heads.present
    )
    return Figures(
        item=None if is_beside else (spans(item_line(state)), item_time),
        heads=(spans(entitled), (Span(line, tone=tone),)),
        with_me=_with_me(state, seats),
        offline=None if is_beside else _offline(state, seats),
    )


def _with_me(state: PodiumState, seats: tuple[SeatShown, ...]) -> Cell:
    stage = state.hub.stage
    here = [s for s in seats if s.state not in AWAY | {SeatState.VACANT, SeatState.WAITING}]
    if stage is None or not stage.is_leading:
        connected = sum(s.is_connected for s in seats)
        head = spans(tr("Seats connected **{n}** / {total}", n=connected, total=len(seats)))
        return head, (Span(tr("Nobody leads") if state.is_running else ""),)
    with_me = sum(s.is_with_me for s in here)
    head = spans(tr("With me **{n}** / {total}", n=with_me, total=len(here)))
    browsing = sum(s.is_connected and not s.is_following for s in here)
    if browsing:
        return head, (Span(tr("{n} browsing", n=browsing)),)
    return head, (Span(tr("All follow") if here else ""),)


def _offline(state: PodiumState, seats: tuple[SeatShown, ...]) -> Cell:
    meeting = state.meeting
    offline = [s.person.id for s in seats if s.state is SeatState.OFFLINE and s.person is not None]
    head = spans(tr("Offline **{n}**", n=len(offline)))
    if meeting is None or not offline:
        return head, (Span(tr("All connected")),)
    return head, (Span(names(meeting, offline, _OFFLINE_NAMES), tone=Tone.OCHRE),)


class _Cell(QWidget):
    """A head with a figure, and a smaller line."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._head = SpanLabel(theme, step=Step.BODY, name=f"{name}_head")
        self._line = SpanLabel(theme, step=Step.CAPTION, tone=Tone.INK2, name=f"{name}_line")
        side = theme.space(12)
        across = row(self)
        across.addWidget(Hairline(standing=True))
        inside = column(margins=(side, theme.space(10), side, theme.space(9)))
        inside.addWidget(self._head)
        inside.addWidget(self._line)
        across.addLayout(inside)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

    def show_words(self, words: Cell) -> None:
        """Say this."""
        self._head.set_spans(words[0])
        self._line.set_spans(words[1])
        self.setAccessibleName(joined([plain(part) for part in words if plain(part)]))


class _Dot(QWidget):
    """Green while the meeting is in session, ochre in a break, an outline otherwise."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._session: Session | None = None
        side = theme.space(11)
        self.setFixedSize(QSize(side, side))

    def show_session(self, session: Session | None) -> None:
        if session is not self._session:
            self._session = session
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones = {Session.IN_SESSION: Tone.GREEN, Session.PAUSED: Tone.OCHRE, Session.SIGNING_IN: Tone.INK2}
        tone = tones.get(self._session) if self._session is not None else None
        painter.setPen(self._theme.colour(tone or Tone.EDGE))
        painter.setBrush(self._theme.colour(tone) if tone else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.rect().adjusted(1, 1, -2, -2))


class GlanceBar(QWidget):
    """One line over the whole window."""

    sign_in_requested = Signal()
    """Let persons sign in."""

    start_requested = Signal()
    """Begin the session."""

    pause_requested = Signal()
    """Take a break."""

    resume_requested = Signal()
    """End the break."""

    adjourn_requested = Signal()
    """End the meeting; the window asks once."""

    export_requested = Signal()
    """Write the clerk's files."""

    pack_requested = Signal()
    """Open a pack."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._figures: Figures | None = None
        self.setObjectName("glance")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = TextBlock(theme, step=Step.LEAD, bold=True, max_lines=1, name="meeting_title")
        self._dot = _Dot(theme)
        self._session = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, max_lines=1, name="session")
        self._cells = [_Cell(theme, name=f"glance_{n}") for n in ("item", "heads", "with_me", "offline")]
        for cell in self._cells:
            cell.hide()
        self._clock = ClockLabel(theme, step=Step.QUESTION, name="clock")
        self._buttons = self._make_buttons()
        self._lay_out()

    def _make_buttons(self) -> dict[str, QuietButton | PrimaryButton]:
        theme = self._theme
        made: dict[str, QuietButton | PrimaryButton] = {
            "open_pack": QuietButton(theme, tr("Open a pack"), name="open_pack", icon="folder"),
            "open_sign_in": PrimaryButton(theme, tr("Open sign-in"), name="open_sign_in", bold=True),
            "start_meeting": PrimaryButton(theme, tr("Start the meeting"), name="start_meeting", bold=True),
            "resume_meeting": PrimaryButton(
                theme, tr("Resume"), name="resume_meeting", icon="play", bold=True
            ),
            "pause_meeting": QuietButton(theme, tr("Pause"), name="pause_meeting", icon="pause"),
            "adjourn": QuietButton(theme, tr("Adjourn"), name="adjourn"),
            "export": PrimaryButton(theme, tr("Export"), name="export", icon="folder", bold=True),
        }
        signals = {
            "open_pack": self.pack_requested,
            "open_sign_in": self.sign_in_requested,
            "start_meeting": self.start_requested,
            "resume_meeting": self.resume_requested,
            "pause_meeting": self.pause_requested,
            "adjourn": self.adjourn_requested,
            "export": self.export_requested,
        }
        for name, button in made.items():
            button.clicked.connect(signals[name])
        return made

    def _lay_out(self) -> None:
        theme = self._theme
        across = row(self, spacing=0, margins=(theme.space(14), 0, theme.space(14), 0))
        left = column(spacing=theme.space(1))
        left.addStretch(1)
        left.addWidget(self._title)
        below = row(spacing=theme.space(6))
        below.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignVCenter)
        below.addWidget(self._session, 1)
        left.addLayout(below)
        left.addStretch(1)
        across.addLayout(left, 1)
        across.addSpacing(theme.space(8))
        for cell in self._cells:
            across.addWidget(cell)
        across.addWidget(Hairline(standing=True))
        across.addSpacing(theme.space(12))
        across.addWidget(self._clock)
        across.addSpacing(theme.space(12))
        actions = row(spacing=theme.space(8))
        for button in self._buttons.values():
            actions.addWidget(button)
        across.addLayout(actions)

    def set_frame(self, frame: Frame) -> None:
        """Take the height of the frame."""
        self.setFixedHeight(frame.glance)

    def render_state(self, state: PodiumState) -> None:
        """Say how things stand."""
        meeting = state.meeting
        self._title.set_text(tr("Wuzhi") if meeting is None else meeting.meeting.title)
        self._session.set_text(session_line(state))
        self._dot.show_session(state.session)
        self._clock.show_time(clock_time(state.now))
        shown = figures(state)
        if shown != self._figures:
            self._show_figures(shown)
        self._show_buttons(state)

    def _show_figures(self, shown: Figures | None) -> None:
        self._figures = shown
        words = (
            (None,) * len(self._cells)
            if shown is None
            else (shown.item, shown.heads, shown.with_me, shown.offline)
        )
        for cell, said in zip(self._cells, words, strict=True):
            cell.setVisible(said is not None)
            if said is not None:
                cell.show_words(said)

    def _show_buttons(self, state: PodiumState) -> None:
        session = state.session
        shown = {
            "open_pack": session in (Session.PREPARING, Session.ADJOURNED),
            "open_sign_in": session is Session.PREPARING,
            "start_meeting": session is Session.SIGNING_IN,
            "resume_meeting": session is Session.PAUSED,
            "pause_meeting": session is Session.IN_SESSION,
            "adjourn": session in (Session.IN_SESSION, Session.PAUSED),
            "export": session is Session.ADJOURNED,
        }
        show_those({button: shown[name] for name, button in self._buttons.items()})
        can_open = state.is_ready and state.opening is None
        self._buttons["open_pack"].setEnabled(can_open)
        export = self._buttons["export"]
        is_exporting = state.export is not None and state.export.is_running
        if is_exporting != export.is_busy:
            export.set_busy(tr("Exporting") if is_exporting else "")
            export.updateGeometry()
