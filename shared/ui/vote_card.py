"""One answer of a ballot as a card: three of one size, one weight, one distance."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.signs import MARK_TONES, Mark, paint_mark
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_CHOSEN, LINE_CONTROL, Step, Tone

_DESIGN_HEIGHT = 250


class CardState(StrEnum):
    """IDLE before any choice; then the chosen one and those that recede but can still be tapped.

    LOCKED takes no presses, for the chair who votes last.
    """

    IDLE = "idle"
    CHOSEN = "chosen"
    RECEDED = "receded"
    LOCKED = "locked"


class VoteCard(QAbstractButton):
    """`clicked` means that a person chose this answer; what follows from it is the screen's to say."""

    def __init__(self, theme: Theme, mark: Mark, word: str, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._mark = mark
        self._state = CardState.IDLE
        self.setObjectName(name)
        self.setText(word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.scale.vote_target_px, theme.scale.vote_target_px)
        self.set_state(CardState.IDLE)

    @property
    def state(self) -> CardState:
        """How the card stands."""
        return self._state

    def set_word(self, word: str) -> None:
        """Call the answer so, as the rule of the ballot words it."""
        if word != self.text():
            self.setText(word)
            self.setAccessibleName(self._spoken())

    def set_state(self, state: CardState) -> None:
        """Draw the card so; nothing moves when it changes."""
        self._state = state
        self.setEnabled(state is not CardState.LOCKED)
        self.setAccessibleName(self._spoken())
        self.update()

    def _spoken(self) -> str:
        match self._state:
            case CardState.CHOSEN:
                return tr("{choice}, selected", choice=self.text())
            case CardState.LOCKED:
                return tr("{choice}, not open yet", choice=self.text())
            case CardState.IDLE | CardState.RECEDED:
                return tr("{choice}, not selected", choice=self.text())

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(362), self._theme.space(_DESIGN_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_quiet = self._state in (CardState.RECEDED, CardState.LOCKED)
        self._paint_ground(painter)
        tall = self.height()
        tone = Tone.INK3 if is_quiet else MARK_TONES[self._mark]
        centre = QPointF(self.width() / 2, tall * 0.368)
        wide = tall * 76 / _DESIGN_HEIGHT
        paint_mark(painter, self._mark, theme.colour(tone), centre, wide, share=0.6 if is_quiet else 0.78)
        self._paint_word(painter, is_quiet)
        if self._state is CardState.CHOSEN:
            self._paint_tick(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._theme
        is_chosen = self._state is CardState.CHOSEN
        line = theme.scale.line(LINE_CHOSEN if is_chosen else LINE_CONTROL)
        if is_chosen:
            ground = theme.chosen_ground()
        elif self._state is CardState.IDLE:
            ground = theme.mixed(Tone.RAISED, Tone.INK, 0.06 if self.isDown() else 0.0)
        else:
            ground = theme.mixed(Tone.SHEET, Tone.INK, 0.06 if self.isDown() else 0.0)
        painter.setPen(QPen(theme.colour(Tone.INK if is_chosen else Tone.EDGE), line))
        painter.setBrush(ground)
        box = QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        painter.drawRoundedRect(box, theme.radius_card, theme.radius_card)

    def _paint_word(self, painter: QPainter, is_quiet: bool) -> None:
        theme = self._theme
        word = self.text()
        is_latin = any("a" <= letter.lower() <= "z" for letter in word)
        spacing = 0.0 if is_latin else 0.2
        font = theme.font(Step.LARGE, bold=not is_quiet, spacing_em=spacing)
        room = self.width() - 2 * theme.space(16)
        wide = QFontMetricsF(font).horizontalAdvance(word) - font.letterSpacing()
        if wide > room:
            font = theme.font(Step.QUESTION, bold=not is_quiet, spacing_em=0.0)
            wide = QFontMetricsF(font).horizontalAdvance(word)
        painter.setFont(font)
        painter.setPen(theme.colour(Tone.INK3 if is_quiet else Tone.INK))
        baseline = self.height() * 0.748 + font.pixelSize() * 0.36
        painter.drawText(QPointF((self.width() - wide) / 2, baseline), word)

    def _paint_tick(self, painter: QPainter) -> None:
        theme = self._theme
        wide, tall = theme.space(58), theme.space(55)
        radius = theme.radius_card
        corner = QRectF(self.width() - wide, 0, wide, tall)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), radius, radius)
        tick = QPainterPath()
        tick.addRoundedRect(corner.adjusted(0, -radius, radius, 0), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Tone.INK))
        painter.drawPath(whole.intersected(tick))
        unit = theme.space(100) / 100
        middle = corner.center()
        pen = QPen(theme.colour(Tone.SHEET), theme.scale.line(3))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = ((-10.0, 1.0), (-3.5, 7.5), (11.0, -7.5))
        painter.drawPolyline([middle + QPointF(x * unit, y * unit) for x, y in points])
