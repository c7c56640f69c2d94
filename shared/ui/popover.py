"""Cards above the screen: a pop-over beside what opened it, and a question with two answers."""

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.motion import show_faded
from shared.ui.shadow import Depth, Shadow
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import CONFIRM_INERT_MS, FADE_POPOVER_MS, Step, Tone


class Card(QWidget):
    """A raised card with its shadow, floating over its parent. Content goes into `body`."""

    def __init__(self, theme: Theme, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        self._theme = theme
        self._host = parent
        self._shadow = Shadow(Depth.POPOVER, theme.radius_card)
        self.setObjectName(name)
        self.hide()
        reach, pad = self._shadow.reach_px, theme.space(24)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(reach + pad, reach + pad, reach + pad, reach + pad)
        self.body.setSpacing(theme.space(8))

    def card_rect(self) -> QRect:
        """The visible card inside the widget, which also holds the shadow."""
        reach = self._shadow.reach_px
        return self.rect().adjusted(reach, reach, -reach, -reach)

    def place_card(self, corner: QPoint, width_px: int) -> None:
        """Put the top left corner of the visible card at `corner` of the parent, kept inside the parent."""
        reach = self._shadow.reach_px
        self.setFixedWidth(width_px + 2 * reach)
        layout = self.layout()
        tall = self.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            tall = layout.totalHeightForWidth(width_px + 2 * reach)
        self.setFixedHeight(tall)
        room = self._host.rect()
        gap = self._theme.space(8)
        left = min(max(gap, corner.x()), max(gap, room.width() - width_px - gap))
        top = min(max(gap, corner.y()), max(gap, room.height() - (tall - 2 * reach) - gap))
        self.move(left - reach, top - reach)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.card_rect())
        self._shadow.paint(painter, box)
        painter.setPen(QPen(theme.colour(Tone.LINE), 1))
        painter.setBrush(theme.colour(Tone.RAISED))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius_card, theme.radius_card)


class Popover(Card):
    """Opens beside a widget; Esc and a press outside close it. It never takes the keyboard by itself."""

    closed = Signal()
    """It is gone, for whatever reason."""

    def __init__(self, theme: Theme, parent: QWidget, *, name: str = "popover") -> None:
        super().__init__(theme, parent, name=name)
        self._watched: QObject | None = None
        self._anchor: QWidget | None = None

    def open_at(self, corner: QPoint, width_px: int) -> None:
        """Show the card with its top left corner at a point of the parent."""
        self.place_card(corner, width_px)
        self._watch()
        show_faded(self._theme, self, FADE_POPOVER_MS)

    def open_beside(self, anchor: QWidget, width_px: int) -> None:
        """Show the card to the left of `anchor`, or to its right where the left has no room."""
        gap = self._theme.space(12)
        self._anchor = anchor
        corner = anchor.mapTo(self._host, QPoint(0, 0))
        left = corner.x() - width_px - gap
        if left < 0:
            left = corner.x() + anchor.width() + gap
        self.open_at(QPoint(left, corner.y()), width_px)

    def close_card(self) -> None:
        """Hide the card; nothing happens where it is hidden."""
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None
        self._anchor = None
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _watch(self) -> None:
        native: QObject | None = self.window().windowHandle()
        if native is not None and self._watched is None:
            native.installEventFilter(self)
            self._watched = native

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close_card()
                return True
        elif (
            event.type() == QEvent.Type.MouseButtonPress
            and isinstance(event, QMouseEvent)
            and not self._is_ours(event.position())
        ):
            self.close_card()
        return False

    def _is_ours(self, place: QPointF) -> bool:
        """Whether a press falls on the card, or on what opened it and now closes it by itself."""
        inside = self.mapFrom(self.window(), place)
        if QRectF(self.card_rect()).contains(inside):
            return True
        anchor = self._anchor
        return anchor is not None and anchor.rect().contains(anchor.mapFrom(self.window(), place).toPoint())


class ConfirmSheet(Card):
    """A question with one filled and one quiet answer, over the middle of its parent; it blocks nothing."""

    confirmed = Signal()
    """The filled answer was given."""

    declined = Signal()
    """The quiet answer was given, or Esc."""

    def __init__(self, theme: Theme, parent: QWidget, *, name: str = "confirm") -> None:
        super().__init__(theme, parent, name=name)
        self._question = TextBlock(theme, step=Step.LEAD, bold=True, name=f"{name}_question")
        self._detail = TextBlock(theme, step=Step.BODY, tone=Tone.INK2, name=f"{name}_detail")
        self._no = QuietButton(theme, "", name=f"{name}_no")
        self._yes = PrimaryButton(theme, "", name=f"{name}_yes")
        self._no.clicked.connect(self._decline)
        self._yes.clicked.connect(self._confirm)
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        self.body.addWidget(self._question)
        self.body.addWidget(self._detail)
        self.body.addSpacing(theme.space(12))
        self.body.addLayout(row)

    def ask(self, question: str, *, yes: str, no: str, detail: str = "", width_px: float = 440) -> None:
        """Show the question. The answers take no press for 400 ms, so that a double tap answers nothing."""
        self._question.set_text(question)
        self._detail.set_text(detail)
        self._detail.setVisible(bool(detail))
        self._no.set_word(no)
        self._yes.set_word(yes)
        self.setAccessibleName(f"{question} {detail}".strip())
        wide = min(self._theme.space(width_px), self._host.width() - self._theme.space(32))
        self.place_card(QPoint(0, 0), wide)
        host = self._host
        self.move((host.width() - self.width()) // 2, (host.height() - self.height()) // 2)
        show_faded(self._theme, self, FADE_POPOVER_MS)
        self._no.setFocus(Qt.FocusReason.OtherFocusReason)
        self._yes.make_inert(CONFIRM_INERT_MS)
        self._no.make_inert(CONFIRM_INERT_MS)

    def withdraw(self) -> None:
        """Take the question away unanswered, because it no longer stands."""
        self.hide()

    def _confirm(self) -> None:
        self.withdraw()
        self.confirmed.emit()

    def _decline(self) -> None:
        self.withdraw()
        self.declined.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._decline()
            return
        super().keyPressEvent(event)
