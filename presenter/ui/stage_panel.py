"""The paper on the podium's desk: the page, what comes next, and all pages small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from presenter.hub.paper_files import attachment_path
from presenter.ui.frame import Frame
from presenter.ui.pieces import column, row
from presenter.ui.podium_watermark import PodiumWatermark
from presenter.ui.state import Place, PodiumState, place_shown, room_place
from shared.domain.papers import Paper, Sha256
from shared.pdf.pool import RenderPool
from shared.system.i18n import tr
from shared.ui.page_fit import Fit
from shared.ui.page_gestures import PageGestures
from shared.ui.page_view import PageView
from shared.ui.paper_controller import PaperController, PaperFile
from shared.ui.task_scope import TaskScope
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.thumbnails import PaperThumbnails
from shared.ui.tokens import Step, Tone


class StagePanel(QWidget):
    """Shows the place of the state. Where there is no room for the next page, it appears while Space is held."""

    turn_requested = Signal(int)
    """A page further (+1) or back (-1)."""

    page_requested = Signal(int)
    """This page, counted from 1."""

    pointed = Signal(float, float)
    """The laser pointer is at (u, v) of the page."""

    pointer_left = Signal()
    """The laser pointer left the page."""

    password_needed = Signal(bool)
    """The paper asks for its password; true where the one that was given is wrong."""

    page_painted = Signal(int)
    """The picture of this page is on the screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_wide = False
        self._is_laser = False
        self._place: Place | None = None
        self._papers: Path | None = None
        self._page: PaperController | None = None
        self._next: PaperController | None = None
        self._pool: RenderPool | None = None
        self._with_thumbnails: set[Sha256] = set()
        self._after_lift: Callable[[], None] | None = None
        self.setObjectName("stage")
        self.setProperty("ground", "desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view = PageView(theme, fit=Fit.WIDTH, side_px=14, top_px=14, name="page_view")
        self.next_view = PageView(theme, fit=Fit.WHOLE, side_px=2, top_px=8, name="next_page_view")
        self.thumbnails = PaperThumbnails(theme, thumb_width_px=56, name="thumbnails")
        self._next_words = Label(theme, "", step=Step.CAPTION, tone=Tone.INK2, name="next_page_label")
        self.gestures = PageGestures(theme, self.view)
        self.watermark = PodiumWatermark(theme, (self.view, self.next_view))
        # As high as upright pages need, whatever the paper: the page above does not change its size.
        self.thumbnails.set_paper(1)
        self.thumbnails.setFixedHeight(self.thumbnails.sizeHint().height())
        self.thumbnails.set_paper(0)
        self._aside = QWidget()
        self._strip = QWidget()
        self._strip.hide()
        self._lay_out()
        self._connect()
        self.view.installEventFilter(self)

    def _lay_out(self) -> None:
        theme = self._theme
        down = column(self)
        pages = row()
        pages.addWidget(self._strip)
        pages.addWidget(self.view, 4)
        aside = column(self._aside, margins=(0, theme.space(12), theme.space(12), 0))
        aside.addWidget(self._next_words)
        aside.addWidget(self.next_view, 3)
        aside.addStretch(1)
        pages.addWidget(self._aside, 3)
        down.addLayout(pages, 1)
        down.addWidget(self.thumbnails)

    def _connect(self) -> None:
        self.view.page_turn_requested.connect(self.turn_requested)
        self.view.page_painted.connect(self.page_painted)
        self.view.pointer_moved.connect(self.pointed)
        self.view.pointer_left.connect(self.pointer_left)
        self.view.released.connect(lambda: QTimer.singleShot(0, self, self._on_released))
        self.thumbnails.page_requested.connect(self.page_requested)

    def attach(self, pool: RenderPool, scope: TaskScope) -> None:
        """Begin to draw pages with the workers of `pool`."""
        self._pool = pool
        self._page = PaperController(pool, scope, self.view, self.thumbnails)
        self._page.password_needed.connect(self.password_needed)
        self._next = PaperController(pool, scope, self.next_view, is_prefetching=False)
        self._show_place()

    def unlock(self, password: str) -> None:
        """Try to open the paper that is shown with its password."""
        for controller in (self._page, self._next):
            if controller is not None:
                controller.unlock(password)

    def set_frame(self, frame: Frame) -> None:
        """Page, next page and thumbnails, or only the page."""
        self._is_wide = frame.is_wide
        self.view.set_fit(Fit.WHOLE if frame.is_wide else Fit.WIDTH)
        self._aside.setVisible(frame.is_wide)
        self.thumbnails.setVisible(frame.is_wide)
        self._show_place()

    def set_strip(self, width_px: int) -> None:
        """Keep a strip of this width free on the left of the page, or none for 0."""
        self._strip.setFixedWidth(width_px)
        self._strip.setVisible(width_px > 0)
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def after_lift(self, act: Callable[[], None]) -> None:
        """Do it now, or when what pen and finger drew is stored; of several wishes the last one counts."""
        if self.view.is_held:
            self._after_lift = act
        else:
            act()

    def _on_released(self) -> None:
        act, self._after_lift = self._after_lift, None
        if act is not None:
            act()

    def render_state(self, state: PodiumState, papers: Path | None) -> None:
        """Show the page of the state; `papers` is the folder with the files of the meeting."""
        if state.is_laser != self._is_laser:
            self._is_laser = state.is_laser
            self.gestures.set_laser(state.is_laser)
        self.watermark.render_state(state)
        place = place_shown(state)
        room = room_place(state)
        if self._page is not None and place is not None:
            is_room = state.preview is not None and room is not None and room.paper == place.paper
            self._page.set_leader_page(room.page if is_room and room is not None else 0)
        if (place, papers) != (self._place, self._papers):
            self._place, self._papers = place, papers
            self._show_place()

    def _show_place(self) -> None:
        place, papers = self._place, self._papers
        if self._page is None or self._next is None:
            return
        if place is None or place.paper is None or papers is None:
            self._page.close(tr("No papers for this item") if place is not None else "")
            self._show_next(None)
            return
        self._hand_over_thumbnails(place.paper, papers)
        paper = PaperFile(papers / f"{place.paper.sha256}.pdf", place.paper.sha256)
        self._page.show(paper, place.page)
        self._show_next(paper if place.page < place.paper.page_count else None)

    def _hand_over_thumbnails(self, paper: Paper, papers: Path) -> None:
        """Small pictures that the hub made once are not drawn again."""
        made = paper.thumbnails
        if self._pool is not None and made is not None and paper.sha256 not in self._with_thumbnails:
            self._with_thumbnails.add(paper.sha256)
            self._pool.use_thumbnails(paper.sha256, attachment_path(papers, made.sha256))

    def _show_next(self, paper: PaperFile | None) -> None:
        if self._next is None:
            return
        page = 0 if self._place is None else self._place.page + 1
        if paper is None:
            self._next.close()
        else:
            self._next.show(paper, page)
        words = tr("Next page   p. {page}", page=page) if paper is not None else tr("Last page")
        self._next_words.setText(words if self._place is not None and self._place.paper is not None else "")

    def peek(self, *, on: bool) -> None:
        """While Space is held where there is no room beside the page: the next page in place of this one."""
        if self._is_wide or on == (self.next_view.parent() is self):
            return
        if on:
            self.next_view.setParent(self)
            self.next_view.set_fit(Fit.WIDTH)
            self.next_view.setGeometry(self.view.geometry())
            self.next_view.show()
            self.next_view.raise_()
        else:
            self.next_view.set_fit(Fit.WHOLE)
            layout = self._aside.layout()
            if layout is not None:
                layout.addWidget(self.next_view)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and not self._is_wide:
            if not event.isAutoRepeat():
                self.peek(on=event.type() == QEvent.Type.KeyPress)
            return True
        return False
