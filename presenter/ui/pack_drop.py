"""Where a meeting begins: open a pack, or drop PDFs here; and why a pack could not be opened."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from presenter.ui.checks import problem_check
from presenter.ui.checks_panel import CheckRow
from presenter.ui.pieces import clear, column, row, scrolled
from presenter.ui.state import PodiumState
from shared.system.i18n import tr, tr_n
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_PROBLEMS_PX = 640


class PackDrop(QWidget):
    """Stands in place of agenda, page and room while no meeting is open."""

    pack_requested = Signal()
    """Choose a folder."""

    retry_requested = Signal()
    """Try to open the room again."""

    back_requested = Signal()
    """Leave the mistakes of a pack, and go on with the meeting that is open."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[object, ...] = ()
        self.setObjectName("pack_drop")
        self._lead = TextBlock(theme, step=Step.QUESTION, bold=True, name="drop_lead")
        self._rest = TextBlock(theme, step=Step.BODY, tone=Tone.INK2, name="drop_rest")
        for block in (self._lead, self._rest):
            block.set_align(Qt.AlignmentFlag.AlignHCenter)
        self._button = PrimaryButton(theme, tr("Open a pack"), name="open_pack", icon="folder", bold=True)
        self._button.clicked.connect(self.pack_requested)
        self._retry = QuietButton(theme, tr("Try again"), name="retry")
        self._retry.clicked.connect(self.retry_requested)
        self._back = QuietButton(theme, tr("Back to the meeting"), name="back_to_meeting")
        self._back.clicked.connect(self.back_requested)
        inside = QWidget()
        self._problems = column(inside)
        self._area = scrolled(inside, name="problems")
        self._lay_out()

    def _lay_out(self) -> None:
        theme = self._theme
        side = theme.space(72)
        down = column(self, spacing=theme.space(12), margins=(side, side, side, side))
        down.addStretch(2)
        down.addWidget(self._lead)
        down.addWidget(self._rest)
        across = row(spacing=theme.space(12))
        across.addStretch(1)
        across.addWidget(self._button)
        across.addWidget(self._retry)
        across.addWidget(self._back)
        across.addStretch(1)
        down.addSpacing(theme.space(12))
        down.addLayout(across)
        down.addSpacing(theme.space(16))
        self._area.setFixedWidth(theme.space(_PROBLEMS_PX))
        down.addWidget(self._area, 6, Qt.AlignmentFlag.AlignHCenter)
        down.addStretch(2)

    def render_state(self, state: PodiumState) -> None:
        """Say what can be done now."""
        lead, rest = _words(state)
        self._lead.set_text(lead)
        self._rest.set_text(rest)
        self._button.setVisible(state.trouble is None)
        self._button.setEnabled(state.is_ready and state.opening is None)
        self._retry.setVisible(state.trouble is not None)
        self._back.setVisible(state.meeting is not None and state.opening is None)
        self._rest.set_tone(Tone.OCHRE if rest == state.notice else Tone.INK2)
        self._area.setVisible(bool(state.problems))
        if state.problems != self._shown:
            self._shown = state.problems
            clear(self._problems)
            for problem in state.problems:
                self._problems.addWidget(CheckRow(self._theme, problem_check(problem)))
            self._problems.addStretch(1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour(Tone.EDGE), theme.scale.line(1.5))
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        inset = theme.space(24)
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.radius_card, theme.radius_card)


def _words(state: PodiumState) -> tuple[str, str]:
    if state.trouble is not None:
        return state.trouble.sentence, state.trouble.remedy
    if state.opening is not None:
        opening = state.opening
        rest = tr("Reading the pack")
        if opening.papers:
            rest = tr("Examining papers: {n} of {total}", n=opening.examined, total=opening.papers)
        return tr("Opening “{folder}”", folder=opening.folder), rest
    if not state.is_ready:
        return tr("Opening the room…"), state.notice
    if state.problems:
        n = len(state.problems)
        return tr("The pack could not be opened"), tr_n("{n} mistake", "{n} mistakes", n)
    usual = tr("A folder with meeting.toml, or a folder of PDFs")
    return tr("Open a pack, or drop PDFs here"), state.notice or usual
