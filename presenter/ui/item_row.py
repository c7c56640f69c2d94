"""One item of the agenda: who reports, how long, its papers, and what can be done with it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from presenter.ui.paper_row import PaperRow, PaperShown, accept_files, local_files
from presenter.ui.pieces import Icon, clear, column, row
from shared.domain.agenda import ItemId
from shared.system.i18n import tr
from shared.ui.buttons import PrimaryButton, QuietButton, tap_shade
from shared.ui.text import Label, Span, SpanLabel
from shared.ui.text_block import TextBlock
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone
from shared.ui.tool_buttons import IconButton


class ItemShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says. `used_share` is the time used of the time planned, 0..1, for the active item.

    `paper` is the number (from 1) of the paper on this window's stage, 0 for none; `working` says which file is on
    its way into the item. With `can_bring` papers may be brought, replaced and sent for signing.
    """

    id: ItemId
    number: int
    title: str
    reporter: str
    time: tuple[Span, ...]
    papers: tuple[PaperShown, ...]
    paper: int = 0
    working: str = ""
    used_share: float = 0.0
    is_selected: bool = False
    is_active: bool = False
    is_finished: bool = False
    can_activate: bool = False
    can_bring: bool = False
    is_next: bool = False


class ItemHead(QAbstractButton):
    """The part of a row that selects the item."""

    def __init__(self, theme: Theme, shown: ItemShown) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(f"item_{shown.number}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._number = Label(theme, str(shown.number), step=Step.BODY, tone=Tone.INK2)
        self._number.setFixedWidth(theme.space(26))
        self._number.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._title = TextBlock(theme, step=Step.BODY)
        self._reporter = TextBlock(theme, shown.reporter, step=Step.CAPTION, tone=Tone.INK2)
        self._time = SpanLabel(theme, step=Step.CAPTION, tone=Tone.INK2, name=f"time_{shown.number}")
        self._mark = Icon(theme, "", Tone.INK2)
        across = row(self, margins=(theme.space(14), theme.space(9), theme.space(12), theme.space(4)))
        across.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=theme.space(2))
        words.addWidget(self._title)
        below = row()
        below.addWidget(self._reporter, 1)
        below.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(below)
        across.addLayout(words, 1)
        across.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self.show_item(shown)

    def show_item(self, shown: ItemShown) -> None:
        """Show how the item stands now."""
        is_bold = shown.is_selected or shown.is_active
        self._number.setFont(self._theme.font(Step.BODY, bold=is_bold))
        self._title.set_text((Span(shown.title, bold=is_bold),))
        self._time.set_spans(shown.time)
        self._mark.set_icon("check" if shown.is_finished else "", Tone.INK2)
        states = [tr("under way")] if shown.is_active else []
        states += [tr("finished")] if shown.is_finished else []
        states += [tr("selected")] if shown.is_selected else []
        spoken = tr("Item {number} {title}", number=shown.number, title=shown.title)
        self.setAccessibleName(tr(", ").join([spoken, *states]))

    def time_words(self) -> str:
        """The time as it is shown."""
        return self._time.words()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        shade = tap_shade(self._theme, self)
        if shade:
            ground = self._theme.colour(Tone.INK).toRgb()
            ground.setAlphaF(shade)
            QPainter(self).fillRect(self.rect(), ground)


class TimeBar(QWidget):
    """How much of the planned time is used; ochre when it is over."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self.setFixedHeight(theme.space(4))

    def show_share(self, share: float) -> None:
        """Show a share of the plan; above 1 the time is over."""
        if share != self._share:
            self._share = share
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        radius = box.height() / 2
        painter.setBrush(self._theme.colour(Tone.LINE))
        painter.drawRoundedRect(box, radius, radius)
        box.setWidth(box.width() * min(1.0, self._share))
        painter.setBrush(self._theme.colour(Tone.OCHRE if self._share > 1 else Tone.GREEN))
        painter.drawRoundedRect(box, radius, radius)


class WorkingLine(QWidget):
    """A file is on its way."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        across = row(self, spacing=theme.space(8), margins=(0, theme.space(4), 0, theme.space(4)))
        across.addWidget(Icon(theme, "dots", Tone.OCHRE, step=Step.CAPTION), 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(TextBlock(theme, words, step=Step.CAPTION, tone=Tone.OCHRE, name="working"), 1)


class ItemRow(QWidget):
    """The item with its papers and its one action while it is selected or under way."""

    selected = Signal()
    """The chair looks at this item."""

    paper_requested = Signal(int)
    """Show this paper, counted from 1."""

    activate_requested = Signal()
    """Put the meeting on this item."""

    finish_requested = Signal()
    """The item has been dealt with."""

    menu_requested = Signal(int, object)
    """What can be done with this paper (from 1; 0: with the item), beside this widget."""

    files_dropped = Signal(int, object)
    """These PDFs (a tuple of paths) were dropped on this paper, counted from 1; 0: on the item."""

    def __init__(self, theme: Theme, shown: ItemShown) -> None:
        super().__init__()
        self._theme = theme
        self._shown = shown
        self._bar: TimeBar | None = None
        """There only while the item is under way: it goes with the rest of what is below the head."""
        self._papers: list[PaperRow] = []
        self._head = ItemHead(theme, shown)
        self._head.clicked.connect(self.selected)
        down = column(self)
        down.addWidget(self._head)
        left = theme.space(40)
        self.setAcceptDrops(True)
        self._below = column(spacing=theme.space(4), margins=(left, 0, theme.space(14), 0))
        down.addLayout(self._below)
        self._fill(shown)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_item(self, shown: ItemShown) -> None:
        """Show the item. The head stays the same widget: a press that is under way is not lost."""
        before, self._shown = self._shown, shown
        self._head.show_item(shown)
        if _without_time(before) == _without_time(shown):
            if self._bar is not None:
                self._bar.show_share(shown.used_share)
            return
        if _without_words(before) == _without_words(shown) and self._papers:
            for number, (line, paper) in enumerate(zip(self._papers, shown.papers, strict=True), start=1):
                line.show_paper(paper, is_shown=number == shown.paper)
            return
        self._bar = None
        clear(self._below)
        self._fill(shown)
        self.update()

    def _fill(self, shown: ItemShown) -> None:
        theme = self._theme
        self._papers = []
        if not (shown.is_selected or shown.is_active):
            return
        if shown.is_active:
            self._bar = TimeBar(theme)
            self._bar.show_share(shown.used_share)
            self._below.addWidget(self._bar)
        for number, paper in enumerate(shown.papers, start=1):
            self._papers.append(self._paper_row(paper, number))
            self._below.addWidget(self._papers[-1])
        if not shown.papers:
            self._below.addLayout(self._no_papers())
        if shown.working:
            self._below.addWidget(WorkingLine(theme, shown.working))
        self._add_action(shown, self._below)
        self._below.addSpacing(theme.space(4))

    def _paper_row(self, paper: PaperShown, number: int) -> PaperRow:
        shown = self._shown
        line = PaperRow(
            self._theme,
            paper,
            number,
            prefix="" if shown.is_selected else "active_",
            is_shown=number == shown.paper,
            can_bring=shown.can_bring,
        )
        line.pressed.connect(lambda n=number: self.paper_requested.emit(n))
        line.menu_pressed.connect(lambda button, n=number: self.menu_requested.emit(n, button))
        line.files_dropped.connect(lambda files, n=number: self.files_dropped.emit(n, files))
        return line

    def _no_papers(self) -> QHBoxLayout:
        theme = self._theme
        words = TextBlock(theme, tr("No papers for this item"), step=Step.CAPTION, tone=Tone.INK2)
        across = row()
        across.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        if self._shown.can_bring:
            prefix = "" if self._shown.is_selected else "active_"
            more = IconButton(theme, tr("Bring papers"), name=f"{prefix}paper_menu_0", icon="more")
            more.clicked.connect(lambda: self.menu_requested.emit(0, more))
            across.addWidget(more)
        return across

    def _add_action(self, shown: ItemShown, layout: QVBoxLayout) -> None:
        theme = self._theme
        if shown.is_active:
            finish = QuietButton(theme, tr("Finish item"), name="finish_item", step=Step.BODY)
            finish.clicked.connect(self.finish_requested)
            layout.addWidget(finish)
        elif shown.is_selected and shown.can_activate:
            kind = PrimaryButton if shown.is_next else QuietButton
            begin = kind(theme, tr("Start item"), name="activate_item", step=Step.BODY)
            begin.clicked.connect(self.activate_requested)
            layout.addWidget(begin)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._shown.can_bring:
            accept_files(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.files_dropped.emit(0, local_files(event))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if not (self._shown.is_selected or self._shown.is_active):
            return
        painter = QPainter(self)
        line = theme.colour(Tone.LINE)
        if self._shown.is_selected:
            painter.fillRect(self.rect(), theme.chosen_ground())
            painter.fillRect(0, 0, self.width(), 1, line)
            painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        tone = Tone.GREEN if self._shown.is_active else Tone.INK
        painter.fillRect(0, 0, theme.space(5), self.height(), theme.colour(tone))


def _without_time(shown: ItemShown) -> ItemShown:
    return msgspec.structs.replace(shown, time=(), used_share=0.0)


def _without_words(shown: ItemShown) -> ItemShown:
    """What decides which widgets there are below the head."""
    papers = tuple(PaperShown(sha256=paper.sha256, title="") for paper in shown.papers)
    return msgspec.structs.replace(_without_time(shown), papers=papers, paper=0)
