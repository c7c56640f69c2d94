"""Preparing a ballot that nobody foresaw: what is asked, by which rule, checked before it is prepared."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from presenter.ui.ballot_draft import BallotDraft, draft_warnings, faults
from presenter.ui.ballot_new_page import NewBallotPage
from presenter.ui.ballot_phases import rule_source
from presenter.ui.ballot_rule_draft import rule_of
from presenter.ui.ballot_rule_page import RulePage
from presenter.ui.pieces import column, row, scrolled, show_those
from shared.system.i18n import tr
from shared.system.wording_rules import passing_words
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.motion import show_faded
from shared.ui.popover import Card
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, FADE_POPOVER_MS, Step, Tone

_WIDTH_PX = 920
_AROUND_PX = 300
_PAGE_PX = 420

Act = Callable[[BallotDraft], None]


class NewBallotSheet(Card):
    """Stands in the middle of the window until the ballot is prepared or left."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="new_ballot_sheet")
        self._act: Act | None = None
        self._was_tried = False
        self._title = TextBlock(theme, step=Step.LEAD, bold=True, name="new_ballot_title")
        self._ballot = NewBallotPage(theme)
        self._rule = RulePage(theme)
        self._inside = QWidget()
        inner = column(self._inside)
        inner.addWidget(self._ballot)
        inner.addWidget(self._rule)
        inner.addStretch(1)
        self._area = scrolled(self._inside, name="new_ballot_fields")
        self._card = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="new_ballot_rule")
        self._change = QuietButton(theme, "", name="change_rule")
        self._said = TextBlock(theme, step=Step.CAPTION, tone=Tone.OCHRE, name="new_ballot_faults")
        self._no = QuietButton(theme, tr("Cancel"), name="new_ballot_no")
        self._yes = PrimaryButton(theme, tr("Prepare the ballot"), name="confirm_new_ballot")
        self._lay_out()
        self._change.clicked.connect(lambda: self._show_page(is_rule=not self._rule.isVisible()))
        self._no.clicked.connect(self.withdraw)
        self._yes.clicked.connect(self._confirm)
        self._ballot.changed.connect(self._look)
        self._rule.changed.connect(self._look)

    def ask(self, title: str, preset: str, act: Act) -> None:
        """Have a ballot written, at first by this preset (key); `act` is called with one that has no faults."""
        self._act = None
        self._was_tried = False
        self._title.set_text(title)
        self.setAccessibleName(title)
        self._show_page(is_rule=False)
        self._ballot.start()
        self._rule.choose(preset)
        self._act = act
        self._look()
        show_faded(self._theme, self, FADE_POPOVER_MS)
        self._yes.make_inert(CONFIRM_INERT_MS)
        self._ballot.focus_question()

    def place_again(self) -> None:
        """Stand in the middle of the window, also after its size has changed."""
        theme, host = self._theme, self._host
        room = host.height() - theme.space(_AROUND_PX)
        self._area.setFixedHeight(max(theme.space(160), min(theme.space(_PAGE_PX), room)))
        self.place_card(QPoint(0, 0), min(theme.space(_WIDTH_PX), host.width() - theme.space(32)))
        self.move((host.width() - self.width()) // 2, (host.height() - self.height()) // 2)

    def withdraw(self) -> None:
        """Take it away; nothing is prepared."""
        self._act = None
        self.hide()

    # How ----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = self._theme
        self.body.addWidget(self._title)
        self.body.addWidget(self._area)
        rule = row(spacing=theme.space(12))
        rule.addWidget(self._card, 1)
        rule.addWidget(self._change)
        self.body.addLayout(rule)
        self.body.addWidget(self._said)
        answers = row(spacing=theme.space(12))
        answers.addStretch(1)
        answers.addWidget(self._no)
        answers.addWidget(self._yes)
        self.body.addLayout(answers)

    def _draft(self) -> BallotDraft:
        return self._ballot.draft(self._rule.draft)

    def _show_page(self, *, is_rule: bool) -> None:
        show_those({self._ballot: not is_rule, self._rule: is_rule})
        self._change.set_word(tr("Back to the ballot") if is_rule else tr("Change the rule"))

    def _look(self) -> None:
        """Say the rule, and what is wrong once the ballot was tried; what should be known is said at once."""
        if self._act is None:
            return
        draft = self._draft()
        rule = rule_of(draft.rule)
        words = rule if isinstance(rule, str) else tr("; ").join((rule_source(rule), passing_words(rule)))
        self._card.set_text(words)
        said = faults(draft) if self._was_tried else ()
        self._said.set_text("\n".join((*said, *draft_warnings(draft))))
        self._said.setVisible(bool(self._said.text()))
        self.place_again()

    def _confirm(self) -> None:
        act, draft = self._act, self._draft()
        if act is None:
            return
        if faults(draft):
            self._was_tried = True
            self._show_page(is_rule=isinstance(rule_of(draft.rule), str))
            self._look()
            return
        self.withdraw()
        act(draft)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.withdraw()
            return
        super().keyPressEvent(event)
