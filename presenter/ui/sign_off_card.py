"""Who was asked to sign or read a paper, and how far each is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from presenter.ui.pieces import Icon, clear, column, row, scrolled
from presenter.ui.sign_off_shown import AskedShown, SignOffShown, sign_off_shown
from shared.domain.papers import Sha256
from shared.domain.sign_off import SignOffKind
from shared.domain.state import MeetingState, Session
from shared.system.i18n import tr
from shared.ui.buttons import QuietButton
from shared.ui.motion import show_faded
from shared.ui.popover import Card
from shared.ui.signs import Hairline
from shared.ui.text import Label, spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import FADE_POPOVER_MS, Step, Tone

_WIDTH_PX = 480
_NAME_PX = 116
_LIST_PX = 424


class AskedRow(QWidget):
    """A person, how far they are, what they wrote; and below it the signature that belongs to an earlier draft."""

    def __init__(self, theme: Theme, shown: AskedShown) -> None:
        super().__init__()
        self.setObjectName(f"asked_{shown.person}")
        self.setAccessibleName(shown.spoken)
        across = row(
            self, spacing=theme.space(8), margins=(0, theme.space(5), theme.space(8), theme.space(5))
        )
        name = TextBlock(theme, spread_name(shown.name), step=Step.BODY)
        name.setFixedWidth(theme.space(_NAME_PX))
        across.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(Icon(theme, shown.icon, shown.tone), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=theme.space(2))
        words.addWidget(TextBlock(theme, shown.words, step=Step.BODY, tone=shown.tone))
        if shown.text:
            words.addWidget(TextBlock(theme, tr("“{text}”", text=shown.text), step=Step.BODY))
        if shown.earlier:
            words.addWidget(TextBlock(theme, shown.earlier, step=Step.CAPTION, tone=Tone.OCHRE))
        across.addLayout(words, 1)


class SignOffCard(Card):
    """Stands in the middle of the window and follows what happens until it is closed."""

    withdraw_requested = Signal(str)
    """Nobody is to sign this paper (SHA-256) any more."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="sign_off_card")
        self._paper: Sha256 | None = None
        self._shown: SignOffShown | None = None
        self._title = TextBlock(theme, step=Step.LEAD, bold=True, name="overview_title")
        self._figures = Label(theme, "", step=Step.BODY, tone=Tone.INK2, name="overview_figures")
        self._inside = QWidget()
        self._list = column(self._inside)
        self._area = scrolled(self._inside, name="overview_persons")
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._withdraw = QuietButton(theme, tr("Withdraw the request"), name="overview_withdraw")
        self._close = QuietButton(theme, tr("Close"), name="overview_close")
        self._withdraw.clicked.connect(self._ask_withdraw)
        self._close.clicked.connect(self.close_card)
        answers = row(spacing=theme.space(12))
        answers.addWidget(self._withdraw)
        answers.addStretch(1)
        answers.addWidget(self._close)
        self.body.addWidget(self._title)
        self.body.addWidget(self._figures)
        self.body.addSpacing(theme.space(4))
        self.body.addWidget(self._area)
        self.body.addSpacing(theme.space(8))
        self.body.addLayout(answers)

    def open_for(self, paper: Sha256, meeting: MeetingState) -> None:
        """Show how far the request for a paper is; nothing happens where there is none."""
        self._paper, self._shown = paper, None
        self._render(meeting)
        if self._paper is not None:
            show_faded(self._theme, self, FADE_POPOVER_MS)
            self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def render_state(self, meeting: MeetingState | None) -> None:
        """Show what is so now."""
        if self._paper is not None and meeting is not None:
            self._render(meeting)

    def close_card(self) -> None:
        """Put it away."""
        self._paper = self._shown = None
        self.hide()

    def place_again(self) -> None:
        """Stand in the middle of the window, also after its size has changed."""
        theme, host = self._theme, self._host
        wide = min(theme.space(_WIDTH_PX), host.width() - theme.space(32))
        inner = wide - 2 * theme.space(24)
        tall = self._list.heightForWidth(inner)
        self._area.setFixedHeight(max(theme.scale.target_px, min(tall, theme.space(_LIST_PX))))
        self.place_card(QPoint(0, 0), wide)
        self.move((host.width() - self.width()) // 2, (host.height() - self.height()) // 2)

    # How ----------------------------------------------------------------------------------------------

    def _render(self, meeting: MeetingState) -> None:
        shown = None if self._paper is None else sign_off_shown(meeting, self._paper)
        if shown is None:
            self.close_card()
            return
        self._withdraw.setVisible(meeting.session is not Session.ADJOURNED)
        if shown == self._shown:
            return
        self._shown = shown
        title = tr("Signing of “{title}”", title=shown.title)
        if shown.kind is SignOffKind.READ:
            title = tr("Reading of “{title}”", title=shown.title)
        self._title.set_text(title)
        self.setAccessibleName(title)
        self._figures.setText(shown.figures)
        clear(self._list)
        for person in shown.persons:
            self._list.addWidget(AskedRow(self._theme, person))
            self._list.addWidget(Hairline())
        self._list.addStretch(1)
        self.place_again()

    def _ask_withdraw(self) -> None:
        if self._paper is not None:
            self.withdraw_requested.emit(self._paper)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
            return
        super().keyPressEvent(event)
