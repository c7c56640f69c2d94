"""The right side of a ballot that is marked: how many are chosen, what to know, and the way on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.ui.screens.keyboard import holder
from kiosk.ui.screens.touch_list import touch_list
from shared.system.i18n import tr
from shared.ui.buttons import Button, PrimaryButton, QuietButton
from shared.ui.count_steps import CountSteps
from shared.ui.text import Label, Span
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, LINE_HEIGHT_BODY, Step, Tone

_ICON_PX, _ICON_ROOM_PX = 18, 34
_BUTTON_PX = 84


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of the panel: `done` of `most` in `unit`; `title` above, `detail` below."""

    title: str
    done: int
    most: int
    unit: str = ""
    detail: str = ""


class BallotPanel(QWidget):
    """Nothing in it moves the list at the left."""

    went_on = Signal()
    """From marking to the next page, or to checking."""

    went_back = Signal()
    """To the page before, or from checking to marking."""

    confirmed = Signal()
    """What was checked shall be sent."""

    folded = Signal()
    """To the papers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = Label(theme, step=Step.LEAD, tone=Tone.INK2)
        self._done = Label(theme, step=Step.NAME, bold=True, name="chosen_count")
        self._most = Label(theme, step=Step.LARGE, tone=Tone.INK2)
        self._steps = CountSteps(theme)
        self._detail = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="chosen_detail")
        self._notes = _Notes(theme)
        self._fine = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="marking_rule")
        self._fold = QuietButton(theme, tr("Papers first"), name="fold_marking")
        self._back = QuietButton(theme, "", name="back_to_marking")
        self._check = PrimaryButton(theme, "", name="check_ballot", step=Step.TITLE, bold=True)
        self._confirm = PrimaryButton(theme, "", name="confirm_ballot", step=Step.TITLE, bold=True)
        for button in (self._check, self._confirm):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setFixedHeight(max(theme.space(_BUTTON_PX), theme.scale.vote_target_px))
        self._check.clicked.connect(self.went_on)
        self._confirm.clicked.connect(self.confirmed)
        self._back.clicked.connect(self.went_back)
        self._fold.clicked.connect(self.folded)
        self._lay_out(theme)

    def set_margins(self, top_px: int, right_px: int, bottom_px: int) -> None:
        """Keep so far from the panel's edges."""
        self._column.setContentsMargins(self._theme.space(40), top_px, right_px, bottom_px)

    def show_count(self, count: Count) -> None:
        """Show the figures."""
        self._title.setText(count.title)
        self._done.setText(str(count.done))
        self._most.setText(f"/ {count.most} {count.unit}".strip())
        is_wide = len(count.unit) > 1
        self._most.setFont(self._theme.font(Step.TITLE if is_wide else Step.LARGE))
        self._steps.set_count(count.done, count.most)
        self._detail.setText(count.detail)
        spoken = tr("{title}: {done} of {most}", title=count.title, done=count.done, most=count.most)
        self._done.setAccessibleName(f"{spoken} {count.unit}".strip())

    def show_notes(self, notes: Sequence[str]) -> None:
        """Say these sentences; why the last tap changed nothing comes first."""
        self._notes.set_notes(notes)

    def show_fine_print(self, spans: Sequence[Span]) -> None:
        """Show the rule and what confirming means."""
        self._fine.set_text(tuple(spans))

    def offer_marking(self, word: str, *, back: str, fold: str, is_open: bool) -> None:
        """Offer to go on; `back` is the word of the way to the page before, empty on the first."""
        self._confirm.hide()
        self._check.show()
        self._fit(self._check, word)
        self._check.setEnabled(is_open)
        self._fold.set_word(fold)
        self._fold.show()
        self._back.set_word(back)
        self._back.setVisible(bool(back))

    def offer_confirming(self, word: str, *, back: str) -> None:
        """Offer to confirm what was checked; no press counts in the first moments."""
        if self._confirm.isHidden():
            self._confirm.make_inert(CONFIRM_INERT_MS)
        self._check.hide()
        self._confirm.show()
        self._fit(self._confirm, word)
        self._fold.hide()
        self._back.set_word(back)
        self._back.show()

    def press_enter(self) -> None:
        """What Enter does: press the quiet button that holds the keyboard, otherwise the filled one."""
        held = holder((self._fold, self._back))
        filled = self._check if self._check.isVisible() else self._confirm
        button: Button = held or filled
        if button.isEnabled() and not button.is_inert:
            button.click()

    def _fit(self, button: Button, word: str) -> None:
        """The largest step in which the word fits."""
        room = button.width() - 2 * self._theme.space(12)
        steps = (Step.TITLE, Step.LEAD, Step.BODY, Step.CAPTION)
        fonts = [self._theme.font(step, bold=True) for step in steps]
        fitting = (font for font in fonts if QFontMetricsF(font).horizontalAdvance(word) <= room)
        button.setFont(next(fitting, fonts[-1]))
        button.set_word(word)

    def _lay_out(self, theme: Theme) -> None:
        space = theme.space
        figures = QHBoxLayout()
        figures.setSpacing(space(12))
        figures.addWidget(self._done, 0, Qt.AlignmentFlag.AlignBottom)
        figures.addWidget(self._most, 0, Qt.AlignmentFlag.AlignBottom)
        figures.addStretch(1)
        self._done.setFixedHeight(round(theme.scale.type_px(Step.NAME) * 1.1))
        self._most.setContentsMargins(0, 0, 0, space(6))
        quiet = QHBoxLayout()
        quiet.setSpacing(space(12))
        quiet.addWidget(self._back, 1)
        quiet.addWidget(self._fold, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self._title)
        self._column.addLayout(figures)
        self._column.addSpacing(space(6))
        self._column.addWidget(self._steps)
        self._column.addSpacing(space(12))
        self._column.addWidget(self._detail)
        self._column.addSpacing(space(16))
        self._column.addWidget(self._notes, 1)
        self._column.addSpacing(space(12))
        self._column.addWidget(self._fine)
        self._column.addSpacing(space(16))
        self._column.addLayout(quiet)
        self._column.addSpacing(space(12))
        self._column.addWidget(self._check)
        self._column.addWidget(self._confirm)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button in (self._check, self._confirm):
            self._fit(button, button.text())


class _Notes(QWidget):
    """Sentences, one below the other; more than fit scroll."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[str, ...] = ()
        self._inner = QWidget()
        self._inner.setProperty("ground", "none")
        self._rows = QVBoxLayout(self._inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.space(16))
        self._rows.addStretch(1)
        area = touch_list(has_keys=False)
        area.setWidget(self._inner)
        area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self.setObjectName("ballot_notes")

    def set_notes(self, notes: Sequence[str]) -> None:
        """Show these, the empty ones left out."""
        wanted = tuple(note for note in notes if note)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.setAccessibleName(" ".join(wanted))
        while self._rows.count() > 1:
            item = self._rows.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for place, note in enumerate(wanted):
            self._rows.insertWidget(place, _Note(self._theme, note))


class _Note(QWidget):
    """One sentence with the sign of a note."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        words = TextBlock(theme, text, step=Step.CAPTION, tone=Tone.INK2)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(_ICON_ROOM_PX), 0, 0, 0)
        row.addWidget(words)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._theme.space(_ICON_PX)
        line = self._theme.scale.type_px(Step.CAPTION) * LINE_HEIGHT_BODY
        box = QRectF(self._theme.space(2), (line - side) / 2, side, side)
        self._theme.paint_icon(painter, "info", Tone.INK2, box)
