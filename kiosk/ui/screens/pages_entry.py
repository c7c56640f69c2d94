"""Typing a page number: by the keys on the glass, or by a keyboard."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from shared.system.i18n import tr
from shared.ui.buttons import PrimaryButton, QuietButton
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import TARGET_GAP_MM, Step, Tone

_KEY_WIDTH = 84
_KEY_HEIGHT = 64
_COLUMNS = 3
_MOST_DIGITS = 6

B = TypeVar("B", bound=QWidget)


class PageEntryCard(Popover):
    """Closes by a page, by Esc and by a press beside it. A number beyond the paper cannot be gone to."""

    page_given = Signal(int)
    """Go to this page, from 1."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="page_card")
        self._pages = 0
        self._gap = max(theme.space(8), theme.scale.mm(TARGET_GAP_MM))
        self._field = self._make_field()
        self._of = Label(theme, step=Step.BODY, tone=Tone.INK2, name="page_card_of")
        self._go = PrimaryButton(theme, tr("Go"), name="go_to_page", height_px=theme.space(_KEY_HEIGHT))
        self._go.clicked.connect(self._give)
        across = QHBoxLayout()
        across.setSpacing(theme.space(12))
        across.addWidget(self._field, 1)
        across.addWidget(self._of)
        self.body.addLayout(across)
        self.body.addLayout(self._keypad())

    @property
    def width_px(self) -> int:
        """How wide the card is."""
        keys = _COLUMNS * self._theme.space(_KEY_WIDTH) + (_COLUMNS - 1) * self._gap
        return keys + self._theme.space(48)

    def ask(self, beside: QWidget, page: int, pages: int) -> None:
        """Open on a paper of so many pages, with the page that is read ready to be typed over."""
        self._pages = pages
        self._field.setText(str(page))
        self._of.setText(tr("of {pages}", pages=pages))
        self._look()
        self.open_at(beside.mapTo(self._host, QPoint(0, 0)), self.width_px)
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("page_field")
        field.setAccessibleName(tr("Page number"))
        field.setMaxLength(_MOST_DIGITS)
        field.setValidator(QIntValidator(0, 10**_MOST_DIGITS, field))
        field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        field.setFont(self._theme.font(Step.TITLE))
        field.setFixedHeight(self._theme.space(_KEY_HEIGHT))
        field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        field.textChanged.connect(self._look)
        field.returnPressed.connect(self._give)
        return field

    def _keypad(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self._gap)
        for place, sign in enumerate("123456789"):
            grid.addWidget(self._key(sign), place // _COLUMNS, place % _COLUMNS)
        delete = self._sized(
            QuietButton(self._theme, tr("Delete"), name="page_key_delete", step=Step.CAPTION)
        )
        delete.setAutoRepeat(True)
        delete.clicked.connect(self._field.backspace)
        grid.addWidget(delete, 3, 0)
        grid.addWidget(self._key("0"), 3, 1)
        grid.addWidget(self._sized(self._go), 3, 2)
        return grid

    def _key(self, sign: str) -> QuietButton:
        key = QuietButton(self._theme, sign, name=f"page_key_{sign}", step=Step.TITLE)
        key.clicked.connect(lambda: self._field.insert(sign))
        return self._sized(key)

    def _sized(self, key: B) -> B:
        target = self._theme.scale.target_px
        size = QSize(self._theme.space(_KEY_WIDTH), self._theme.space(_KEY_HEIGHT))
        key.setFixedSize(size.expandedTo(QSize(target, target)))
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return key

    def _look(self) -> None:
        self._go.setEnabled(0 < self._page() <= self._pages)

    def _page(self) -> int:
        text = self._field.text()
        return int(text) if text.isdecimal() else 0

    def _give(self) -> None:
        page = self._page()
        if 0 < page <= self._pages:
            self.close_card()
            self.page_given.emit(page)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key that the field leaves over reaches the page below."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        event.accept()
