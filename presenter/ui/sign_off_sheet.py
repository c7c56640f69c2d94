"""Choosing who is to sign or to read a paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from presenter.ui.check_button import CheckButton
from presenter.ui.pieces import clear, column, row, scrolled
from presenter.ui.sign_off_shown import Candidate
from shared.domain.people import PersonId
from shared.domain.sign_off import SignOffKind
from shared.system.i18n import tr, tr_n
from shared.ui.buttons import BareButton, ChoiceButton, PrimaryButton, QuietButton
from shared.ui.motion import show_faded
from shared.ui.popover import Card
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, FADE_POPOVER_MS, Step, Tone

_WIDTH_PX = 640
_COLUMNS = 3
_LIST_PX = 348

Act = Callable[[SignOffKind, Sequence[PersonId]], None]


class SignOffSheet(Card):
    """Stands in the middle of the window until it is confirmed or left. Nobody is chosen beforehand."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="sign_off_sheet")
        self._act: Act | None = None
        self._kind = SignOffKind.SIGN
        self._checks: dict[PersonId, CheckButton] = {}
        self._groups: dict[str, tuple[PersonId, ...]] = {}
        self._title = TextBlock(theme, step=Step.LEAD, bold=True, name="sign_off_title")
        self._kinds = {kind: self._kind_button(kind) for kind in (SignOffKind.SIGN, SignOffKind.READ)}
        self._means = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="sign_off_means")
        self._inside = QWidget()
        self._persons = column(self._inside, spacing=theme.space(4))
        self._area = scrolled(self._inside, name="sign_off_persons")
        self._no = QuietButton(theme, tr("Cancel"), name="sign_off_no")
        self._yes = PrimaryButton(theme, "", name="confirm_sign_off")
        self._no.clicked.connect(self.withdraw)
        self._yes.clicked.connect(self._confirm)
        self._lay_out()

    def ask(self, title: str, kind: SignOffKind, listed: Sequence[Candidate], act: Act) -> None:
        """Ask who is to get the paper of this title; `act` is called with what was confirmed."""
        self._act = act
        self._title.set_text(title)
        self._fill(listed)
        self._choose(kind)
        self.place_again()
        show_faded(self._theme, self, FADE_POPOVER_MS)
        self._yes.make_inert(CONFIRM_INERT_MS)
        first = next((check for check in self._checks.values() if check.isEnabled()), None)
        (first or self._no).setFocus(Qt.FocusReason.OtherFocusReason)

    def place_again(self) -> None:
        """Stand in the middle of the window, also after its size has changed."""
        theme, host = self._theme, self._host
        rows = self._inside.sizeHint().height()
        self._area.setFixedHeight(min(rows, theme.space(_LIST_PX)))
        self.place_card(QPoint(0, 0), min(theme.space(_WIDTH_PX), host.width() - theme.space(32)))
        self.move((host.width() - self.width()) // 2, (host.height() - self.height()) // 2)

    def withdraw(self) -> None:
        """Take it away; nobody is asked."""
        self._act = None
        self.hide()

    # How ----------------------------------------------------------------------------------------------

    def _kind_button(self, kind: SignOffKind) -> ChoiceButton:
        word = tr("For signing") if kind is SignOffKind.SIGN else tr("For reading")
        button = ChoiceButton(self._theme, word, name=f"kind_{kind.value}")
        button.clicked.connect(lambda: self._choose(kind))
        return button

    def _lay_out(self) -> None:
        theme = self._theme
        kinds = row(spacing=theme.space(8))
        for button in self._kinds.values():
            kinds.addWidget(button)
        kinds.addStretch(1)
        answers = row(spacing=theme.space(12))
        answers.addStretch(1)
        answers.addWidget(self._no)
        answers.addWidget(self._yes)
        self.body.addWidget(self._title)
        self.body.addLayout(kinds)
        self.body.addWidget(self._means)
        self.body.addSpacing(theme.space(4))
        self.body.addWidget(self._area)
        self.body.addSpacing(theme.space(12))
        self.body.addLayout(answers)

    def _fill(self, listed: Sequence[Candidate]) -> None:
        clear(self._persons)
        self._checks, self._groups = {}, {}
        for name, word, is_observer in (
            ("voters", tr("Members"), False),
            ("observers", tr("Observers"), True),
        ):
            group = [one for one in listed if one.is_observer is is_observer]
            if group:
                self._add_group(name, word, group)
        self._persons.addStretch(1)

    def _add_group(self, name: str, word: str, group: Sequence[Candidate]) -> None:
        theme = self._theme
        head = row(spacing=theme.space(8))
        head.addWidget(Label(theme, word, step=Step.CAPTION, tone=Tone.INK2))
        every = BareButton(theme, tr("Choose all"), name=f"all_{name}", step=Step.CAPTION, tone=Tone.INK)
        every.setAccessibleName(tr("Choose all: {group}", group=word))
        every.clicked.connect(lambda: self._choose_all(name))
        head.addWidget(every)
        head.addStretch(1)
        self._persons.addLayout(head)
        grid = QGridLayout()
        grid.setSpacing(theme.space(2))
        for place, one in enumerate(group):
            check = CheckButton(theme, one.name, name=f"ask_{one.person}", note=one.note)
            check.setEnabled(one.may_see)
            check.toggled.connect(self._look)
            self._checks[one.person] = check
            grid.addWidget(check, place // _COLUMNS, place % _COLUMNS)
        for place in range(_COLUMNS):
            grid.setColumnStretch(place, 1)
        self._persons.addLayout(grid)
        self._groups[name] = tuple(one.person for one in group if one.may_see and not one.is_away)

    def _choose_all(self, name: str) -> None:
        """All of a group who are not on leave; none of it where these are chosen already."""
        group = [self._checks[person] for person in self._groups[name]]
        wanted = not all(check.isChecked() for check in group)
        for check in group:
            check.setChecked(wanted)

    def _choose(self, kind: SignOffKind) -> None:
        self._kind = kind
        for other, button in self._kinds.items():
            button.setChecked(other is kind)
            state = tr("chosen") if other is kind else tr("not chosen")
            button.setAccessibleName(tr("{choice}, {state}", choice=button.text(), state=state))
        means = {
            SignOffKind.SIGN: tr("Each gives an opinion and signs by hand."),
            SignOffKind.READ: tr("Each confirms having read it; an opinion is welcome."),
        }
        self._means.set_text(means[kind])
        self._look()

    def _chosen(self) -> tuple[PersonId, ...]:
        return tuple(person for person, check in self._checks.items() if check.isChecked())

    def _look(self) -> None:
        n = len(self._chosen())
        word = tr("Choose at least one person")
        if n and self._kind is SignOffKind.SIGN:
            word = tr_n("Send to {n} person for signing", "Send to {n} persons for signing", n)
        elif n:
            word = tr_n("Send to {n} person for reading", "Send to {n} persons for reading", n)
        self._yes.set_word(word)
        self._yes.setEnabled(n > 0)

    def _confirm(self) -> None:
        act, kind, chosen = self._act, self._kind, self._chosen()
        if act is not None and chosen:
            self.withdraw()
            act(kind, chosen)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.withdraw()
            return
        super().keyPressEvent(event)
