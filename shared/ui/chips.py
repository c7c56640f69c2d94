"""Small marks in bars: chips and badges, the connection, the clock."""

from enum import Enum, StrEnum

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class ChipLook(msgspec.Struct, frozen=True):
    """How a chip is drawn; `ground` None leaves only an outline."""

    tone: Tone
    ground: Tone | None = None
    icon: str = ""


class Badge(Enum):
    """The looks in use."""

    FOLLOWING = ChipLook(Tone.GREEN, Tone.SOFT_GREEN, "ribbon")
    BROWSING = ChipLook(Tone.INK2, None, "ribbon-open")
    LOCKED = ChipLook(Tone.GREEN, Tone.SOFT_GREEN, "lock")
    STALE = ChipLook(Tone.OCHRE, Tone.SOFT_OCHRE, "clock")
    OPEN_ROOM = ChipLook(Tone.OCHRE, Tone.SOFT_OCHRE, "info")
    RUNNING = ChipLook(Tone.GREEN, Tone.SOFT_GREEN, "clock")
    HELD = ChipLook(Tone.OCHRE, Tone.SOFT_OCHRE, "pause")
    SECRET = ChipLook(Tone.INK2, None, "lock")
    OUTLINE = ChipLook(Tone.INK, None)
    NEUTRAL = ChipLook(Tone.SLATE, Tone.SOFT_SLATE)
    ATTENTION = ChipLook(Tone.OCHRE, Tone.SOFT_OCHRE)
    SETTLED = ChipLook(Tone.GREEN, Tone.SOFT_GREEN, "check")


class Chip(QWidget):
    """A pill that says a state. It is not pressed: what can be pressed is a button."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        badge: Badge = Badge.NEUTRAL,
        *,
        step: Step = Step.CAPTION,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._step = step
        self._text = ""
        self._look = badge.value
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(text, badge)

    def set_state(self, text: str, badge: Badge) -> None:
        """Show this word in this look."""
        if text == self._text and badge.value == self._look:
            return
        self._text = text
        self._look = badge.value
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word shown."""
        return self._text

    def _icon_px(self) -> int:
        return round(self._theme.scale.type_px(self._step) * 1.05)

    @override
    def sizeHint(self) -> QSize:
        type_px = self._theme.scale.type_px(self._step)
        wide = QFontMetricsF(self._theme.font(self._step)).horizontalAdvance(self._text)
        height = round(type_px * (2.35 if self._look.icon else 2.0))
        side = round(type_px * 0.85)
        icon = self._icon_px() + round(type_px * 0.5) if self._look.icon else 0
        return QSize(round(wide) + 2 * side + icon + 1, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self._look.ground is None:
            painter.setPen(QPen(theme.colour(Tone.EDGE), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(self._look.ground))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        type_px = theme.scale.type_px(self._step)
        left = round(type_px * 0.85)
        if self._look.icon:
            side = self._icon_px()
            theme.paint_icon(painter, self._look.icon, self._look.tone, QRectF(left, 0, side, self.height()))
            left += side + round(type_px * 0.5)
        painter.setFont(theme.font(self._step))
        painter.setPen(theme.colour(self._look.tone))
        words = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)


class Connection(StrEnum):
    """How a terminal stands with the podium."""

    CONNECTED = "connected"
    CONNECTING = "connecting"
    OFFLINE = "offline"


class ConnectionMark(QWidget):
    """Bars and a word; ochre with a cross while there is no connection."""

    def __init__(
        self,
        theme: Theme,
        *,
        step: Step = Step.CAPTION,
        name: str = "connection",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._step = step
        self._connection = Connection.CONNECTING
        self._own_word = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.text())

    def set_connection(self, connection: Connection, word: str = "") -> None:
        """Show a state; `word` replaces the usual word, as on the nameplate."""
        self._connection = connection
        self._own_word = word
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word shown."""
        if self._own_word:
            return self._own_word
        match self._connection:
            case Connection.CONNECTED:
                return tr("Connected")
            case Connection.CONNECTING:
                return tr("Connecting")
            case Connection.OFFLINE:
                return tr("Not connected")

    def _icon_px(self) -> int:
        return round(self._theme.scale.type_px(self._step) * 1.15)

    @override
    def sizeHint(self) -> QSize:
        type_px = self._theme.scale.type_px(self._step)
        wide = QFontMetricsF(self._theme.font(self._step)).horizontalAdvance(self.text())
        return QSize(round(self._icon_px() + type_px * 0.45 + wide) + 1, round(type_px * 1.5))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        icon = "net" if self._connection is Connection.CONNECTED else "net-off"
        tone = Tone.INK2 if self._connection is Connection.CONNECTED else Tone.OCHRE
        side = self._icon_px()
        theme.paint_icon(painter, icon, tone, QRectF(0, 0, side, self.height()))
        left = side + theme.scale.type_px(self._step) * 0.45
        painter.setFont(theme.font(self._step))
        painter.setPen(theme.colour(tone))
        words = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


class ClockLabel(QWidget):
    """The time of day as the caller formats it; as wide for every time, so that nothing beside it moves."""

    def __init__(
        self,
        theme: Theme,
        *,
        step: Step = Step.BODY,
        name: str = "clock",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._step = step
        self._time = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_time(self, time: str) -> None:
        """Show a time such as 9:05 or 10:24."""
        if time != self._time:
            self._time = time
            self.setAccessibleName(time)
            self.update()

    def text(self) -> str:
        """The time shown."""
        return self._time

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font(self._step))
        height = round(self._theme.scale.type_px(self._step) * 1.5)
        return QSize(round(metrics.horizontalAdvance("00:00")) + 1, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font(self._step))
        painter.setPen(self._theme.colour(Tone.INK))
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(self.rect()), side, self._time)
