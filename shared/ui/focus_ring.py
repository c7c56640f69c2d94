"""The ring around what the keyboard holds: 3 px ink, 2 px outside, and only after a key."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from shared.ui.theme import Theme
from shared.ui.tokens import FOCUS_GAP_PX, FOCUS_WIDTH_PX, Tone

_POINTING = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_PLACING = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.EnabledChange,
    }
)


class FocusRing(QWidget):
    """One per window, above everything in it. Touching or clicking hides it, a key brings it back."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._held: QWidget | None = None
        self._by_key = False
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        window.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        self._listen_to_window()

    @property
    def is_shown_around(self) -> QWidget | None:
        """The widget that is ringed, or None while no ring is drawn."""
        return self._held if self.isVisible() else None

    def _listen_to_window(self) -> None:
        native = self._window.windowHandle()
        if native is not None:
            native.removeEventFilter(self)
            native.installEventFilter(self)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._held is not None:
            self._held.removeEventFilter(self)
        is_ours = new is not None and new is not self._window and self._window.isAncestorOf(new)
        self._held = new if is_ours else None
        if self._held is not None:
            self._held.installEventFilter(self)
        self._place()

    def _place(self) -> None:
        held = self._held
        if held is None or not self._by_key or not held.isVisible() or not held.isEnabled():
            self.hide()
            return
        reach = FOCUS_GAP_PX + FOCUS_WIDTH_PX
        corner = held.mapTo(self._window, QPoint(0, 0))
        self.setGeometry(QRect(corner, held.size()).adjusted(-reach, -reach, reach, reach))
        self.raise_()
        self.show()
        self.update()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _POINTING:
            self._by_key = False
            self._place()
        elif kind == QEvent.Type.KeyPress:
            self._by_key = True
            self._place()
        elif kind == QEvent.Type.Show and watched is self._window:
            self._listen_to_window()
        elif kind in _PLACING:
            self._place()
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = FOCUS_WIDTH_PX / 2
        painter.setPen(QPen(self._theme.colour(Tone.INK), FOCUS_WIDTH_PX))
        radius = self._theme.radius_control + FOCUS_GAP_PX
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)
