"""Questions over the middle of the window: yes or no, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from presenter.ui.pieces import row
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.motion import show_faded
from shared.ui.popover import Card
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, FADE_POPOVER_MS, Step, Tone

_LONGEST_REASON = 500
_WIDTH_PX = 480


class AskSheet(Card):
    """A question that blocks nothing: yes after 400 ms, no, Esc; where a reason is needed, only with one."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        *,
        name: str,
        yes_name: str,
        has_reason: bool = False,
        is_secret: bool = False,
        other_name: str = "",
    ) -> None:
        """With `is_secret` what is asked for is a password; `other_name` names a button for a second way to say yes."""
        super().__init__(theme, parent, name=name)
        self._act_other: Callable[[], None] | None = None
        self._act_no: Callable[[], None] | None = None
        self._is_secret = is_secret
        self._act: Callable[[str], None] | None = None
        self._is_awake = False
        self._question = TextBlock(theme, step=Step.LEAD, bold=True, name=f"{name}_question")
        self._detail = TextBlock(theme, step=Step.BODY, tone=Tone.INK2, name=f"{name}_detail")
        self._reason: QLineEdit | None = None
        self._no = QuietButton(theme, "", name=f"{name}_no")
        self._other = QuietButton(theme, "", name=other_name)
        self._yes = PrimaryButton(theme, "", name=yes_name)
        self.body.addWidget(self._question)
        self.body.addWidget(self._detail)
        if has_reason or is_secret:
            self._reason = self._make_field(name)
            self.body.addWidget(self._reason)
        across = row(spacing=theme.space(12))
        across.addStretch(1)
        across.addWidget(self._no)
        across.addWidget(self._other)
        across.addWidget(self._yes)
        self.body.addSpacing(theme.space(12))
        self.body.addLayout(across)
        self._alive = QTimer(self)
        self._alive.setSingleShot(True)
        self._alive.timeout.connect(self._wake)
        self._no.clicked.connect(self._refuse)
        self._other.clicked.connect(self._choose_other)
        self._yes.clicked.connect(self._confirm)

    def _make_field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"{name}_field")
        field.setMaxLength(_LONGEST_REASON)
        if self._is_secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        field.setMinimumHeight(self._theme.scale.target_px)
        field.textChanged.connect(self._enable)
        field.returnPressed.connect(self._confirm)
        return field

    def ask(
        self,
        question: str,
        *,
        yes: str,
        no: str,
        act: Callable[[str], None],
        details: Sequence[str] = (),
        hint: str = "",
        other: tuple[str, Callable[[], None]] | None = None,
        act_no: Callable[[], None] | None = None,
    ) -> None:
        """Show the question; `act` is called with the reason ("" where none is asked for) when it is confirmed.

        `other` is a second way to say yes, word and act; `act_no` is called when the answer is no.
        """
        self._act, self._act_no = act, act_no
        self._act_other = None if other is None else other[1]
        self._other.setVisible(other is not None)
        self._other.set_word("" if other is None else other[0])
        self._is_awake = False
        self._question.set_text(question)
        self._detail.set_text("\n".join(details))
        self._detail.setVisible(bool(details))
        self._no.set_word(no)
        self._yes.set_word(yes)
        self.setAccessibleName(" ".join((question, *details)))
        if self._reason is not None:
            self._reason.clear()
            self._reason.setPlaceholderText(hint)
            self._reason.setAccessibleName(hint)
        self._enable()
        self.place_again()
        show_faded(self._theme, self, FADE_POPOVER_MS)
        (self._no if self._reason is None else self._reason).setFocus(Qt.FocusReason.OtherFocusReason)
        self._alive.start(CONFIRM_INERT_MS)

    def place_again(self) -> None:
        """Stand in the middle of the window, also after its size has changed: a question is not lost by that."""
        theme, host = self._theme, self._host
        wide = max(theme.space(_WIDTH_PX), self._answers_px())
        self.place_card(QPoint(0, 0), min(wide, host.width() - theme.space(32)))
        self.move((host.width() - self.width()) // 2, (host.height() - self.height()) // 2)

    def _answers_px(self) -> int:
        """How wide the card has to be for the words of its buttons."""
        hints = [b.sizeHint().width() for b in (self._no, self._other, self._yes) if not b.isHidden()]
        margins = self.body.contentsMargins()
        gaps = len(hints) * self._theme.space(12)  # the stretch before the first has one, too
        # The shadow that the margins hold is outside of the card.
        outside = 2 * self.card_rect().left()
        return sum(hints) + gaps + margins.left() + margins.right() - outside

    def withdraw(self) -> None:
        """Take the question away unanswered."""
        self._alive.stop()
        self._act = self._act_other = self._act_no = None
        if self._reason is not None:
            self._reason.clear()
        self.hide()

    def _wake(self) -> None:
        self._is_awake = True
        self._enable()

    def _enable(self) -> None:
        has_reason = self._reason is None or bool(self._reason.text().strip())
        self._yes.setEnabled(self._is_awake and has_reason)
        self._other.setEnabled(self._is_awake)

    def _confirm(self) -> None:
        act = self._act
        if act is None or not self._yes.isEnabled():
            return
        words = "" if self._reason is None else self._reason.text()
        self.withdraw()
        act(words if self._is_secret else words.strip())

    def _choose_other(self) -> None:
        act = self._act_other
        self.withdraw()
        if act is not None:
            act()

    def _refuse(self) -> None:
        act = self._act_no
        self.withdraw()
        if act is not None:
            act()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._refuse()
            return
        super().keyPressEvent(event)
