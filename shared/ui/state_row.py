"""Rows and bars that say how far something is: sent, counted, voted."""

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_SEGMENT_MIN_PX = 4


class Settling(StrEnum):
    """DONE is held by the record or the disk; PENDING is on its way; NOTED is a plain fact; OFF is not so."""

    DONE = "done"
    PENDING = "pending"
    NOTED = "noted"
    ATTENTION = "attention"
    LOCKED = "locked"


_LOOKS = {
    Settling.DONE: ("check", Tone.GREEN),
    Settling.PENDING: ("dots", Tone.OCHRE),
    Settling.NOTED: ("info", Tone.INK2),
    Settling.ATTENTION: ("warn", Tone.OCHRE),
    Settling.LOCKED: ("lock", Tone.INK2),
}


class StateRow(QWidget):
    """Icon, sentence, time; and below the sentence a smaller one where there is more to say."""

    def __init__(
        self, theme: Theme, *, step: Step = Step.LEAD, bold: bool = True, name: str = "state_row"
    ) -> None:
        super().__init__()
        self._theme = theme
        self._step = step
        self._bold = bold
        self._settling = Settling.PENDING
        self._text = self._time = self._detail = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_state(self, settling: Settling, text: str, *, time: str = "", detail: str = "") -> None:
        """Show this state; `time` as formatted by the caller."""
        self._settling, self._text, self._time, self._detail = settling, text, time, detail
        self.setAccessibleName(" ".join(part for part in (text, time, detail) if part))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The sentence and the smaller one."""
        return " ".join(part for part in (self._text, self._detail) if part)

    @override
    def sizeHint(self) -> QSize:
        theme = self._theme
        type_px = theme.scale.type_px(self._step)
        wide = QFontMetricsF(theme.font(self._step, bold=self._bold)).horizontalAdvance(self._text)
        time = QFontMetricsF(theme.font(self._step)).horizontalAdvance(self._time)
        gap = theme.space(24) if self._time else 0
        detail = QFontMetricsF(theme.font(Step.CAPTION)).horizontalAdvance(self._detail)
        extra = round(theme.scale.type_px(Step.CAPTION) * 1.5) if self._detail else 0
        body = max(wide + gap + time, detail)
        return QSize(round(self._indent_px() + body) + 2, round(type_px * 1.5) + extra)

    def _indent_px(self) -> int:
        return round(self._theme.scale.type_px(self._step) * 1.95)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        icon, tone = _LOOKS[self._settling]
        type_px = theme.scale.type_px(self._step)
        content = self.sizeHint().height()
        top = (self.height() - content) / 2
        row = QRectF(self._indent_px(), top, self.width() - self._indent_px(), type_px * 1.5)
        side = round(type_px * 1.1)
        middle = row.center().y() if not self._detail else self.height() / 2
        theme.paint_icon(painter, icon, tone, QRectF(theme.space(2), middle - side / 2, side, side))
        painter.setFont(theme.font(self._step, bold=self._bold))
        painter.setPen(theme.colour(Tone.INK))
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)
        painter.setFont(theme.font(self._step))
        painter.setPen(theme.colour(Tone.INK2))
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._time)
        if self._detail:
            below = QRectF(row.left(), row.bottom(), row.width(), content - row.height())
            painter.setFont(theme.font(Step.CAPTION))
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._detail)


class ProgressSegments(QWidget):
    """One segment for each person: filled = done, dashed ochre = perhaps under way, outlined = open.

    Where the segments would become too narrow to see, one bar with the same shares is drawn.
    """

    def __init__(self, theme: Theme, *, name: str = "progress", height_px: float = 9) -> None:
        super().__init__()
        self._theme = theme
        self._done = self._uncertain = self._open = 0
        self.setObjectName(name)
        self.setFixedHeight(theme.space(height_px))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, done: int, uncertain: int, still_open: int, spoken: str) -> None:
        """Show these numbers of persons; `spoken` is the sentence for a screen reader."""
        self._done, self._uncertain, self._open = done, uncertain, still_open
        self.setAccessibleName(spoken)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        total = self._done + self._uncertain + self._open
        if total == 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = self._theme.space(5)
        wide = (self.width() - gap * (total - 1)) / total
        if wide < _SEGMENT_MIN_PX:
            self._paint_bar(painter, total)
            return
        for place in range(total):
            left = place * (wide + gap)
            self._paint_one(painter, QRectF(left, 0, wide, self.height()), self._kind(place))

    def _kind(self, place: int) -> Settling:
        if place < self._done:
            return Settling.DONE
        return Settling.PENDING if place < self._done + self._uncertain else Settling.NOTED

    def _paint_bar(self, painter: QPainter, total: int) -> None:
        at = 0.0
        for count, kind in (
            (self._done, Settling.DONE),
            (self._uncertain, Settling.PENDING),
            (self._open, Settling.NOTED),
        ):
            wide = self.width() * count / total
            if count:
                self._paint_one(painter, QRectF(at, 0, wide, self.height()), kind)
            at += wide

    def _paint_one(self, painter: QPainter, box: QRectF, kind: Settling) -> None:
        theme = self._theme
        radius = theme.space(2)
        if kind is Settling.DONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Tone.FILL))
            painter.drawRoundedRect(box, radius, radius)
            return
        is_uncertain = kind is Settling.PENDING
        pen = QPen(theme.colour(Tone.OCHRE if is_uncertain else Tone.EDGE), 1)
        if is_uncertain:
            pen.setDashPattern([2.5, 2])
        painter.setPen(pen)
        painter.setBrush(theme.colour(Tone.SOFT_OCHRE) if is_uncertain else theme.colour(Tone.SHEET))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
