"""Finding words in the paper that is read: a field, the places, and how far the search is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from kiosk.ui.screens.row_list import RowList
from kiosk.ui.screens.row_painter import Row
from kiosk.ui.screens.search_found import MOST_HITS, NOTHING, Found, Hit
from shared.system.i18n import tr, tr_n
from shared.ui.popover import Popover
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone
from shared.ui.tool_buttons import IconButton

WIDTH = 420
_AFTER_TYPING_MS = 300
_LONGEST_QUERY = 200
_ABOVE_AND_BELOW = 190


class SearchCard(Popover):
    """Stays open while the page is read; Esc, its rail button and another card close it."""

    query_changed = Signal(str)
    """Look for these words; empty: for nothing any more."""

    hit_chosen = Signal(int)
    """Go to this place of what was found, from 0."""

    step_requested = Signal(int)
    """Go to the next place (1) or the one before (-1)."""

    grew = Signal()
    """The card takes more or less room than before."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="search_card")
        self._found = NOTHING
        self._asked = ""
        self._room_px = 0
        self.field = _field(theme)
        self._before = IconButton(theme, tr("Previous place"), name="previous_hit", icon="left")
        self._after = IconButton(theme, tr("Next place"), name="next_hit", icon="right")
        self._count = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="hit_count")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._state = TextBlock(theme, step=Step.CAPTION, tone=Tone.INK2, name="search_state")
        self._list = RowList(theme, name="hits")
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_AFTER_TYPING_MS)
        self._typed.timeout.connect(self._ask)
        self.field.textChanged.connect(lambda _words: self._typed.start())
        self.field.returnPressed.connect(self._enter)
        self._before.clicked.connect(lambda: self.step_requested.emit(-1))
        self._after.clicked.connect(lambda: self.step_requested.emit(1))
        self._list.row_chosen.connect(self.hit_chosen)
        row = QHBoxLayout()
        row.setSpacing(theme.space(4))
        row.addWidget(self._state, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._count)
        row.addWidget(self._before)
        row.addWidget(self._after)
        self.body.addWidget(self.field)
        self.body.addLayout(row)
        self.body.addWidget(self._list)
        self.show_found(NOTHING)

    @property
    def width_px(self) -> int:
        """How wide the card is."""
        return self._theme.space(WIDTH)

    def ask(self, beside: QWidget) -> None:
        """Open with what was looked for last, ready to be typed over."""
        self._room_px = beside.window().height() - self._theme.space(_ABOVE_AND_BELOW)
        self._fit_list()
        self.open_beside(beside, self.width_px)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_found(self, found: Found) -> None:
        """Show how far the search is; rows already listed stay where they are."""
        listed = len(self._list.rows)
        is_longer = found.query == self._found.query and found.hits[:listed] == self._found.hits[:listed]
        if is_longer and listed <= len(found.hits):
            self._list.add_rows([_row(hit) for hit in found.hits[listed:]])
        else:
            self._list.set_rows([_row(hit) for hit in found.hits])
        self._found = found
        self._list.mark_row(found.live)
        had_list, words = not self._list.isHidden(), self._state.text()
        self._list.setVisible(bool(found.hits))
        self._count.setText(_count(found))
        self._state.set_text(_sentence(found))
        for button in (self._before, self._after):
            button.setVisible(bool(found.hits))
        if self.isVisible() and (had_list, words) != (bool(found.hits), self._state.text()):
            self._fit_list()
            self.place_card(self.card_rect().topLeft() + self.pos(), self.width_px)
            self.grew.emit()

    def forget(self) -> None:
        """Another paper: what was typed stays, what was found is gone."""
        self._asked = ""
        self.show_found(NOTHING)

    def repeat(self) -> None:
        """Look for what stands in the field, in the paper that is read now."""
        self._asked = ""
        self._ask()

    def _fit_list(self) -> None:
        """The list takes what is left of the height, so that it does not grow while hits come."""
        others = 2 * self._theme.scale.target_px + self._theme.space(80)
        self._list.setFixedHeight(max(self._theme.space(160), self._room_px - others))

    def _ask(self) -> None:
        words = self.field.text().strip()
        if words != self._asked:
            self._asked = words
            self.query_changed.emit(words)

    def _enter(self) -> None:
        self._typed.stop()
        if self.field.text().strip() != self._asked:
            self._ask()
        else:
            self.step_requested.emit(1)

    @override
    def close_card(self) -> None:
        self._typed.stop()
        super().close_card()

    @override
    def _is_ours(self, place: QPointF) -> bool:
        """The page is read and scrolled while the card stays."""
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key that the field leaves over turns a page."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_requested.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        event.accept()


def _field(theme: Theme) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName("search_field")
    field.setAccessibleName(tr("Find in this paper"))
    field.setPlaceholderText(tr("Find in this paper"))
    field.setMaxLength(_LONGEST_QUERY)
    field.setFont(theme.font(Step.BODY))
    field.setFixedHeight(theme.scale.target_px)
    field.setClearButtonEnabled(False)
    field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return field


def _row(hit: Hit) -> Row:
    page = tr("p. {page}", page=hit.page)
    return Row(text=hit.words or page, tail=page if hit.words else "", bold=hit.bold)


def _count(found: Found) -> str:
    if found.live < 0:
        return ""
    most = f"{len(found.hits)}+" if found.is_cut else str(len(found.hits))
    return tr("{n} of {all}", n=found.live + 1, all=most)


def _sentence(found: Found) -> str:
    """How far it is; once it is through, whether anything was found."""
    if not found.query:
        return tr("Type what you look for")
    if not found.is_done:
        return tr("Searched {done} of {pages} pages", done=found.pages_done, pages=found.pages)
    if not found.hits:
        return tr("Nothing found. Scanned pages without text cannot be searched")
    if found.is_cut:
        return tr("The first {n} places are listed. Type more to find fewer", n=MOST_HITS)
    if found.live >= 0:
        return ""
    return tr_n("{n} place", "{n} places", len(found.hits))
