"""Fields of the sheets for ballots: a labelled row, a small number, a share, one of several answers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from presenter.ui.ballot_rule_draft import ShareDraft
from presenter.ui.pieces import row
from shared.system.i18n import tr
from shared.ui.buttons import ChoiceButton
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

LABEL_PX = 104
_NUMBER_PX = 64


def labelled(theme: Theme, label: str, *fields: QWidget) -> QBoxLayout:
    """Fields behind their label."""
    across = row(spacing=theme.space(8))
    words = TextBlock(theme, label, step=Step.CAPTION, tone=Tone.INK2)
    words.setFixedWidth(theme.space(LABEL_PX))
    across.addWidget(words, 0, Qt.AlignmentFlag.AlignVCenter)
    for field in fields:
        across.addWidget(field)
    across.addStretch(1)
    return across


def number_field(theme: Theme, name: str, spoken: str) -> QLineEdit:
    """A field for a small number."""
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setMaxLength(4)
    field.setFixedWidth(theme.space(_NUMBER_PX))
    field.setMinimumHeight(theme.scale.target_px)
    return field


class OneOf(QWidget):
    """Equal answers, one of which is chosen."""

    chosen = Signal(str)
    """A person chose this one."""

    def __init__(
        self,
        theme: Theme,
        words: Mapping[str, str],
        *,
        name: str,
        about: str = "",
        spoken: Mapping[str, str] | None = None,
    ) -> None:
        """`about` is whom or what the answers are about, `spoken` are words for answers that are shown as signs."""
        super().__init__()
        self._about = about
        self._spoken = {**words, **(spoken or {})}
        self._buttons = {key: ChoiceButton(theme, word, name=f"{name}_{key}") for key, word in words.items()}
        across = row(self, spacing=theme.space(8))
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _=False, k=key: self._choose(k))
            across.addWidget(button)
        self.set_value("")

    @property
    def value(self) -> str:
        """The chosen one, "" for none."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose without telling."""
        for key, button in self._buttons.items():
            button.setChecked(key == value)
            state = tr("chosen") if key == value else tr("not chosen")
            answer = tr("{choice}, {state}", choice=self._spoken[key], state=state)
            about = self._about
            button.setAccessibleName(tr("{title}: {names}", title=about, names=answer) if about else answer)

    def _choose(self, key: str) -> None:
        self.set_value(key)
        self.chosen.emit(key)


class ShareField(QWidget):
    """More than, or at least, so many of so many."""

    changed = Signal()
    """A person changed it."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        words = {"strict": tr("more than"), "inclusive": tr("at least")}
        self._how = OneOf(theme, words, name=name)
        self._num = number_field(theme, f"{name}_num", tr("Numerator"))
        self._den = number_field(theme, f"{name}_den", tr("Denominator"))
        across = row(self, spacing=theme.space(8))
        across.addWidget(self._how)
        across.addWidget(self._num)
        across.addWidget(Label(theme, "/", step=Step.BODY))
        across.addWidget(self._den)
        self._how.chosen.connect(self.changed)
        self._num.textEdited.connect(self.changed)
        self._den.textEdited.connect(self.changed)

    @property
    def value(self) -> ShareDraft:
        """What is written."""
        return ShareDraft(self._num.text().strip(), self._den.text().strip(), self._how.value == "strict")

    def set_value(self, share: ShareDraft) -> None:
        """Write this."""
        self._num.setText(share.num)
        self._den.setText(share.den)
        self._how.set_value("strict" if share.strict else "inclusive")
