"""What the nameplate says while this terminal is not in the room: which ways are tried, and why it is not in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.session.view import SessionView
from kiosk.ui.screens.ways_list import WaysList
from kiosk.ui.words import cause_sentence, looking_sentence
from shared.link.finder import Way
from shared.system.i18n import tr
from shared.ui.buttons import QuietButton
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_HEIGHT_BODY, Step, Tone


class LookingPanel(QWidget):
    """The sentence at once; reason, ways and the button for an address once it takes long."""

    address_requested = Signal()
    """The person wants to type where the podium is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sentence = TextBlock(theme, step=Step.LEAD, tone=Tone.INK2, max_lines=1, name="looking_state")
        self._reason = TextBlock(theme, step=Step.BODY, tone=Tone.OCHRE, name="looking_reason")
        self._ways = WaysList(theme, name="looking_ways")
        self._type = QuietButton(theme, tr("Type the podium's address"), name="type_address")
        self._type.clicked.connect(self.address_requested)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self._sentence)
        said.addWidget(self._reason)
        said.addSpacing(theme.space(4))
        said.addWidget(self._ways)
        said.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(32))
        row.addLayout(said, 1)
        row.addWidget(self._type, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def full_px(self) -> int:
        """How high it is with both sentences and every way."""
        scale = self._theme.scale
        lines = (Step.LEAD, Step.BODY, *(Step.CAPTION for _ in Way))
        return self._theme.space(4) + sum(round(scale.type_px(step) * LINE_HEIGHT_BODY) for step in lines)

    def render_state(self, view: SessionView, lead: str) -> None:
        """Draw the line; `lead` is what is said instead of the way that is tried, "" for nothing."""
        line = view.line
        self._sentence.set_text(lead or looking_sentence(line))
        has_reason = view.is_offline or bool(line.door_refusal)
        self._reason.set_text(cause_sentence(line) if has_reason else "")
        self._reason.setVisible(has_reason)
        self._ways.show_attempts(line.attempts if has_reason else ())
        self._type.setVisible(view.is_offline)
