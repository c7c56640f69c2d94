"""Who shared ink on the paper of the stage, to be shown or hidden person by person."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from presenter.ui.check_button import CheckButton
from presenter.ui.pieces import clear, column, scrolled
from presenter.ui.shades import focus_first
from presenter.ui.shared_ink import Sharer, sharers
from presenter.ui.state import PodiumState
from shared.domain.people import PersonId
from shared.system.i18n import tr
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH_PX = 280
_MOST_ROWS = 8


class SharedInkCard(Popover):
    """Opens above the button in the lead bar. Nothing is shown before it is ticked, and only at the podium."""

    ink_toggled = Signal(str, bool)
    """Show the shared ink of this person (id) on the paper of the stage, or hide it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="shared_ink_card")
        self._card_theme = theme
        self._button: QWidget = parent
        self._rows: dict[PersonId, CheckButton] = {}
        self._listed: tuple[Sharer, ...] = ()
        self._inside = QWidget()
        self._list = column(self._inside)
        self._area = scrolled(self._inside, name="sharers")
        self.body.addWidget(Label(theme, tr("Notes that were shared"), step=Step.LEAD, bold=True))
        words = tr("Shown at the podium only. The seats see what was shared with all by themselves.")
        self.body.addWidget(TextBlock(theme, words, step=Step.CAPTION, tone=Tone.INK2))
        self.body.addWidget(self._area)

    def open_above(self, button: QWidget, state: PodiumState) -> None:
        """Show who shared ink; a second time it is put away."""
        if self.isVisible():
            self.close_card()
            return
        self._button = button
        self._fill(sharers(state))
        self._put(button)
        focus_first(self, CheckButton)

    def render_state(self, state: PodiumState) -> None:
        """Show what is so now."""
        if self.isHidden():
            return
        listed = sharers(state)
        if not listed:
            self.close_card()
        elif [s.person for s in listed] != [s.person for s in self._listed]:
            self._fill(listed)
            self._put(self._button)
        else:
            for sharer in listed:
                self._rows[sharer.person].setChecked(sharer.is_shown)

    def _put(self, button: QWidget) -> None:
        """Above the button, the right edges in one line."""
        theme = self._card_theme
        wide = theme.space(_WIDTH_PX)
        self.place_card(QPoint(0, 0), wide)
        corner = button.mapTo(self._host, QPoint(0, 0))
        top = corner.y() - self.card_rect().height() - theme.space(12)
        self.open_at(QPoint(corner.x() + button.width() - wide, top), wide)

    def _fill(self, listed: tuple[Sharer, ...]) -> None:
        self._listed = listed
        clear(self._list)
        self._rows = {}
        for sharer in listed:
            note = tr("with all") if sharer.is_with_all else tr("with the chair")
            line = CheckButton(self._card_theme, sharer.name, name=f"show_ink_{sharer.person}", note=note)
            line.setChecked(sharer.is_shown)
            line.clicked.connect(lambda on, p=sharer.person: self.ink_toggled.emit(p, on))
            self._rows[sharer.person] = line
            self._list.addWidget(line)
        self._list.addStretch(1)
        rows = min(len(listed), _MOST_ROWS)
        self._area.setFixedHeight(rows * self._card_theme.scale.target_px)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
