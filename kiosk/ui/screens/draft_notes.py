"""One's own ink that stayed on earlier drafts: each page with a small picture, and the way there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.drafts import LeftInk
from kiosk.ui.screens.touch_list import touch_list
from shared.domain.ink import Mark
from shared.system.i18n import tr, tr_n
from shared.ui.ink_painter import Writing, is_multiplied, paint_mark
from shared.ui.popover import Popover
from shared.ui.signs import Hairline
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH = 480
PICTURE_PX = 128
"""Height of a page's picture, in design pixels."""
_RATIO = 297 / 210
"""Of a page whose picture is not here yet."""

MarksOf = Callable[[LeftInk], Sequence[Mark]]


class DraftNotesCard(Popover):
    """A tap on a page opens the earlier draft there."""

    page_requested = Signal(str, int)
    """The person wants to see a page of an earlier draft: SHA-256, page from 1."""

    def __init__(self, theme: Theme, parent: QWidget, marks_of: MarksOf) -> None:
        """`marks_of` gives what is written on a page, as far as it is known."""
        super().__init__(theme, parent, name="draft_notes")
        self._card_theme = theme
        self._marks_of = marks_of
        self._writing = Writing(theme)
        self._rows: dict[tuple[str, int], PageNote] = {}
        self._list = touch_list()
        self.body.addWidget(Label(theme, tr("My notes on earlier drafts"), step=Step.LEAD, bold=True))
        self.body.addWidget(self._list)

    @property
    def width_px(self) -> int:
        """How wide the card is."""
        return self._card_theme.space(_WIDTH)

    def show_rows(self, rows: Sequence[LeftInk]) -> None:
        """List these pages."""
        theme = self._card_theme
        sheet = QWidget()
        sheet.setProperty("ground", "none")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, theme.space(12), 0)
        column.setSpacing(0)
        self._rows.clear()
        for left in rows:
            row = PageNote(theme, left, self._marks_of, self._writing)
            row.clicked.connect(lambda _=False, at=left: self.page_requested.emit(at.paper, at.page))
            self._rows[(left.paper, left.page)] = row
            column.addWidget(Hairline())
            column.addWidget(row)
        column.addStretch(1)
        self._list.setWidget(sheet)
        room = self.parentWidget()
        most = theme.space(560) if room is None else room.height() - theme.space(200)
        self._list.setFixedHeight(min(sheet.sizeHint().height() + 2, most))

    def show_picture(self, left: LeftInk, picture: QImage) -> None:
        """The small picture of a page is here."""
        row = self._rows.get((left.paper, left.page))
        if row is not None:
            row.show_picture(picture)

    def draw_ink_again(self) -> None:
        """More of the ink is known."""
        for row in self._rows.values():
            row.update()


class PageNote(QAbstractButton):
    """One page of an earlier draft, with the ink on it."""

    def __init__(self, theme: Theme, left: LeftInk, marks_of: MarksOf, writing: Writing) -> None:
        super().__init__()
        self._theme = theme
        self._left = left
        self._marks_of = marks_of
        self._writing = writing
        self._picture: QImage | None = None
        space = theme.space
        self.setObjectName(f"left_ink_{left.paper[:8]}_{left.page}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        page = tr("Page {page}", page=left.page)
        marks = tr_n("{n} mark", "{n} marks", left.marks)
        where = tr("draft {draft}, {marks}", draft=left.draft, marks=marks)
        title = Label(theme, page, step=Step.BODY, bold=True)
        detail = Label(theme, where, step=Step.CAPTION, tone=Tone.INK2)
        words = QVBoxLayout()
        words.setSpacing(space(4))
        words.addStretch(1)
        words.addWidget(title)
        words.addWidget(detail)
        words.addStretch(1)
        for part in (title, detail):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(PICTURE_PX + 24), 0, space(4), 0)
        row.addLayout(words)
        self.setAccessibleName(tr("{what}, {state}", what=page, state=where))

    def show_picture(self, picture: QImage) -> None:
        """Draw this page under the ink."""
        self._picture = picture
        self.update()

    @override
    def sizeHint(self) -> QSize:
        tall = self._theme.space(PICTURE_PX + 24)
        return QSize(self._theme.space(300), max(self._theme.scale.target_px, tall))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        theme = self._theme
        if self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mixed(Tone.RAISED, Tone.INK, 0.08))
            painter.drawRoundedRect(self.rect(), theme.radius_control, theme.radius_control)
        box = self._page_box()
        painter.fillRect(box, theme.colour(Tone.PAPER))
        if self._picture is not None:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.drawImage(box, self._picture)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self._paint_ink(painter, box)
        painter.setPen(QPen(theme.colour(Tone.LINE), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _page_box(self) -> QRectF:
        """Where the page is drawn: as high as there is room, or as wide where it lies on its side."""
        most = float(self._theme.space(PICTURE_PX))
        picture = self._picture
        ratio = _RATIO if picture is None else picture.height() / max(1, picture.width())
        wide, tall = (most / ratio, most) if ratio >= 1 else (most, most * ratio)
        return QRectF(1, (self.height() - tall) / 2, wide, tall)

    def _paint_ink(self, painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.setClipRect(box)
        painter.translate(box.topLeft())
        for mark in self._marks_of(self._left):
            multiply = QPainter.CompositionMode.CompositionMode_Multiply
            over = QPainter.CompositionMode.CompositionMode_SourceOver
            painter.setCompositionMode(multiply if is_multiplied(mark) else over)
            paint_mark(painter, mark, QSizeF(box.size()), self._writing)
        painter.restore()
