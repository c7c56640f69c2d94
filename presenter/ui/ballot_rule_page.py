"""Choosing the rule of a new ballot, and changing a copy of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from presenter.clerk.pack_rules import shipped_presets
from presenter.ui.ballot_fields import OneOf, ShareField, labelled
from presenter.ui.ballot_rule_draft import BASE_WORDS, RuleDraft, choosable, rule_draft
from presenter.ui.check_button import CheckButton
from presenter.ui.pieces import column, row, scrolled
from shared.domain.majority import Base
from shared.system.i18n import tr
from shared.system.wording_presets import preset_name
from shared.ui.buttons import ChoiceButton
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_LIST_PX = 236


class RulePage(QWidget):
    """The presets on the left, what may be changed for this ballot on the right."""

    changed = Signal()
    """The rule is another one now."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._presets = choosable(shipped_presets())
        self._buttons: dict[str, ChoiceButton] = {}
        self._quorum = ShareField(theme, name="rule_quorum")
        self._passing = ShareField(theme, name="rule_passing")
        self._base = OneOf(
            theme, {base.value: tr(word) for base, word in list(BASE_WORDS.items())[:2]}, name="rule_base"
        )
        self._base_cast = OneOf(
            theme, {base.value: tr(word) for base, word in list(BASE_WORDS.items())[2:]}, name="rule_base"
        )
        self._may_change = CheckButton(theme, tr("A vote may be changed until the close"), name="may_change")
        self._chair_last = CheckButton(theme, tr("The chair votes last"), name="chair_last")
        self._admits_late = CheckButton(theme, tr("Who comes late may still vote"), name="admits_late")
        self._lay_out()
        self._connect()
        self.choose("")

    @property
    def draft(self) -> RuleDraft:
        """The rule as it stands in the fields."""
        return RuleDraft(
            preset=self._presets[self._key],
            quorum=self._quorum.value,
            passing=self._passing.value,
            base=Base(self._base.value or self._base_cast.value),
            may_change=self._may_change.isChecked(),
            chair_last=self._chair_last.isChecked(),
            admits_late=self._admits_late.isChecked(),
        )

    def choose(self, key: str) -> None:
        """Take a preset as it stands, the first one where this is not to be chosen."""
        key = self._key = key if key in self._presets else next(iter(self._presets))
        for other, button in self._buttons.items():
            button.setChecked(other == key)
            state = tr("chosen") if other == key else tr("not chosen")
            button.setAccessibleName(tr("{choice}, {state}", choice=button.text(), state=state))
        draft = rule_draft(self._presets[key])
        self._quorum.set_value(draft.quorum)
        self._passing.set_value(draft.passing)
        self._set_base(draft.base.value)
        self._may_change.setChecked(draft.may_change)
        self._chair_last.setChecked(draft.chair_last)
        self._admits_late.setChecked(draft.admits_late)
        self.changed.emit()

    def _set_base(self, base: str) -> None:
        self._base.set_value(base)
        self._base_cast.set_value(base)

    def _choose_base(self, base: str) -> None:
        self._set_base(base)
        self.changed.emit()

    def _lay_out(self) -> None:
        theme = self._theme
        across = row(self, spacing=theme.space(16))
        inside = QWidget()
        listed = column(inside, spacing=theme.space(4))
        for key, preset in self._presets.items():
            button = ChoiceButton(theme, preset_name(preset), name=f"preset_{key}", step=Step.CAPTION)
            button.clicked.connect(lambda _=False, k=key: self.choose(k))
            self._buttons[key] = button
            listed.addWidget(button)
        listed.addStretch(1)
        area = scrolled(inside, name="presets")
        area.setFixedWidth(theme.space(_LIST_PX))
        across.addWidget(area)
        fields = column(spacing=theme.space(8))
        fields.addLayout(labelled(theme, tr("Quorum of those entitled"), self._quorum))
        fields.addLayout(labelled(theme, tr("Majority in favour"), self._passing))
        fields.addLayout(labelled(theme, "", self._base))
        fields.addLayout(labelled(theme, "", self._base_cast))
        for check in (self._may_change, self._chair_last, self._admits_late):
            fields.addWidget(check)
        means = tr(
            "The presets are kept as they are: what you change holds for this ballot and is printed with it."
        )
        fields.addWidget(TextBlock(theme, means, step=Step.CAPTION, tone=Tone.INK2))
        fields.addStretch(1)
        across.addLayout(fields, 1)

    def _connect(self) -> None:
        self._quorum.changed.connect(self.changed)
        self._passing.changed.connect(self.changed)
        self._base.chosen.connect(self._choose_base)
        self._base_cast.chosen.connect(self._choose_base)
        for check in (self._may_change, self._chair_last, self._admits_late):
            check.clicked.connect(lambda _=False: self.changed.emit())
