"""One option of a question with several, as wide as the list: taken or not."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.buttons import card_ground
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_CONTROL, Step, Tone

_BOX_PX, _SIDE_PX = 30, 22


class OptionRow(QAbstractButton):
    """`clicked` says that a person wants it changed; whether it is taken, the ballot says by `set_chosen`.

    `is_single`: only one of the options can be taken, the box is round.
    """

    def __init__(self, theme: Theme, text: str, *, is_single: bool, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._is_single = is_single
        self._is_chosen = False
        self.setObjectName(name)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        space = theme.space
        self._words = TextBlock(theme, text, step=Step.LEAD)
        self._words.set_align(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(_SIDE_PX + _BOX_PX + 20), space(10), space(_SIDE_PX), space(10))
        row.addWidget(self._words, 1)
        self.setMinimumHeight(max(theme.scale.vote_target_px, space(74)))
        self.set_chosen(False)

    @property
    def is_chosen(self) -> bool:
        """Whether the option is taken."""
        return self._is_chosen

    def set_chosen(self, chosen: bool) -> None:
        """Draw it taken, or open; nothing moves."""
        self._is_chosen = chosen
        words = tr("{choice}, selected") if chosen else tr("{choice}, not selected")
        self.setAccessibleName(words.replace("{choice}", self.text()))
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        tall = 0 if layout is None else layout.heightForWidth(width)
        return max(self._theme.scale.vote_target_px, self._theme.space(74), tall)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(600), self.heightForWidth(self._theme.space(600)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        is_for_the_list = key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_for_the_list or Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, chosen = self._theme, self._is_chosen
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect())
        card_ground(painter, theme, frame, self, is_chosen=chosen)
        side = theme.space(_BOX_PX)
        box = QRectF(theme.space(_SIDE_PX), (self.height() - side) / 2, side, side)
        painter.setPen(QPen(theme.colour(Tone.INK if chosen else Tone.EDGE), theme.scale.line(LINE_CONTROL)))
        painter.setBrush(theme.colour(Tone.INK) if chosen else Qt.BrushStyle.NoBrush)
        radius = side / 2 if self._is_single else theme.space(5)
        painter.drawRoundedRect(box, radius, radius)
        if chosen:
            self._paint_tick(painter, box)

    def _paint_tick(self, painter: QPainter, box: QRectF) -> None:
        pen = QPen(self._theme.colour(Tone.SHEET), self._theme.scale.line(3))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        unit = box.width() / 30
        points = ((-7.0, 0.5), (-2.0, 5.5), (8.0, -5.5))
        painter.drawPolyline([box.center() + QPointF(x * unit, y * unit) for x, y in points])
