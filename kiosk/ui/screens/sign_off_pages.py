"""The paper on the left of a sign-off: read, turned and counted here, apart from the reading screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.session.view import SessionView
from kiosk.ui.ink_adapter import PaperInk, SeatInk
from kiosk.ui.paper_words import not_here_sentence, title_of, watermark_words
from kiosk.ui.screens.glass import by_glass
from kiosk.ui.screens.password_card import PasswordCard
from shared.domain.papers import Sha256
from shared.pdf.pages import DocumentFacts
from shared.system.i18n import tr
from shared.ui.ink_layer import InkLayer
from shared.ui.ink_painter import Writing
from shared.ui.page_gestures import PageGestures
from shared.ui.page_layout import first_look
from shared.ui.page_view import PageView
from shared.ui.page_watermark import WatermarkOverlay
from shared.ui.paper_controller import PaperController, PaperFile
from shared.ui.paper_passwords import PaperPasswords
from shared.ui.paper_pool import PicturePool
from shared.ui.signs import Hairline
from shared.ui.task_scope import TaskScope
from shared.ui.text import Label
from shared.ui.theme import Theme
from shared.ui.tokens import Step, Tone
from shared.ui.tool_buttons import IconButton

_SIDE_PX = 30


class SignOffPages(QWidget):
    """The page with its bar. The pool comes later than the window: until `use_pool` a white page waits."""

    page_seen = Signal(str, int)
    """A page is on the screen: the paper's SHA-256, the page from 1."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._paper: Sha256 | None = None
        self._title = ""
        self._is_locked = False
        self._page_count = 0
        self._controller: PaperController | None = None
        self._path_of: Callable[[Sha256], Path | None] = _nowhere
        self._sentence: str | None = None
        self.page_view = PageView(theme, side_px=_SIDE_PX, name="sign_off_page_view")
        self.gestures = PageGestures(theme, self.page_view)
        self._ink: SeatInk | None = None
        self._watermark = WatermarkOverlay(theme, self.page_view)
        self.page_view.add_overlay(self._watermark)
        self._layer = InkLayer(self.page_view, Writing(theme))
        self._bar = self._make_bar()
        self._password = PasswordCard(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.page_view, 1)
        column.addWidget(Hairline())
        column.addWidget(self._bar)
        self.page_view.page_turn_requested.connect(self.turn)
        self.page_view.page_reached.connect(lambda _page: self._show_numbers())
        self.page_view.arrived.connect(lambda _page: self._show_numbers())
        self.page_view.page_painted.connect(self._note_page)

    @property
    def paper(self) -> Sha256 | None:
        """The draft that is shown."""
        return self._paper

    @property
    def page(self) -> int:
        """The page that is shown, from 1."""
        return max(1, self.page_view.page)

    def use_pool(
        self,
        pool: PicturePool,
        scope: TaskScope,
        path_of: Callable[[Sha256], Path | None],
        passwords: PaperPasswords,
    ) -> None:
        """Draw with these workers from now on; `path_of` tells where a paper lies on this disk.

        `scope` ends before the pool does. The reading screen alone draws pages ahead; passwords are shared with it.
        """
        controller = PaperController(pool, scope, self.page_view, is_prefetching=False, passwords=passwords)
        controller.opened.connect(self._on_opened)
        controller.password_needed.connect(self._on_locked)
        self._password.password_given.connect(controller.unlock)
        self._controller = controller
        self._path_of = path_of

    def use_ink(self, ink: SeatInk) -> None:
        """Show what is written on the papers; it is read here, not written on."""
        self._ink = ink
        self._layer.show_source(None if self._paper is None else PaperInk(ink, self._paper))

    def render_state(self, view: SessionView, paper: Sha256, time: str) -> None:
        """Show `paper`, at its first page where it was another one before; `time` for the watermark."""
        found = view.shelf.find(paper)
        if paper != self._paper:
            self._password.close_card()
            self._is_locked = False
            if self._ink is not None:
                self._layer.show_source(PaperInk(self._ink, paper))
        self._paper = paper
        self._title = title_of(view, paper)
        self._watermark.set_text(watermark_words(view, time))
        self._page_count = 0 if found is None else found.paper.page_count
        self._show_paper(view, paper)
        self._show_numbers()
        seen = len(view.seen_pages(paper))
        self._seen.setText(tr("seen {seen} of {pages}", seen=seen, pages=self._page_count))
        self._seen.setVisible(self._page_count > 0)

    def turn(self, by: int) -> None:
        """Turn pages; negative: back."""
        if self._controller is not None:
            self._controller.go_to(self.page + by)

    def _show_paper(self, view: SessionView, paper: Sha256) -> None:
        controller, path = self._controller, self._path_of(paper)
        if controller is None:
            return
        if path is None:
            sentence = not_here_sentence(view, paper)
            if sentence != self._sentence:
                self._sentence = sentence
                controller.close(sentence)
        elif controller.paper is None or controller.paper.digest != paper:
            self._sentence = None
            controller.show(PaperFile(path, paper))

    def _show_numbers(self) -> None:
        pages, page = self._page_count, min(self.page, max(1, self._page_count))
        self._previous.setEnabled(page > 1)
        self._next.setEnabled(page < pages)
        self._number.setText(tr("Page {page} of {pages}", page=page, pages=pages) if pages else "")

    def _note_page(self, page: int) -> None:
        shown = None if self._controller is None else self._controller.paper
        if shown is not None and self.isVisible():
            self.page_seen.emit(shown.digest, page)

    def _on_locked(self, was_wrong: bool) -> None:
        self._is_locked = True
        if self.isVisible():
            self._password.ask(self._title, was_wrong=was_wrong)

    def _on_opened(self, facts: DocumentFacts) -> None:
        self._is_locked = False
        self._password.close_card()
        view = self.page_view
        view.set_look(first_look(facts.pages, view.room, self._theme.scale.dpi))

    def _make_bar(self) -> QWidget:
        theme, space = self._theme, self._theme.space
        bar = QWidget()
        bar.setProperty("ground", "sheet")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(by_glass(theme, 60, 64))
        wide = space(26)
        self._previous = IconButton(
            theme, tr("Previous page"), name="sign_off_previous", icon="left", icon_px=wide
        )
        self._next = IconButton(theme, tr("Next page"), name="sign_off_next", icon="right", icon_px=wide)
        self._number = Label(theme, step=Step.BODY, name="sign_off_page_number")
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setMinimumWidth(space(136))
        self._seen = Label(theme, step=Step.CAPTION, tone=Tone.INK2, name="sign_off_seen")
        self._previous.clicked.connect(lambda: self.turn(-1))
        self._next.clicked.connect(lambda: self.turn(1))
        row = QHBoxLayout(bar)
        row.setContentsMargins(space(12), 0, space(24), 0)
        row.setSpacing(space(4))
        row.addWidget(self._previous)
        row.addWidget(self._number)
        row.addWidget(self._next)
        row.addStretch(1)
        row.addWidget(self._seen)
        return bar

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Who comes back to a paper that is still locked is asked again."""
        super().showEvent(event)
        if self._is_locked and not self._password.isVisible():
            self._password.ask(self._title, was_wrong=False)


def _nowhere(_paper: Sha256) -> Path | None:
    return None
