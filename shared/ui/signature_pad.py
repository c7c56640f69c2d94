"""The field in which a person signs with pen, finger or mouse."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from shared.domain.ink import MAX_POINTS, MarkId, Pen, Touch
from shared.domain.ink_strokes import is_further
from shared.system.i18n import tr
from shared.ui.buttons import outlined
from shared.ui.ink_nearness import PenNearness
from shared.ui.ink_painter import Writing, paint_mark
from shared.ui.theme import Theme
from shared.ui.tokens import LINE_CONTROL, Tone

Signature = tuple[tuple[Touch, ...], ...]
"""Strokes of (x, y, pressure), all 0..1 of the pad from its top left corner."""

MAX_STROKES = 400
"""More is no signature; further strokes are not taken."""

STROKE_WIDTH = 0.0075
"""Of the pad's width: a pen of about 3.6 pixels on the pad of 480."""

_PAD_PX = (480, 196)
_BASE_SHARE = 0.835
_BASE_INSET = 0.06
_LEAST_PX = 0.3
_EVEN_PRESSURE = 0.5


class SignaturePad(QWidget):
    """White with a line to write on. The strokes of the hand are kept as they were made, with their pressure."""

    changed = Signal()
    """A stroke was made, or all were taken away."""

    def __init__(
        self, theme: Theme, *, monotonic_s: Callable[[], float], name: str = "signature_pad"
    ) -> None:
        """`monotonic_s` is the machine's clock for durations, in seconds: the hand of a near pen does not sign."""
        super().__init__()
        self._theme = theme
        self._writing = Writing(theme)
        self._strokes: list[tuple[Touch, ...]] = []
        self._stroke: list[Touch] = []
        self._finger_id: int | None = None
        self._nearness = PenNearness(self, monotonic_s, self._on_pen_came)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._say_state()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self._strokes

    def signature(self) -> Signature:
        """What was written, finished strokes only."""
        return tuple(self._strokes)

    def set_signature(self, signature: Sequence[Sequence[Touch]]) -> None:
        """Show a signature that was made before."""
        self._strokes = [tuple(stroke) for stroke in signature]
        self._stroke = []
        self._say_changed()

    def clear(self) -> None:
        """Take all strokes away, to sign again."""
        if self._strokes or self._stroke:
            self._strokes.clear()
            self._stroke = []
            self._say_changed()

    def _say_changed(self) -> None:
        self.update()
        self._say_state()
        self.changed.emit()

    def _say_state(self) -> None:
        self.setAccessibleName(
            tr("Signature field, empty") if self.is_empty else tr("Signature field, signed")
        )

    def _touch(self, place: QPointF, pressure: float) -> Touch:
        x, y = place.x() / max(1, self.width()), place.y() / max(1, self.height())
        return (min(1.0, max(0.0, x)), min(1.0, max(0.0, y)), min(1.0, max(0.0, pressure)))

    def _begin(self, place: QPointF, pressure: float) -> None:
        self._lift()  # whatever is still down was lifted where nobody told of it
        if len(self._strokes) < MAX_STROKES:
            self._stroke = [self._touch(place, pressure)]
            self.update()

    def _go_on(self, place: QPointF, pressure: float) -> None:
        if not self._stroke or len(self._stroke) >= MAX_POINTS:
            return
        touch = self._touch(place, pressure)
        ratio = self.height() / max(1, self.width())
        if is_further(self._stroke[-1], touch, _LEAST_PX / max(1, self.width()), ratio):
            self._stroke.append(touch)
            self.update()

    def _lift(self) -> None:
        stroke, self._stroke = self._stroke, []
        if stroke:
            self._strokes.append(tuple(stroke))
            self._say_changed()

    def _abort(self) -> None:
        self._stroke = []
        self._finger_id = None
        self.update()

    def _on_pen_came(self) -> None:
        if self._finger_id is not None:
            self._abort()

    def _on_pen(self, event: QTabletEvent) -> None:
        event.accept()
        is_tip = event.button() is Qt.MouseButton.LeftButton
        match event.type():
            case QEvent.Type.TabletPress if is_tip:
                self._begin(event.position(), event.pressure())
            case QEvent.Type.TabletMove if event.buttons() & Qt.MouseButton.LeftButton:
                self._go_on(event.position(), event.pressure())
            case QEvent.Type.TabletRelease if is_tip:
                self._lift()
            case _:
                pass

    def _on_finger(self, event: QTouchEvent) -> None:
        """The first finger writes, others are a hand that rests."""
        event.accept()
        kind = event.type()
        if kind == QEvent.Type.TouchCancel:
            self._abort()
            return
        first = event.points()[0]
        if kind == QEvent.Type.TouchBegin and not self._stroke and not self._nearness.is_near:
            self._finger_id = first.id()
            self._begin(first.position(), _EVEN_PRESSURE)
        if self._finger_id is None:
            return
        for point in event.points():
            if point.id() == self._finger_id:
                self._go_on(point.position(), _EVEN_PRESSURE)
        if kind == QEvent.Type.TouchEnd:
            self._finger_id = None
            self._lift()

    @override
    def event(self, event: QEvent) -> bool:
        match event:
            case QTabletEvent() if self.isEnabled():
                self._on_pen(event)
                return True
            case QTouchEvent() if self.isEnabled():
                self._on_finger(event)
                return True
            case _ if event.type() == QEvent.Type.WindowDeactivate:
                self._finger_id = None
                self._lift()  # what is lifted elsewhere is never told
            case _:
                pass
        return super().event(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position(), _EVEN_PRESSURE)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position(), _EVEN_PRESSURE)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._lift()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._abort()

    @override
    def sizeHint(self) -> QSize:
        return QSize(*(self._theme.space(side) for side in _PAD_PX))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outlined(painter, theme, box, Tone.PAPER, Tone.EDGE, LINE_CONTROL)
        inset, base = box.width() * _BASE_INSET, box.height() * _BASE_SHARE
        painter.setPen(QPen(theme.colour(Tone.LINE), 1))
        painter.drawLine(QLineF(inset, base, box.width() - inset, base))
        ink = theme.colour(Tone.INK).name()
        size = QSizeF(self.size())
        for number, stroke in enumerate((*self._strokes, tuple(self._stroke))):
            if stroke:
                mark = Pen(id=MarkId(str(number)), page=1, color=ink, width=STROKE_WIDTH, points=stroke)
                paint_mark(painter, mark, size, self._writing)
