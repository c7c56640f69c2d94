"""The two movements of the design: a pop-over and the vote sheet fade in. Pages never move."""

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from shared.ui.theme import Theme

VEIL = "veil"
"""The object name of what is still fading away; a picture of a window waits until there is none."""


class _Veil(QWidget):
    """What was there before, growing transparent; it takes no presses and removes itself."""

    def __init__(self, parent: QWidget, before: QPixmap, duration_ms: int) -> None:
        super().__init__(parent)
        self.setObjectName(VEIL)
        self._before = before
        self._left = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setDuration(duration_ms)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.valueChanged.connect(self._on_step)
        self._fade.finished.connect(self.deleteLater)

    def start(self) -> None:
        self.show()
        self.raise_()
        self._fade.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def _on_step(self, left: float) -> None:
        self._left = left
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(self._left)
        painter.drawPixmap(0, 0, self._before)


def show_faded(theme: Theme, widget: QWidget, duration_ms: int) -> None:
    """Show a child widget above its siblings over `duration_ms`; at once where motion is reduced."""
    parent = widget.parentWidget()
    if theme.reduced_motion or duration_ms <= 0 or parent is None or not parent.isVisible():
        widget.show()
        widget.raise_()
        return
    before = parent.grab(widget.geometry())
    widget.show()
    widget.raise_()
    veil = _Veil(parent, before, duration_ms)
    veil.setGeometry(widget.geometry())
    veil.start()
