"""Persons of a ballot, one per row, with what can be done for each: who takes no part, who is still waited for."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from presenter.ui.pieces import clear, column, row, scrolled
from shared.domain.people import PersonId
from shared.system.i18n import tr
from shared.ui.buttons import Button, ChoiceButton, QuietButton
from shared.ui.motion import show_faded
from shared.ui.popover import Card
from shared.ui.signs import Hairline
from shared.ui.text import spread_name
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import FADE_POPOVER_MS, Step, Tone

_WIDTH_PX = 640
_NAME_PX = 132
_LIST_PX = 420
_AROUND_PX = 260
_LONGEST_REASON = 500


class PersonAct(msgspec.Struct, frozen=True, kw_only=True):
    """A button of a row. `is_chosen` not None: one of several answers, chosen or not."""

    key: str
    word: str
    is_chosen: bool | None = None
    is_enabled: bool = True
    needs_reason: bool = False


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person, what is so with them, and what can be done."""

    person: PersonId
    name: str
    words: str = ""
    acts: tuple[PersonAct, ...] = ()


class PersonsShown(msgspec.Struct, frozen=True, kw_only=True):
    """The whole sheet; `summary` stands below the list."""

    title: str
    means: str
    rows: tuple[PersonRow, ...]
    summary: str = ""


Act = Callable[[str, PersonId, str], None]
"""What was pressed (`PersonAct.key`), for whom, and the reason that was written."""


class BallotPersonsSheet(Card):
    """Stands in the middle of the window and follows what happens until it is closed."""

    def __init__(self, theme: Theme, parent: QWidget, *, name: str, has_reason: bool) -> None:
        super().__init__(theme, parent, name=name)
        self._act: Act | None = None
        self._shown: PersonsShown | None = None
        self._prefix = name
        self._list_px = 0
        self._title = TextBlock(theme, step=Step.LEAD, bold=True, name=f"{name}_title")
        self._means = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name=f"{name}_means")
        self._reason = QLineEdit()
        self._reason.setObjectName(f"{name}_reason")
        self._reason.setMaxLength(_LONGEST_REASON)
        self._reason.setMinimumHeight(theme.scale.target_px)
        self._reason.setPlaceholderText(tr("Reason, for the record"))
        self._reason.setAccessibleName(tr("Reason, for the record"))
        self._reason.setVisible(has_reason)
        self._reason.textChanged.connect(self._enable)
        self._inside = QWidget()
        self._list = column(self._inside)
        self._area = scrolled(self._inside, name=f"{name}_persons")
        self._summary = TextBlock(theme, step=Step.BODY, name=f"{name}_summary")
        self._close = QuietButton(theme, tr("Close"), name=f"{name}_close")
        self._close.clicked.connect(self.close_card)
        self._needing_reason: list[Button] = []
        self._has_reason = has_reason
        self._lay_out()

    def open_for(self, shown: PersonsShown, act: Act) -> None:
        """Show the persons; `act` is called with what is pressed."""
        self._act, self._shown = act, None
        self._reason.clear()
        self.render_persons(shown)
        show_faded(self._theme, self, FADE_POPOVER_MS)
        field = self._reason if self._has_reason else self._close
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def render_persons(self, shown: PersonsShown | None) -> None:
        """Show what is so now; None closes it: there is nothing to decide any more."""
        if self._act is None or shown == self._shown:
            return
        if shown is None:
            self.close_card()
            return
        is_first, self._shown = self._shown is None, shown
        self._title.set_text(shown.title)
        self._means.set_text(shown.means)
        self._summary.set_text(shown.summary)
        self.setAccessibleName(shown.title)
        self._fill(shown)
        if is_first:
            # Later the list keeps its height: nothing moves while somebody is pressing.
            self._list_px = self._inside.sizeHint().height()
        self.place_again()

    def place_again(self) -> None:
        """Stand in the middle of the window, also after its size has changed."""
        theme, host = self._theme, self._host
        most = min(theme.space(_LIST_PX), host.height() - theme.space(_AROUND_PX))
        self._area.setFixedHeight(max(theme.scale.target_px, min(self._list_px, most)))
        self.place_card(QPoint(0, 0), min(theme.space(_WIDTH_PX), host.width() - theme.space(32)))
        self.move((host.width() - self.width()) // 2, (host.height() - self.height()) // 2)

    def close_card(self) -> None:
        """Put it away."""
        self._act = self._shown = None
        self.hide()

    # How ----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = self._theme
        self.body.addWidget(self._title)
        self.body.addWidget(self._means)
        self.body.addWidget(self._reason)
        self.body.addWidget(self._area)
        answers = row(spacing=theme.space(12))
        answers.addWidget(self._summary, 1)
        answers.addWidget(self._close)
        self.body.addLayout(answers)

    def _fill(self, shown: PersonsShown) -> None:
        clear(self._list)
        self._needing_reason = []
        for one in shown.rows:
            self._add_row(one)
        self._list.addStretch(1)
        self._enable()

    def _add_row(self, one: PersonRow) -> None:
        theme = self._theme
        line = QWidget()
        line.setObjectName(f"{self._prefix}_{one.person}")
        pad = theme.space(4)
        across = row(line, spacing=theme.space(8), margins=(0, pad, theme.space(8), pad))
        name = TextBlock(theme, spread_name(one.name), step=Step.BODY)
        name.setFixedWidth(theme.space(_NAME_PX))
        across.addWidget(name, 0, Qt.AlignmentFlag.AlignVCenter)
        words = TextBlock(theme, one.words, step=Step.CAPTION, tone=Tone.INK2)
        across.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        for act in one.acts:
            across.addWidget(self._button(one, act))
        self._list.addWidget(line)
        self._list.addWidget(Hairline())

    def _button(self, one: PersonRow, act: PersonAct) -> Button:
        theme, name = self._theme, f"{act.key}_{one.person}"
        state = ""
        if act.is_chosen is None:
            button: Button = QuietButton(theme, act.word, name=name)
        else:
            button = ChoiceButton(theme, act.word, name=name)
            button.setChecked(act.is_chosen)
            state = tr("chosen") if act.is_chosen else tr("not chosen")
        spoken = tr("{name}: {words}", name=one.name, words=act.word)
        button.setAccessibleName(tr("{choice}, {state}", choice=spoken, state=state) if state else spoken)
        button.setEnabled(act.is_enabled)
        if act.needs_reason and act.is_chosen is not True:
            self._needing_reason.append(button)
        button.clicked.connect(lambda _=False: self._press(one, act))
        return button

    def _press(self, one: PersonRow, act: PersonAct) -> None:
        if self._act is None or act.is_chosen is True:
            self._shown_again()
            return
        self._act(act.key, one.person, self._reason.text().strip())

    def _shown_again(self) -> None:
        """What is chosen stays chosen when it is pressed again."""
        shown = self._shown
        if shown is not None:
            self._fill(shown)

    def _enable(self) -> None:
        for button in self._needing_reason:
            button.setEnabled(bool(self._reason.text().strip()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
            return
        super().keyPressEvent(event)
