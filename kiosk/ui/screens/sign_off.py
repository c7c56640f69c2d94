"""Sign-off (阅件, 签批): the paper on the left, opinion and signature on the right, over the full screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.sign_off import Answer, ToSign, fitted_signature
from kiosk.session.view import SessionView
from kiosk.ui.paper_words import asked_word, title_of
from kiosk.ui.screens.ballot_frame import at
from kiosk.ui.screens.sign_off_form import FilledIn, has_ink
from kiosk.ui.screens.sign_off_pages import SignOffPages
from kiosk.ui.screens.sign_off_panel import SignOffPanel
from kiosk.ui.words import connection_of
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import SignOffId, SignOffSeen
from shared.system.i18n import tr
from shared.ui.chips import ClockLabel, ConnectionMark
from shared.ui.signs import Hairline
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_PANEL_SMALL, _PANEL_LARGE = 560, 720
_NARROWEST_PAGE_PX = 320
_TURN_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: 1,
}


class SignOffSheet(QWidget):
    """What is filled in stays when the person goes to the papers or a ballot comes over it.

    It is let go when somebody else sits down here.
    """

    confirmed = Signal(str, object)
    """The person confirmed: the request's id, the `Answer`."""

    left = Signal()
    """The person goes back to the papers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("sign_off_sheet")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._view = SessionView()
        self._asked: SignOffSeen | None = None
        self._person: PersonId | None = None
        self._shown: Sha256 | None = None
        self._kept: dict[SignOffId, tuple[Sha256, FilledIn]] = {}
        """What is filled in on other requests, and the draft that was shown with it."""
        self.pages = SignOffPages(theme)
        self._panel = SignOffPanel(theme)
        self._panel.confirmed.connect(self._confirm)
        self._panel.draft_requested.connect(self._show_draft)
        self._panel.left.connect(self.left)
        self._panel.form.changed.connect(self._redraw)
        self._lay_out()
        for button in self.findChildren(QAbstractButton):
            # A finger on a button does not take the arrow keys away from the page; Tab still reaches it.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    # What is shown ------------------------------------------------------------------------------------

    def render_state(self, view: SessionView, asked: SignOffSeen, time: str) -> None:
        """Draw a request. A draft that came meanwhile is shown when the person asks for it, not before."""
        self._view = view
        person = None if view.person is None else view.person.id
        if person != self._person:
            self._person, self._asked = person, None
            self._kept.clear()
        if self._asked is None or asked.id != self._asked.id:
            self._turn_to(asked)
        self._asked = asked
        self._kind.setText(asked_word(asked.kind))
        self._connection.set_connection(connection_of(view))
        self._clock.show_time(time)
        self._redraw()

    def draw_again(self) -> None:
        """Draw what is shown once more: the workers are there now."""
        self._redraw()

    def _turn_to(self, asked: SignOffSeen) -> None:
        if self._asked is not None and self._shown is not None:
            self._kept[self._asked.id] = (self._shown, self._panel.form.filled)
        before, filled = self._kept.get(asked.id, (asked.paper, FilledIn()))
        self._panel.form.fill(FilledIn() if self._has_signed(asked, before) else filled)
        self._panel.begin()
        self._shown = asked.paper

    def _redraw(self) -> None:
        view, asked, shown = self._view, self._asked, self._shown
        if asked is None or shown is None:
            return
        self._title.set_text(title_of(view, shown) or tr("The paper is on its way"))
        self.pages.render_state(view, shown, self._clock.text())
        self._panel.render_state(view, asked, shown)

    # What the person does -----------------------------------------------------------------------------

    def _confirm(self) -> None:
        asked, filled = self._asked, self._panel.form.filled
        if asked is None or self._shown is None or self._person is None or filled.opinion is None:
            return
        signature = fitted_signature(filled.strokes) if has_ink(filled.strokes) else b""
        answer = Answer(
            person=self._person,
            paper=self._shown,
            opinion=filled.opinion,
            text=filled.text.strip(),
            signature=signature,
        )
        self.confirmed.emit(asked.id, answer)

    def _show_draft(self) -> None:
        if self._asked is not None and self._shown is not None:
            if self._has_signed(self._asked, self._shown):
                self._panel.form.fill(FilledIn())
            self._shown = self._asked.paper
            self._redraw()

    def _has_signed(self, asked: SignOffSeen, draft: Sha256) -> bool:
        """Whether the person signed that draft, which was replaced: the hand of then is not for another file."""
        own = self._view.own_sign_off(asked)
        return draft != asked.paper and isinstance(own, ToSign) and own.earlier == draft

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.pages, 1)
        row.addWidget(Hairline(standing=True))
        row.addWidget(self._panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_top())
        column.addWidget(Hairline())
        column.addLayout(row, 1)

    def _make_top(self) -> QWidget:
        theme, space = self._theme, self._theme.space
        top = QWidget()
        top.setFixedHeight(space(56))
        self._kind = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="sign_off_kind")
        self._title = TextBlock(theme, step=Step.BODY, bold=True, max_lines=1, name="sign_off_paper")
        self._title.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._connection = ConnectionMark(theme, name="sign_off_connection")
        self._clock = ClockLabel(theme, name="sign_off_clock")
        line = Hairline(standing=True)
        line.setFixedHeight(space(40))
        row = QHBoxLayout(top)
        row.setContentsMargins(space(20), 0, space(20), 0)
        row.setSpacing(space(12))
        row.addWidget(self._kind)
        row.addWidget(self._title, 1)
        row.addWidget(line)
        row.addSpacing(space(4))
        row.addWidget(self._connection)
        row.addSpacing(space(8))
        row.addWidget(self._clock)
        return top

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = at(self.height(), _PANEL_SMALL, _PANEL_LARGE)
        self._panel.setFixedWidth(max(1, min(wide, self.width() - _NARROWEST_PAGE_PX)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _TURN_KEYS:
            self.pages.turn(_TURN_KEYS[key])
        else:
            super().keyPressEvent(event)
