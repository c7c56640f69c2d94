"""Entering ballots that came back on paper: two persons, each by themselves; and entering them anew as a correction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget
from typing_extensions import override

from presenter.ui.ballot_paper_entry import PaperEntry
from presenter.ui.pieces import clear, column, row, scrolled, show_those
from shared.domain.ballot_terms import Terms
from shared.domain.ballots import PaperSheet
from shared.domain.majority import Wording
from shared.domain.paper_sheets import loose_sheet
from shared.domain.people import PersonId
from shared.system.i18n import tr
from shared.ui.buttons import ChoiceButton, PrimaryButton, QuietButton
from shared.ui.motion import show_faded
from shared.ui.popover import Card
from shared.ui.signs import Hairline
from shared.ui.text import spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, FADE_POPOVER_MS, Step, Tone

_WIDTH_PX = 680
_LIST_PX = 420
_AROUND_PX = 260
_COLUMNS = 4
_LONGEST_REASON = 500


class PaperAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What the sheet asks. `tellers` empty: a correction, which needs a reason instead of a person.

    `is_loose`: of a secret ballot. The ballots bear no names then: `on_paper` numbers them, and their order is lost.
    """

    title: str
    tellers: tuple[tuple[PersonId, str], ...]
    on_paper: tuple[tuple[PersonId, str], ...]
    terms: Terms
    wording: Wording
    is_loose: bool = False


EnterAct = Callable[[PersonId, PaperSheet], None]
CorrectAct = Callable[[str, PaperSheet | None], None]


class BallotPaperSheet(Card):
    """First who enters, then the ballots. What was entered is gone from the screen as soon as it is confirmed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="paper_sheet")
        self._enter: EnterAct | None = None
        self._correct: CorrectAct | None = None
        self._teller: PersonId | None = None
        self._asked: PaperAsked | None = None
        self._entries: list[PaperEntry] = []
        self._title = TextBlock(theme, step=Step.LEAD, bold=True, name="paper_title")
        self._means = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="paper_means")
        self._reason = QLineEdit()
        self._reason.setObjectName("paper_reason")
        self._reason.setMaxLength(_LONGEST_REASON)
        self._reason.setMinimumHeight(theme.scale.target_px)
        self._reason.setPlaceholderText(tr("What was wrong, for the record"))
        self._reason.setAccessibleName(tr("What was wrong, for the record"))
        self._reason.textChanged.connect(self._look)
        self._inside = QWidget()
        self._list = column(self._inside, spacing=theme.space(8))
        self._area = scrolled(self._inside, name="paper_list")
        self._no = QuietButton(theme, tr("Cancel"), name="paper_no")
        self._yes = PrimaryButton(theme, "", name="confirm_paper")
        self._no.clicked.connect(self.withdraw)
        self._yes.clicked.connect(self._confirm)
        self._lay_out()

    def ask_entry(self, asked: PaperAsked, act: EnterAct) -> None:
        """Have one of two persons enter all ballots on paper; `act` is called with who and what."""
        self._enter, self._correct = act, None
        self._begin(asked)
        self._list_tellers(asked.tellers)

    def ask_correction(self, asked: PaperAsked, act: CorrectAct) -> None:
        """Have a reason written, and the ballots on paper entered anew where they change; `act` is called with both."""
        self._enter, self._correct = None, act
        self._begin(asked)
        self._list_ballots()
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_again(self) -> None:
        """Stand in the middle of the window, also after its size has changed."""
        theme, host = self._theme, self._host
        most = min(theme.space(_LIST_PX), host.height() - theme.space(_AROUND_PX))
        self._area.setFixedHeight(max(theme.scale.target_px, most))
        self.place_card(QPoint(0, 0), min(theme.space(_WIDTH_PX), host.width() - theme.space(32)))
        self.move((host.width() - self.width()) // 2, (host.height() - self.height()) // 2)

    def withdraw(self) -> None:
        """Take it away; nothing that was entered stays."""
        self._enter = self._correct = self._teller = self._asked = None
        self._entries = []
        clear(self._list)
        self._reason.clear()
        self.hide()

    # How ----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = self._theme
        for widget in (self._title, self._means, self._reason, self._area):
            self.body.addWidget(widget)
        answers = row(spacing=theme.space(12))
        answers.addStretch(1)
        answers.addWidget(self._no)
        answers.addWidget(self._yes)
        self.body.addSpacing(theme.space(8))
        self.body.addLayout(answers)

    def _begin(self, asked: PaperAsked) -> None:
        self._asked, self._teller = asked, None
        self._title.set_text(asked.title)
        self.setAccessibleName(asked.title)
        self._reason.clear()
        is_correction = self._correct is not None
        show_those({self._reason: is_correction, self._yes: is_correction})
        self.place_again()
        show_faded(self._theme, self, FADE_POPOVER_MS)

    def _list_tellers(self, tellers: Sequence[tuple[PersonId, str]]) -> None:
        theme = self._theme
        clear(self._list)
        self._means.set_text(
            tr("Two persons enter the ballots, each alone and without seeing the other's entry. Who are you?")
        )
        grid = QGridLayout()
        grid.setSpacing(theme.space(8))
        for place, (person, name) in enumerate(tellers):
            button = ChoiceButton(theme, spread_name(name), name=f"teller_{person}")
            button.clicked.connect(lambda _=False, p=person: self._chosen(p))
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        self._list.addLayout(grid)
        self._list.addStretch(1)
        self.place_again()

    def _chosen(self, teller: PersonId) -> None:
        self._teller = teller
        self._list_ballots()
        self._yes.setVisible(True)
        self._yes.make_inert(CONFIRM_INERT_MS)

    def _list_ballots(self) -> None:
        asked = self._asked
        if asked is None:
            return
        clear(self._list)
        means = tr("Enter each ballot as it is marked, also an invalid one.")
        if self._correct is not None:
            means = tr("Enter the ballots on paper anew only if the result changes; the first record stays.")
        if asked.is_loose:
            hidden = tr("They bear no names; whoever enters few of them may know whose they are.")
            means = tr("{left} {right}", left=means, right=hidden)
        self._means.set_text(means)
        self._entries = []
        for person, name in asked.on_paper:
            entry = PaperEntry(self._theme, person, name, asked.terms, asked.wording)
            entry.changed.connect(self._look)
            self._entries.append(entry)
            self._list.addWidget(entry)
            self._list.addWidget(Hairline())
        self._list.addStretch(1)
        self._look()
        self.place_again()

    def _look(self) -> None:
        entered = sum(entry.is_entered for entry in self._entries)
        total = len(self._entries)
        word = tr("Enter: {entered} of {total}", entered=entered, total=total)
        is_ready = entered == total
        if self._correct is not None:
            word = tr("Record the correction")
            is_ready = entered in (0, total) and bool(self._reason.text().strip())
        elif is_ready:
            word = tr("Confirm the entry")
        self._yes.set_word(word)
        self._yes.setEnabled(is_ready)

    def _sheet(self) -> PaperSheet:
        ballots = [ballot for entry in self._entries if (ballot := entry.ballot) is not None]
        if self._asked is not None and self._asked.is_loose:
            return loose_sheet(ballot.answer for ballot in ballots)
        return PaperSheet(ballots=tuple(sorted(ballots, key=lambda ballot: ballot.person or "")))

    def _confirm(self) -> None:
        enter, correct, teller = self._enter, self._correct, self._teller
        sheet, reason = self._sheet(), self._reason.text().strip()
        is_anything = any(entry.is_entered for entry in self._entries)
        self.withdraw()
        if enter is not None and teller is not None:
            enter(teller, sheet)
        elif correct is not None:
            correct(reason, sheet if is_anything else None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.withdraw()
            return
        super().keyPressEvent(event)
