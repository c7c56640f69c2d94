"""The pen bar of a seat: in place of the cross it has the button that says who sees what is written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.buttons import BareButton, Button, ChoiceButton
from shared.ui.ink_actions import InkActions
from shared.ui.ink_tools import InkTray
from shared.ui.pen_bar import PenBar
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone
from shared.ui.tool_buttons import IconButton

_WIDTH = 420


class SeatPenBar(PenBar):
    """Closed by the tool in the rail that opened it; `audience` opens what others see."""

    def __init__(self, theme: Theme, parent: QWidget, tray: InkTray, actions: InkActions) -> None:
        super().__init__(theme, parent, tray, actions)
        self.audience = IconButton(
            theme, tr("Who sees this"), name="ink_audience", icon="share", icon_px=theme.space(24)
        )
        self.audience.setCheckable(True)
        self._close.hide()
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.audience)

    @override
    def _cells(self) -> list[Button]:
        return [*(cell for cell in super()._cells() if cell is not self._close), self.audience]


class AudienceCard(Popover):
    """Who sees what is written next; and the way to share what is written already."""

    board_chosen = Signal(bool)
    """True: write for all; False: for oneself."""

    share_requested = Signal()
    """The person wants to share their own ink on this paper."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="audience_card")
        self._own = ChoiceButton(theme, tr("Only for me"), name="write_for_me")
        self._all = ChoiceButton(theme, tr("For all to see"), name="write_for_all")
        self._words = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="audience_words")
        share = BareButton(theme, tr("Share my notes on this paper"), name="share_ink", icon="share")
        self._own.clicked.connect(lambda: self._choose(False))
        self._all.clicked.connect(lambda: self._choose(True))
        share.clicked.connect(self._share)
        self.body.addWidget(Label(theme, tr("What I write now"), step=Step.LEAD, bold=True))
        self.body.addWidget(self._own)
        self.body.addWidget(self._all)
        self.body.addWidget(self._words)
        self.body.addWidget(share, 0, Qt.AlignmentFlag.AlignLeft)

    def open_for(self, beside: QWidget, *, may_write_for_all: bool, is_for_all: bool) -> None:
        """Open beside the button of the bar."""
        self._own.setChecked(not is_for_all)
        self._all.setChecked(is_for_all)
        self._all.setEnabled(may_write_for_all)
        self._words.set_text(
            tr("What you write for all appears on every screen at once and stays with the page")
            if may_write_for_all
            else tr(
                "Only you see your notes, unless you share them. Who may write for all, the chair decides"
            )
        )
        self.open_beside(beside, self._theme.space(_WIDTH))

    def _choose(self, for_all: bool) -> None:
        self.close_card()
        self.board_chosen.emit(for_all)

    def _share(self) -> None:
        self.close_card()
        self.share_requested.emit()
