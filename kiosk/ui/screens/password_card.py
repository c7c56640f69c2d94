"""Asking for the password of an encrypted paper, once; it is kept in memory only."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.popover import Card
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH = 520
_HEIGHT = 64
_LONGEST_PASSWORD = 256
_MIDDLE_SHARE = 0.36


class PasswordCard(Card):
    """Stands over the desk of the paper until it is answered or put away; another paper puts it away too."""

    password_given = Signal(str)
    """Try this password."""

    put_away = Signal()
    """The person does not want to open the paper now."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="password_card")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._title = TextBlock(theme, step=Step.BODY, tone=Tone.INK2, max_lines=2, name="password_paper")
        self._hint = TextBlock(theme, step=Step.CAPTION, name="password_hint")
        self._field = QLineEdit()
        self._field.setObjectName("password_field")
        self._field.setAccessibleName(tr("Password of this paper"))
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setMaxLength(_LONGEST_PASSWORD)
        self._field.setFont(theme.font(Step.TITLE))
        self._field.setFixedHeight(theme.space(_HEIGHT))
        self._field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._no = QuietButton(theme, tr("Not now"), name="password_no")
        self._open = PrimaryButton(theme, tr("Open the paper"), name="password_open")
        self._field.textChanged.connect(self._look)
        self._field.returnPressed.connect(self._give)
        self._no.clicked.connect(self._put_away)
        self._open.clicked.connect(self._give)
        answers = QHBoxLayout()
        answers.setSpacing(theme.space(12))
        answers.addWidget(self._no)
        answers.addWidget(self._open, 1)
        self.body.addWidget(Label(theme, tr("This paper asks for a password"), step=Step.LEAD, bold=True))
        self.body.addWidget(self._title)
        self.body.addWidget(self._field)
        self.body.addWidget(self._hint)
        self.body.addSpacing(theme.space(8))
        self.body.addLayout(answers)

    def ask(self, title: str, *, was_wrong: bool) -> None:
        """Ask for the password of the paper of this title; `was_wrong`: the one just given does not open it."""
        self._title.set_text(title)
        self._hint.set_tone(Tone.OCHRE if was_wrong else Tone.INK2)
        self._hint.set_text(
            tr("This password does not open the paper. Please check it; the clerk knows it")
            if was_wrong
            else tr("It is asked for once and kept only until this terminal is switched off")
        )
        self._open.set_busy("")
        self._field.setEnabled(True)
        self._field.clear()
        wide = min(self._theme.space(_WIDTH), self._host.width() - self._theme.space(32))
        self.place_card(QPoint(0, 0), wide)
        top = round(self._host.height() * _MIDDLE_SHARE - self.card_rect().height() / 2)
        self.place_card(QPoint((self._host.width() - wide) // 2, top), wide)
        self.show()
        self.raise_()
        self._look()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_card(self) -> None:
        """Put it away without an answer; what was typed is forgotten."""
        self._field.clear()
        self.hide()

    def _look(self) -> None:
        if not self._open.is_busy:
            self._open.setEnabled(bool(self._field.text()))

    def _give(self) -> None:
        password = self._field.text()
        if password and not self._open.is_busy:
            self._open.set_busy(tr("Opening"))
            self._field.setEnabled(False)
            self.password_given.emit(password)

    def _put_away(self) -> None:
        self.close_card()
        self.put_away.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key that the field leaves over reaches the screen below."""
        if event.key() == Qt.Key.Key_Escape:
            self._put_away()
        event.accept()
