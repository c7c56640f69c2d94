"""The right side of a sign-off: the form or what was signed, which file it belongs to, and the one next action."""

from __future__ import annotations

import enum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.sign_off import OwnSignOff, SignedHere, SignedOff, ToSign
from kiosk.session.view import SessionView
from kiosk.ui.paper_words import draft_number, replaced_sentence, what_is_signed, which_is_signed
from kiosk.ui.screens.sign_off_done import SignOffDone
from kiosk.ui.screens.sign_off_form import FilledIn, SignOffForm
from kiosk.ui.words import connection_of
from shared.domain.papers import Sha256
from shared.domain.sign_off import SignOffKind, SignOffSeen
from shared.domain.verdicts import Reason
from shared.system.i18n import tr
from shared.system.wording import refusal_sentence
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.chips import Connection
from shared.ui.fonts import Face
from shared.ui.signs import DoubleRule
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, LINE_HEIGHT_BODY, Step, Tone

_BUTTON_PX = 72
_LATER_PX = 150
_SENTENCE_LINES = 3


class Act(enum.StrEnum):
    """What the filled button would do; each has a button of its own in the same place."""

    CONFIRM = "confirm_sign_off"
    SHOW_DRAFT = "show_new_draft"
    BACK = "sign_off_back"


class SignOffPanel(QWidget):
    """Everything keeps its place: sentence and buttons change their words, not where they are."""

    confirmed = Signal()
    """The person confirms what stands in the form."""

    draft_requested = Signal()
    """The person wants to see the new draft."""

    left = Signal()
    """The person goes back to the papers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("ground", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._act: Act | None = None
        self.form = SignOffForm(theme)
        self.done = SignOffDone(theme)
        self._gone = TextBlock(theme, step=Step.TITLE, name="sign_off_gone")
        self._gone.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter)
        self._stack = QStackedWidget()
        for page in (self.form, self.done, self._gone):
            self._stack.addWidget(page)
        self._title = Label(theme, step=Step.TITLE, bold=True, face=Face.FORMAL, name="sign_off_title")
        self._count = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="sign_off_count")
        self._sentence = Sentence(theme)
        self._later = QuietButton(
            theme, tr("Later"), name="sign_off_later", height_px=theme.space(_BUTTON_PX)
        )
        self._buttons = {act: self._button(act) for act in Act}
        self._later.clicked.connect(self.left)
        self._buttons[Act.CONFIRM].clicked.connect(self.confirmed)
        self._buttons[Act.SHOW_DRAFT].clicked.connect(self.draft_requested)
        self._buttons[Act.BACK].clicked.connect(self.left)
        self._lay_out()

    def render_state(self, view: SessionView, asked: SignOffSeen, shown: Sha256) -> None:
        """Draw the request; `shown` is the draft that the person has before them."""
        own = view.own_sign_off(asked)
        is_reading = asked.kind is SignOffKind.READ
        self._title.setText(tr("Opinion on this paper") if is_reading else tr("Opinion and signature"))
        figures = {"done": asked.signed_count, "asked": asked.asked_count}
        self._count.setText(
            tr("{done} of {asked} answered", **figures)
            if is_reading
            else tr("{done} of {asked} signed", **figures)
        )
        self.form.set_kind(asked.kind)
        if asked.is_withdrawn and not isinstance(own, SignedOff):
            self._gone.set_text(refusal_sentence(Reason.SIGN_OFF_WITHDRAWN, {}))
            self._stack.setCurrentWidget(self._gone)
        elif isinstance(own, ToSign):
            self._stack.setCurrentWidget(self.form)
        else:
            self.done.render_state(view, asked.kind, own, self.form.filled.strokes)
            self._stack.setCurrentWidget(self.done)
        self._show_sentence(view, asked, own, shown)
        self._show_act(view, asked, own, shown)

    def _show_sentence(self, view: SessionView, asked: SignOffSeen, own: OwnSignOff, shown: Sha256) -> None:
        match own:
            case _ if asked.is_withdrawn and not isinstance(own, SignedOff):
                self._sentence.say("", "")
            case ToSign(earlier=earlier) if earlier is not None:
                replaced = replaced_sentence(view, earlier)
                now = "" if shown != asked.paper else f"\n{which_is_signed(view, shown)}"
                self._sentence.say("warn", replaced + now)
            case ToSign() if shown != asked.paper:
                self._sentence.say("warn", tr("The file was replaced; what you filled in is kept"))
            case ToSign(refusal=refusal) if refusal is not None:
                self._sentence.say("warn", refusal_sentence(refusal.reason, refusal.figures))
            case ToSign() if connection_of(view) is Connection.OFFLINE:
                offline = tr("You can sign now: it is stored here and sent once connected")
                self._sentence.say("net-off", offline)
            case ToSign() | SignedHere() | SignedOff():
                self._sentence.say("lock", what_is_signed(view, asked.paper))

    def _show_act(self, view: SessionView, asked: SignOffSeen, own: OwnSignOff, shown: Sha256) -> None:
        is_over = asked.is_withdrawn or not isinstance(own, ToSign)
        if is_over:
            self._show_button(Act.BACK, tr("Back to the papers"))
        elif shown != asked.paper:
            draft = draft_number(view, asked.paper)
            words = tr("Show the new draft") if draft is None else tr("Show draft {draft}", draft=draft)
            self._show_button(Act.SHOW_DRAFT, words)
        elif view.shelf.find(shown) is None:
            self._show_button(Act.CONFIRM, tr("The paper is on its way"), is_on=False)
        else:
            lacking = self.form.missing()
            words = _confirm_word(asked.kind) if lacking is None else _missing_word(lacking, self.form.filled)
            self._show_button(Act.CONFIRM, words, is_on=lacking is None)
        self._later.setVisible(not is_over)

    def _show_button(self, act: Act, words: str, *, is_on: bool = True) -> None:
        button = self._buttons[act]
        button.set_word(words)
        button.setEnabled(is_on)
        if act is self._act:
            return
        if self._act is not None:
            # What stood here may just have been pressed: a second tap must not press what took its place.
            button.make_inert(CONFIRM_INERT_MS)
        self._act = act
        for other, widget in self._buttons.items():
            widget.setVisible(other is act)

    def begin(self) -> None:
        """Another request is shown: nothing stood in the place of the button before."""
        self._act = None

    def _button(self, act: Act) -> PrimaryButton:
        tall = self._theme.space(_BUTTON_PX)
        return PrimaryButton(self._theme, "", name=act.value, step=Step.TITLE, bold=True, height_px=tall)

    def _lay_out(self) -> None:
        space = self._theme.space
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        self._later.setMinimumWidth(space(_LATER_PX))
        foot = QHBoxLayout()
        foot.setSpacing(space(16))
        foot.addWidget(self._later)
        for button in self._buttons.values():
            foot.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(40), space(28), space(40), space(28))
        column.setSpacing(0)
        column.addWidget(DoubleRule(self._theme))
        column.addSpacing(space(12))
        column.addLayout(head)
        column.addSpacing(space(12))
        column.addWidget(self._stack, 1)
        column.addSpacing(space(12))
        column.addWidget(self._sentence)
        column.addSpacing(space(12))
        column.addLayout(foot)


class Sentence(QWidget):
    """An icon and up to three lines; as high for one line as for three, so that nothing moves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = ""
        self._words = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK3, name="sign_off_sentence")
        line = theme.scale.type_px(Step.CAPTION) * LINE_HEIGHT_BODY
        self.setFixedHeight(round(_SENTENCE_LINES * line))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(32), 0, 0, 0)
        row.addWidget(self._words, 1, Qt.AlignmentFlag.AlignTop)

    def say(self, icon: str, words: str) -> None:
        """Show this sentence; ochre where it asks for attention."""
        is_calm = icon in ("", "lock")
        self._icon = icon
        self._words.set_tone(Tone.INK3 if is_calm else Tone.OCHRE)
        self._words.set_text(words)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._icon:
            tone = Tone.INK3 if self._icon == "lock" else Tone.OCHRE
            side = self._theme.space(20)
            line = self._theme.scale.type_px(Step.CAPTION) * LINE_HEIGHT_BODY
            self._theme.paint_icon(QPainter(self), self._icon, tone, QRectF(0, 0, side, line))


def _missing_word(lacking: Reason, filled: FilledIn) -> str:
    """What is to be done next; short enough for the button."""
    if lacking is Reason.SIGNATURE_NEEDED:
        return tr("Please sign first")
    return tr("Choose an opinion") if filled.opinion is None else tr("Write your opinion")


def _confirm_word(kind: SignOffKind) -> str:
    return tr("Confirm my answer") if kind is SignOffKind.READ else tr("Confirm and sign")
