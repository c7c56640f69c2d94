"""The bar above the papers that says one thing and offers to act on it: 72 high."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.session.view import SessionView
from kiosk.ui.notices import AsTeller, InkLeft, NewDraft, NoLongerAsked, Notice, ToBeSigned
from kiosk.ui.paper_words import asked_title
from shared.domain.sign_off import SignOffKind
from shared.system.i18n import tr, tr_n
from shared.system.wording_secret import role_words
from shared.ui.buttons import BareButton, PrimaryButton
from shared.ui.signs import Hairline
from shared.ui.text import Span
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class NoticeBar(QWidget):
    """What `kiosk.ui.notices` found; hidden while there is nothing to say."""

    action_requested = Signal()
    """The filled button: do what the notice is about."""

    aside_requested = Signal()
    """The quiet button: put it off, or understood."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        space = theme.space
        self.setObjectName("notice_bar")
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(space(72))
        self._words = TextBlock(theme, step=Step.LEAD, max_lines=1, name="notice")
        self._words.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._aside = BareButton(theme, "", name="notice_aside", tone=Tone.INK)
        self._act = PrimaryButton(theme, "", name="notice_act")
        self._aside.clicked.connect(self.aside_requested)
        self._act.clicked.connect(self.action_requested)
        row = QHBoxLayout()
        row.setContentsMargins(space(20), 0, space(20), 0)
        row.setSpacing(space(12))
        row.addWidget(self._words, 1)
        row.addWidget(self._aside)
        row.addWidget(self._act)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(Hairline())
        self.hide()

    def text(self) -> str:
        """The sentence."""
        return self._words.text()

    def show_notice(self, view: SessionView, notice: Notice | None) -> None:
        """Say this, or hide."""
        if notice is None:
            self.hide()
            return
        self._words.set_text(_spans(view, notice))
        act, aside = _buttons(notice)
        self._act.setVisible(bool(act))
        if act:
            self._act.set_word(act)
        self._aside.set_word(aside)
        self.setAccessibleName(self._words.text())
        self.show()


def _spans(view: SessionView, notice: Notice) -> tuple[Span, ...]:
    match notice:
        case NewDraft(paper=paper):
            replaced = Span(tr("This paper has a new draft"), bold=True)
            return (replaced, Span(tr(": draft {draft}", draft=paper.draft)))
        case ToBeSigned(asked=(one,)):
            is_reading = one.kind is SignOffKind.READ
            lead = tr("Please read: ") if is_reading else tr("Please sign: ")
            return (Span(lead, bold=True), Span(asked_title(view, one)))
        case ToBeSigned(asked=asked):
            words = tr_n("{n} paper waits for you to sign", "{n} papers wait for you to sign", len(asked))
            return (Span(words, bold=True),)
        case NoLongerAsked(asked=asked):
            return (Span(tr("No longer to be signed: ")), Span(asked_title(view, asked)))
        case AsTeller():
            return _teller_spans(notice)
        case InkLeft(rows=rows):
            return (
                Span(
                    tr_n(
                        "Your notes on {n} page of an earlier draft are kept there",
                        "Your notes on {n} pages of earlier drafts are kept there",
                        len(rows),
                    )
                ),
            )


def _teller_spans(notice: AsTeller) -> tuple[Span, ...]:
    secret = notice.secret
    role = "" if secret.teller is None else role_words(secret.teller.role)
    lead = tr("It is your turn: ") if notice.is_turn else tr("You are a teller: ")
    return (Span(lead, bold=True), Span(tr("{role}, {question}", role=role, question=secret.question)))


def _buttons(notice: Notice) -> tuple[str, str]:
    """The words of the filled button ("": none) and of the quiet one."""
    match notice:
        case NewDraft(paper=paper):
            return tr("Show draft {draft}", draft=paper.draft), tr("Stay on this one")
        case ToBeSigned(asked=(one,)):
            is_reading = one.kind is SignOffKind.READ
            return tr("Read now") if is_reading else tr("Sign now"), tr("Later")
        case ToBeSigned():
            return tr("Show the list"), tr("Later")
        case NoLongerAsked():
            return "", tr("Understood")
        case InkLeft():
            return tr("Show my notes"), tr("Understood")
        case AsTeller():
            return tr("Teller’s part"), tr("Later")
