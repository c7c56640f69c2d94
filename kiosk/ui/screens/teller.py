"""A teller's sheet in a secret ballot: the key, the box, the one button, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.secret_view import SeatSecret, TellerPart
from kiosk.session.view import SessionView
from kiosk.ui.screens.ballot_frame import SheetHead, at, sheet_box
from kiosk.ui.screens.keyboard import holder
from kiosk.ui.screens.secret_band import CheckCode
from kiosk.ui.screens.touch_list import touch_list
from kiosk.ui.secret_words import Told, added_words, box_told, key_told, open_word, work_told
from kiosk.ui.words import connection_of
from shared.system.i18n import tr
from shared.system.wording_ballots import kind_words
from shared.system.wording_secret import role_words, secret_sentence
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.chips import ClockLabel, ConnectionMark
from shared.ui.fonts import Face
from shared.ui.signs import Hairline
from shared.ui.state_row import StateRow
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, Step, Tone


class TellerSheet(QWidget):
    """Opened by the person; it never comes by itself. Nothing here is a vote."""

    open_requested = Signal(str)
    """The teller pressed the one button: ballot."""

    closed = Signal()
    """The person goes back to the papers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("teller_sheet")
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._ballot = ""
        self._head = SheetHead(theme)
        self._connection = ConnectionMark(theme, name="teller_connection")
        self._clock = ClockLabel(theme, step=Step.LEAD, name="teller_clock")
        for word in (self._connection, self._clock):
            self._head.right.addWidget(word)
        self._role = Label(theme, step=Step.LARGE, bold=True, name="teller_role")
        self._question = TextBlock(
            theme, step=Step.TITLE, bold=True, face=Face.FORMAL, max_lines=2, name="teller_question"
        )
        self._key = _StepRow(theme, "teller_key")
        self._box = _StepRow(theme, "teller_box")
        self._work = _StepRow(theme, "teller_work")
        self._code = CheckCode(theme, step=Step.QUESTION, name="teller_code")
        self._compare = TextBlock(
            theme,
            tr("Compare it with the podium and with the other teller. If one differs, tell the chair."),
            step=Step.CAPTION,
            tone=Tone.INK2,
        )
        self._added = TextBlock(theme, step=Step.BODY, name="teller_added")
        self._hidden = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="teller_sentence")
        self._back = QuietButton(theme, tr("Back to the papers"), name="close_teller")
        self._open = PrimaryButton(theme, "", name="open_envelopes", step=Step.TITLE, bold=True)
        self._open.setFixedHeight(max(theme.space(84), theme.scale.vote_target_px))
        self._back.clicked.connect(self.closed)
        self._open.clicked.connect(self._ask_to_open)
        self._lay_out(theme)

    def render_state(self, view: SessionView, secret: SeatSecret, time: str) -> None:
        """Draw the part of the teller who sits here; `time` is the room's time of day."""
        part = secret.teller
        if part is None:
            return
        self._ballot = secret.ballot
        ballot = None if view.room is None else view.room.ballots.get(secret.ballot)
        item_id = None if ballot is None else ballot.shown.item
        item = None if view.meeting is None or item_id is None else view.meeting.item(item_id)
        self._head.set_words(
            None if item is None else item.number, tr("Teller’s part"), kind_words(secret.grade)
        )
        self._connection.set_connection(connection_of(view))
        self._clock.show_time(time)
        self._role.setText(role_words(part.role))
        self._question.set_text(secret.question)
        self._key.show_told(key_told(part))
        self._box.show_told(box_told(secret, ballot))
        self._work.show_told(work_told(secret, part))
        self._code.show_code(secret.fingerprint)
        self._added.set_text(added_words(view, secret.added))
        self._hidden.set_text(secret_sentence(secret.grade))
        self._offer(part)

    def _offer(self, part: TellerPart) -> None:
        may_open = part.may_open and not part.is_working
        if may_open and self._open.isHidden():
            self._open.make_inert(CONFIRM_INERT_MS)
        self._open.set_word(tr("Try again") if part.fault is not None else open_word(part))
        self._open.setVisible(may_open)

    def _ask_to_open(self) -> None:
        self.open_requested.emit(self._ballot)

    # How it is made -----------------------------------------------------------------------------------

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        self._body = QWidget(self)
        steps, side = _card(), _card()
        left = QVBoxLayout(steps)
        left.setContentsMargins(space(32), space(12), space(32), space(12))
        left.setSpacing(0)
        for place, row in enumerate((self._key, self._box, self._work)):
            if place:
                left.addWidget(Hairline())
            left.addWidget(row, 1)
        right = QVBoxLayout(side)
        right.setContentsMargins(space(28), space(16), space(28), space(16))
        right.setSpacing(space(8))
        right.addWidget(self._code)
        right.addWidget(self._compare)
        right.addWidget(Hairline())
        right.addWidget(self._listed(), 1)
        cards = QHBoxLayout()
        cards.setSpacing(space(24))
        cards.addWidget(steps, 700)
        cards.addWidget(side, 412)
        foot = QHBoxLayout()
        foot.setSpacing(space(16))
        foot.addWidget(self._hidden, 1)
        foot.addWidget(self._back, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self._open, 0, Qt.AlignmentFlag.AlignVCenter)
        self._hidden.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._role)
        column.addSpacing(space(4))
        column.addWidget(self._question)
        column.addSpacing(space(20))
        column.addLayout(cards, 1)
        column.addSpacing(space(20))
        column.addLayout(foot)
        self._head.setParent(self)

    def _listed(self) -> QWidget:
        """Who was added; many names scroll."""
        inner = QWidget()
        inner.setProperty("ground", "none")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, self._theme.space(12), 0)
        rows.addWidget(self._added)
        rows.addStretch(1)
        area = touch_list()
        area.setWidget(inner)
        return area

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tall = self.height()
        box = sheet_box(self, 72, 96)
        rule_bottom = at(tall, 96, 120)
        top, bottom = at(tall, 120, 152), at(tall, 776, 1040)
        self._head.setGeometry(box.left(), 0, box.width(), rule_bottom)
        self._body.setGeometry(box.left(), top, box.width(), bottom - top)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            button = holder((self._back,)) or (self._open if self._open.isVisible() else self._back)
            if not event.isAutoRepeat() and not button.is_inert:
                button.click()
        elif event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)


class _StepRow(QWidget):
    """One step: how far it is, and below what to know or to do."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._row = StateRow(theme, name=name)
        self._row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._note = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name=f"{name}_note")
        below = QHBoxLayout()
        below.setContentsMargins(round(theme.scale.type_px(Step.LEAD) * 1.95), 0, 0, 0)
        below.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.space(8), 0, theme.space(8))
        column.setSpacing(theme.space(2))
        column.addStretch(1)
        column.addWidget(self._row)
        column.addLayout(below)
        column.addStretch(1)

    def show_told(self, told: Told) -> None:
        """Show this step."""
        self._row.set_state(told.settling, told.text)
        self._note.set_text(told.note)
        self._note.set_tone(Tone.OCHRE if told.is_wrong else Tone.INK2)
        self._note.setVisible(bool(told.note))


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return card
