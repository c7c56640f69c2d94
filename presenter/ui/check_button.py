"""A line with a box to tick: a person to be asked, a layer of ink to be shown; and a switch."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from presenter.ui.shades import paint_shade
from shared.system.i18n import tr
from shared.ui.buttons import Button
from shared.ui.text import spread_name
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_CONTROL, Step, Tone

_BOX_PX = 16
_GAP_PX = 8
_TRACK_PX = (40, 22)
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class CheckButton(Button):
    """The word beside the box, and smaller behind it a note. Space ticks it; arrows go from one to the next."""

    def __init__(self, theme: Theme, text: str, *, name: str, note: str = "") -> None:
        super().__init__(theme, text, name=name)
        self._note = note
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._say)
        self._say()

    def _say(self) -> None:
        state = tr("chosen") if self.isChecked() else tr("not chosen")
        words = tr("{left}, {right}", left=self.text(), right=self._note) if self._note else self.text()
        self.setAccessibleName(tr("{choice}, {state}", choice=words, state=state))

    def _left_px(self) -> int:
        return self._theme.space(_BOX_PX + _GAP_PX)

    @override
    def sizeHint(self) -> QSize:
        wide = self._left_px() + self._word_px(spread_name(self.text()))
        if self._note:
            wide += self._theme.space(_GAP_PX) + self._note_px()
        return QSize(round(wide) + self._theme.space(_GAP_PX), self._theme.scale.target_px)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _note_px(self) -> float:
        return float(self.fontMetrics().horizontalAdvance(self._note))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_shade(painter, theme, self)
        side = theme.space(_BOX_PX)
        self._paint_box(painter, QRectF(1, (self.height() - side) / 2, side, side))
        painter.setFont(self.font())
        painter.setPen(theme.colour(Tone.INK if self.isEnabled() else Tone.INK3))
        words = spread_name(self.text())
        line = QRectF(self.rect()).adjusted(self._left_px(), 0, 0, 0)
        aligned = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(line, aligned, words)
        if self._note:
            painter.setFont(theme.font(Step.CAPTION))
            painter.setPen(theme.colour(Tone.INK2 if self.isEnabled() else Tone.INK3))
            line.adjust(self._word_px(words) + theme.space(_GAP_PX), 0, 0, 0)
            painter.drawText(line, aligned, self._note)

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        is_on = self.isChecked()
        line = theme.scale.line(LINE_CONTROL)
        edge = Tone.FILL if is_on else Tone.EDGE
        painter.setPen(QPen(theme.colour(edge if self.isEnabled() else Tone.LINE), line))
        painter.setBrush(theme.colour(Tone.FILL) if is_on else theme.chosen_ground())
        radius = theme.space(4)
        painter.drawRoundedRect(box, radius, radius)
        if is_on:
            theme.paint_icon(painter, "check", Tone.ON_FILL, box.adjusted(1, 1, -1, -1))

    @override
    def event(self, event: QEvent) -> bool:
        """The window turns pages with the arrow keys, but not while one goes through a list."""
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            event.accept()
            return True
        return super().event(event)


class Switch(Button):
    """On or off, at once: a track with a knob. Its word stands beside it, in what it belongs to."""

    def __init__(self, theme: Theme, word: str, *, name: str) -> None:
        """`word` is what is switched, for a screen reader."""
        super().__init__(theme, "", name=name)
        self._word = word
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._say_state)
        self._say_state()

    def _say_state(self) -> None:
        state = tr("on") if self.isChecked() else tr("off")
        self.setAccessibleName(tr("{choice}, {state}", choice=self._word, state=state))

    @override
    def sizeHint(self) -> QSize:
        wide, _ = _TRACK_PX
        return QSize(self._theme.space(wide), self._theme.scale.target_px)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, tall = (theme.space(px) for px in _TRACK_PX)
        track = QRectF(self.width() - wide, (self.height() - tall) / 2, wide, tall).adjusted(1, 1, -1, -1)
        is_on = self.isChecked()
        painter.setPen(QPen(theme.colour(Tone.FILL if is_on else Tone.EDGE), theme.scale.line(LINE_CONTROL)))
        painter.setBrush(theme.colour(Tone.FILL if is_on else Tone.RAISED))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        radius = track.height() / 2 - theme.space(3)
        inset = track.height() / 2
        middle = track.right() - inset if is_on else track.left() + inset
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Tone.ON_FILL if is_on else Tone.EDGE))
        painter.drawEllipse(QPointF(middle, track.center().y()), radius, radius)
