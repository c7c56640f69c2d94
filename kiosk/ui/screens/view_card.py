"""How the paper is looked at: pages beside one another, size, turn, how bright, and for which hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from shared.system.i18n import tr
from shared.ui.buttons import ChoiceButton, QuietButton
from shared.ui.page_fit import Fit, Layout, Look
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.theme import Dimming, Theme
from shared.ui.tokens import TARGET_GAP_MM, Step, Tone

_WIDTH = 560
_LABEL = 92

T = TypeVar("T")


class ViewCard(Popover):
    """Choices that take effect at once; the card stays open, so that the effect is seen."""

    layout_chosen = Signal(object)
    """A `Layout`."""

    fit_chosen = Signal(object)
    """A `Fit`."""

    turn_chosen = Signal(int)
    """Quarter turns clockwise, -1 to the left."""

    dimming_chosen = Signal(object)
    """A `Dimming`."""

    hand_chosen = Signal(bool)
    """True: tools for a left hand."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="view_card")
        self._layouts = self._choices(
            tr("Layout"),
            {
                Layout.ONE: (tr("One"), "layout_one"),
                Layout.TWO: (tr("Two"), "layout_two"),
                Layout.SCROLL: (tr("Scroll"), "layout_scroll"),
            },
            self.layout_chosen.emit,
        )
        self._fits = self._choices(
            tr("Size"),
            {
                Fit.WHOLE: (tr("Whole page"), "fit_whole"),
                Fit.WIDTH: (tr("Width"), "fit_width"),
                Fit.TEXT: (tr("Text"), "fit_text"),
            },
            self.fit_chosen.emit,
        )
        self._turns()
        self._dimmings = self._choices(
            tr("Light"),
            {
                Dimming.DAY: (tr("Day"), "dimming_day"),
                Dimming.DIMMED: (tr("Dimmed"), "dimming_dimmed"),
                Dimming.DARK: (tr("Dark"), "dimming_dark"),
            },
            self.dimming_chosen.emit,
        )
        self._hands = self._choices(
            tr("Tools"),
            {False: (tr("Right hand"), "hand_right"), True: (tr("Left hand"), "hand_left")},
            self.hand_chosen.emit,
        )

    def show_view(self, look: Look, dimming: Dimming, *, is_left_handed: bool) -> None:
        """Mark what is chosen now."""
        for buttons, value in (
            (self._layouts, look.layout),
            (self._fits, look.fit),
            (self._dimmings, dimming),
            (self._hands, is_left_handed),
        ):
            for one, button in buttons.items():
                button.setChecked(one == value)

    def open_for(self, beside: QWidget) -> None:
        """Open the card."""
        self.open_beside(beside, self._theme.space(_WIDTH))

    def _choices(
        self, label: str, choices: dict[T, tuple[str, str]], chosen: Callable[[T], object]
    ) -> dict[T, QAbstractButton]:
        group = QButtonGroup(self)
        row = self._row(label)
        made: dict[T, QAbstractButton] = {}
        for value, (word, name) in choices.items():
            button = ChoiceButton(self._theme, word, name=name)
            button.setAccessibleName(f"{label}, {word}")
            button.clicked.connect(lambda _on=False, value=value: chosen(value))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            group.addButton(button)
            row.addWidget(button, 1)
            made[value] = button
        return made

    def _turns(self) -> None:
        row = self._row(tr("Turn"))
        for word, name, icon, by in (
            (tr("To the left"), "turn_left", "turn-left", -1),
            (tr("To the right"), "turn_right", "turn-right", 1),
        ):
            button = QuietButton(self._theme, word, name=name, icon=icon)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _on=False, by=by: self.turn_chosen.emit(by))
            row.addWidget(button, 1)

    def _row(self, label: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(max(self._theme.space(8), self._theme.scale.mm(TARGET_GAP_MM)))
        words = Label(self._theme, label, step=Step.CAPTION, tone=Tone.INK2)
        words.setFixedWidth(self._theme.space(_LABEL))
        row.addWidget(words)
        self.body.addLayout(row)
        return row
