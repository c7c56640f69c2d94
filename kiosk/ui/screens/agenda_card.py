"""The agenda with its papers, as a pop-over: the way to any paper."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.drafts import drafts_of
from kiosk.session.shelf import Shelf, ShelfPaper
from kiosk.session.view import SessionView
from kiosk.ui.paper_words import asked_word, progress_words, titled
from kiosk.ui.screens.sign_off_list import SignOffRow
from kiosk.ui.screens.touch_list import touch_list
from kiosk.ui.screens.touch_row import TouchRow
from shared.domain.agenda import AgendaItem
from shared.domain.papers import Paper, Sha256
from shared.link.papers import PaperProgress, PaperState
from shared.system.i18n import tr, tr_n
from shared.ui.chips import Chip
from shared.ui.popover import Popover
from shared.ui.signs import Hairline
from shared.ui.text import Label
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone

_WIDTH = 600
_SHORT_DIGEST = 8
_INDENT_PX, _ICON_AT_PX, _TEXT_PX = 36, 40, 76


class AgendaCard(Popover):
    """Built anew when it opens and when what it shows changes; it never closes by itself."""

    paper_requested = Signal(str)
    """The person opens a paper: its SHA-256."""

    sign_off_requested = Signal(str)
    """The person opens a request to read or sign: its id."""

    notes_requested = Signal()
    """The person wants to see their ink that stayed on earlier drafts of the paper they read."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, name="agenda_card")
        self._card_theme = theme
        self._shown: tuple[object, ...] = ()
        self._left: tuple[Sha256 | None, int] = (None, 0)
        self._list = touch_list()
        self.body.addWidget(Label(theme, tr("Agenda and papers"), step=Step.LEAD, bold=True))
        self.body.addWidget(self._list)

    @property
    def width_px(self) -> int:
        """How wide the card is."""
        return self._card_theme.space(_WIDTH)

    def show_left(self, paper: Sha256 | None, pages: int) -> None:
        """Tell on how many pages of earlier drafts of `paper` own ink stayed; drawn with the next state."""
        self._left = (paper, pages)

    def render_state(self, view: SessionView, shelf: Shelf) -> None:
        """Draw the agenda; costs nothing while nothing of it changed."""
        place = None if view.reading.place is None else view.reading.place.paper
        active = None if view.room is None else view.room.active_item
        agenda = () if view.meeting is None else view.meeting.agenda
        asked = tuple((a.id, a.paper, progress_words(view, a)) for a in view.sign_offs)
        shown = (agenda, shelf, active, place, tuple(view.papers.values()), asked, self._left)
        if shown == self._shown:
            return
        self._shown = shown
        scrolled = self._list.verticalScrollBar().value()
        sheet = QWidget()
        sheet.setProperty("ground", "none")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, self._card_theme.space(12), 0)
        column.setSpacing(0)
        for item in agenda:
            column.addWidget(Hairline())
            column.addWidget(_ItemRow(self._card_theme, item, is_active=item.id == active))
            papers = shelf.of_item(item.id)
            for paper in papers:
                progress = view.papers.get(paper.paper.sha256)
                column.addWidget(self._paper_row(paper, progress, paper.paper.sha256 == place))
                for row in self._rows_below(view, shelf, paper, place):
                    column.addWidget(row)
            if not papers:
                column.addWidget(_no_papers(self._card_theme))
        column.addStretch(1)
        self._list.setWidget(sheet)
        room = self.parentWidget()
        most = self._card_theme.space(560) if room is None else room.height() - self._card_theme.space(150)
        wanted = sheet.layout()
        tall = sheet.sizeHint().height()
        if wanted is not None and wanted.hasHeightForWidth():
            tall = wanted.totalHeightForWidth(self.width_px - self._card_theme.space(48))
        self._list.setFixedHeight(min(tall + 2, most))
        self._list.verticalScrollBar().setValue(scrolled)

    def _paper_row(self, paper: ShelfPaper, progress: PaperProgress | None, is_read: bool) -> PaperRow:
        row = PaperRow(self._card_theme, paper, progress, is_read=is_read)
        row.clicked.connect(lambda: self.paper_requested.emit(paper.paper.sha256))
        return row

    def _rows_below(
        self, view: SessionView, shelf: Shelf, paper: ShelfPaper, place: Sha256 | None
    ) -> Iterator[QAbstractButton]:
        """What belongs to a paper: requests to sign it, and its earlier drafts, the newest first."""
        sha256 = paper.paper.sha256
        for asked in view.sign_offs:
            if asked.paper == sha256 and not asked.is_withdrawn:
                words, tone = progress_words(view, asked)
                indent = self._card_theme.space(_TEXT_PX)
                row = SignOffRow(self._card_theme, asked_word(asked.kind), words, tone, indent_px=indent)
                row.setObjectName(f"sign_off_of_{asked.id}")
                row.clicked.connect(lambda _=False, this=asked.id: self.sign_off_requested.emit(this))
                yield row
        if self._left[0] == sha256 and self._left[1]:
            pages = tr_n("{n} page", "{n} pages", self._left[1])
            indent = self._card_theme.space(_TEXT_PX)
            row = SignOffRow(
                self._card_theme, tr("My notes on earlier drafts"), pages, Tone.INK3, indent_px=indent
            )
            row.setObjectName("show_left_ink")
            row.clicked.connect(self.notes_requested)
            yield row
        for earlier in reversed(drafts_of(shelf.all_papers(), sha256)):
            if earlier.sha256 != sha256:
                yield self._earlier_row(view, shelf, earlier, is_read=earlier.sha256 == place)

    def _earlier_row(self, view: SessionView, shelf: Shelf, earlier: Paper, *, is_read: bool) -> PaperRow:
        held = shelf.find(earlier.sha256)
        if held is None:
            raise LookupError("an earlier draft that is not on the shelf")
        progress = view.papers.get(earlier.sha256)
        row = PaperRow(self._card_theme, held, progress, is_read=is_read)
        row.clicked.connect(lambda: self.paper_requested.emit(earlier.sha256))
        return row


class PaperRow(TouchRow):
    """One paper: title, pages, and how far it is on this terminal."""

    def __init__(
        self, theme: Theme, paper: ShelfPaper, progress: PaperProgress | None, *, is_read: bool
    ) -> None:
        inwards = theme.space(_ICON_AT_PX) + (theme.space(_INDENT_PX) if paper.is_earlier else 0)
        super().__init__(theme, icon="clock" if paper.is_earlier else "doc", indent_px=inwards)
        self.setObjectName(f"open_paper_{paper.paper.sha256[:_SHORT_DIGEST]}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        draft = paper.paper.draft
        earlier = tr("Draft {draft}, replaced", draft=draft) if paper.is_earlier else ""
        title = TextBlock(theme, earlier or paper.paper.title, step=Step.BODY, bold=is_read, max_lines=2)
        state, tone = paper_words(paper, progress)
        is_new = draft > 1 and not paper.is_earlier
        chips = (Chip(theme, tr("Draft {draft}", draft=draft)),) if is_new else ()
        self.put(title, *chips, Label(theme, state, step=Step.CAPTION, tone=tone))
        self.setAccessibleName(f"{earlier or titled(paper.paper)}, {state}")


class _ItemRow(QWidget):
    def __init__(self, theme: Theme, item: AgendaItem, *, is_active: bool) -> None:
        super().__init__()
        space = theme.space
        self._theme = theme
        self._is_active = is_active
        number = Label(theme, str(item.number), step=Step.BODY, tone=Tone.INK2)
        number.setFixedWidth(space(28))
        title = TextBlock(theme, item.title, step=Step.BODY, bold=True, max_lines=2)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(12), space(10), 0, space(2))
        row.setSpacing(0)
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(title, 1)
        if is_active:
            row.addWidget(Label(theme, tr("now"), step=Step.CAPTION, tone=Tone.GREEN))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_active:
            painter = QPainter(self)
            tall = self._theme.space(24)
            painter.fillRect(0, self._theme.space(12), 4, tall, self._theme.colour(Tone.GREEN))


def _no_papers(theme: Theme) -> Label:
    words = Label(theme, tr("No papers for this item"), step=Step.CAPTION, tone=Tone.INK3)
    words.setContentsMargins(theme.space(40), theme.space(4), 0, theme.space(12))
    return words


def paper_words(paper: ShelfPaper, progress: PaperProgress | None) -> tuple[str, Tone]:
    """How far a paper is: pages once it is here, else what is missing."""
    match progress:
        case PaperProgress(state=PaperState.READY):
            return tr_n("{n} page", "{n} pages", paper.paper.page_count), Tone.INK3
        case PaperProgress(state=PaperState.LOADING) if progress.chunks_in_all:
            share = 100 * progress.chunks // progress.chunks_in_all
            return tr("loading, {percent} %", percent=share), Tone.OCHRE
        case PaperProgress(state=PaperState.FAULT):
            return tr("cannot be stored here"), Tone.OCHRE
        case _:
            return tr("not here yet"), Tone.OCHRE
