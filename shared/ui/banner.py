"""A note across the top of the desk: an ochre sentence, not an alarm."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.buttons import BareButton
from shared.ui.text import Span, SpanLabel, plain, wide_gap
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class NoteKind(StrEnum):
    """ATTENTION is ochre (offline, pending), GOOD green (back again), PLAIN grey (a fact)."""

    ATTENTION = "attention"
    GOOD = "good"
    PLAIN = "plain"


_GROUNDS = {
    NoteKind.ATTENTION: (Tone.SOFT_OCHRE, Tone.OCHRE),
    NoteKind.GOOD: (Tone.SOFT_GREEN, Tone.GREEN),
    NoteKind.PLAIN: (Tone.SOFT_SLATE, Tone.SLATE),
}


class Banner(QWidget):
    """Icon, bold lead, sentence and at most one action; 64 design pixels high on a kiosk."""

    action_requested = Signal()
    """The action at the right was pressed."""

    def __init__(self, theme: Theme, *, name: str = "banner", height_px: float = 64) -> None:
        super().__init__()
        self._theme = theme
        self._kind = NoteKind.ATTENTION
        self._icon = "net-off"
        self._words = ""
        self.setObjectName(name)
        self.setFixedHeight(max(theme.space(height_px), theme.scale.target_px))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._sentence = SpanLabel(theme, step=Step.BODY, name=f"{name}_sentence")
        self._action = BareButton(theme, "", name=f"{name}_action", tone=Tone.INK)
        self._action.clicked.connect(self.action_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(60), 0, theme.space(20), 0)
        row.addWidget(self._sentence)
        row.addStretch(1)
        row.addWidget(self._action)

    def show_note(
        self,
        lead: str,
        sentence: str | Sequence[Span] = "",
        *,
        kind: NoteKind = NoteKind.ATTENTION,
        icon: str = "net-off",
        action: str = "",
    ) -> None:
        """Say this. The banner's visibility is the caller's, because only it knows what must give way."""
        rest = (Span(sentence),) if isinstance(sentence, str) else tuple(sentence)
        gap = (Span(wide_gap()),) if plain(rest) else ()
        spans = (Span(lead, bold=True), *gap, *rest)
        self._kind, self._icon, self._words = kind, icon, plain(spans)
        self._sentence.set_spans(spans)
        self._action.set_word(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(self._words)
        self.update()

    def text(self) -> str:
        """The whole note."""
        return self._words

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(600), self.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        ground, tone = _GROUNDS[self._kind]
        painter.fillRect(self.rect(), theme.colour(ground))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.mixed(ground, tone, 0.35))
        side = theme.space(24)
        box = QRectF(theme.space(21), 0, side, self.height())
        theme.paint_icon(painter, self._icon, tone, box)
