"""The buttons below a ballot."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from presenter.ui.ballot_shown import Action, BallotAct, Weight
from presenter.ui.pieces import clear, column, row
from shared.ui.buttons import BareButton, Button, PrimaryButton, QuietButton
from shared.ui.theme import Theme
from shared.ui.tokens import Step

_ACTION_HEIGHT_PX: Final = 44


class BallotButtons(QWidget):
    """Rows of buttons. While these are the same ones, they stay: a vote that arrives during a press takes none away."""

    pressed = Signal(str)
    """This is wished (a `BallotAct`)."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._subject = ""
        self._actions: tuple[tuple[Action, ...], ...] = ()
        self._buttons: dict[BallotAct, Button] = {}
        self._rows = column(self, spacing=theme.space(8))

    def show_actions(self, subject: str, rows: tuple[tuple[Action, ...], ...]) -> None:
        """Show the actions on a subject."""
        if (subject, _shape(rows)) != (self._subject, _shape(self._actions)):
            self._build(rows)
        elif rows != self._actions:
            for action in (action for actions in rows for action in actions):
                _set_state(self._buttons[action.act], action)
        self._subject, self._actions = subject, rows

    def _build(self, rows: tuple[tuple[Action, ...], ...]) -> None:
        clear(self._rows)
        self._buttons.clear()
        for actions in filter(None, rows):
            across = row(spacing=self._theme.space(8))
            for action in actions:
                button = self._buttons[action.act] = self._made(action)
                _set_state(button, action)
                button.clicked.connect(lambda _=False, act=action.act: self.pressed.emit(act.value))
                across.addWidget(button, 1 if action.weight is Weight.FILLED else 0)
            if all(action.weight is not Weight.FILLED for action in actions):
                across.addStretch(1)
            self._rows.addLayout(across)

    def _made(self, action: Action) -> Button:
        theme, name = self._theme, action.act.value
        height = theme.space(_ACTION_HEIGHT_PX)
        match action.weight:
            case Weight.FILLED:
                return PrimaryButton(theme, "", name=name, step=Step.BODY, bold=True, height_px=height)
            case Weight.OUTLINED:
                return QuietButton(theme, "", name=name, height_px=height)
            case Weight.BARE:
                return BareButton(theme, "", name=name)


def _set_state(button: Button, action: Action) -> None:
    button.set_word(action.word)
    button.set_busy(action.waiting_word)
    if not action.waiting_word:
        button.setEnabled(action.is_enabled)


def _shape(rows: tuple[tuple[Action, ...], ...]) -> tuple[tuple[tuple[BallotAct, Weight], ...], ...]:
    return tuple(tuple((action.act, action.weight) for action in actions) for actions in rows)
