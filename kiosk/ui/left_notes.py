"""The card of one's own ink on earlier drafts, with its pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from kiosk.session.drafts import LeftInk
from kiosk.session.view import SessionView
from kiosk.ui.draft_pictures import DraftPictures
from kiosk.ui.left_ink import KeptInk, left_behind, own_marks
from kiosk.ui.screens.draft_notes import PICTURE_PX, DraftNotesCard
from shared.domain.ink import Mark
from shared.domain.papers import Sha256
from shared.ui.paper_pool import PicturePool
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme


class LeftNotes(QObject):
    """Ink and workers come later than the window; until then nothing is known to have stayed behind."""

    changed = Signal()
    """More or less ink stayed behind."""

    page_requested = Signal(str, int)
    """The person wants to see a page of an earlier draft: SHA-256, page from 1."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._ink: KeptInk | None = None
        self._pictures: DraftPictures | None = None
        self._rows: tuple[LeftInk, ...] = ()
        self.card = DraftNotesCard(theme, window, self._marks_of)
        self.card.page_requested.connect(self._open_page)

    @property
    def rows(self) -> tuple[LeftInk, ...]:
        """What stayed behind of the paper that is read."""
        return self._rows

    def use_ink(self, ink: KeptInk) -> None:
        """Look for what stayed behind in this ink, from now on."""
        self._ink = ink
        ink.subscribe(self._on_ink)

    def use_pool(self, pool: PicturePool, scope: TaskScope, path_of: Callable[[Sha256], Path | None]) -> None:
        """Draw the pictures with these workers."""
        self._pictures = DraftPictures(pool, scope, path_of)

    def render_state(self, view: SessionView) -> None:
        """Look again; an open card follows."""
        rows = () if self._ink is None else left_behind(view, self._ink)
        if rows == self._rows:
            return
        self._rows = rows
        if not rows:
            self.card.close_card()
        elif self.card.isVisible():
            self._show(rows)

    def open_at(self, corner: QPoint) -> None:
        """Open the card with its top right corner here."""
        if self._rows:
            self._show(self._rows)
            self.card.open_at(corner - QPoint(self.card.width_px, 0), self.card.width_px)

    def _show(self, rows: Sequence[LeftInk]) -> None:
        self.card.show_rows(rows)
        if self._pictures is not None:
            side = round(self._theme.space(PICTURE_PX) * self._window.devicePixelRatioF())
            self._pictures.bring(rows, side, self.card.show_picture)

    def _marks_of(self, left: LeftInk) -> Sequence[Mark]:
        return () if self._ink is None else own_marks(self._ink, left.paper, left.page)

    def _open_page(self, paper: str, page: int) -> None:
        self.card.close_card()
        self.page_requested.emit(paper, page)

    def _on_ink(self, _paper: Sha256, _pages: frozenset[int]) -> None:
        if self.card.isVisible():
            self.card.draw_ink_again()
        self.changed.emit()
