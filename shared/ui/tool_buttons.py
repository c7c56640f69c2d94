"""Buttons of tools: an icon alone, and an icon above its word on the kiosk's rail."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from shared.ui.buttons import Button, outlined, tap_shade
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_CONTROL, Step, Tone


class IconButton(Button):
    """An icon alone: ‹ › on the kiosk, tools on a narrow laptop. Its word is tooltip and accessible name."""

    def __init__(
        self,
        theme: Theme,
        word: str,
        *,
        name: str,
        icon: str,
        outlined: bool = False,
        icon_px: int = 0,
    ) -> None:
        super().__init__(theme, "", name=name, icon=icon)
        self.outlined = outlined
        self._side_px = icon_px or round(theme.scale.type_px(Step.BODY) * 1.2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_tip(word)

    def set_tip(self, word: str) -> None:
        """Change the word that explains the icon."""
        self.setToolTip(word)
        self.setAccessibleName(word)

    @override
    def tone(self) -> Tone:
        if self.isChecked() and self.isEnabled():
            return Tone.ON_FILL
        return Tone.INK if self.isEnabled() else Tone.EDGE

    @override
    def paint_ground(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        if self.isChecked() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Tone.FILL))
            painter.drawRoundedRect(box, theme.radius_control, theme.radius_control)
        elif self.outlined:
            outlined(painter, theme, box, Tone.RAISED, Tone.EDGE, LINE_CONTROL, tap_shade(self._theme, self))

    @override
    def _icon_px(self) -> int:
        return self._side_px

    @override
    def sizeHint(self) -> QSize:
        target = self._theme.scale.target_px
        return QSize(target, target)


class RailButton(Button):
    """A tool of the kiosk's rail: icon above its word, filled while in use; 76 × 76 design pixels."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        name: str,
        icon: str,
    ) -> None:
        super().__init__(theme, text, name=name, icon=icon, step=Step.CAPTION)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def tone(self) -> Tone:
        if not self.isEnabled():
            return Tone.INK3
        return Tone.ON_FILL if self.isChecked() else Tone.INK2

    @override
    def sizeHint(self) -> QSize:
        side = max(self._theme.space(76), self._theme.scale.target_px)
        return QSize(side, side)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        box = QRectF(self.rect())
        shade = tap_shade(self._theme, self)
        if self.isChecked() or shade:
            ground = theme.colour(Tone.FILL).toRgb()
            ground.setAlphaF(1.0 if self.isChecked() else shade)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, theme.radius_control, theme.radius_control)
        side = theme.space(24)
        top = box.height() * 0.33 - side / 2
        theme.paint_icon(painter, self._icon, self.tone(), QRectF(0, top, box.width(), side))
        painter.setFont(self._fitting_font(box.width()))
        painter.setPen(theme.colour(self.tone()))
        words = QRectF(0, box.height() * 0.51, box.width(), box.height() * 0.4)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())

    def _fitting_font(self, room_px: float) -> QFont:
        """Caption, or as much smaller as the longest English word needs to fit the rail."""
        size = self._theme.scale.type_px(Step.CAPTION)
        wide = self._word_px(self.text())
        return self._theme.font_px(int(size * room_px / wide)) if wide > room_px else self.font()
