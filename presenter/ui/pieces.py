"""Small widgets that several panels of the podium are put together from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from shared.ui.buttons import BareButton
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone


class Icon(QWidget):
    """One icon of the set in one tone."""

    def __init__(self, theme: Theme, name: str, tone: Tone, *, step: Step = Step.BODY) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._tone = tone
        side = round(theme.scale.type_px(step) * 1.15)
        self.setFixedSize(QSize(side, round(theme.scale.type_px(step) * 1.5)))

    def set_icon(self, name: str, tone: Tone) -> None:
        """Show another one."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            self._theme.paint_icon(QPainter(self), self._name, self._tone, QRectF(self.rect()))


class NoteBar(QWidget):
    """A note above the page that wraps: ochre, with a word to dismiss it where it may go."""

    dismissed = Signal()
    """The note was read."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self._words = TextBlock(theme, name=f"{name}_sentence")
        self._button = BareButton(theme, "", name=f"{name}_dismiss", tone=Tone.INK)
        self._button.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        side = theme.space(14)
        row.setContentsMargins(side, theme.space(4), side, theme.space(4))
        row.setSpacing(theme.space(8))
        row.addWidget(Icon(theme, "info", Tone.OCHRE), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(theme.scale.target_px + theme.space(8))
        self.hide()

    def show_note(self, sentence: str, dismiss: str = "") -> None:
        """Say this, or nothing at all for an empty sentence."""
        self._words.set_text(sentence)
        self._button.set_word(dismiss)
        self._button.setVisible(bool(dismiss))
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def text(self) -> str:
        """The note."""
        return self._words.text()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), theme.colour(Tone.SOFT_OCHRE))
        edge = theme.mixed(Tone.SOFT_OCHRE, Tone.OCHRE, 0.35)
        painter.fillRect(0, self.height() - 1, self.width(), 1, edge)


def scrolled(content: QWidget, *, name: str) -> QScrollArea:
    """`content` in an area that scrolls down when it is too high, and never sideways."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("ground", "none")
    area.setWidget(content)
    return area


def column(
    owner: QWidget | None = None, *, spacing: int = 0, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """A vertical layout."""
    layout = QVBoxLayout() if owner is None else QVBoxLayout(owner)
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout


def row(
    owner: QWidget | None = None, *, spacing: int = 0, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """A horizontal layout."""
    layout = QHBoxLayout() if owner is None else QHBoxLayout(owner)
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout


def show_those(wanted: Mapping[QWidget, bool]) -> None:
    """Hide and show widgets that share a place, the hiding first.

    A shown widget claims its room at once; the other way round the window would grow for a moment, and stay so.
    """
    for widget, is_wanted in wanted.items():
        if not is_wanted:
            widget.hide()
    for widget, is_wanted in wanted.items():
        if is_wanted:
            widget.show()


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; its widgets are deleted when the loop comes round."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
