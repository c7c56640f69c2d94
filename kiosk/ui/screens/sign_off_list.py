"""All that the person here was asked to read or sign, as a pop-over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.session.view import SessionView
from kiosk.ui.paper_words import asked_title, progress_words
from kiosk.ui.screens.touch_list import touch_list
from kiosk.ui.screens.touch_row import TouchRow
from shared.domain.sign_off import SignOffSeen
from shared.system.i18n import tr
from shared.ui.popover import Popover
from shared.ui.signs import Hairline
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH = 600


class SignOffList(Popover):
    """Built anew when it opens and when what it shows changes; it never closes by itself."""

    sign_off_requested = Signal(str)
    """The person opens a request: its id."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="sign_off_list")
        self._card_theme = theme
        self._shown: tuple[object, ...] = ()
        self._list = touch_list()
        self.body.addWidget(Label(theme, tr("To read and to sign"), step=Step.LEAD, bold=True))
        self.body.addWidget(self._list)

    @property
    def width_px(self) -> int:
        """How wide the card is."""
        return self._card_theme.space(_WIDTH)

    def render_state(self, view: SessionView) -> None:
        """Draw the requests: what waits first; costs nothing while nothing of it changed."""
        waiting = view.to_sign
        rows = (*waiting, *(asked for asked in view.sign_offs if asked not in waiting))
        shown = tuple((asked.id, asked_title(view, asked), *progress_words(view, asked)) for asked in rows)
        if shown == self._shown:
            return
        self._shown = shown
        sheet = QWidget()
        sheet.setProperty("ground", "none")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, self._card_theme.space(12), 0)
        column.setSpacing(0)
        for asked in rows:
            column.addWidget(Hairline())
            column.addWidget(self._row(view, asked))
        column.addStretch(1)
        self._list.setWidget(sheet)
        room = self.parentWidget()
        most = self._card_theme.space(560) if room is None else room.height() - self._card_theme.space(150)
        tall = column.totalHeightForWidth(self.width_px - self._card_theme.space(60))
        self._list.setFixedHeight(min(max(tall, sheet.sizeHint().height()) + 2, most))

    def _row(self, view: SessionView, asked: SignOffSeen) -> SignOffRow:
        words, tone = progress_words(view, asked)
        row = SignOffRow(self._card_theme, asked_title(view, asked), words, tone)
        row.setObjectName(f"open_sign_off_{asked.id}")
        row.setEnabled(not asked.is_withdrawn)
        row.clicked.connect(lambda: self.sign_off_requested.emit(asked.id))
        return row


class SignOffRow(TouchRow):
    """One request: the paper's title, and how far the person is."""

    def __init__(self, theme: Theme, title: str, words: str, tone: Tone, *, indent_px: int = 0) -> None:
        super().__init__(theme, icon="pen", indent_px=indent_px)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name = TextBlock(theme, title, step=Step.BODY, max_lines=2)
        self.put(name, Label(theme, words, step=Step.CAPTION, tone=tone))
        self.setAccessibleName(tr("{what}, {state}", what=title, state=words))
