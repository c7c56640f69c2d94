"""A seat on the plan of the room: who sits there and how it is with them."""

from enum import Enum

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton
from typing_extensions import override

from shared.ui.signs import MARK_TONES, Mark, paint_mark
from shared.ui.text import spread_name
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_HAIR, Step, Tone


class TileLook(msgspec.Struct, frozen=True):
    """Ground, edge, name and mark of a seat; `ground` None is the live white of the hour."""

    ground: Tone | None
    edge: Tone
    name: Tone
    mark: Tone
    icon: str = ""
    line: float = LINE_HAIR
    dashed: bool = False
    answer: Mark | None = None


class SeatLook(Enum):
    """What a seat can show; the words beside the icon are the caller's."""

    FOLLOWING = TileLook(None, Tone.LINE, Tone.INK, Tone.GREEN, "ribbon")
    BROWSING = TileLook(Tone.RAISED, Tone.EDGE, Tone.INK, Tone.INK2, "ribbon-open")
    OFFLINE = TileLook(Tone.SOFT_OCHRE, Tone.OCHRE, Tone.INK, Tone.OCHRE, "net-off")
    OFFLINE_UNSENT = TileLook(Tone.SOFT_OCHRE, Tone.OCHRE, Tone.INK, Tone.OCHRE, "net-off", 1.5, dashed=True)
    AWAY = TileLook(Tone.SHEET, Tone.EDGE, Tone.INK3, Tone.INK3, dashed=True)
    NOT_SIGNED_IN = TileLook(Tone.RAISED, Tone.LINE, Tone.INK2, Tone.INK3, "dots")
    OBSERVER = TileLook(Tone.SHEET, Tone.LINE, Tone.INK2, Tone.INK3)
    VACANT = TileLook(Tone.SHEET, Tone.LINE, Tone.INK3, Tone.INK3, "seat")
    VOTED = TileLook(None, Tone.LINE, Tone.INK, Tone.GREEN, "check")
    NOT_VOTED = TileLook(None, Tone.INK, Tone.INK, Tone.INK, line=2.5)
    LAST_TO_VOTE = TileLook(Tone.RAISED, Tone.EDGE, Tone.INK, Tone.INK2, "lock")
    WANTS_TO_SPEAK = TileLook(None, Tone.LINE, Tone.INK, Tone.INK2, "mic")
    CALLS_SERVICE = TileLook(None, Tone.LINE, Tone.INK, Tone.OCHRE, "bell")
    YES = TileLook(None, Tone.LINE, Tone.INK, Tone.GREEN, answer=Mark.RING)
    NO = TileLook(Tone.SOFT_RED, Tone.EDGE, Tone.INK, Tone.RED, answer=Mark.CROSS)
    ABSTAIN = TileLook(Tone.SOFT_SLATE, Tone.EDGE, Tone.INK, Tone.SLATE, answer=Mark.DASH)
    NO_ANSWER = TileLook(Tone.RAISED, Tone.EDGE, Tone.INK, Tone.INK3, answer=Mark.DOTS)


class Seated(msgspec.Struct, frozen=True):
    """One seat as it is drawn. `note` stands beside the icon (a page, 离线, 请假); `spoken` says it all.

    `is_writer`: the person may write for all, and has a small pen in the corner.
    """

    person: str
    look: SeatLook
    note: str = ""
    spoken: str = ""
    is_leader: bool = False
    is_writer: bool = False


class SeatTile(QAbstractButton):
    """Pressing it asks for more about the seat; size comes from the plan that holds it."""

    def __init__(self, theme: Theme, seated: Seated, *, name: str, step: Step = Step.CAPTION) -> None:
        super().__init__()
        self._theme = theme
        self._step = step
        self._seated = seated
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._say(seated)

    def set_seated(self, seated: Seated) -> None:
        """Show this state of the seat."""
        if seated == self._seated:
            return
        self._seated = seated
        self._say(seated)
        self.update()

    def _say(self, seated: Seated) -> None:
        self.setText(seated.person)
        self.setAccessibleName(seated.spoken or f"{seated.person} {seated.note}".strip())
        self.setToolTip(seated.spoken)

    @property
    def seated(self) -> Seated:
        """What is shown."""
        return self._seated

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(56), self._theme.space(42))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look: TileLook = self._seated.look.value
        self._paint_ground(painter, look)
        if self._seated.is_writer:
            self._paint_pen(painter)
        if look.answer is not None:
            self._paint_answer(painter, look, look.answer)
            return
        has_mark = bool(look.icon or self._seated.note)
        self._paint_name(painter, look, self.height() * (0.36 if has_mark else 0.5))
        if has_mark:
            self._paint_note(painter, look)

    def _paint_ground(self, painter: QPainter, look: TileLook) -> None:
        theme = self._theme
        line = theme.scale.line(look.line)
        pen = QPen(theme.colour(look.edge), line)
        if look.dashed:
            pen.setDashPattern([3, 2.2])
        painter.setPen(pen)
        painter.setBrush(theme.chosen_ground() if look.ground is None else theme.colour(look.ground))
        box = QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        radius = theme.space(6)
        painter.drawRoundedRect(box, radius, radius)

    def _paint_pen(self, painter: QPainter) -> None:
        theme = self._theme
        side = round(theme.scale.type_px(Step.CAPTION) * 0.85)
        inset = theme.space(3)
        corner = QRectF(self.width() - side - inset, self.height() - side - inset, side, side)
        theme.paint_icon(painter, "pen", Tone.INK, corner)

    def _paint_name(self, painter: QPainter, look: TileLook, middle_y: float) -> None:
        theme = self._theme
        words = spread_name(self._seated.person)
        font = self._fitted(words, theme.font(self._step, bold=self._seated.is_leader))
        painter.setFont(font)
        painter.setPen(theme.colour(look.name))
        wide = QFontMetricsF(font).horizontalAdvance(words)
        painter.drawText(QPointF((self.width() - wide) / 2, middle_y + font.pixelSize() * 0.36), words)

    def _fitted(self, words: str, font: QFont) -> QFont:
        room = self.width() - self._theme.space(4)
        wide = QFontMetricsF(font).horizontalAdvance(words)
        if wide > room > 0:
            font.setPixelSize(max(8, int(font.pixelSize() * room / wide)))
        return font

    def _paint_note(self, painter: QPainter, look: TileLook) -> None:
        theme = self._theme
        note = self._seated.note
        type_px = round(theme.scale.type_px(Step.CAPTION) * 0.85)
        font = theme.font_px(type_px)
        side = round(type_px * 1.1) if look.icon else 0
        gap = theme.space(4) if look.icon and note else 0
        wide = QFontMetricsF(font).horizontalAdvance(note) if note else 0.0
        if side + gap + wide > self.width() - theme.space(4) and note:
            font = self._fitted(note, font)
            side = gap = 0
            wide = QFontMetricsF(font).horizontalAdvance(note)
        left = (self.width() - side - gap - wide) / 2
        middle = self.height() * 0.7
        if side:
            theme.paint_icon(painter, look.icon, look.mark, QRectF(left, middle - side / 2, side, side))
        painter.setFont(font)
        painter.setPen(theme.colour(look.mark))
        painter.drawText(QPointF(left + side + gap, middle + font.pixelSize() * 0.36), note)

    def _paint_answer(self, painter: QPainter, look: TileLook, answer: Mark) -> None:
        theme = self._theme
        wide = self.height() * 0.24
        colour = theme.colour(MARK_TONES[answer])
        paint_mark(painter, answer, colour, QPointF(self.width() / 2, self.height() * 0.33), wide)
        self._paint_name(painter, look, self.height() * 0.67)
